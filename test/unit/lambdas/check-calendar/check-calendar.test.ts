import { SSMClient } from '@aws-sdk/client-ssm';
import { decideCalendar } from '../../../../lambdas/check-calendar/decide';
import { handler } from '../../../../lambdas/check-calendar/handler';
import type { Overrides } from '../../../../lambdas/shared/calendar';
import { CALENDAR, parameters, SETTINGS, seen, unseen } from '../../../support/incidents';
import { asked, leaveMorning, morning } from '../morning-world';

const HOURS = { holidays: {}, specialSessions: {} };
const judge = (date: string, overrides: Overrides = {}, calendar = CALENDAR) =>
  decideCalendar(seen({ calendar, overrides }), date);
const with2027 = { ...CALENDAR, days: { ...CALENDAR.days, '2027': HOURS } };

test('an ordinary trading day is said with its hours', () => {
  expect(judge('2026-11-23')).toEqual({
    state: 'ok',
    says: 'Monday, 23 Nov 2026, is a trading day: 09:15 IST to 15:40 IST, pre-open at 09:00 IST.',
    details: ['ok: Monday, 23 Nov 2026, is a trading day: 09:15 IST to 15:40 IST, pre-open at 09:00 IST'],
    numbers: { day: 'trading', 'change freezes': 0, 'years known': expect.stringContaining('2026') },
  });
});

test('a holiday is no trading day, and no fault', () => {
  const { state, says } = judge('2026-11-24');
  expect(state).toBe('ok');
  expect(says).toMatch(/^Tuesday, 24 Nov 2026, is no trading day \(holiday: .+\)\.$/);
});

test('a special session is said with its own hours', () => {
  const days = { '2026-11-28': { because: 'drill', sessions: [{ opens: '11:30', closes: '12:30' }] } };
  const { state, says } = judge('2026-11-28', { days });
  expect(state).toBe('ok');
  expect(says).toBe(
    'Saturday, 28 Nov 2026, is a trading day of its own (special session by override: drill): 11:30 IST to 12:30 IST, pre-open at 11:15 IST.',
  );
});

test('a day that trades at a time nobody knows needs attention', () => {
  const { state, says, numbers } = judge('2026-11-08');
  expect([state, numbers?.day]).toEqual(['attention', 'unknown']);
  expect(says).toContain('may trade at any time');
});

describe('next year', () => {
  test.each([
    ['2026-11-30', CALENDAR, 'ok'],
    ['2026-12-01', CALENDAR, 'attention'],
    ['2026-12-31', CALENDAR, 'attention'],
    ['2026-12-01', with2027, 'ok'],
    ['2027-01-04', CALENDAR, 'failed'],
    ['2027-01-04', with2027, 'ok'],
  ])('on %s: %#', (date, calendar, state) => {
    expect(judge(date, {}, calendar).state).toBe(state);
  });

  test('that has come and is not there is a failure even on a day people have told of', () => {
    const days = { '2027-01-04': { because: 'as usual', sessions: [{ opens: '09:15', closes: '15:30' }] } };
    const { state, says } = judge('2027-01-04', { days });
    expect(state).toBe('failed');
    expect(says).toContain('The calendar has no 2027');
  });
});

describe('a change freeze', () => {
  const freeze = (from: string, to: string): Overrides => ({ freezes: [{ from, to, because: 'release' }] });

  test('of the day is told', () => {
    const { state, says, numbers } = judge(
      '2026-11-23',
      freeze('2026-11-20T18:00:00+05:30', '2026-11-23T09:00:00+05:30'),
    );
    expect([state, numbers?.['change freezes']]).toEqual(['attention', 1]);
    expect(says).toContain('Change freeze from 20 Nov 2026 18:00 IST to 23 Nov 2026 09:00 IST: release.');
  });

  test.each([
    ['ends as the day begins', freeze('2026-11-20T18:00:00+05:30', '2026-11-23T00:00:00+05:30')],
    ['begins as it ends', freeze('2026-11-24T00:00:00+05:30', '2026-11-25T00:00:00+05:30')],
  ])('that %s does not touch the day', (_what, overrides) => {
    expect(judge('2026-11-23', overrides).state).toBe('ok');
  });
});

test('without calendar or overrides nothing is known', () => {
  expect(decideCalendar(unseen('There is no parameter /calendar'), '2026-11-23')).toEqual({
    state: 'could not check',
    says: 'The calendar could not be checked: There is no parameter /calendar.',
  });
});

describe('asked by the checklist', () => {
  afterEach(leaveMorning);
  const world = (over: Record<string, string | undefined> = {}) => {
    const held = parameters(over);
    morning([SSMClient], {
      GetParametersCommand: ({ Names }: { Names: string[] }) => ({
        Parameters: Names.flatMap((Name) => (held.has(Name) ? [{ Name, Value: held.get(Name) }] : [])),
      }),
    });
  };

  test("the calendar is asked about the checklist's day, whatever day it is now", async () => {
    world();
    const { says } = await asked(handler, { settings: SETTINGS }, '2026-11-24');
    expect(says).toMatch(/^Tuesday, 24 Nov 2026, is no trading day/);
  });

  test.each([
    ['no calendar', { [SETTINGS.calendar]: undefined }, 'There is no parameter'],
    ['overrides that are not JSON', { [SETTINGS.overrides]: 'closed tomorrow' }, 'overrides cannot be read'],
    ['overrides that are wrong', { [SETTINGS.overrides]: '{"days":{"2026-02-30":{"closed":"x"}}}' }, '2026-02-30'],
  ])('with %s it could not be checked, and why is said', async (_what, over, says) => {
    world(over);
    await expect(asked(handler, { settings: SETTINGS })).resolves.toMatchObject({
      state: 'could not check',
      says: expect.stringContaining(says),
    });
  });
});
