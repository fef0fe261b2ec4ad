import { createHash } from 'node:crypto';
import { type Account, arn } from './aws/service';
import { secretArn } from './secret-arn';

// @claim documented: The ARN of an EventBridge connection ends in its name, a slash and a UUID.
// @source https://docs.aws.amazon.com/step-functions/latest/dg/call-https-apis.html#connect-http-task-permissions
/** The UUID is always the same for the same name. */
export function connectionArn(account: Account, name: string): string {
  return arn('events', account, `connection/${name}/${uuidOf(name)}`);
}

// @claim documented: EventBridge keeps what a connection holds in a secret of its own, whose name begins with events!connection/.
// @source https://docs.aws.amazon.com/step-functions/latest/dg/call-https-apis.html#connect-http-task-permissions
// @claim cross-checked: The rest of that name is the connection's name, a slash and a UUID, another one than the connection's.
// @source https://github.com/radkawar/stackd/blob/9dc356f5e5cc49d2d334178a09c1398dd1c62617/testdata/aws/stepfunctions/http_connections.json
export function connectionSecretArn(account: Account, name: string): string {
  return secretArn(account, `events!connection/${name}/${uuidOf(`secret of ${name}`)}`);
}

/** The name in a connection's ARN; undefined for the ARN of something else, or of another account or Region. */
export function connectionName(account: Account, given: string): string | undefined {
  const name = /:connection\/([^/]+)\/[^/]+$/.exec(given)?.[1];
  return name !== undefined && given === connectionArn(account, name) ? name : undefined;
}

function uuidOf(text: string): string {
  const hex = createHash('sha256').update(text).digest('hex');
  return hex.slice(0, 32).replace(/^(.{8})(.{4}).(.{3}).(.{3})(.{12})$/, '$1-$2-4$3-8$4-$5');
}
