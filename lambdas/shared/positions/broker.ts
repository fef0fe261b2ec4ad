import { GetSecretValueCommand, type SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import * as v from 'valibot';
import { getBounded } from '../day-signals/bounded';
import { type Instant, instantOf } from '../day-signals/time';
import { jsonOf } from '../json-text';
import { look } from '../step';
import { dateAndTime, named } from '../wording';
import { type BrokerAnswer, readAnswer } from './broker-answer';

/** Where the broker says which positions are open, and with whose session it is asked. */
export const BrokerPositions = v.object({
  endpoint: v.pipe(v.string(), v.startsWith('https://', 'Expected an https URL')),
  /** Name of the secret. */
  sessionSecret: v.string(),
});
export type BrokerPositions = v.InferOutput<typeof BrokerPositions>;

/** These belong to the connection, and are nobody's to say. */
const RESERVED = /^(host|connection|content-length|transfer-encoding|upgrade|te|trailer|keep-alive|expect)$/i;

/**
 * The headers of the session that the trading service has, as it keeps them: `{ asOf, headers }`. Nothing here logs in: a
 * second login may end the first, and a refused one locks the account.
 */
const Session = v.object({
  asOf: v.pipe(
    v.string(),
    v.check((text) => instantOf(text as Instant) !== undefined),
  ),
  headers: v.pipe(
    v.record(
      v.pipe(
        v.string(),
        v.regex(/^[A-Za-z0-9-]{1,60}$/),
        v.check((name) => !RESERVED.test(name)),
      ),
      // A value that cannot be sent would be repeated by the error that says so.
      v.pipe(v.string(), v.regex(/^[\x20-\x7e]{1,8192}$/)),
    ),
    v.check((headers) => Object.keys(headers).length > 0),
  ),
});
type Session = v.InferOutput<typeof Session>;

/** @throws an error that quotes nothing of it. */
export function readSession(text: string | undefined): Session {
  const parsed = v.safeParse(Session, jsonOf(text));
  if (!parsed.success) throw new Error('the secret is not JSON with asOf and the headers of a session');
  return parsed.output;
}

/** For the whole of an answer. */
const PATIENCE_MS = 5_000;

/** Asks the broker which positions are open: one GET, and nothing of the session in any word about it. It never throws. */
export async function askBroker(
  secrets: SecretsManagerClient,
  { endpoint, sessionSecret }: BrokerPositions,
  ask: typeof fetch = fetch,
): Promise<BrokerAnswer> {
  const session = await look(async () => {
    const { SecretString } = await secrets.send(new GetSecretValueCommand({ SecretId: sessionSecret }));
    return readSession(SecretString);
  });
  if ('unseen' in session)
    return {
      state: 'no-session',
      says: `was not asked: the session in ${sessionSecret} could not be read (${session.unseen})`,
    };
  const { asOf, headers } = session.seen;
  const answer = await answerOf(endpoint, headers, ask);
  return answer.state === 'session-stale'
    ? { ...answer, says: `${answer.says}; ${sessionSecret} holds the one of ${dateAndTime(asOf)}` }
    : answer;
}

async function answerOf(
  endpoint: string,
  headers: Readonly<Record<string, string>>,
  ask: typeof fetch,
): Promise<BrokerAnswer> {
  try {
    return readAnswer(await getBounded(endpoint, PATIENCE_MS, ask, headers));
  } catch (error) {
    return { state: 'unreachable', says: `does not answer (${named(error)})` };
  }
}
