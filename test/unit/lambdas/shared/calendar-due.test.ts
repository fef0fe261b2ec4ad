import { nse } from '../../../../environments/nse-calendar';
import {
  type Calendar,
  dueAt,
  dueUnread,
  missedBetween,
  nextWindow,
  type Overrides,
} from '../../../../lambdas/shared/calendar';

const calendar: Calendar = { ...nse, maintenance: { weekday: 'saturday', from: '06:00', to: '08:00' } };
const daily = { morning: '08:45', evening: '16:00' };
const TICK = 15 * 60_000;

/** An instant of Indian time, as `2026-11-20 10:00`. */
const ist = (local: string): number => Date.parse(`${local.replace(' ', 'T')}:00+05:30`);
const shown = (at: number): string => new Date(at + 5.5 * 3600_000).toISOString().slice(0, 16).replace('T', ' ');

/** Everything that is due at one of the ticks of a date, as `task for date: from - until`. */
function dueOn(date: string, overrides: Overrides = {}, of = calendar): string[] {
  const found = new Set<string>();
  for (let at = ist(`${date} 00:00`); at < ist(`${date} 00:00`) + 24 * 3600_000; at += TICK)
    for (const { task, date: day, from, until } of dueAt(of, overrides, daily, at))
      if (day === date) found.add(`${task} ${shown(from)} - ${shown(until)}`);
  return [...found];
}
const tasksAt = (local: string, overrides: Overrides = {}, of = calendar) =>
  dueAt(of, overrides, daily, ist(local)).map(({ task, date }) => `${task} of ${date}`);

const MUHURAT: Overrides = {
  days: { '2026-11-08': { because: 'Muhurat', preOpen: '17:45', sessions: [{ opens: '18:00', closes: '19:00' }] } },
};
const saturday = (preOpen: string, opens: string, closes: string): Overrides => ({
  days: { '2026-11-21': { because: 'a live test', preOpen, sessions: [{ opens, closes }] } },
});

describe('the checklists of a day', () => {
  test.each([
    [
      'an ordinary Monday',
      '2026-11-23',
      {},
      [
        'morning-checklist 2026-11-23 08:45 - 2026-11-23 09:15',
        'evening-checklist 2026-11-23 16:00 - 2026-11-24 00:00',
      ],
    ],
    ['a holiday', '2026-11-24', {}, []],
    ['an ordinary Sunday', '2026-11-22', {}, []],
    [
      'a Monday of the earlier hours, which closed at 15:30',
      '2026-07-27',
      {},
      [
        'morning-checklist 2026-07-27 08:45 - 2026-07-27 09:15',
        'evening-checklist 2026-07-27 16:00 - 2026-07-28 00:00',
      ],
    ],
    [
      'Muhurat with its hours declared',
      '2026-11-08',
      MUHURAT,
      [
        'morning-checklist 2026-11-08 17:30 - 2026-11-08 18:00',
        'evening-checklist 2026-11-08 19:20 - 2026-11-09 00:00',
      ],
    ],
    [
      'Muhurat whose hours nobody has verified',
      '2026-11-08',
      {},
      [
        'morning-checklist 2026-11-08 08:45 - 2026-11-08 09:15',
        'evening-checklist 2026-11-08 23:00 - 2026-11-09 00:00',
      ],
    ],
    [
      'the Sunday of the Budget, by the distance of the present hours',
      '2026-02-01',
      {},
      [
        'morning-checklist 2026-02-01 08:45 - 2026-02-01 09:15',
        'evening-checklist 2026-02-01 15:50 - 2026-02-02 00:00',
      ],
    ],
    [
      'two sessions: before the first, after the last',
      '2026-11-22',
      {
        days: {
          '2026-11-22': {
            because: 'second site',
            sessions: [
              { opens: '10:10', closes: '11:00' },
              { opens: '12:00', closes: '12:30' },
            ],
          },
        },
      },
      [
        'morning-checklist 2026-11-22 09:30 - 2026-11-22 10:10',
        'evening-checklist 2026-11-22 12:50 - 2026-11-23 00:00',
      ],
    ],
    [
      'a weekday of a year that is not in the calendar',
      '2027-01-04',
      {},
      [
        'morning-checklist 2027-01-04 08:45 - 2027-01-04 09:15',
        'evening-checklist 2027-01-04 16:00 - 2027-01-05 00:00',
      ],
    ],
    ['a Sunday of a year that is not in the calendar', '2027-01-03', {}, []],
    ['a Monday closed with three days’ notice', '2026-11-23', { days: { '2026-11-23': { closed: 'elections' } } }, []],
  ] satisfies [string, string, Overrides, string[]][])('%s', (_what, date, overrides, due) => {
    expect(dueOn(date, overrides)).toEqual(due);
  });

  test('say what kind of day it is', () => {
    expect(dueAt(calendar, {}, daily, ist('2027-01-04 08:45'))).toEqual([
      {
        task: 'morning-checklist',
        date: '2027-01-04',
        from: ist('2027-01-04 08:45'),
        until: ist('2027-01-04 09:15'),
        because: '4 Jan 2027, 2027 is not in the calendar',
      },
    ]);
  });

  test('a session right after midnight is checked in the evening before', () => {
    const overrides = saturday('00:10', '00:10', '01:00');
    expect(tasksAt('2026-11-20 23:30', overrides)).toEqual([
      'evening-checklist of 2026-11-20',
      'maintenance-cancelled of 2026-11-21',
    ]);
    expect(tasksAt('2026-11-20 23:45', overrides)).toContain('morning-checklist of 2026-11-21');
  });

  test('a session that closes right before midnight is looked after beyond it', () => {
    const overrides = saturday('22:00', '22:15', '23:50');
    expect(tasksAt('2026-11-21 23:59', overrides)).toEqual([]);
    expect(tasksAt('2026-11-22 00:15', overrides)).toEqual(['evening-checklist of 2026-11-21']);
    expect(tasksAt('2026-11-22 01:10', overrides)).toEqual([]);
  });

  test('a time between two ticks is not a time too late for the morning, nor too early for the evening', () => {
    const odd = { morning: '08:50', evening: '16:10' };
    const at = (local: string) => dueAt(calendar, {}, odd, ist(local)).map(({ task }) => task);
    expect(at('2026-11-23 08:45')).toEqual(['morning-checklist']);
    expect(at('2026-11-23 16:00')).toEqual([]);
    expect(at('2026-11-23 16:15')).toEqual(['evening-checklist']);
  });
});

