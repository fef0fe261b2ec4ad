import { Metrics } from '../../../rehearsal/engine/alarms/metrics';
import type { Assembly } from '../../../rehearsal/engine/assembly';
import { VirtualClock } from '../../../rehearsal/engine/clock';
import { Meter } from '../../../rehearsal/engine/cost';
import { latency } from '../../../rehearsal/engine/latency';
import { seeded } from '../../../rehearsal/engine/random';
import { Workflows, type WorkflowsOptions } from '../../../rehearsal/engine/workflows';

const NOON = Date.parse('2026-11-23T12:00:00Z');
const ARN = 'arn:aws:states:ap-south-1:111122223333:stateMachine:flow';
const EXECUTION = ARN.replace('stateMachine', 'execution');

/** One machine whose only states are a wait of a minute and `last`. */
function world(last: object, more: object = {}) {
  const clock = new VirtualClock(NOON);
  const definition = {
    QueryLanguage: 'JSONata',
    StartAt: 'Wait',
    States: { Wait: { Type: 'Wait', Seconds: 60, Next: 'Last' }, Last: last },
    ...more,
  };
  const machine = {
    arn: ARN,
    name: 'flow',
    properties: { DefinitionString: JSON.stringify(definition), RoleArn: 'r' },
  };
  const absent = () => {
    throw new Error('nothing is called here');
  };
  const metrics = new Metrics(clock);
  const workflows = new Workflows({
    assembly: { ofType: () => [machine] } as unknown as Assembly,
    clock,
    random: seeded(1),
    latency,
    meter: new Meter(),
    metrics,
    door: absent,
    functions: absent,
    httpTasks: absent,
    bus: () => ({ put: () => undefined }) as unknown as ReturnType<WorkflowsOptions['bus']>,
    onRefusal: absent,
  });
  const { operations, machines } = workflows;
  operations.StartExecution({ stateMachineArn: ARN, name: 'one', input: '{"a":1}' });
  const describe = () => operations.DescribeExecution({ executionArn: `${EXECUTION}:one` });
  return { clock, operations, machines, describe, workflows, metrics };
}

// Members and states: https://docs.aws.amazon.com/step-functions/latest/apireference/API_DescribeExecution.html
describe('an execution is described', () => {
  const from = {
    executionArn: `${EXECUTION}:one`,
    stateMachineArn: ARN,
    name: 'one',
    startDate: new Date(NOON),
    input: '{"a":1}',
  };

  test('while it runs', () => {
    expect(world({ Type: 'Succeed' }).describe()).toEqual({ ...from, status: 'RUNNING' });
  });

  test('when it has succeeded, with its output', async () => {
    const { clock, describe } = world({ Type: 'Succeed', Output: { b: 2 } });
    await clock.run(() => describe().status !== 'RUNNING');
    expect(describe()).toEqual({ ...from, status: 'SUCCEEDED', stopDate: new Date(clock.now()), output: '{"b":2}' });
  });

  test('when it has failed, with error and cause', async () => {
    const { clock, describe } = world({ Type: 'Fail', Error: 'Broken', Cause: 'No use' });
    await clock.run(() => describe().status !== 'RUNNING');
    const ended = { status: 'FAILED', stopDate: new Date(clock.now()), error: 'Broken', cause: 'No use' };
    expect(describe()).toEqual({ ...from, ...ended });
  });

  test('when it took too long', async () => {
    const { clock, describe } = world({ Type: 'Succeed' }, { TimeoutSeconds: 30 });
    await clock.run(() => describe().status !== 'RUNNING');
    expect(describe()).toMatchObject({ status: 'TIMED_OUT', stopDate: new Date(NOON + 30_000) });
  });

  test('when somebody stopped it', () => {
    const { machines, describe } = world({ Type: 'Succeed' });
    machines[0]?.executions[0]?.stop();
    expect(describe()).toMatchObject({ status: 'ABORTED', stopDate: new Date(NOON) });
  });
});

