import type { S3Client } from '@aws-sdk/client-s3';
import * as v from 'valibot';
import { get } from './http';
import { AsOf, ageOf, isFresh, readStatus, StatusPlace } from './status-object';
import { type Look, look } from './step';
import { clockTime, duration } from './wording';

/** Where the broker is asked, and where the service says how its own last call to it went. */
export const BrokerInput = v.object({ endpoint: v.string(), heartbeat: StatusPlace });
export type BrokerInput = v.InferOutput<typeof BrokerInput>;

/** What the broker's API answered to a call without credentials. */
export interface Reachability {
  readonly status: number;
  readonly json: boolean;
}

const HeartbeatObject = v.object({ asOf: AsOf, httpStatus: v.number(), errorcode: v.string() });

/** What the service wrote about its own last call to the broker. */
export interface Heartbeat {
  readonly asOf: string;
  readonly httpStatus: number;
  readonly errorcode: string;
}

/** One look from both sides. */
export interface BrokerLook {
  readonly reachability: Look<Reachability>;
  readonly heartbeat: Look<Heartbeat>;
}

const PATIENCE_MS = 3_000;

/** Asks the broker without credentials, and reads what the service says. It never logs in. */
export async function lookAtBroker(s3: S3Client, { endpoint, heartbeat }: BrokerInput): Promise<BrokerLook> {
  const [reached, own] = await Promise.all([
    look(() => reach(endpoint)),
    look(() => readStatus(s3, heartbeat, HeartbeatObject)),
  ]);
  return { reachability: reached, heartbeat: own };
}

async function reach(endpoint: string): Promise<Reachability> {
  const { status, text } = await get(endpoint, PATIENCE_MS);
  return { status, json: isJson(text) };
}

function isJson(text: string): boolean {
  try {
    return typeof JSON.parse(text) === 'object';
  } catch {
    return false;
  }
}

export type BrokerState = 'ok' | 'unreachable' | 'rate-limited' | 'credentials-bad' | 'session-stale' | 'unknown';

/** The broker's own codes, as far as they say something about the connection. */
const CODES: readonly [RegExp, BrokerState][] = [
  [/^(AB1007|AB1050)$/, 'credentials-bad'],
  [/^(AG800[123]|AB1010|AB1011|AB805[01])$/, 'session-stale'],
  [/^AB1021$/, 'rate-limited'],
  [/^(AB1004|AB200[01])$/, 'unreachable'],
];

/**
 * How the service's own last answer is to be read. Wrong login and wrong one-time password are for people, and are never
 * tried again (the account locks); a stale session is renewed by the service itself when it starts. A status of 0 means that
 * there was no answer; above the permitted rate the broker answers 403 without a code. A code or a status nobody here knows
 * is unknown, and unknown is not ok.
 */
export function classify({ httpStatus, errorcode }: Pick<Heartbeat, 'httpStatus' | 'errorcode'>): BrokerState {
  const known = CODES.find(([code]) => code.test(errorcode));
  if (known) return known[1];
  if (httpStatus === 0 || httpStatus >= 500) return 'unreachable';
  if (httpStatus === 429 || (httpStatus === 403 && errorcode === '')) return 'rate-limited';
  return httpStatus >= 200 && httpStatus < 300 && errorcode === '' ? 'ok' : 'unknown';
}

/**
 * What we meet ourselves, without credentials: whether the API responds. It answers JSON, whatever it says in it; above the
 * permitted rate it answers 403 in plain text.
 */
export function directView(reachability: Look<Reachability>): 'ok' | 'rate-limited' | 'unreachable' {
  if ('unseen' in reachability) return 'unreachable';
  const { status, json } = reachability.seen;
  if (status === 429 || (status === 403 && !json)) return 'rate-limited';
  return json && status < 500 ? 'ok' : 'unreachable';
}

/** What we meet ourselves, in words. */
export const directWords = (reachability: Look<Reachability>): string =>
  'unseen' in reachability ? `does not answer (${reachability.unseen})` : `answers ${reachability.seen.status}`;

/** What the service meets, by its heartbeat. One that is too old tells nothing. */
export function ownView(
  heartbeat: Look<Heartbeat>,
  maxAgeSeconds: number,
  now: number,
): { readonly state: BrokerState; readonly says: string } {
  if ('unseen' in heartbeat)
    return { state: 'unknown', says: `could not read the service's heartbeat (${heartbeat.unseen})` };
  const { asOf, httpStatus, errorcode } = heartbeat.seen;
  if (!isFresh(heartbeat.seen, maxAgeSeconds, now)) {
    const age = ageOf(heartbeat.seen, now);
    return {
      state: 'unknown',
      says:
        age < 0
          ? "the service's heartbeat is from the future"
          : `the service's heartbeat is ${duration(age)} old, too old to tell`,
    };
  }
  const state = classify({ httpStatus, errorcode });
  const code = errorcode ? ` (${errorcode})` : '';
  return { state, says: `the service says "${state.replace('-', ' ')}"${code} at ${clockTime(asOf)}` };
}
