import type { Limits, PastAct } from '../../../../../lambdas/shared/guard/acts';
import { type Ask, type Judgement, judge, type World } from '../../../../../lambdas/shared/guard/decide';
import type { Lease } from '../../../../../lambdas/shared/guard/lease';
import type { Kept, Stop } from '../../../../../lambdas/shared/guard/table';
import type { StepResult } from '../../../../../lambdas/shared/step';
import {
  at,
  CALENDAR,
  deployment,
  incident,
  isoAfter,
  seen,
  service,
  signal,
  tradingIs,
} from '../../../../support/incidents';

export const TRADING = 'algo-trading-prod-trading';
export const LIMITS: Limits = { attempts: 2, withinSeconds: 14_400, actsAnHour: 8, servicesAnHour: 3 };
export const COMMAND = `aws ecs update-service --cluster prod --service ${TRADING} --force-new-deployment`;

/** A restart of the trading service, because an alarm is red. */
export const ask = (over: Partial<Ask> = {}): Ask => ({
  act: 'restart',
  kind: 'trading',
  resource: TRADING,
  command: COMMAND,
  because: 'fault',
  effect: 'New tasks replace the old ones.',
  undo: 'A restart cannot be undone.',
  ...over,
});

export const kept = (
  over: Partial<Pick<Kept, 'hand' | 'undo'>> & { lease?: Lease; past?: readonly PastAct[]; stop?: Stop } = {},
): Kept => ({
  lease: over.lease && { ...over.lease, version: 1 },
  hand: over.hand,
  undo: over.undo,
  ...(over.stop ? { stop: { ...over.stop, version: 1 } } : {}),
  acts: { past: over.past ?? [], version: 1 },
});

/** Half a minute after the alarm, in the session, with nothing in the way of a restart. */
export const world = (over: Partial<World> = {}): World => ({
  now: at(30),
  incident: incident(),
  settings: { mode: seen('act'), calendar: seen({ calendar: CALENDAR, overrides: {} }) },
  kept: seen(kept()),
  holder: 'unknown',
  tradingEnabled: tradingIs('true'),
  service: seen(service({ runningCount: 0 })),
  signals: seen([signal()]),
  limits: LIMITS,
  ...over,
});

export const judged = (over: Partial<World> = {}, asked: Partial<Ask> = {}): Judgement =>
  judge(ask(asked), world(over));

/** What the step answers instead of acting. */
export function refusal(over: Partial<World> = {}, asked: Partial<Ask> = {}): StepResult | undefined {
  const judgement = judged(over, asked);
  return 'result' in judgement ? judgement.result : undefined;
}

/** A restart of the trading service by another incident, so many seconds after the alarm. */
export const past = (seconds: number, over: Partial<PastAct> = {}): PastAct => ({
  at: at(seconds),
  runbook: incident().runbook,
  target: 'trading',
  act: 'restart',
  resource: TRADING,
  incident: `incident-at-${seconds}`,
  ...over,
});

/** The lease of an incident that began to act so many seconds after the alarm, in a function of 18 s. */
export const leaseOf = (id: string, seconds: number): Lease => ({
  incident: id,
  execution: `arn:execution:${id}`,
  until: at(seconds + 900),
  actingUntil: at(seconds + 18),
});

// What can stand in the way of an act, one reason each.

/** An instant of Indian time. */
export const ist = (local: string): number => Date.parse(`${local}:00+05:30`);
export const mode = (mode: World['settings']['mode']): Partial<World> => ({
  settings: { mode, calendar: seen({ calendar: CALENDAR, overrides: {} }) },
});
export const calendar = (calendar: World['settings']['calendar']): Partial<World> => ({
  settings: { mode: seen('act'), calendar },
});
export const frozen = calendar(
  seen({
    calendar: CALENDAR,
    overrides: { freezes: [{ from: isoAfter(-60), to: isoAfter(600), because: 'a release' }] },
  }),
);
export const rolling = (id: string) =>
  seen(service({ deployments: [deployment({ id, rolloutState: 'IN_PROGRESS', createdAt: new Date(at(20)) })] }));
export const held = { kept: seen(kept({ lease: leaseOf('another', 20) })) };
export const spent = { kept: seen(kept({ past: [past(-7200), past(-3600)] })) };
export const hand = {
  kept: seen(kept({ hand: { by: 'asha', reason: 'migrating', since: at(-60), until: at(1740) } })),
};
/** An engineer's stop of the trading service, ten seconds after the alarm. */
export const stopOf = (over: Partial<Stop> = {}): Stop => ({
  id: 'execution:stop-1',
  since: at(10),
  by: 'Asha Rao',
  reason: 'orders look wrong',
  incident: 'emergency-stop-trading-1',
  kind: 'stopped',
  ...over,
});
export const stopped = seen(service({ desiredCount: 0, runningCount: 0 }));
