import type { Act } from '../../../runbooks/market-phases';
import { clockTime, counted, duration } from '../wording';

/** One thing an automation has done to the system, or meant to: written before it is done. */
export interface PastAct {
  /** Milliseconds since the epoch. */
  readonly at: number;
  readonly runbook: string;
  readonly target: string;
  readonly act: Act;
  readonly resource: string;
  readonly incident: string;
}

/** How much an automation may do before it must ask a person. */
export interface Limits {
  /** The same act for the same runbook and target: in so many incidents within `withinSeconds`. */
  readonly attempts: number;
  readonly withinSeconds: number;
  /** Acts of all runbooks together, and services they touch, within an hour. */
  readonly actsAnHour: number;
  readonly servicesAnHour: number;
}

const HOUR_MS = 3_600_000;

/** Seconds for which a past act can matter. */
export const rememberedSeconds = ({ withinSeconds }: Limits): number => Math.max(withinSeconds, HOUR_MS / 1000);

export interface Spent {
  readonly because: string;
  readonly finding: string;
  readonly advice: string;
}

/**
 * Whether an act would be one too many.
 *
 * - The same act for the same runbook and target counts whether or not it was verified: one that was not fixed may not be
 *   repeated blindly, and one that was and is needed again did not last. When the attempts are spent it would only mask
 *   the fault.
 * - All acts of the last hour count towards the blast radius, and so does every service they touched.
 *
 * An incident is one attempt, however many services it acts on and however often: what it may repeat is its runbook's
 * question. Towards the blast radius only its earlier attempt at the same act counts once.
 */
export function decideAttempts(
  past: readonly PastAct[],
  asked: Omit<PastAct, 'at'>,
  limits: Limits,
  now: number,
): Spent | undefined {
  const same = past.filter(
    ({ incident, runbook, target, act, at }) =>
      incident !== asked.incident &&
      runbook === asked.runbook &&
      target === asked.target &&
      act === asked.act &&
      now - at < limits.withinSeconds * 1000,
  );
  const attempts = new Map(same.map(({ incident, at }) => [incident, at]));
  if (attempts.size >= limits.attempts) {
    const times = [...attempts.values()].map(clockTime).join(' and ');
    return {
      because: 'the attempt budget is spent',
      finding: `The same ${asked.act} was done ${counted(attempts.size, 'time')} in the last ${duration(limits.withinSeconds)}, at ${times}; once more would mask the fault.`,
      advice: 'Find out why it comes back; what the runbook can do does not last.',
    };
  }
  const lastHour = past.filter(
    (one) =>
      now - one.at < HOUR_MS &&
      !(one.incident === asked.incident && one.act === asked.act && one.resource === asked.resource),
  );
  if (lastHour.length >= limits.actsAnHour) {
    return wide(`${counted(lastHour.length, 'act')} in the last hour, and ${limits.actsAnHour} are allowed`);
  }
  const services = new Set([...lastHour.map(({ resource }) => resource), asked.resource]);
  if (services.size > limits.servicesAnHour) {
    return wide(
      `it would be service ${services.size} touched within the hour, and ${limits.servicesAnHour} are allowed`,
    );
  }
  return undefined;
}

const wide = (reason: string): Spent => ({
  because: 'the blast radius is reached',
  finding: `Not done: ${reason}.`,
  advice: 'So much at once is no single fault. Look for what they have in common before anything else is touched.',
});

/** The acts that still matter, with one more; an incident's earlier attempt at the same act gives way to it. */
export function remember(past: readonly PastAct[], act: PastAct, limits: Limits): PastAct[] {
  const since = act.at - rememberedSeconds(limits) * 1000;
  return [
    ...past.filter(
      (one) =>
        one.at > since && !(one.incident === act.incident && one.act === act.act && one.resource === act.resource),
    ),
    act,
  ];
}
