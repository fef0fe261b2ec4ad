import { at, EVENING, EVENING_NOT_PASSED, MORNING, morning, NOT_PASSED } from './days';
import type { Scenario } from './scenario';

const DAYS = ['2026-11-23', '2026-11-25', '2026-11-26', '2026-11-27'];

/** Five trading days less a holiday, and the window after them. */
export const week: readonly Scenario[] = [
  morning({
    id: 'normal-week',
    title: 'a week with a holiday, two incidents, and the maintenance window of Saturday',
    startsAt: '2026-11-23T08:00:00+05:30',
    queriesDatabase: true,
    play: (stage) => {
      at(stage, '2026-11-23T11:00', () => stage.inject({ kind: 'hung-tasks' }));
      at(stage, '2026-11-26T14:00', () => stage.inject({ kind: 'dashboard-hung' }));
    },
    expects: {
      outcome: 'resolved',
      restarts: 2,
      furtherActs: ['create-snapshot algo-trading-prod-db'],
      pages: [],
      runs: {
        [MORNING]: DAYS.map(() => 'resolved'),
        [EVENING]: DAYS.map(() => 'resolved'),
        [NOT_PASSED]: [],
        [EVENING_NOT_PASSED]: [],
        'trading-service-not-processing-orders': ['resolved'],
        'dashboard-not-loading': ['resolved'],
        'maintenance-notice': ['resolved'],
        'scheduled-maintenance': ['resolved'],
      },
      checklists: DAYS.flatMap((date) => [
        { id: MORNING, date, passed: true, within: { seconds: 120, of: '08:45' } } as const,
        { id: EVENING, date, passed: true, within: { seconds: 120, of: '16:00' } } as const,
      ]),
      gates: [],
      tradingEnabled: 'true',
    },
    goesOn: true,
    // Until 09:00 on Saturday.
    minutes: 5 * 1440 + 60,
  }),
];
