import type { Look, StepResult } from '../shared/step';
import { clockTime, duration } from '../shared/wording';

/** What the broker's API answered to a call without credentials. */
export interface Reachability {
  readonly status: number;
  readonly json: boolean;
}

/** What the service wrote about its own last call to the broker. */
export interface Heartbeat {
  readonly asOf: string;
  readonly httpStatus: number;
  readonly errorcode: string;
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

export interface Seen {
  readonly reachability: Look<Reachability>;
  readonly heartbeat: Look<Heartbeat>;
  readonly maxAgeSeconds: number;
  readonly now: number;
  /** Whether an earlier look of this step found the broker away. */
  readonly wasAway: boolean;
  /** When the broker first answered us again after it was away; what the service wrote before is out of date. */
  readonly backAt?: number;
}

/**
 * Is it the broker? A broker that is away or limits us is waited for, and nothing is restarted meanwhile: a restart cures
 * neither and costs a login; when it is back, verification tells whether the service went on. Credentials the broker
 * refuses are for a person. A broker that cannot be judged is said so, and the runbook goes on: a restart of a service does
 * not depend on it.
 */
export function decideBroker(seen: Seen): StepResult {
  const { backAt } = seen;
  const direct = directView(seen.reachability);
  const own = ownView(seen);
  const directly =
    'unseen' in seen.reachability
      ? `does not answer (${seen.reachability.unseen})`
      : `answers ${seen.reachability.seen.status}`;
  const words = `Broker ${directly}; ${own.says}`;

  if (own.state === 'credentials-bad') {
    return {
      outcome: 'escalate',
      finding: `${words}. The broker refuses our credentials.`,
      verdict: 'not-fixed',
      refused: { act: 'restart', because: 'credentials refused by the broker' },
      advice:
        'Renew the broker credentials (login, one-time password) and start the service again. Do not retry the login: it locks the account.',
      callOutside: 'broker',
    };
  }
  const outOfDate =
    backAt !== undefined && 'seen' in seen.heartbeat && new Date(seen.heartbeat.seen.asOf).getTime() < backAt;
  const away = [direct, ...(outOfDate ? [] : [own.state])].find(
    (state) => state === 'unreachable' || state === 'rate-limited',
  );
  if (away) {
    const what = away === 'unreachable' ? 'unreachable' : 'limiting our rate';
    return {
      outcome: 'wait',
      finding: `${words}. The broker is ${what}; waiting for it.`,
      verdict: 'not-fixed',
      refused: { act: 'restart', because: `broker ${away}` },
      advice: `Ask the broker whether its API is ${away === 'unreachable' ? 'down' : 'limiting us'}; the service needs no restart.`,
      callOutside: 'broker',
    };
  }
  if (seen.wasAway) {
    return { outcome: 'resolved', finding: `${words}. The broker is back; the service should go on by itself.` };
  }
  if (own.state === 'session-stale') {
    return { outcome: 'continue', finding: `${words}. The session is stale; the service logs in anew when it starts.` };
  }
  return { outcome: 'continue', finding: `${words}.` };
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

function ownView({ heartbeat, now, maxAgeSeconds }: Seen): { state: BrokerState; says: string } {
  if ('unseen' in heartbeat)
    return { state: 'unknown', says: `could not read the service's heartbeat (${heartbeat.unseen})` };
  const { asOf, httpStatus, errorcode } = heartbeat.seen;
  const age = (now - new Date(asOf).getTime()) / 1000;
  const at = `at ${clockTime(asOf)}`;
  if (!(age <= maxAgeSeconds && age > -maxAgeSeconds)) {
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
  return { state, says: `the service says "${state.replace('-', ' ')}"${code} ${at}` };
}
