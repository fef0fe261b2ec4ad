import type { AlarmDefinition } from '../../../../rehearsal/engine/alarms/alarms';
import { ARN, definition, MINUTE, START, world } from './world';

const CPU = 'ServerCpuTooHigh';
const SLOW = 'Slow';
const DELAY = 10_000;

function composite(AlarmRule: string, name = 'Any', properties: Record<string, unknown> = {}): AlarmDefinition {
  return { arn: ARN + name, name, properties: { AlarmRule, AlarmActions: ['arn:topic'], ...properties } };
}

/** Two alarms that watch the same CPU, one sooner than the other, and composites over them. */
function play(composites: readonly AlarmDefinition[], written: string) {
  const definitions = [
    definition({ EvaluationPeriods: 1 }),
    definition({ EvaluationPeriods: 3, TreatMissingData: 'notBreaching' }, SLOW),
  ];
  const made = world({}, { definitions, composites });
  made.alarms.start();
  made.play(written);
  const changes = made.changes.filter(({ alarm }) => composites.some(({ name }) => name === alarm.name));
  return { ...made, changes, state: (name = 'Any') => made.alarms.state(name) };
}

/** In which state `rule` is when the soon alarm is in ALARM and the slow one OK. */
const stateUnder = (rule: string) => play([composite(rule)], '0 X -').state().value;

// Functions, operators, names and ARNs, with and without quotes:
// https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_PutCompositeAlarm.html (AlarmRule)
test.each([
  ['ALARM(ServerCpuTooHigh)', 'ALARM'],
  ['ALARM("ServerCpuTooHigh")', 'ALARM'],
  [`ALARM("${ARN}ServerCpuTooHigh")`, 'ALARM'],
  [`ALARM(${ARN}ServerCpuTooHigh)`, 'ALARM'],
  ['OK( Slow )', 'ALARM'],
  ['INSUFFICIENT_DATA(Slow)', 'OK'],
  ['ALARM(ServerCpuTooHigh) AND ALARM(Slow)', 'OK'],
  ['ALARM(ServerCpuTooHigh) AND NOT ALARM(Slow)', 'ALARM'],
  ['ALARM(ServerCpuTooHigh) OR ALARM(Slow) OR FALSE', 'ALARM'],
  ['(ALARM(ServerCpuTooHigh) OR ALARM(Slow)) AND\n OK(Slow)', 'ALARM'],
  ['NOT (ALARM(ServerCpuTooHigh) OR ALARM(Slow))', 'OK'],
  ['TRUE', 'ALARM'],
  ['FALSE', 'OK'],
])('%s is %s', (rule, state) => {
  expect(stateUnder(rule)).toBe(state);
});

// "the alarm state is immediately set to INSUFFICIENT_DATA. The alarm is then evaluated and its state is set … this
// initial time after creation is the only time that the alarm can be in INSUFFICIENT_DATA state", same page.
test('a new one is OK while its children have no data, and says that it was created', () => {
  const { state, changes } = play([composite('ALARM(ServerCpuTooHigh) OR ALARM(Slow)')], '-');
  expect(state()).toMatchObject({
    value: 'OK',
    reason: `${ARN}Any was created and its alarm rule evaluates to OK`,
  });
  expect(JSON.parse(state().reasonData).triggeringAlarms).toHaveLength(2);
  expect(changes).toEqual([]);
});

// Shape of event, reason and reasonData: the composite example of
// https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/cloudwatch-and-eventbridge.html
test('it follows its child a moment later, with an event that names the child', () => {
  const rule = 'ALARM(ServerCpuTooHigh) OR ALARM(Slow)';
  const { changes } = play([composite(rule, 'Any', { AlarmDescription: 'Either' })], '0 X -');
  const childAt = START + 2 * MINUTE + DELAY;
  const timestamp = (at: number) => new Date(at).toISOString().replace('Z', '+0000');
  expect(changes).toMatchObject([{ state: 'ALARM', previous: 'OK', at: childAt + DELAY, actions: ['arn:topic'] }]);
  expect(changes[0]?.event).toEqual({
    source: 'aws.cloudwatch',
    detailType: 'CloudWatch Alarm State Change',
    resources: [`${ARN}Any`],
    detail: {
      alarmName: 'Any',
      configuration: { alarmRule: rule, description: 'Either' },
      state: {
        value: 'ALARM',
        reason: `${ARN}ServerCpuTooHigh transitioned to ALARM at Friday 20 November, 2026 04:02:10 UTC`,
        reasonData: JSON.stringify({
          triggeringAlarms: [{ arn: ARN + CPU, state: { value: 'ALARM', timestamp: timestamp(childAt) } }],
        }),
        timestamp: timestamp(childAt + DELAY),
      },
      previousState: expect.objectContaining({ value: 'OK', timestamp: timestamp(START) }),
    },
  });
});

