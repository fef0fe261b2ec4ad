import { Logger } from '@aws-lambda-powertools/logger';
import { type ApiRequest, type ApiResponse, form, redirect, request } from '../shared/api';
import { type Directory, readDirectory } from '../shared/directory';
import { issuerKeys } from '../shared/issuer-keys';
import { noSessionCookie, sessionCookie, verifySession } from '../shared/session';
import { named } from '../shared/wording';
import { ATTEMPT_COOKIE, attemptCookie, isTooOld, noAttemptCookie, PATIENCE_S, readAttempt } from './attempt';
import { explain } from './failure';
import { begin, redeem } from './issuer';
import { isOwnPage } from './own-page';
import { problemPage, signedOutPage } from './pages';

const logger = new Logger();

/** Browsers keep no cookie that is longer, its name and attributes included. */
const COOKIE_BYTES = 4096;

/** Signs a browser in at the issuer, and out again. Whatever goes wrong is a page that says so. */
export const handler = async (event: unknown): Promise<ApiResponse> => {
  const asked = request(event);
  const now = Date.now();
  // HEAD is how a link is looked at before anybody opens it: it must not spend the code that comes with it.
  switch (`${asked.method} ${asked.rawPath}`) {
    case 'GET /sign-in':
      return await withDirectory((directory) => signIn(asked, directory, now));
    case 'GET /signed-in':
      return await withDirectory((directory) => signedIn(asked, directory, now));
    case 'POST /sign-out':
      return signOut(asked);
    default:
      return problemPage({ status: 405, said: 'This address does not answer that.' });
  }
};

async function signIn({ query }: ApiRequest, directory: Directory, now: number): Promise<ApiResponse> {
  const { to = '' } = query;
  if (!isOwnPage(to))
    return problemPage({
      status: 400,
      said: 'The address does not name the page to go back to: to must be /incidents/… or /i/… of this site.',
    });
  try {
    const { url, attempt } = await begin(directory.signIn, redirectUri(directory), to, now);
    return redirect(url, [attemptCookie(attempt)]);
  } catch (error) {
    return failed(error, to, []);
  }
}

async function signedIn({ query, cookies }: ApiRequest, directory: Directory, now: number): Promise<ApiResponse> {
  const attempt = readAttempt(cookies[ATTEMPT_COOKIE]);
  if (!attempt)
    return problemPage({
      status: 400,
      said: `This browser has no sign-in under way: it began in another one, or more than ${PATIENCE_S / 60} minutes ago. Open your page again, and sign in from there.`,
    });
  const { to } = attempt;
  if (isTooOld(attempt, now))
    return problemPage({ status: 400, said: `The sign-in took longer than ${PATIENCE_S / 60} minutes.`, to }, [
      noAttemptCookie(),
    ]);
  // The attempt stays: somebody else's link must not end a sign-in that is under way.
  if (query.state !== attempt.state)
    return problemPage({
      status: 400,
      said: 'The answer belongs to another sign-in than the one begun last here.',
      to,
    });
  const cameBackTo = new URL(redirectUri(directory));
  cameBackTo.search = new URLSearchParams(query).toString();
  let token: string;
  try {
    token = await redeem(directory.signIn, cameBackTo, attempt);
  } catch (error) {
    return failed(error, to, [noAttemptCookie()]);
  }
  // The issuer has taken its time since `now`, and the token was made within it.
  const received = Date.now();
  const session = await verifySession(token, directory.signIn, received, issuerKeys(directory.signIn.issuer));
  if ('signedOut' in session) {
    logger.warn('An ID token was not accepted', { reason: session.signedOut });
    return problemPage({ status: 502, said: session.signedOut, to }, [noAttemptCookie()]);
  }
  const kept = sessionCookie(token, received);
  if (kept.length > COOKIE_BYTES) return tooLong(kept.length, to);
  logger.info('Signed in', { subject: session.signedIn.subject });
  return redirect(to, [kept, noAttemptCookie()]);
}

function signOut(asked: ApiRequest): ApiResponse {
  if (asked.headers['sec-fetch-site'] === 'cross-site')
    return problemPage({
      status: 403,
      title: 'Not signed out',
      said: 'Another site asked to sign you out. Nothing has changed.',
    });
  const { to = '' } = form(asked);
  return signedOutPage(isOwnPage(to) ? to : undefined, [noSessionCookie()]);
}

async function withDirectory(then: (directory: Directory) => Promise<ApiResponse>): Promise<ApiResponse> {
  let directory: Directory;
  try {
    directory = await readDirectory();
  } catch (error) {
    logger.error(`The directory cannot be read: ${named(error)}`);
    return problemPage({
      status: 500,
      said: 'The settings of this environment cannot be read, so nobody can sign in.',
    });
  }
  return await then(directory);
}

/** Messages and causes of these errors can hold what the issuer or the browser has sent: the log is given their code only. */
function failed(error: unknown, to: string, cookies: readonly string[]): ApiResponse {
  const { status, said, cause } = explain(error);
  if (status >= 500) logger.error('Sign-in failed', { cause });
  else logger.info('Sign-in failed', { cause });
  return problemPage({ status, said, to }, cookies);
}

function tooLong(bytes: number, to: string): ApiResponse {
  const said = `The issuer’s ID token makes a cookie of ${bytes} bytes, and browsers keep ${COOKIE_BYTES}: it must carry fewer claims.`;
  logger.error('An ID token is too long for a cookie', { bytes });
  return problemPage({ status: 502, said, to }, [noAttemptCookie()]);
}

/** As it is registered with the issuer. */
const redirectUri = ({ api }: Directory): string => `${api}/signed-in`;
