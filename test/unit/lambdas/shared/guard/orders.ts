import * as fc from 'fast-check';
import type { Ask } from '../../../../../lambdas/shared/guard/decide';
import type { OpenRequest } from '../../../../../lambdas/shared/incident';
import type { Target } from '../../../../../runbooks/runbook';
import type { Ending } from './play';
import { ask, TRADING } from './world';

const DASHBOARD = 'algo-trading-prod-dashboard';
export const RESOURCES = [TRADING, DASHBOARD] as const;

type About = Pick<OpenRequest, 'runbook' | 'target' | 'severity' | 'dependsOn'>;
/** Runbooks of which some explain others, some are more severe than others, and some have nothing in common. */
const RUNBOOKS: readonly About[] = [
  { runbook: 'trading-not-processing', target: 'trading', severity: 'P2', dependsOn: ['database'] },
  { runbook: 'trading-restart', target: 'trading', severity: 'P1', dependsOn: [] },
  { runbook: 'database-connections', target: 'database', severity: 'P2', dependsOn: [] },
  { runbook: 'dashboard-slow', target: 'dashboard', severity: 'P3', dependsOn: ['trading', 'database'] },
  { runbook: 'data-stale', target: 'data-service', severity: 'P2', dependsOn: [] },
  { runbook: 'system-failure', target: 'system', severity: 'P1', dependsOn: [] },
];

export type Event =
  | { readonly does: 'alarm'; readonly about: About; readonly asks: readonly Ask[]; readonly ending: Ending }
  | { readonly does: 'go on'; readonly which: number; readonly calls: number }
  | { readonly does: 'time passes'; readonly seconds: number }
  | { readonly does: 'a function dies' | 'an execution is aborted' | 'a person closes'; readonly which: number }
  | { readonly does: 'trading parameter'; readonly value: string | undefined }
  | { readonly does: 'desired tasks'; readonly of: string; readonly count: number | undefined }
  | { readonly does: 'a person takes'; readonly resource: string; readonly minutes: number }
  | { readonly does: 'mode'; readonly value: string }
  | { readonly does: 'alarms'; readonly red: boolean };

const which = fc.nat({ max: 7 });
const resource = fc.constantFrom(...RESOURCES);
const asks: fc.Arbitrary<Ask> = fc
  .tuple(resource, fc.constantFrom('fault', 'fault', 'fault', 'person', 'undo', 'idle'))
  .map(([resource, why]) => {
    const kind = resource === TRADING ? 'trading' : 'other';
    if (why === 'undo') return ask({ act: 'undo-scale-up', kind, resource, because: 'undo' });
    if (why === 'idle') return ask({ kind, resource, evenDisabled: true });
    return ask({ kind, resource, because: why as 'fault' | 'person' });
  });

const alarm = (targets: readonly Target[]) =>
  fc.record({
    does: fc.constant('alarm' as const),
    about: fc.constantFrom(...RUNBOOKS.filter(({ target }) => targets.includes(target))),
    asks: fc.array(asks, { maxLength: 4, size: 'max' }),
    ending: fc.constantFrom<Ending>('fixed', 'fixed', 'fixed', 'stand-down', 'escalate'),
  });
const goOn = fc.record({
  does: fc.constant('go on' as const),
  which: fc.oneof(fc.constant(0), which),
  calls: fc.oneof(fc.integer({ min: 1, max: 12 }), fc.constant(60)),
});
const inSmallSteps = fc.record({
  does: fc.constant('go on' as const),
  which: fc.nat({ max: 1 }),
  calls: fc.integer({ min: 1, max: 6 }),
});
const soon = fc.constant({ does: 'go on' as const, which: 0, calls: 60 });
const passes = (min: number, max: number) =>
  fc.record({ does: fc.constant('time passes' as const), seconds: fc.integer({ min, max }) });
const happens = fc.record({
  does: fc.constantFrom('a function dies' as const, 'an execution is aborted' as const, 'a person closes' as const),
  which,
});
const parameter = fc.record({
  does: fc.constant('trading parameter' as const),
  value: fc.constantFrom('true', 'true', 'true', 'false', 'TRUE', '', undefined),
});
const tasks = fc.record({
  does: fc.constant('desired tasks' as const),
  of: resource,
  count: fc.constantFrom(2, 2, 2, 0, 0, undefined),
});
const takes = fc.record({
  does: fc.constant('a person takes' as const),
  resource,
  minutes: fc.integer({ min: 1, max: 20 }),
});
const mode = fc.record({
  does: fc.constant('mode' as const),
  value: fc.constantFrom('act', 'act', 'act', 'observe', 'off'),
});
const alarms = fc.record({ does: fc.constant('alarms' as const), red: fc.boolean() });
const people: fc.Arbitrary<Event> = fc.oneof(
  { weight: 6, arbitrary: parameter },
  { weight: 6, arbitrary: tasks },
  { weight: 1, arbitrary: fc.oneof(takes, mode, alarms) },
);

const EVERYTHING: readonly Target[] = RUNBOOKS.map(({ target }) => target);

/** What an order of events is made of: how often, against 10, something of a kind happens, and what about. */
export interface Kinds {
  readonly people: number;
  readonly later: number;
  readonly about?: readonly Target[];
}

export function orders({ people: often, later, about = EVERYTHING }: Kinds): fc.Arbitrary<readonly Event[]> {
  const one = fc.oneof(
    { weight: 2, arbitrary: alarm(about) },
    { weight: 8, arbitrary: goOn },
    { weight: 3, arbitrary: passes(1, 7) },
    { weight: later, arbitrary: passes(300, 1500) },
    { weight: 1, arbitrary: happens },
    { weight: often, arbitrary: people },
  );
  // Left to chance alone, two incidents hardly ever meet in the middle of an act.
  const meanwhile = fc.oneof(passes(4, 10), happens);
  const meeting = fc.tuple(alarm(about), soon, meanwhile, alarm(about), soon, soon, alarm(about), soon);
  const sideBySide = fc
    .tuple(alarm(about), alarm(about), fc.array(inSmallSteps, { minLength: 6, maxLength: 12 }))
    .map(([first, second, steps]) => [first, second, ...steps]);
  const part = fc.oneof(
    { weight: 16, arbitrary: fc.tuple(one) },
    { weight: 2, arbitrary: meeting },
    { weight: 1, arbitrary: sideBySide },
  );
  return fc.array(part, { minLength: 12, maxLength: 30, size: 'max' }).map((parts) => parts.flat());
}