test('it goes back to OK, and names every child that is needed for that', () => {
  const { changes } = play([composite('ALARM(ServerCpuTooHigh) OR ALARM(Slow)')], '0 X X X 0 0');
  expect(changes.map(({ state }) => state)).toEqual(['ALARM', 'OK']);
  const { triggeringAlarms } = JSON.parse(changes[1]?.reasonData ?? '{}');
  expect(triggeringAlarms.map(({ arn }: { arn: string }) => arn)).toEqual([ARN + CPU, ARN + SLOW]);
});

test('a second child in alarm changes nothing', () => {
  expect(play([composite('ALARM(ServerCpuTooHigh) OR ALARM(Slow)')], '0 X X X X').changes).toHaveLength(1);
});

test('one composite alarm follows another, whichever was given first', () => {
  const outer = composite('ALARM(Inner)', 'Outer');
  const inner = composite('NOT OK(ServerCpuTooHigh)', 'Inner');
  const { changes, state } = play([outer, inner], '0 X -');
  expect(changes.map((change) => [change.alarm.name, change.state, change.at - START])).toEqual([
    ['Inner', 'OK', MINUTE + 2 * DELAY],
    ['Outer', 'OK', MINUTE + 3 * DELAY],
    ['Inner', 'ALARM', 2 * MINUTE + 2 * DELAY],
    ['Outer', 'ALARM', 2 * MINUTE + 3 * DELAY],
  ]);
  expect(state('Outer').value).toBe('ALARM');
});

test('with its actions disabled it changes and acts on nothing', () => {
  const { changes } = play([composite('ALARM(ServerCpuTooHigh)', 'Any', { ActionsEnabled: false })], '0 X -');
  expect(changes).toMatchObject([{ state: 'ALARM', actions: [] }]);
});

test('it says nothing after the alarms were stopped', () => {
  const { alarms, changes, clock } = play([composite('ALARM(ServerCpuTooHigh)')], '0');
  alarms.stop();
  clock.fake.tick(10 * MINUTE);
  expect(changes).toEqual([]);
});

test.each([
  ['ALARM(ServerCpuTooHigh) AND ALARM(Slow) OR TRUE', 'AND beside OR without parentheses at position 40'],
  ['AT_LEAST(1, ALARM, (Slow))', "'AT_LEAST' at position 0"],
  ['ALARM(Slow) XOR TRUE', "'XOR' at position 12"],
  ['alarm(Slow)', "'alarm' at position 0"],
  ['ALARM Slow', "'Slow' at position 6"],
  ['ALARM(Slow', 'the end'],
  ['ALARM()', "')' at position 6"],
  ['(TRUE', 'the end'],
  ['TRUE)', "')' at position 4"],
  ['ALARM("Slow)', `'"Slow' at position 6`],
  ['ALARM(Other)', 'names the alarm Other, which does not exist'],
])('%s is refused by name', (rule, message) => {
  expect(() => play([composite(rule)], '-')).toThrow(message);
});

test('what a composite alarm does not play is refused by name', () => {
  const made = (...composites: AlarmDefinition[]) => play(composites, '-');
  expect(() => made(composite('TRUE', 'Any', { ActionsSuppressor: 'Slow' }))).toThrow('Any ActionsSuppressor');
  expect(() => made(composite('ALARM(B)', 'A'), composite('ALARM(A)', 'B'))).toThrow('A -> B -> A go in a circle');
  expect(() => made(composite('TRUE', SLOW))).toThrow('Slow is defined twice');
  expect(() => made(composite(''))).toThrow('AlarmRule is ""');
});
