import type { EcsAssumptions } from './engine/aws/ecs';
import type { Assumptions } from './platform';

/** What AWS does not document, we could not verify, and a story may depend on. */
export interface Switches extends Assumptions, EcsAssumptions {
  /** Periods beyond its own that an alarm looks at when some are missing. */
  readonly alarmExtraPeriods: number;
}

export type SwitchName = keyof Switches;

/** How each is played, and what it would be otherwise. */
const EITHER_WAY: { readonly [S in SwitchName]: { readonly assumed: Switches[S]; readonly otherwise: Switches[S] } } = {
  runningTaskCountAtZero: { assumed: 'nothing', otherwise: 'zero' },
  drainedWhenTasksAre: { assumed: 'STOPPED', otherwise: 'STOPPING' },
  alarmExtraPeriods: { assumed: 2, otherwise: 1 },
};

export const SWITCHES = Object.keys(EITHER_WAY) as readonly SwitchName[];

/** @param otherwise those that are played the other way. */
export function switches(otherwise: readonly SwitchName[]): Switches {
  const way = <S extends SwitchName>(name: S): Switches[S] =>
    EITHER_WAY[name][otherwise.includes(name) ? 'otherwise' : 'assumed'];
  return {
    runningTaskCountAtZero: way('runningTaskCountAtZero'),
    drainedWhenTasksAre: way('drainedWhenTasksAre'),
    alarmExtraPeriods: way('alarmExtraPeriods'),
  };
}
