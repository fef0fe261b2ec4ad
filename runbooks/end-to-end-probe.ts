import { type Runbook, step } from './runbook';

/** Name of the metric of the test alarm: 1 makes it go off. */
export const TEST_SIGNAL = 'TestAlarmRaised';

/**
 * Whether the way from an alarm to a person still holds, from end to end: a test alarm is raised, and takes the way of any
 * other. What is late or does not come is paged through the watch, which shares nothing with that way.
 */
export const endToEndProbe: Runbook = {
  id: 'end-to-end-probe',
  title: 'End-to-End Probe',
  owner: 'devops',
  severity: 'P2',
  target: 'probe',
  dependsOn: [],
  symptoms: [],
  triggers: [],
  steps: [
    step('Raise the test alarm', 'set-test-alarm', { to: 'alarm' }),
    step('Follow it to its acknowledgement', 'follow-test-alarm', { until: 'acknowledged' }),
    step('End the test alarm', 'set-test-alarm', { to: 'ok' }),
    step('Follow it to its report', 'follow-test-alarm', { until: 'reported' }),
    step('Flip the probe parameter', 'flip-probe-parameter', {}),
  ],
  // Twice two calls of 12 s and a pause (50), twice six looks of 118 s (1,416), two flips of 98 s (196); five calls of 17 s
  // (8, a pause, 8) around them (85).
  planned: { deadlineSeconds: 1_747 },
  verifiedBy: 'steps',
};

/** What the test alarm starts. It is worked as any other, but that the page goes to an endpoint of ours. */
export const testAlarm: Runbook = {
  id: 'test-alarm',
  title: 'Test Alarm',
  owner: 'devops',
  severity: 'P2',
  target: 'probe',
  dependsOn: [],
  symptoms: ['None: it was raised on purpose'],
  triggers: ['test-alarm'],
  steps: [step('See that it is a test', 'see-test-alarm', {})],
  pagesAtOnce: true,
  test: true,
};
