import type { Directory } from './directory';

/** Somebody as AWS or the issuer has proved them. */
export type Identity =
  | { readonly kind: 'iam-user'; readonly name: string }
  | { readonly kind: 'identity-center-user'; readonly name: string }
  /** The session's name of any other role is whatever its user wrote there: it says nothing about a person. */
  | { readonly kind: 'role'; readonly arn: string }
  /** The account itself, another account, or something this code does not know. */
  | { readonly kind: 'other'; readonly arn: string }
  | { readonly kind: 'oidc'; readonly issuer: string; readonly subject: string };

/** Somebody who asks for something, and which contact they are. */
export interface Person {
  readonly identity: Identity;
  /** Id of the contact; undefined: nobody we know. */
  readonly contact?: string;
}

/**
 * Who signed a request. Only an IAM user and a session of IAM Identity Center name a person:
 *
 * - `arn:aws:iam::<account>:user/<path/><name>`, in our account.
 * - `arn:aws:sts::<account>:assumed-role/<role>/<user name>`, in our account, with one of the roles the environment names.
 *   Their names are whole: a role name exists once in an account, so nobody can make another with the same.
 */
// https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_identifiers.html#identifiers-arns
export function identityOf(
  userArn: string,
  { account, identityCenterRoles }: Pick<Directory, 'account' | 'identityCenterRoles'>,
): Identity {
  const [, , service, , owner, ...rest] = userArn.split(':');
  const [kind, ...parts] = rest.join(':').split('/');
  if (owner !== account) return { kind: 'other', arn: userArn };
  if (service === 'iam' && kind === 'user') {
    const name = parts.at(-1);
    return name ? { kind: 'iam-user', name } : { kind: 'other', arn: userArn };
  }
  if (service !== 'sts' || kind !== 'assumed-role') return { kind: 'other', arn: userArn };
  const [role, session, ...more] = parts;
  const named = role !== undefined && identityCenterRoles.includes(role) && session && more.length === 0;
  return named ? { kind: 'identity-center-user', name: session } : { kind: 'role', arn: userArn };
}

/** Which contact an identity is; undefined when it is nobody's. */
export function contactOf(
  identity: Identity,
  { contacts, signIn }: Pick<Directory, 'contacts' | 'signIn'>,
): string | undefined {
  const found = Object.entries(contacts).filter(([, contact]) => {
    if (identity.kind === 'iam-user') return contact.iamUser === identity.name;
    if (identity.kind === 'identity-center-user') return contact.identityCenterUser === identity.name;
    if (identity.kind === 'oidc') return identity.issuer === signIn.issuer && contact.oidcSubject === identity.subject;
    return false;
  });
  // Two contacts with one identity would be two people: then it is nobody's.
  return found.length === 1 ? found[0]?.[0] : undefined;
}

/** `IAM user priya`, for the timeline and the errors. */
export function inWords(identity: Identity): string {
  switch (identity.kind) {
    case 'iam-user':
      return `IAM user ${identity.name}`;
    case 'identity-center-user':
      return `Identity Center user ${identity.name}`;
    case 'oidc':
      return `subject ${identity.subject} of ${identity.issuer}`;
    default:
      return identity.arn;
  }
}
