import type { JWTPayload } from 'jose';
import { decodeProtectedHeader } from 'jose/decode/protected_header';
import { decodeJwt } from 'jose/jwt/decode';
import { jwtVerify } from 'jose/jwt/verify';
import type { Directory } from './directory';
import type { IssuerKeys } from './issuer-keys';

export type SignIn = Directory['signIn'];

/** Who the browser belongs to, as the issuer has signed it; or why that is not known, in one sentence. */
export type SessionState =
  | { readonly signedIn: { readonly issuer: string; readonly subject: string }; readonly token: string }
  | { readonly signedOut: string };

/** The cookie with the ID token itself. `__Host-`: set by this host, for this host alone, over HTTPS. */
export const SESSION_COOKIE = '__Host-session';

/** A person signs in anew after this, however long the issuer's token lives. */
const LONGEST_SESSION_S = 3_600;

/** Clocks of the issuer and of AWS may differ by as much. */
const TOLERANCE_S = 30;

/** Asymmetric ones only: with a symmetric one, the issuer's public key would be a secret that everybody knows. */
const ALGORITHMS = ['RS256', 'PS256', 'ES256', 'EdDSA'];

/**
 * Judges the session cookie. Nothing it can hold makes this throw, and whatever is not proved is signed out:
 *
 * - signed by a key the issuer publishes, with an asymmetric algorithm;
 * - made by this issuer, for this client and for no other beside it, and an ID token where the issuer says which kind it is;
 * - made at most an hour ago, not expired, and not made in the future.
 *
 * @param now milliseconds since the epoch.
 * @param keys of the issuer that `signIn` names: `issuerKeys(signIn.issuer)`.
 */
// https://openid.net/specs/openid-connect-core-1_0.html#IDTokenValidation
export async function verifySession(
  cookie: string | undefined,
  signIn: SignIn,
  now: number,
  keys: IssuerKeys,
): Promise<SessionState> {
  if (!cookie) return { signedOut: 'You are not signed in.' };
  try {
    const { payload } = await jwtVerify(cookie, answering(keys), {
      issuer: signIn.issuer,
      audience: signIn.clientId,
      algorithms: ALGORITHMS,
      requiredClaims: ['sub', 'exp', 'iat'],
      maxTokenAge: LONGEST_SESSION_S,
      clockTolerance: TOLERANCE_S,
      currentDate: new Date(now),
    });
    const wrong = judge(payload, signIn);
    if (wrong !== undefined) return { signedOut: wrong };
    return { signedIn: { issuer: signIn.issuer, subject: payload.sub as string }, token: cookie };
  } catch (error) {
    return { signedOut: reasonOf(error as Failure, cookie) };
  }
}

/** What jose does not look at. */
function judge({ sub, aud, azp, token_use: use }: JWTPayload, { clientId }: SignIn): string | undefined {
  if (typeof sub !== 'string' || sub === '') return 'Your sign-in does not say who you are: its sub is no text.';
  const severalAudiences = Array.isArray(aud) && aud.length > 1;
  if (azp === undefined ? severalAudiences : azp !== clientId) return OTHER_AUDIENCE;
  // https://docs.aws.amazon.com/cognito/latest/developerguide/amazon-cognito-user-pools-using-the-id-token.html
  if (use !== undefined && use !== 'id') return 'Your sign-in holds another token than an ID token.';
  return undefined;
}

/** As jose's errors have them. */
interface Failure {
  readonly code?: string;
  readonly claim?: string;
  readonly reason?: string;
}

const OTHER_AUDIENCE = 'Your sign-in was made for another application than this one.';
const UNREADABLE = 'Your sign-in cannot be read.';

const BY_CODE: Readonly<Record<string, string>> = {
  KEYS_UNREAD: 'Your sign-in could not be checked: the issuer does not give its keys.',
  ERR_JWT_EXPIRED: 'Your sign-in has expired.',
  ERR_JWS_SIGNATURE_VERIFICATION_FAILED: 'Your sign-in was changed after it was signed, or somebody else signed it.',
  ERR_JWKS_NO_MATCHING_KEY: 'Your sign-in is signed with a key that the issuer does not publish.',
  ERR_JWKS_MULTIPLE_MATCHING_KEYS: 'Your sign-in does not say which of the issuer’s keys signed it.',
  ERR_JWS_INVALID: UNREADABLE,
  ERR_JWT_INVALID: UNREADABLE,
  ERR_JOSE_NOT_SUPPORTED: UNREADABLE,
};

const BY_CLAIM: Readonly<Record<string, string>> = {
  iss: 'Your sign-in is from another issuer than the one this environment trusts.',
  aud: OTHER_AUDIENCE,
  nbf: 'Your sign-in is not valid yet.',
  iat: 'Your sign-in is not valid yet.',
};

function reasonOf({ code = '', claim = '', reason }: Failure, token: string): string {
  if (code === 'ERR_JOSE_ALG_NOT_ALLOWED') {
    return decodeProtectedHeader(token).alg === 'none'
      ? 'Your sign-in is not signed.'
      : `Your sign-in is not signed in a way that is accepted (${ALGORITHMS.join(', ')}).`;
  }
  if (code === 'ERR_JWT_CLAIM_VALIDATION_FAILED') {
    if (reason === 'missing') return `Your sign-in does not say its ${claim}.`;
    return (reason === 'check_failed' ? BY_CLAIM[claim] : undefined) ?? UNREADABLE;
  }
  return BY_CODE[code] ?? 'Your sign-in could not be checked.';
}

/** Tells "the issuer has no such key" from "the issuer could not be asked". */
function answering(keys: IssuerKeys): IssuerKeys {
  return async (header, token) => {
    try {
      return await keys(header, token);
    } catch (error) {
      if ((error as Failure).code?.startsWith('ERR_JWKS_') && (error as Failure).code !== 'ERR_JWKS_TIMEOUT')
        throw error;
      throw Object.assign(new Error('the keys could not be read', { cause: error }), { code: 'KEYS_UNREAD' });
    }
  };
}

/**
 * The session for the browser to keep until its token expires, at most an hour.
 * @param token one that verifySession has accepted at this moment.
 */
export function sessionCookie(token: string, now: number): string {
  const { exp = 0 } = decodeJwt(token);
  return cookie(SESSION_COOKIE, token, Math.min(exp - Math.floor(now / 1000), LONGEST_SESSION_S));
}

export const noSessionCookie = (): string => cookie(SESSION_COOKIE, '', 0);

/** A `Set-Cookie` that no script reads and that other sites' forms do not send along. @param seconds 0 takes it away. */
export const cookie = (name: string, value: string, seconds: number): string =>
  `${name}=${value}; Max-Age=${Math.max(0, seconds)}; Path=/; HttpOnly; Secure; SameSite=Lax`;
