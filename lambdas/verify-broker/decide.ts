import { type BrokerLook, directView, directWords, ownView } from '../shared/broker';
import type { StepResult } from '../shared/step';

export interface Seen extends BrokerLook {
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
  const own = ownView(seen.heartbeat, seen.maxAgeSeconds, seen.now);
  const words = `Broker ${directWords(seen.reachability)}; ${own.says}`;

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
