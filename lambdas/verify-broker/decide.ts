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

const CREDENTIALS_BAD = /^(AB1007|AB1050)$/;
const SESSION_STALE = /^(AG800[123]|AB1010|AB1011|AB805[01])$/;

/**
 * How one answer of the broker is to be read: its API answers JSON; above the permitted rate it answers 403 in plain text.
 * Wrong login and wrong one-time password are for people, and are never tried again (the account locks); a stale session
 * is renewed by the service itself when it starts.
 */
export function classify(answer: { status: number; json: boolean; errorcode: string }): BrokerState {
  if (CREDENTIALS_BAD.test(answer.errorcode)) return 'credentials-bad';
  if (SESSION_STALE.test(answer.errorcode)) return 'session-stale';
  if (answer.status === 403 && !answer.json) return 'rate-limited';
  if (answer.errorcode === 'AB1021' || answer.status === 429) return 'rate-limited';
  if (answer.status >= 500 || !answer.json || /^AB(1004|200[01])$/.test(answer.errorcode)) return 'unreachable';
  return 'ok';
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
 * neither and costs a login; when it is back, verification tells whether the service went on. Credentials the broker refuses are for a person. A broker that cannot be judged is said so,
 * and the runbook goes on: a restart of a service does not depend on it.
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

/** What we meet ourselves. */
export const directView = (reachability: Look<Reachability>): BrokerState =>
  'unseen' in reachability ? 'unreachable' : classify({ ...reachability.seen, errorcode: '' });

function ownView({ heartbeat, now, maxAgeSeconds }: Seen): { state: BrokerState; says: string } {
  if ('unseen' in heartbeat)
    return { state: 'unknown', says: `could not read the service's heartbeat (${heartbeat.unseen})` };
  const { asOf, httpStatus, errorcode } = heartbeat.seen;
  const age = (now - new Date(asOf).getTime()) / 1000;
  const at = `at ${clockTime(asOf)}`;
  if (!(age <= maxAgeSeconds)) {
    return { state: 'unknown', says: `the service's heartbeat is ${duration(age)} old, too old to tell` };
  }
  // 0 means that the service got no answer at all.
  const state = httpStatus === 0 ? 'unreachable' : classify({ status: httpStatus, json: true, errorcode });
  const code = errorcode ? ` (${errorcode})` : '';
  return { state, says: `the service says "${state.replace('-', ' ')}"${code} ${at}` };
}
