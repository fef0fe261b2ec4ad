import * as fc from 'fast-check';
import { DateTime } from 'luxon';
import {
  type Calendar,
  dueAt,
  missedBetween,
  nextWindow,
  type Overrides,
  tradingDayOf,
} from '../../../../lambdas/shared/calendar';
import type { Claim, Claimed } from '../../../../lambdas/start-due/claims';
import { decide } from '../../../../lambdas/start-due/decide';
import { leaveFunctions } from '../../../support/dynamodb';
import { world } from './world';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const TICK = 15 * MINUTE;
const DAY = 24 * HOUR;
const RUNS = { numRuns: 60, seed: 20_261_123 };

const clock = (minutes: number): string =>
  `${String(Math.floor(minutes / 60)).padStart(2, '0')}:${String(minutes % 60).padStart(2, '0')}`;
const times = (count: number) =>
  fc
    .uniqueArray(fc.integer({ min: 0, max: 1439 }), { minLength: count, maxLength: count })
    .map((minutes) => minutes.sort((one, other) => one - other).map(clock));

/** Three weeks around the end of a year, of which the next is in the calendar or not. */
const FIRST = Date.UTC(2026, 11, 14);
const dates = fc
  .integer({ min: 0, max: 20 })
  .map((days) => DateTime.fromMillis(FIRST, { zone: 'utc' }).plus({ days }).toFormat('yyyy-MM-dd'));
const instants = fc.integer({ min: FIRST, max: FIRST + 20 * DAY });

const held = times(5).map(([preOpen = '', ...rest]) => ({
  preOpen,
  sessions: [
    { opens: rest[0] ?? '', closes: rest[1] ?? '' },
    { opens: rest[2] ?? '', closes: rest[3] ?? '' },
  ],
}));

const calendars: fc.Arbitrary<Calendar> = fc
  .record({
    window: fc.tuple(fc.integer({ min: 0, max: 22 * 60 }), fc.integer({ min: 60, max: 119 })),
    auction: fc.boolean(),
    holidays: fc.array(dates, { maxLength: 5 }),
    special: fc.array(fc.tuple(dates, fc.oneof(held, fc.constant({ sessions: 'unverified' as const }))), {
      maxLength: 4,
    }),
    years: fc.constantFrom(['2026'], ['2026', '2027']),
  })
  .map(({ window: [from, length], auction, holidays, special, years }) => ({
    timeZone: 'Asia/Kolkata',
    preOpen: '09:00',
    session: { opens: '09:15', closes: '15:40' },
    closingAuction: auction ? { from: '15:15', to: '15:35' } : null,
    earlierHours: [],
    maintenance: { weekday: 'saturday' as const, from: clock(from), to: clock(from + length) },
    days: Object.fromEntries(
      years.map((year) => [
        year,
        {
          holidays: Object.fromEntries(
            holidays.filter((each) => each.startsWith(year)).map((each) => [each, 'a feast']),
          ),
          specialSessions: Object.fromEntries(
            special
              .filter(([each]) => each.startsWith(year))
              .map(([each, day]) => [each, { because: 'a wish', ...day }]),
          ),
        },
      ]),
    ),
  }));

const overrides: fc.Arbitrary<Overrides> = fc
  .array(
    fc.tuple(
      dates,
      fc.oneof(
        fc.constant({ closed: 'a storm' }),
        held.map((day) => ({ because: 'a wish', ...day })),
      ),
    ),
    { maxLength: 4 },
  )
  .map((days) => ({ days: Object.fromEntries(days) }));

const daily = { morning: '08:45', evening: '16:00' };

interface Start {
  readonly task: string;
  readonly date: string;
  readonly at: number;
}