test('an execution that does not exist is ExecutionDoesNotExist', () => {
  const { DescribeExecution } = world({ Type: 'Succeed' }).operations;
  expect(() => DescribeExecution({ executionArn: `${EXECUTION}:two` })).toThrow(
    expect.objectContaining({ code: 'ExecutionDoesNotExist' }),
  );
});

test('a description without the data is refused by name', () => {
  const { DescribeExecution } = world({ Type: 'Succeed' }).operations;
  expect(() => DescribeExecution({ executionArn: `${EXECUTION}:one`, includedData: 'METADATA_ONLY' })).toThrow(
    'states DescribeExecution includedData',
  );
});

// https://docs.aws.amazon.com/step-functions/latest/dg/procedure-cw-metrics.html
test('a transition that is throttled comes later and is counted; nothing is lost', async () => {
  const played = async (throttled: number) => {
    const { clock, describe, workflows, metrics } = world({ Type: 'Succeed' });
    if (throttled > 0) workflows.throttleNext('flow', throttled);
    await clock.run(() => describe().status !== 'RUNNING');
    const { status, stopDate } = describe();
    clock.fake.tick(latency.metricPublishDelay.ms);
    const counted = metrics.values({
      namespace: 'AWS/States',
      name: 'ExecutionThrottled',
      dimensions: { StateMachineArn: ARN },
      statistic: 'Sum',
      periodSeconds: 300,
      from: NOON,
      to: NOON + 600_000,
    });
    return { status, tookMs: Number(stopDate) - NOON, counted: counted.map(({ value }) => value) };
  };
  const plain = await played(0);
  expect(plain.counted).toEqual([]);
  expect(await played(1)).toEqual({ status: 'SUCCEEDED', tookMs: plain.tookMs + 1_000, counted: [1] });
  expect(await played(2)).toEqual({ status: 'SUCCEEDED', tookMs: plain.tookMs + 2_000, counted: [2] });
  const { workflows } = world({ Type: 'Succeed' });
  expect(() => workflows.throttleNext('other', 1)).toThrow('There is no state machine other.');
  expect(() => workflows.throttleNext('flow', 0)).toThrow('given 0, expected 1 or more');
});

// https://docs.aws.amazon.com/step-functions/latest/dg/procedure-cw-metrics.html
describe('runs are counted', () => {
  const ended = async (last: object, more?: object) => {
    const { clock, describe, metrics } = world(last, more);
    await clock.run(() => describe().status !== 'RUNNING');
    clock.fake.tick(60_000);
    const counted = (name: string, dimensions: Record<string, string>) =>
      metrics
        .values({
          namespace: 'AWS/States',
          name,
          dimensions,
          statistic: 'Sum',
          periodSeconds: 3600,
          from: NOON,
          to: clock.now(),
        })
        .map(({ value }) => value);
    const ofMachine = (name: string) => counted(name, { StateMachineArn: ARN });
    return {
      started: ofMachine('ExecutionsStarted'),
      wrong: ['ExecutionsFailed', 'ExecutionsTimedOut', 'ExecutionsAborted'].filter((name) => ofMachine(name).length),
      transitions: counted('ConsumedCapacity', { ServiceMetric: 'StateTransition' }),
    };
  };

  test.each<[string, object, object | undefined, readonly string[]]>([
    ['succeeded', { Type: 'Succeed' }, undefined, []],
    ['failed', { Type: 'Fail', Error: 'Broken' }, undefined, ['ExecutionsFailed']],
    ['took too long', { Type: 'Succeed' }, { TimeoutSeconds: 30 }, ['ExecutionsTimedOut']],
  ])('one that %s: by its machine when it was started, and by how it ended', async (_how, last, more, wrong) => {
    const counted = await ended(last, more);
    expect(counted.started).toEqual([1]);
    expect(counted.wrong).toEqual(wrong);
  });

  test('and every state that is entered, for the account', async () => {
    expect((await ended({ Type: 'Succeed' })).transitions).toEqual([2]);
  });
});
