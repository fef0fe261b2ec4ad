import { beganAt, requestIncident, severityAt } from '../../../lambdas/open-incident/decide';
import { at, CALENDAR, isoAfter, seen, TASKS_ALARM, unseen } from '../../support/incidents';

const RUNBOOK = {
  id: 'trading-service-not-processing-orders',
  title: 'Trading Service Not Processing Orders',
  severity: 'P2',
  target: 'trading',
  dependsOn: ['database'],
} as const;
const RUN = { execution: 'arn:execution:1', startedAt: '2026-11-20T04:32:25.412Z' };

// The form of the timestamp: https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/cloudwatch-and-eventbridge.html
const byAlarm = (time = '2026-11-20T04:32:17.123+0000') =>
  requestIncident(RUNBOOK, { alarm: TASKS_ALARM, at: time, reason: 'no datapoints' }, RUN, 'P2', at(10));

test('an incident by an alarm begins when the alarm changed state, however late its event comes', () => {
  expect(byAlarm()).toEqual({
    id: 'trading-service-not-processing-orders-20261120T043217Z',
    runbook: 'trading-service-not-processing-orders',
    title: 'Trading Service Not Processing Orders',
    severity: 'P2',
    target: 'trading',
    dependsOn: ['database'],
    openedAt: isoAfter(10),
    alarmAt: '2026-11-20T04:32:17.123Z',
    deadlineAt: '2026-11-20T05:02:17.123Z',
    execution: 'arn:execution:1',
    cause: `Alarm ${TASKS_ALARM} went to ALARM at 10:02:17 IST: no datapoints`,
    alarm: TASKS_ALARM,
  });
});

test('the same change of state asks for the same incident, whichever run brings it', () => {
  const again = requestIncident(
    RUNBOOK,
    { alarm: TASKS_ALARM, at: '2026-11-20T04:32:17.123+0000', reason: 'no datapoints' },
    { execution: 'arn:execution:2', startedAt: isoAfter(200) },
    'P2',
    at(200),
  );
  expect(again.id).toBe(byAlarm().id);
  expect(again.deadlineAt).toBe(byAlarm().deadlineAt);
});

test('the next change of state is another incident', () => {
  expect(byAlarm('2026-11-20T04:32:18.123+0000').id).not.toBe(byAlarm().id);
});

test('a run started by a person begins when it was started, names the person and has no alarm', () => {
  const request = requestIncident(RUNBOOK, { startedBy: 'asha', reason: 'orders hang' }, RUN, 'P2', at(10));
  expect(request).toMatchObject({
    id: 'trading-service-not-processing-orders-20261120T043225Z',
    alarmAt: '2026-11-20T04:32:25.412Z',
    deadlineAt: '2026-11-20T05:02:25.412Z',
    cause: 'Started by asha at 10:02:25 IST: orders hang',
  });
  expect(request).not.toHaveProperty('alarm');
});

test('the deadline is that of the severity it has now', () => {
  const request = requestIncident(RUNBOOK, { startedBy: 'asha', reason: 'orders hang' }, RUN, 'P1', at(10));
  expect(request).toMatchObject({ severity: 'P1', deadlineAt: '2026-11-20T04:47:25.412Z' });
});

test('a run began when its alarm changed state; one that a person started, when it was started', () => {
  const { startedAt } = RUN;
  expect(beganAt({ alarm: TASKS_ALARM, at: '2026-11-20T04:32:17.123+0000', reason: '' }, startedAt)).toBe(
    '2026-11-20T04:32:17.123Z',
  );
  expect(beganAt({ startedBy: 'asha', reason: 'x' }, startedAt)).toBe(startedAt);
});

describe('a runbook that is more severe while the market is open', () => {
  const calendar = seen({ calendar: CALENDAR, overrides: {} });
  const severity = (local: string, read: Parameters<typeof severityAt>[1] = calendar) =>
    severityAt({ severity: 'P3', severityInSession: 'P1' }, read, Date.parse(`${local}:00+05:30`));

  test.each([
    ['before the pre-open', '2026-11-20T08:59', 'P3'],
    ['in the pre-open', '2026-11-20T09:00', 'P1'],
    ['in the session', '2026-11-20T10:00', 'P1'],
    ['in the closing auction', '2026-11-20T15:20', 'P1'],
    ['after the close', '2026-11-20T15:40', 'P3'],
    ['on a holiday', '2026-11-24T10:00', 'P3'],
    ['on a day that nobody knows', '2027-01-04T10:00', 'P1'],
  ])('%s', (_when, local, expected) => {
    expect(severity(local)).toBe(expected);
  });

  test('counts the market as open when the calendar cannot be read', () => {
    expect(severity('2026-11-20T03:00', unseen('CalendarError: no'))).toBe('P1');
  });

  test('any other is as severe at any time', () => {
    expect(severityAt({ severity: 'P2' }, unseen('CalendarError: no'), at(0))).toBe('P2');
  });
});

test('planned work has its own time first, and the response time after that', () => {
  const planned = { ...RUNBOOK, severity: 'P3', plannedSeconds: 7200 } as const;
  const request = requestIncident(planned, { startedBy: 'the schedule', reason: 'window' }, RUN, 'P3', at(10));
  // 10:02:25 IST, two hours of work, two hours of a P3.
  expect(request).toMatchObject({ planned: true, deadlineAt: '2026-11-20T08:32:25.412Z' });
  expect(byAlarm()).not.toHaveProperty('planned');
});

test('what was said besides the reason stands on the incident, and in its cause as it could be typed again', () => {
  const options = { 'to-revision': 12, 'dry-run': true } as const;
  const request = requestIncident(RUNBOOK, { startedBy: 'asha', reason: 'bad release', options }, RUN, 'P2', at(10));
  expect(request).toMatchObject({
    options,
    cause: 'Started by asha at 10:02:25 IST with --to-revision 12 --dry-run: bad release',
  });
});