/** Ticks that see what the last one has left, and do what is decided; a start may fail, before or after its effect. */
function play(
  calendar: Calendar,
  said: (at: number) => Overrides,
  ticks: readonly { readonly at: number; readonly start?: 'fails' | 'is lost' }[],
): { starts: Start[]; told: string[] } {
  const claims = new Map<string, Map<Claim['task'], Claim>>();
  const executions = new Set<string>();
  const starts: Start[] = [];
  const told: string[] = [];
  let last = ticks[0]?.at ?? 0;
  ticks.forEach(({ at, start: fate }, i) => {
    const due = dueAt(calendar, said(at), daily, at);
    const missed = missedBetween(calendar, said(at), daily, last, at);
    const decision = decide(due, missed, claims as ReadonlyMap<string, Claimed>, { now: at, by: String(i) });
    const keep = (claim: Claim) => {
      const day = claims.get(claim.date) ?? new Map();
      claims.set(claim.date, day.set(claim.task, claim));
    };
    for (const { claim } of decision.start) {
      keep(claim);
      const { execution, task, date } = claim;
      if (fate !== 'fails' && !executions.has(execution)) {
        executions.add(execution);
        starts.push({ task, date, at });
      }
      if (fate === undefined) keep({ ...claim, state: 'started' });
    }
    for (const { claim } of decision.tell) {
      told.push(`${claim.task} of ${claim.date}`);
      keep({ ...claim, state: 'told' });
    }
    if (fate === undefined && decision.left.length === 0) last = Math.max(last, at);
  });
  return { starts, told };
}

/** Ticks at any time, in order as they happen; some fail. */
const anyTicks = fc
  .array(
    fc.record({ at: instants, start: fc.constantFrom('fails' as const, 'is lost' as const) }, { requiredKeys: ['at'] }),
    { minLength: 1, maxLength: 150 },
  )
  .map((ticks) => ticks.sort((one, other) => one.at - other.at));

const everyTick = (from: number, days: number) =>
  Array.from({ length: (days * DAY) / TICK }, (_, i) => ({ at: Math.floor(from / TICK) * TICK + i * TICK }));

test('whenever ticks come, whatever fails and whatever people say meanwhile, each thing is started once for its day', () => {
  return fc.assert(
    fc.property(calendars, overrides, overrides, instants, anyTicks, (calendar, before, after, change, ticks) => {
      const { starts } = play(calendar, (at) => (at < change ? before : after), ticks);
      const names = starts.map(({ task, date }) => `${task} of ${date}`);
      expect(names).toEqual([...new Set(names)]);
    }),
    RUNS,
  );
});

test('whenever ticks come, what is missed is told once and did not run', () => {
  return fc.assert(
    fc.property(calendars, overrides, anyTicks, (calendar, said, ticks) => {
      const { starts, told } = play(
        calendar,
        () => said,
        ticks.map(({ at }) => ({ at })),
      );
      expect(told).toEqual([...new Set(told)]);
      const names = starts.map(({ task, date }) => `${task} of ${date}`);
      expect(told.filter((each) => names.includes(each))).toEqual([]);
    }),
    RUNS,
  );
});

test('no checklist is started for a day that is closed by what was known', () => {
  return fc.assert(
    fc.property(calendars, overrides, overrides, instants, anyTicks, (calendar, before, after, change, ticks) => {
      const said = (at: number) => (at < change ? before : after);
      const checklists = play(calendar, said, ticks).starts.filter(({ task }) => task.endsWith('-checklist'));
      for (const { date, at } of checklists) expect(tradingDayOf(calendar, said(at), date).answer).not.toBe('no');
    }),
    RUNS,
  );
});

test('no maintenance is started outside a window that takes place by what was known, nor in its last half hour', async () => {
  let begun = 0;
  await fc.assert(
    fc.property(calendars, overrides, overrides, instants, anyTicks, (calendar, before, after, change, ticks) => {
      const said = (at: number) => (at < change ? before : after);
      // A few ticks right where a window begins and ends, too.
      const window = nextWindow(calendar, {}, change);
      const near = window
        ? [window.from - 1, window.from, window.until - 30 * MINUTE - 1, window.until - 30 * MINUTE, window.until]
        : [];
      const all = [...ticks, ...near.map((at) => ({ at }))].sort((one, other) => one.at - other.at);
      for (const { task, at } of play(calendar, said, all).starts) {
        if (task !== 'scheduled-maintenance') continue;
        begun++;
        const held = nextWindow(calendar, said(at), at);
        expect(held).not.toHaveProperty('cancelledBy');
        expect(at).toBeGreaterThanOrEqual(held?.from ?? Number.POSITIVE_INFINITY);
        expect(at).toBeLessThan((held?.until ?? 0) - 30 * MINUTE);
      }
    }),
    RUNS,
  );
  expect(begun).toBeGreaterThan(10);
});

