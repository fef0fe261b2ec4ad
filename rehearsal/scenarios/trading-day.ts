import type { Scenario } from './scenario';

const MONDAY_MORNING = '2026-11-23T08:40:00+05:30';
const MONDAY_EVENING = '2026-11-23T15:30:00+05:30';
const MORNING = 'morning-checklist';
const EVENING = 'evening-checklist';
const DATE = '2026-11-23';

const morning = (over: Omit<Scenario, 'runbook' | 'startsAt' | 'day'>): Scenario => ({
  runbook: MORNING,
  startsAt: MONDAY_MORNING,
  day: 'to come',
  ...over,
});
const evening = (over: Omit<Scenario, 'runbook' | 'startsAt' | 'day'>): Scenario => ({
  runbook: EVENING,
  startsAt: MONDAY_EVENING,
  day: 'to come',
  ...over,
});

/** Mornings and evenings: what is checked, what gates the open, what is kept of the day. */
export const tradingDay: readonly Scenario[] = [
  morning({
    id: 'morning',
    title: 'an ordinary Monday morning',
    play: () => undefined,
    expects: {
      outcome: 'resolved',
      restarts: 0,
      pages: [],
      tradingEnabled: 'true',
      gates: [],
      checklists: [
        {
          id: MORNING,
          date: DATE,
          passed: true,
          within: { seconds: 120, of: '08:45' },
          ok: [/Verify all services are running: .*2 of 2/],
        },
      ],
      documents: [[/checklists\/2026-11-23\/morning-checklist\/report\.md$/, /Morning Checklist/]],
      channelSays: [/Morning Checklist 23 Nov 2026: passed/],
    },
    minutes: 30,
  }),
  evening({
    id: 'evening',
    title: 'an ordinary Monday evening',
    play: () => undefined,
    expects: {
      outcome: 'resolved',
      restarts: 0,
      pages: [],
      checklists: [{ id: EVENING, date: DATE, passed: true }],
      documents: [[/ledgers\/positions\.csv$/, /2026-11-23/]],
    },
    minutes: 60,
  }),
];
