import { MONDAY, MORNING, morning } from './days';
import { ticksLost } from './ingredients';
import type { Scenario } from './scenario';

const WELL = { outcome: 'resolved', restarts: 0, pages: [], tradingEnabled: 'true', gates: [] } as const;
const AT_NINE = { id: MORNING, date: MONDAY, passed: true, within: { seconds: 120, of: '09:00' } } as const;

/** The newest tick is not yet in the metric when its period is looked at: with the lost one that is two of three. */
const LATE_METRICS = [{ rung: 'watch' }, { rung: 'watch' }] as const;

/** Ticks that come late, or not at all. */
export const ticks: readonly Scenario[] = [
  morning({
    id: 'tick-lost',
    title: 'the tick of 08:45 is lost: that of 09:00 begins the morning',
    play: (stage) => ticksLost(stage, 'tick', 1),
    expects: { ...WELL, runs: { [MORNING]: ['resolved'] }, checklists: [AT_NINE] },
    whenSlower: { pages: LATE_METRICS },
    goesOn: true,
    minutes: 45,
  }),
  morning({
    id: 'tick-late',
    title: 'the tick of 08:45 comes an hour late: that of 09:00 has begun the morning, and nothing runs twice',
    play: (stage) =>
      stage.stray(({ name }) => name === `${stage.description.stackName}-tick`, 1, { kind: 'late', seconds: 3600 }),
    // Given up: by its dead letter, and by the count of what was dropped.
    expects: {
      ...WELL,
      runs: { [MORNING]: ['resolved'] },
      checklists: [AT_NINE],
      pages: [{ rung: 'watch' }, { rung: 'watch' }],
    },
    whenSlower: { pages: [...LATE_METRICS, { rung: 'watch' }, { rung: 'watch' }] },
    goesOn: true,
    minutes: 90,
  }),
  morning({
    id: 'ticks-lost',
    title: 'no tick comes any more: people are told by an alarm',
    play: (stage) => ticksLost(stage, 'tick'),
    expects: {
      ...WELL,
      outcome: null,
      runs: { [MORNING]: [] },
      pages: [{ rung: 'watch' }],
      pageSays: [/TicksMissing/],
    },
    goesOn: true,
    minutes: 90,
  }),
  morning({
    id: 'morning-missed',
    title: 'no tick comes until after the open: told, not run, and trading is left as it is',
    play: (stage) => ticksLost(stage, 'tick', 3),
    expects: {
      ...WELL,
      outcome: null,
      runs: { [MORNING]: [] },
      pages: [{ rung: 'watch' }, { rung: 'watch' }],
    },
    goesOn: true,
    minutes: 90,
  }),
];
