import { at, MONDAY, MORNING, morning } from './days';
import type { Scenario, Stage } from './scenario';

const WELL = { outcome: 'resolved', restarts: 0, pages: [], tradingEnabled: 'true', gates: [] } as const;
const AT_NINE = { id: MORNING, date: MONDAY, passed: true, within: { seconds: 120, of: '09:00' } } as const;

/** Name of the schedule that asks what is due. */
const tick = ({ description }: Stage): string => `${description.stackName}-tick`;

/** The newest tick is not yet in the metric when its period is looked at: with the lost one that is two of three. */
const LATE_METRICS = [{ rung: 'watch' }, { rung: 'watch' }] as const;

/** Ticks that come late, or not at all. */
export const ticks: readonly Scenario[] = [
  morning({
    id: 'tick-lost',
    title: 'the tick of 08:45 is lost: that of 09:00 begins the morning',
    play: (stage) => stage.cloud.scheduler.loseNext(1, tick(stage)),
    expects: { ...WELL, runs: { [MORNING]: ['resolved'] }, checklists: [AT_NINE] },
    whenSlower: { pages: LATE_METRICS },
    goesOn: true,
    minutes: 45,
  }),
  morning({
    id: 'tick-late',
    title: 'the tick of 08:45 comes an hour late: that of 09:00 has begun the morning, and nothing runs twice',
    play: (stage) => {
      stage.cloud.scheduler.delay(3600, tick(stage));
      at(stage, `${MONDAY}T08:50`, () => {
        stage.cloud.scheduler.delay(0, tick(stage));
      });
    },
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
    play: (stage) => stage.cloud.scheduler.loseNext(100, tick(stage)),
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
    play: (stage) => stage.cloud.scheduler.loseNext(3, tick(stage)),
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
