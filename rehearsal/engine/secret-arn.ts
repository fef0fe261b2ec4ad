import { createHash } from 'node:crypto';
import { type Account, arn } from './aws/service';

const LETTERS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789';
const SUFFIX_LENGTH = 6;

// @claim documented: The ARN of a secret ends in its name, a hyphen and six random characters.
// @source https://docs.aws.amazon.com/secretsmanager/latest/userguide/troubleshoot.html#ARN_secretnamehyphen
/** The six characters are always the same for the same name. */
export function secretArn(account: Account, name: string): string {
  return arn('secretsmanager', account, `secret:${name}-${suffixOf(name)}`);
}

// @claim documented: A SecretId is a name without the six characters, a whole ARN, or an ARN that lacks the hyphen and the six characters.
// @source https://docs.aws.amazon.com/secretsmanager/latest/userguide/troubleshoot.html#ARN_secretnamehyphen
/** The name a SecretId means; undefined for the ARN of something else, or of another account or Region. */
export function secretName(account: Account, secretId: string): string | undefined {
  const prefix = arn('secretsmanager', account, 'secret:');
  if (!secretId.startsWith(prefix)) return secretId.startsWith('arn:') ? undefined : secretId;
  const ending = secretId.slice(prefix.length);
  const name = ending.slice(0, -(SUFFIX_LENGTH + 1));
  return ending === `${name}-${suffixOf(name)}` ? name : ending;
}

function suffixOf(name: string): string {
  const bytes = createHash('sha256').update(name).digest().subarray(0, SUFFIX_LENGTH);
  return [...bytes].map((byte) => LETTERS[byte % LETTERS.length]).join('');
}
