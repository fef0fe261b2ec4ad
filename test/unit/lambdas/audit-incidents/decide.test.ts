import {
  attendanceOf,
  decideAlarms,
  isAtWork,
  type Memory,
  NOTHING_KEPT,
  type Red,
} from '../../../../lambdas/audit-incidents/decide';
import { ALARM_AT, at, ERRORS_ALARM, incident, isoAfter, TASKS_ALARM } from '../../../support/incidents';

const red = (over: Partial<Red> = {}): Red => ({
  alarm: TASKS_ALARM,
  runbook: incident().runbook,
  since: ALARM_AT,
  reason: 'Threshold Crossed',
  ...over,
});
const kept = (over: Partial<Memory>): Memory => ({ ...NOTHING_KEPT, ...over });

describe('an alarm in ALARM', () => {
  test('of which no incident knows has lost its event: its runbook is started', () => {
    expect(decideAlarms([red()], [], NOTHING_KEPT, at(120))).toEqual({
      start: [red()],
      tellAgain: [],
      accounted: {},
    });
  });

  test('has two minutes: an event under way is not a lost one', () => {
    expect(decideAlarms([red()], [], NOTHING_KEPT, at(119)).start).toEqual([]);
  });

  test.each([
    ['open', incident()],
    ['stood down because the mode is off', incident({ status: 'stood-down' })],
    ['closed by a person while it is still red', incident({ status: 'closed' })],
    [
      'of another runbook that it has joined',
      incident({ runbook: 'dashboard', alarms: { [TASKS_ALARM]: isoAfter(0) } }),
    ],
    [
      'of another alarm of its runbook that went off in the same second',
      incident({ alarms: { [ERRORS_ALARM]: isoAfter(0) } }),
    ],
    ['that it went off in again since', incident({ alarms: { [TASKS_ALARM]: isoAfter(30) } })],
    ['whose event says the time in whole seconds', incident({ alarms: { [TASKS_ALARM]: isoAfter(-0.9) } })],
  ])('has its incident, one that is %s', (_, one) => {
    expect(decideAlarms([red()], [one], NOTHING_KEPT, at(300))).toEqual({
      start: [],
      tellAgain: [],
      accounted: { [TASKS_ALARM]: ALARM_AT },
    });
  });

  test.each([
    [
      'of another alarm, a second earlier',
      incident({ alarms: { [ERRORS_ALARM]: isoAfter(-1) }, alarmAt: isoAfter(-1) }),
    ],
    ['of another runbook and the same second', incident({ runbook: 'dashboard', alarms: {} })],
    ['of the last time it went off', incident({ alarms: { [TASKS_ALARM]: isoAfter(-600) }, alarmAt: isoAfter(-600) })],
    ['that a person started', incident({ alarms: {}, alarmAt: isoAfter(-5) })],
  ])('does not have its incident in one %s', (_, one) => {
    expect(decideAlarms([red()], [one], NOTHING_KEPT, at(300)).start).toEqual([red()]);
  });

  test('that was accounted for is so for as long as it stays red, also when its incident is long gone', () => {
    const memory = kept({ accounted: { [TASKS_ALARM]: ALARM_AT } });
    expect(decideAlarms([red()], [], memory, at(3 * 86_400))).toEqual({
      start: [],
      tellAgain: [],
      accounted: { [TASKS_ALARM]: ALARM_AT },
    });
    const later = red({ since: at(900) });
    expect(decideAlarms([later], [], memory, at(1200))).toMatchObject({ start: [later], accounted: {} });
    expect(decideAlarms([], [], memory, at(1200)).accounted).toEqual({});
  });

  test('whose runbook was started in place of its event is not started again; people are told once that it opened nothing', () => {
    const lost = { since: ALARM_AT, startedAt: at(300) };
    const onceStarted = (seconds: number, over = {}) =>
      decideAlarms([red()], [], kept({ lost: { [TASKS_ALARM]: { ...lost, ...over } } }), at(seconds));
    expect(onceStarted(539)).toMatchObject({ start: [], tellAgain: [] });
    expect(onceStarted(540)).toMatchObject({ start: [], tellAgain: [red()] });
    expect(onceStarted(900, { toldAgain: true })).toMatchObject({ start: [], tellAgain: [] });
  });
});

describe('an open incident whose run has ended', () => {
  test.each([
    ['with-people', 'it was escalated', { escalatedAt: isoAfter(600) }, { status: 'SUCCEEDED' }],
    ['with-people', 'it only observed', { observed: true }, { status: 'SUCCEEDED' }],
    ['with-people', 'the last resort was sent', {}, { status: 'SUCCEEDED', outcome: 'escalated' }],
    ['with-people', 'it was escalated before its run died', { escalatedAt: isoAfter(60) }, { status: 'FAILED' }],
    ['unattended', 'its run died', {}, { status: 'TIMED_OUT' }],
    ['unattended', 'somebody aborted its run', {}, { status: 'ABORTED' }],
    ['unattended', 'its run ended well and left it open', {}, { status: 'SUCCEEDED', outcome: 'resolved' }],
  ] as const)('is %s when %s', (attendance, _, over, run) => {
    expect(attendanceOf(incident(over), run)).toBe(attendance);
  });

  test.each([
    ['RUNNING', true],
    ['PENDING_REDRIVE', true],
    ['FAILED', false],
    ['UNKNOWN', false],
  ])('its run is at work while it is %s: %s', (status, atWork) => {
    expect(isAtWork({ status })).toBe(atWork);
  });
});