describe('the maintenance window', () => {
  const HELD = [
    'maintenance-notice 2026-11-20 06:00 - 2026-11-21 06:00',
    'scheduled-maintenance 2026-11-21 06:00 - 2026-11-21 07:30',
  ];
  const due = (overrides: Overrides = {}, of = calendar) => {
    const found = new Map<string, string>();
    for (let at = ist('2026-11-19 00:00'); at < ist('2026-11-22 00:00'); at += TICK)
      for (const { task, date, from, until } of dueAt(of, overrides, daily, at))
        if (task.includes('maintenance')) found.set(task, `${task} ${shown(from)} - ${shown(until)} for ${date}`);
    return [...found.values()];
  };
  const forDay = (lines: string[]) => lines.map((line) => `${line} for 2026-11-21`);

  test.each([
    ['an ordinary Saturday', {}, HELD],
    ['a Saturday that trades at 09:15, after its end', saturday('09:00', '09:15', '10:00'), HELD],
    ['a pre-open at its very end', saturday('08:00', '08:15', '10:00'), HELD],
    [
      'a Saturday whose pre-open begins within it',
      saturday('07:45', '08:00', '10:00'),
      ['maintenance-cancelled 2026-11-20 06:00 - 2026-11-21 08:00'],
    ],
  ])('%s', (_what, overrides, expected) => {
    expect(due(overrides)).toEqual(forDay(expected));
  });

  test('says why it does not take place', () => {
    const [cancelled] = dueAt(calendar, saturday('07:45', '08:00', '10:00'), daily, ist('2026-11-20 12:00'));
    expect(cancelled?.because).toBe(
      'the maintenance window of 21 Nov 2026, 06:00 IST to 08:00 IST, does not take place: special session by override: a live test',
    );
  });

  test('is on Saturdays of years nobody has entered, too', () => {
    expect(tasksAt('2027-01-01 06:00')).toEqual(['maintenance-notice of 2027-01-02']);
    expect(tasksAt('2027-01-02 06:00')).toEqual(['scheduled-maintenance of 2027-01-02']);
  });

  test('is none where the environment has none', () => {
    expect(due({}, { ...calendar, maintenance: null })).toEqual([]);
    expect(nextWindow({ ...calendar, maintenance: null }, {}, ist('2026-11-20 06:00'))).toBeUndefined();
  });

  test('shorter than half an hour it is never begun, and missed as soon as it begins', () => {
    const short: Calendar = { ...calendar, maintenance: { weekday: 'saturday', from: '06:00', to: '06:20' } };
    expect(due({}, short)).toEqual(['maintenance-notice 2026-11-20 06:00 - 2026-11-21 06:00 for 2026-11-21']);
    const missed = missedBetween(short, {}, daily, ist('2026-11-21 05:45'), ist('2026-11-21 06:00'));
    expect(missed.map(({ task }) => task)).toEqual(['maintenance-notice', 'scheduled-maintenance']);
  });

  test.each([
    ['days before it', '2026-11-17 10:00', {}, '2026-11-21 06:00'],
    ['in it', '2026-11-21 07:59', {}, '2026-11-21 06:00'],
    ['at its end', '2026-11-21 08:00', {}, '2026-11-28 06:00'],
    ['cancelled as it is', '2026-11-20 10:00', saturday('07:45', '08:00', '10:00'), '2026-11-21 06:00'],
  ])('the next one, asked %s', (_when, at, overrides, from) => {
    const next = nextWindow(calendar, overrides, ist(at));
    expect(next).toEqual({
      date: from.slice(0, 10),
      from: ist(from),
      until: ist(from) + 2 * 3600_000,
      ...(Object.keys(overrides).length > 0 ? { cancelledBy: 'special session by override: a live test' } : {}),
    });
  });
});