test('with a tick every 15 minutes nothing is missed, and every day that may trade has both its checklists', () => {
  return fc.assert(
    fc.property(calendars, overrides, instants, (calendar, said, from) => {
      const ticks = everyTick(from, 5);
      const { starts, told } = play(calendar, () => said, ticks);
      expect(told).toEqual([]);
      const begins = DateTime.fromMillis(ticks[0]?.at ?? 0, { zone: calendar.timeZone });
      // Of whole days only, with a day before them for what is due the day before, and one after for what is due after it.
      for (let days = 2; days <= 3; days++) {
        const date = begins.plus({ days }).toFormat('yyyy-MM-dd');
        const ran = starts.filter((each) => each.date === date).map(({ task }) => task);
        const trades = tradingDayOf(calendar, said, date).answer !== 'no';
        expect(ran.filter((task) => task.endsWith('-checklist')).sort()).toEqual(
          trades ? ['evening-checklist', 'morning-checklist'] : [],
        );
      }
    }),
    { ...RUNS, numRuns: 8 },
  );
});

test('the morning checklist is never begun after an opening, nor the evening one before the last close', () => {
  return fc.assert(
    fc.property(calendars, overrides, instants, (calendar, said, from) => {
      for (const { task, date, at } of play(calendar, () => said, everyTick(from, 5)).starts) {
        const day = said.days?.[date] ?? calendar.days[date.slice(0, 4)]?.specialSessions[date];
        if (!day || !('sessions' in day) || typeof day.sessions === 'string') continue;
        const onDay = (time = '') => Date.parse(`${date}T${time}:00+05:30`);
        if (task === 'morning-checklist') expect(at).toBeLessThan(onDay(day.sessions[0]?.opens));
        if (task === 'evening-checklist') expect(at).toBeGreaterThanOrEqual(onDay(day.sessions.at(-1)?.closes));
      }
    }),
    { ...RUNS, numRuns: 8 },
  );
});

describe('with the table itself', () => {
  afterEach(leaveFunctions);

  test('ticks that meet one another anywhere, and fail, start everything once and tell everything once', async () => {
    const minute = fc.integer({ min: 8 * 60 + 30, max: 17 * 60 });
    const meetings = fc.constantFrom('GetItem', 'Query', 'PutItem');
    const step = fc.record({ minute, meets: meetings, other: minute, fails: fc.constantFrom('no', 'before', 'after') });
    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 1, maxLength: 8 }), async (steps) => {
        const w = world();
        const local = (minutes: number) => `2026-11-23 ${clock(minutes)}`;
        await w.tick(local(8 * 60 + 30));
        for (const { minute, meets, other, fails } of steps.sort((one, two) => one.minute - two.minute)) {
          if (fails !== 'no')
            w.fail.start = (effect) => {
              if (fails === 'after') effect();
              delete w.fail.start;
              throw new Error('throttled');
            };
          w.table.beforeNext(meets, () => w.tick(local(Math.max(minute, other))).catch(() => undefined));
          await w.tick(local(minute)).catch(() => undefined);
          delete w.fail.start;
        }
        await w.ticks('2026-11-23 17:15', '2026-11-23 17:45');
        const subjects = w.published.map(({ Subject }) => Subject);
        expect(subjects).toEqual([...new Set(subjects)]);
        expect([...w.executions.keys()]).toContain('evening-checklist-2026-11-23');
        const claims = await w.claims();
        expect(claims).toHaveLength(2);
        expect(claims).not.toContainEqual(expect.objectContaining({ state: 'claimed' }));
        leaveFunctions();
      }),
      { ...RUNS, numRuns: 15 },
    );
  }, 60_000);
});
