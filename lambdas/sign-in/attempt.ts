import * as v from 'valibot';
import { cookie } from '../shared/session';
import { isOwnPage } from './own-page';

/** What a browser keeps between leaving for the issuer and coming back. */
const Attempt = v.object({
  /** Of PKCE: proves that who redeems the code is who asked for it. */
  verifier: v.pipe(v.string(), v.nonEmpty()),
  state: v.pipe(v.string(), v.nonEmpty()),
  nonce: v.pipe(v.string(), v.nonEmpty()),
  /** The page to go back to. */
  to: v.pipe(v.string(), v.check(isOwnPage)),
  /** When it began, milliseconds since the epoch. */
  at: v.number(),
});
export type Attempt = v.InferOutput<typeof Attempt>;

export const ATTEMPT_COOKIE = '__Host-sign-in';

/** Long enough to look for one's second factor. */
export const PATIENCE_S = 600;

/** The attempt for the browser to keep; it is not signed, so what comes back is judged as any input. */
export const attemptCookie = (attempt: Attempt): string =>
  cookie(ATTEMPT_COOKIE, Buffer.from(JSON.stringify(attempt)).toString('base64url'), PATIENCE_S);

export const noAttemptCookie = (): string => cookie(ATTEMPT_COOKIE, '', 0);

/** @returns undefined when this browser has no attempt under way. */
export function readAttempt(value: string | undefined): Attempt | undefined {
  if (!value) return undefined;
  try {
    const parsed = v.safeParse(Attempt, JSON.parse(Buffer.from(value, 'base64url').toString('utf8')));
    return parsed.success ? parsed.output : undefined;
  } catch {
    return undefined;
  }
}

/** Kept by the browser as well; here for the browser that keeps cookies longer than it was told. */
export const isTooOld = ({ at }: Attempt, now: number): boolean => now - at > PATIENCE_S * 1000 || at > now;