describe('what has been missed', () => {
  const missed = (after: string, at: string, overrides: Overrides = {}) =>
    missedBetween(calendar, overrides, daily, ist(after), ist(at)).map(({ task, date }) => `${task} of ${date}`);

  test.each([
    [
      'the morning, once the market has opened',
      '2026-11-23 08:30',
      '2026-11-23 09:15',
      ['morning-checklist of 2026-11-23'],
    ],
    ['not before it has', '2026-11-23 08:30', '2026-11-23 09:14', []],
    ['not on an unknown day before the ordinary opening', '2027-01-04 08:30', '2027-01-04 09:14', []],
    ['not again by the tick after', '2026-11-23 09:15', '2026-11-23 09:30', []],
    ['the evening, for the day before', '2026-11-23 15:45', '2026-11-24 00:00', ['evening-checklist of 2026-11-23']],
    ['nothing of a holiday', '2026-11-24 00:00', '2026-11-25 00:00', []],
    [
      'the maintenance and its notice',
      '2026-11-20 05:45',
      '2026-11-21 07:30',
      [
        'morning-checklist of 2026-11-20',
        'evening-checklist of 2026-11-20',
        'maintenance-notice of 2026-11-21',
        'scheduled-maintenance of 2026-11-21',
      ],
    ],
  ])('%s', (_what, after, at, expected) => {
    expect(missed(after, at)).toEqual(expected);
  });

  test('nothing of a window that does not take place', () => {
    const cancelled = saturday('07:45', '08:00', '10:00');
    expect(missed('2026-11-20 05:45', '2026-11-21 12:00', cancelled)).not.toContainEqual(
      expect.stringContaining('maintenance'),
    );
  });

  test('not everything since a month ago', () => {
    const mornings = missed('2026-10-23 12:00', '2026-11-23 12:00').filter((each) => each.startsWith('morning'));
    expect(mornings).toEqual([
      'morning-checklist of 2026-11-17',
      'morning-checklist of 2026-11-18',
      'morning-checklist of 2026-11-19',
      'morning-checklist of 2026-11-20',
      'morning-checklist of 2026-11-23',
    ]);
  });
});

describe('while the calendar cannot be read', () => {
  const unread = (local: string) => dueUnread(daily, ist(local), 'AccessDenied');

  test.each([
    ['2026-11-23 08:44', false],
    ['2026-11-23 08:45', true],
    ['2026-11-23 09:14', true],
    ['2026-11-23 09:15', false],
    ['2026-11-23 16:00', false],
    // A holiday: nobody can know.
    ['2026-11-24 08:45', true],
    ['2026-11-21 08:45', false],
    ['2026-11-22 08:45', false],
  ])('at %s the morning checklist is due: %s', (local, due) => {
    expect(unread(local) !== undefined).toBe(due);
  });

  test('it says why', () => {
    expect(unread('2026-11-23 09:00')).toEqual({
      task: 'morning-checklist',
      date: '2026-11-23',
      from: ist('2026-11-23 08:45'),
      until: ist('2026-11-23 09:15'),
      because: '23 Nov 2026, a day of which nobody knows, because the calendar cannot be read (AccessDenied)',
    });
  });
});
