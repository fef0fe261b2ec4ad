import { decideWhetherStillSo, decideWhetherToBegin } from '../../../lambdas/check-alarm/decide';
import { at, CALENDAR, ERRORS_ALARM, isoAfter, seen, signal, TASKS_ALARM, unseen } from '../../support/incidents';

const OK = signal({ state: 'OK', since: at(20) });

describe('a fresh event', () => {
  test('goes on when the alarm is still red, and says which alarm and since when', () => {
    expect(decideWhetherStillSo(seen([signal()]), isoAfter(0), at(30))).toEqual({
      outcome: 'continue',
      finding: `Still so: ${TASKS_ALARM} is in ALARM since 10:02:17 IST.`,
    });
  });

  test('goes to verification when the alarm is OK again, rather than being taken on trust', () => {
    expect(decideWhetherStillSo(seen([OK]), isoAfter(0), at(30))).toEqual({
      outcome: 'resolved',
      finding: 'The alarm is OK again since 10:02:37 IST.',
    });
  });

  test('is fresh to the last second of its five minutes', () => {
    expect(decideWhetherStillSo(seen([OK]), isoAfter(0), at(300)).outcome).toBe('resolved');
  });
});

describe('an event older than five minutes', () => {
  test('starts nothing when the alarm is OK now, and says what was not done', () => {
    expect(decideWhetherStillSo(seen([OK]), isoAfter(0), at(301))).toEqual({
      outcome: 'stand-down',
      finding: 'The event is 5 min 1 s old, so the alarm was read instead. The alarm is OK again since 10:02:37 IST.',
      refused: { act: 'the runbook', because: 'late event, alarm OK now' },
    });
  });

  test('is acted on when the alarm itself is red now', () => {
    const { outcome, finding } = decideWhetherStillSo(seen([signal()]), isoAfter(0), at(3600));
    expect(outcome).toBe('continue');
    expect(finding).toBe(
      `The event is 60 min old, so the alarm was read instead. Still so: ${TASKS_ALARM} is in ALARM since 10:02:17 IST.`,
    );
  });
});

test('an alarm without data is not an alarm that is OK', () => {
  const silent = signal({ state: 'INSUFFICIENT_DATA' });
  expect(decideWhetherStillSo(seen([silent]), isoAfter(0), at(3600))).toMatchObject({
    outcome: 'continue',
    finding: expect.stringContaining('is in INSUFFICIENT_DATA since'),
  });
});

test('one red alarm among several keeps the runbook going, and only the red one is named', () => {
  const { outcome, finding } = decideWhetherStillSo(
    seen([OK, signal({ alarm: ERRORS_ALARM, since: at(5) })]),
    isoAfter(0),
    at(30),
  );
  expect(outcome).toBe('continue');
  expect(finding).toBe(`Still so: ${ERRORS_ALARM} is in ALARM since 10:02:22 IST.`);
});

test('of several alarms that are OK the latest tells since when', () => {
  const { finding } = decideWhetherStillSo(
    seen([OK, signal({ alarm: ERRORS_ALARM, state: 'OK', since: at(60) })]),
    isoAfter(0),
    at(90),
  );
  expect(finding).toBe('The alarm is OK again since 10:03:17 IST.');
});

test('an alarm that cannot be read is said to be unknown, and the looking goes on', () => {
  expect(decideWhetherStillSo(unseen('ThrottlingException: slow down'), isoAfter(0), at(30))).toEqual({
    outcome: 'continue',
    verdict: 'unknown',
    finding: 'Could not check the alarm: ThrottlingException: slow down.',
  });
});

describe('whether this is a time to work', () => {
  const calendar = seen({
    calendar: CALENDAR,
    overrides: { freezes: [{ from: isoAfter(-60), to: isoAfter(600), because: 'a release' }] },
  });
  const settings = { mode: seen('act' as const), calendar };

  test('a runbook that is off stands down, whoever started it', () => {
    for (const byAlarm of [true, false])
      expect(decideWhetherToBegin({ ...settings, mode: seen('off') }, byAlarm, at(30))).toEqual({
        outcome: 'stand-down',
        finding: 'The mode is off: nothing is done, and nobody is paged.',
        refused: { act: 'the runbook', because: 'mode off' },
      });
  });

  test('a change freeze parks what an alarm has started, until its end', () => {
    expect(decideWhetherToBegin(settings, true, at(30))).toEqual({
      outcome: 'park',
      finding:
        'Parked: change freeze until 20 Nov 2026 10:12 IST: a release, until 10:12:17 IST. What is still wrong then is looked at again.',
      until: isoAfter(600),
      refused: { act: 'the runbook', because: 'change freeze until 20 Nov 2026 10:12 IST: a release' },
    });
  });

  test.each([
    ['a person who starts a run in a freeze knows what they do', settings, false, 30],
    ['the freeze is over', settings, true, 600],
    ['the runbook only observes', { ...settings, mode: seen('observe' as const) }, true, 600],
    ['the mode cannot be read: looking does no harm', { ...settings, mode: unseen('no') }, true, 600],
    ['the calendar cannot be read: looking does no harm', { ...settings, calendar: unseen('no') }, true, 30],
  ])('it is when %s', (_why, given, byAlarm, seconds) => {
    expect(decideWhetherToBegin(given, byAlarm, at(seconds))).toBeUndefined();
  });
});
