import type { Account } from '../aws/service';
import type { Signer } from './model';

const USER = /^arn:aws:iam::(\d{12}):user\/.+$/;
const SESSION = /^arn:aws:sts::(\d{12}):assumed-role\/([^/]+)\/[^/]+$/;

/** @throws naming the member, what it is and what is expected. */
export function checkSigner(signer: Signer, account: Account): void {
  const { accessKeyId, secretAccessKey, userArn, userId } = signer;
  const wrong = (member: string, given: string, expected: string): never => {
    throw new Error(`Signer.${member} is ${JSON.stringify(given)}; ${expected} is expected.`);
  };
  if (!/^\w+$/.test(accessKeyId)) wrong('accessKeyId', accessKeyId, 'letters and digits such as AKIAIOSFODNN7EXAMPLE');
  if (secretAccessKey === '') wrong('secretAccessKey', '', 'a secret');
  if (userId === '') wrong('userId', '', 'an id such as AIDA… or AROA…:session');
  const owner = USER.exec(userArn)?.[1] ?? SESSION.exec(userArn)?.[1];
  if (owner !== account.id) wrong('userArn', userArn, `the ARN of a user or of a role's session in ${account.id}`);
}

// @claim documented: The ARN of a role's session names the role without its path; the session has the permissions of the role.
// @source https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_identifiers.html
/** Who is judged: the user, or the role behind a session. */
export function principalOf(userArn: string): string {
  const [, account, role] = SESSION.exec(userArn) ?? [];
  return role === undefined ? userArn : `arn:aws:iam::${account}:role/${role}`;
}
