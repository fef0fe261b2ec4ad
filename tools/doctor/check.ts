import type { Environment } from '../../environments/schema';
import { named } from '../../lambdas/shared/wording';
import type { Clients } from './clients';
import { couldNotCheck, type Finding } from './finding';

/** What a check looks at, and with what. */
export interface World {
  readonly environment: Environment;
  readonly clients: Clients;
  /** Milliseconds since the epoch. */
  readonly now: number;
}

/** One thing the environment says of the account: how to look, and what to make of what is seen. */
export interface Check<Seen = unknown> {
  readonly title: string;
  /** IAM actions the look needs. */
  readonly needs: readonly string[];
  look(world: World): Promise<Seen>;
  /** Pure. */
  decide(seen: Seen, world: World): Finding | readonly Finding[];
}

/** Looks and decides. What cannot be looked at could not be checked; it is never good, and it is no exception. */
export async function examine({ title, needs, look, decide }: Check, world: World): Promise<readonly Finding[]> {
  let seen: unknown;
  try {
    seen = await look(world);
  } catch (error) {
    return [couldNotCheck(title, `${sayError(error)}.`, remedyFor(error, needs))];
  }
  return [decide(seen, world)].flat();
}

const DENIED = ['AccessDenied', 'AccessDeniedException', 'AuthorizationError', 'UnauthorizedOperation', 'Forbidden'];
const EXPIRED = ['ExpiredToken', 'ExpiredTokenException', 'RequestExpired', 'TokenRefreshRequired'];
const REFUSED = [
  'UnrecognizedClientException',
  'InvalidClientTokenId',
  'InvalidAccessKeyId',
  'SignatureDoesNotMatch',
  'InvalidSignatureException',
  'IncompleteSignature',
  'AuthFailure',
];

/** What kind of failure a call met: of the credentials as such, of a permission, or another. */
export function kindOf(error: unknown): 'no credentials' | 'expired' | 'refused' | 'denied' | 'other' {
  const { name = '', tryNextLink } = error as { name?: string; tryNextLink?: boolean };
  if (name === 'CredentialsProviderError' || name === 'TokenProviderError' || tryNextLink !== undefined) {
    return /expired/i.test((error as Error).message) ? 'expired' : 'no credentials';
  }
  if (EXPIRED.includes(name)) return 'expired';
  if (REFUSED.includes(name)) return 'refused';
  return DENIED.includes(name) || statusOf(error) === 403 ? 'denied' : 'other';
}

/** HTTP status of the answer, where there was one. A head of S3 has no body to name its error in. */
export const statusOf = (error: unknown): number | undefined =>
  (error as { $metadata?: { httpStatusCode?: number } }).$metadata?.httpStatusCode;

/** The error as AWS worded it, a denial shorter; where it says nothing, its status. */
export function sayError(error: unknown): string {
  const { name, message } = error as { name?: string; message?: string };
  // The whole sentence names the asker, whom the first line names, and is longer than a line.
  const [, action, resource] = /not authorized to perform: (\S+) on resource: (\S+)/.exec(message ?? '') ?? [];
  if (action && resource) return `You may not ${action} on ${resource}`;
  if (name === undefined || !message || /^(\d+|Unknown|UnknownError)$/.test(name) || message === 'UnknownError') {
    const status = statusOf(error);
    return status === undefined ? named(error) : `Answered with HTTP ${status}`;
  }
  return named(error);
}

export const LOG_IN = 'Log in again: aws sso login (with AWS_PROFILE, if you use one), then run the doctor again';

function remedyFor(error: unknown, needs: readonly string[]): string {
  switch (kindOf(error)) {
    case 'denied':
      return `Let yourself ${needs.join(', ')} (the managed policy ReadOnlyAccess has it), then run the doctor again`;
    case 'other':
      return `Run the doctor again; if it stays, ask for the same by hand: ${needs.join(', ')}`;
    default:
      return LOG_IN;
  }
}
