import { EVENING, MORNING, morning, NOTHING } from './days';
import type { Scenario } from './scenario';

const MUHURAT = '2026-11-08';
const SATURDAY = '2026-11-21';
const NEW_YEAR = '2027-01-04';

/** It is a Sunday as well: when all of the day has been begun, the week's probe is due. */
const PROBED = [`set "probed on ${MUHURAT}" /algo-trading/prod/probe`];

const QUIET = { restarts: 0, pages: [], tradingEnabled: 'true', gates: [] } as const;

/** What is checked when depends on the day alone. */
export const calendarDays: readonly Scenario[] = [
  morning({
    id: 'holiday',
    title: 'a holiday: nothing is checked, and nobody is told anything',
    startsAt: '2026-11-24T08:30:00+05:30',
    play: () => undefined,
    expects: {
      ...QUIET,
      outcome: null,
      runs: { [MORNING]: [], [EVENING]: [] },
      checklists: [],
      channelSays: NOTHING,
      stakeholdersTold: false,
    },
    goesOn: true,
    minutes: 480,
  }),
  morning({
    id: 'muhurat-unverified',
    title: 'Muhurat on a Sunday, at an hour nobody has told us: checked at the ordinary time, and said',
    startsAt: `${MUHURAT}T08:40:00+05:30`,
    play: (stage) => stage.platform.holdSession(MUHURAT, [{ opens: '18:00', closes: '19:00' }]),
    expects: {
      ...QUIET,
      outcome: 'resolved',
      runs: { [MORNING]: ['resolved'], [EVENING]: ['resolved'] },
      furtherActs: PROBED,
      checklists: [
        {
          id: MORNING,
          date: MUHURAT,
          passed: true,
          within: { seconds: 120, of: '08:45' },
          notOk: [/^Check the calendar: attention, Sunday, 8 Nov 2026, is a day that may trade at any time: .*Muhurat/],
        },
        { id: EVENING, date: MUHURAT, passed: true, within: { seconds: 120, of: '23:00' } },
      ],
    },
    goesOn: true,
    minutes: 870,
  }),
  morning({
    id: 'muhurat-evening',
    title: 'Muhurat from 18:00 to 19:00, as somebody has written it down: checked before and after it',
    startsAt: `${MUHURAT}T17:00:00+05:30`,
    play: (stage) => {
      const sessions = [{ opens: '18:00', closes: '19:00' }];
      stage.override({ days: { [MUHURAT]: { because: 'Muhurat', preOpen: '17:45', sessions } } });
      stage.platform.holdSession(MUHURAT, sessions);
    },
    expects: {
      ...QUIET,
      outcome: 'resolved',
      runs: { [MORNING]: ['resolved'], [EVENING]: ['resolved'] },
      furtherActs: PROBED,
      checklists: [
        {
          id: MORNING,
          date: MUHURAT,
          passed: true,
          within: { seconds: 120, of: '17:30' },
          ok: [/Check the calendar: .*a trading day of its own .*18:00 IST to 19:00 IST, pre-open at 17:45 IST/],
        },
        { id: EVENING, date: MUHURAT, passed: true, within: { seconds: 120, of: '19:30' } },
      ],
    },
    goesOn: true,
    minutes: 160,
  }),
  morning({
    id: 'special-saturday',
    title: 'a full session on a Saturday: both checklists, as on any day',
    startsAt: `${SATURDAY}T08:40:00+05:30`,
    play: (stage) => {
      const sessions = [{ opens: '09:15', closes: '15:40' }];
      stage.override({ days: { [SATURDAY]: { because: 'disaster recovery drill', sessions } } });
      stage.platform.holdSession(SATURDAY, sessions);
    },
    expects: {
      ...QUIET,
      outcome: 'resolved',
      runs: { [MORNING]: ['resolved'], [EVENING]: ['resolved'] },
      checklists: [
        { id: MORNING, date: SATURDAY, passed: true, within: { seconds: 120, of: '08:45' } },
        { id: EVENING, date: SATURDAY, passed: true, within: { seconds: 120, of: '16:00' } },
      ],
    },
    goesOn: true,
    minutes: 450,
  }),
  morning({
    id: 'year-unknown',
    title: 'the first Monday of a year that is not in the calendar: checked, and said',
    startsAt: `${NEW_YEAR}T08:40:00+05:30`,
    play: () => undefined,
    expects: {
      ...QUIET,
      outcome: 'resolved',
      checklists: [
        {
          id: MORNING,
          date: NEW_YEAR,
          passed: true,
          within: { seconds: 120, of: '08:45' },
          notOk: [/^Review previous day's/, /^Check the calendar: failed, .*The calendar has no 2027/],
        },
      ],
    },
    minutes: 30,
  }),
];
