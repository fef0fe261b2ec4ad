import { requestIncident } from '../../../lambdas/open-incident/decide';
import { at, isoAfter, TASKS_ALARM } from '../../support/incidents';

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
