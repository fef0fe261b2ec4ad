import {
  ApplicationAutoScalingClient,
  DescribeScalableTargetsCommand,
  type RegisterScalableTargetCommand,
} from '@aws-sdk/client-application-auto-scaling';
import { ECSClient, type UpdateServiceCommand } from '@aws-sdk/client-ecs';
import { ExecutionAlreadyExists, SFNClient, type StartExecutionCommand } from '@aws-sdk/client-sfn';
import { SSMClient } from '@aws-sdk/client-ssm';
import type { Context } from 'aws-lambda';
import type * as ScaleService from '../../../lambdas/scale-service/handler';
import { GuardTable } from '../../../lambdas/shared/guard/table';
import { IncidentTable } from '../../../lambdas/shared/incident-table';
import type * as UndoScaling from '../../../lambdas/undo-scaling/handler';
import { leaveFunctions, loadFunction, TABLE, underFunctions } from '../../support/dynamodb';
import { answerSsm, at, openRequest, parameters, SETTINGS, service, TRADING_ENABLED } from '../../support/incidents';

const { alarm: _, ...REQUEST } = openRequest();
const GUARD = {
  settings: SETTINGS,
  limits: { attempts: 2, withinSeconds: 14_400, actsAnHour: 8, servicesAnHour: 3 },
  tradingEnabled: TRADING_ENABLED,
};
const INPUT = { cluster: 'prod', service: 'trading', kind: 'other', guard: GUARD };
const UNDO = { later: 'arn:later', machine: 'arn:undo', afterSeconds: 7_200 };

let incidents: IncidentTable;
let records: GuardTable;
let held = parameters();
let state = { desired: 2, min: 2, max: 5, suspended: false };
let scheduled: StartExecutionCommand['input'][] = [];
/** What a person does right before the registration, and how AWS answers it. */
let rightBefore: () => unknown = () => {};
let answer: () => unknown = () => {};

beforeEach(async () => {
  held = parameters();
  state = { desired: 2, min: 2, max: 5, suspended: false };
  scheduled = [];
  rightBefore = () => {};
  answer = () => {};
  const { client } = underFunctions(at(60));
  incidents = new IncidentTable(client, TABLE);
  records = new GuardTable(client, TABLE);
  await incidents.openOrJoin(REQUEST);
  const on = (prototype: object, send: (command: never) => unknown) =>
    jest.spyOn(prototype as ECSClient, 'send').mockImplementation((async (command: never) => send(command)) as never);
  on(ECSClient.prototype, (command: UpdateServiceCommand) => {
    if (command.constructor.name === 'UpdateServiceCommand')
      state.desired = command.input.desiredCount ?? state.desired;
    return { services: [service({ desiredCount: state.desired, runningCount: state.desired })] };
  });
  on(ApplicationAutoScalingClient.prototype, async (command: RegisterScalableTargetCommand) => {
    const suspended = { DynamicScalingInSuspended: state.suspended, DynamicScalingOutSuspended: state.suspended };
    if (command instanceof DescribeScalableTargetsCommand)
      return { ScalableTargets: [{ MinCapacity: state.min, MaxCapacity: state.max, SuspendedState: suspended }] };
    await rightBefore();
    rightBefore = () => {};
    state.min = command.input.MinCapacity ?? state.min;
    // As AWS does with every registration.
    state.desired = Math.min(state.max, Math.max(state.min, state.desired));
    const happens = answer;
    answer = () => {};
    await happens();
    return {};
  });
  on(SSMClient.prototype, (command: object) => answerSsm(held, command));
  on(SFNClient.prototype, ({ input }: StartExecutionCommand) => {
    if (scheduled.some(({ name }) => name === input.name))
      throw new ExecutionAlreadyExists({ message: 'it does', $metadata: {} });
    scheduled.push(input);
  });
});
afterEach(leaveFunctions);

const call = (handler: (event: unknown, context: Context) => Promise<unknown>, input: object) =>
  handler({ incidentId: REQUEST.id, step: 'Scale', rounds: 1, previous: null, input }, {
    awsRequestId: 'request-1',
    getRemainingTimeInMillis: () => 60_000,
  } as Context);
const scale = (over: object = {}) =>
  call(loadFunction(() => jest.requireActual<typeof ScaleService>('../../../lambdas/scale-service/handler')).handler, {
    ...INPUT,
    to: 3,
    ceiling: 5,
    overlap: true,
    undo: UNDO,
    ...over,
  });
const undo = (over: object = {}) =>
  call(loadFunction(() => jest.requireActual<typeof UndoScaling>('../../../lambdas/undo-scaling/handler')).handler, {
    ...INPUT,
    ...over,
  });
const lost = () => {
  throw Object.assign(new Error('no answer'), { name: 'TimeoutError' });
};

test('the minimum is raised, with the old one written down and its undo on the way', async () => {
  await expect(scale()).resolves.toMatchObject({
    outcome: 'continue',
    finding: 'Scaled up from 2 to 3: the minimum is 3 instead of 2.',
  });
  expect(state).toMatchObject({ desired: 3, min: 3, max: 5 });
  expect((await records.read('trading')).undo).toMatchObject({ kind: 'scaled-up', raisedTo: 3, before: { min: 2 } });
  expect(scheduled).toHaveLength(1);
  expect(await incidents.lines(REQUEST.id)).toMatchObject([{ act: { action: 'scale up', resource: 'trading' } }]);
});

test.each([
  ['whose answer got lost, is not repeated', () => lost()],
  [
    'which never took place, is made by the second try',
    () => {
      state = { ...state, desired: 2, min: 2 };
      lost();
    },
  ],
])('a registration %s, and one undo is scheduled', async (_what, happens) => {
  answer = happens;
  await expect(scale()).rejects.toThrow('no answer');
  await expect(scale()).resolves.toMatchObject({ outcome: 'continue' });
  expect(state).toMatchObject({ desired: 3, min: 3 });
  expect(scheduled).toHaveLength(1);
});

test('a service whose copies may not overlap is not scaled up in the session', async () => {
  await expect(scale({ overlap: false })).resolves.toMatchObject({ outcome: 'escalate' });
  expect(state).toMatchObject({ desired: 2, min: 2 });
  expect(scheduled).toEqual([]);
});

test('a stop that comes right before the registration is put back: nothing is wanted, and nothing can be', async () => {
  rightBefore = () => Object.assign(state, { desired: 0, min: 0, suspended: true });
  await expect(scale({ kind: 'trading' })).resolves.toMatchObject({ outcome: 'stand-down' });
  expect(state).toMatchObject({ desired: 0, min: 0, suspended: true });
  expect((await records.read('trading')).undo).toBeUndefined();
});

describe('a stop that stands', () => {
  const STOP = { id: 's', since: at(0), by: 'Asha Rao', reason: 'wrong', incident: 'i', kind: 'stopped' as const };
  /** The emergency stop, at the very instant. */
  const stop = async () => {
    await records.keepStop('trading', STOP);
    Object.assign(state, { desired: 0, min: 0, suspended: true });
  };

  test('keeps a service from being scaled up', async () => {
    await records.keepStop('trading', STOP);
    await expect(scale()).resolves.toMatchObject({ outcome: 'stand-down' });
    expect(state).toMatchObject({ desired: 2, min: 2 });
  });

  test('and came with the scale-up is put back; what was before stays written down for whoever ends the stop', async () => {
    answer = stop;
    await expect(scale()).resolves.toMatchObject({ outcome: 'stand-down' });
    expect(state).toMatchObject({ desired: 0, min: 0, suspended: true });
    expect((await records.read('trading')).undo).toMatchObject({ before: { min: 2 } });
  });

  test('keeps the undo from its act, and the record stays', async () => {
    await scale();
    await records.keepStop('trading', STOP);
    await expect(undo()).resolves.toMatchObject({ outcome: 'stand-down' });
    expect(state.min).toBe(3);
    expect((await records.read('trading')).undo).toBeDefined();
  });

  test('and came with the undo is put back: the minimum from before has started tasks', async () => {
    await scale();
    rightBefore = stop;
    await expect(undo()).resolves.toMatchObject({ outcome: 'stand-down' });
    expect(state).toMatchObject({ desired: 0, min: 0, suspended: true });
    expect((await records.read('trading')).undo).toBeDefined();
  });
});

test('trading disabled right before the registration: the minimum is as before', async () => {
  rightBefore = () => held.set(TRADING_ENABLED, 'false');
  await expect(scale({ kind: 'trading' })).resolves.toMatchObject({ outcome: 'stand-down' });
  expect(state.min).toBe(2);
});

test('the undo puts the minimum back, and a second one finds nothing to do', async () => {
  await scale();
  await expect(undo()).resolves.toMatchObject({
    outcome: 'continue',
    finding: 'The minimum is 2 again instead of 3; autoscaling brings the count down.',
  });
  expect(state.min).toBe(2);
  await expect(undo()).resolves.toMatchObject({ outcome: 'stand-down', finding: 'There is nothing to undo.' });
});

test('the undo of the trading service waits for the close', async () => {
  await scale({ kind: 'trading' });
  await expect(undo({ kind: 'trading' })).resolves.toMatchObject({ outcome: 'park' });
  expect(state.min).toBe(3);
  expect((await records.read('trading')).undo).toBeDefined();
});

test('a service left down between two generations while trading is disabled stays down, and somebody is told', async () => {
  Object.assign(state, { desired: 0, min: 0, suspended: true });
  held.set(TRADING_ENABLED, 'false');
  const before = { desired: 2, min: 2, max: 5, suspended: { in: false, out: false, scheduled: false } };
  const since = at(0);
  await records.keepUndo('trading', {
    kind: 'stopped-first',
    incident: 'theirs',
    since,
    before,
    generation: 'ecs-svc/1111',
  });
  await expect(undo({ kind: 'trading' })).resolves.toMatchObject({ outcome: 'escalate', verdict: 'unknown' });
  expect(await incidents.lines(REQUEST.id)).toMatchObject([
    { advice: expect.stringContaining('--desired-count 2 --force-new-deployment && aws application-autoscaling') },
  ]);
  expect(state).toMatchObject({ desired: 0, min: 0 });
  expect((await records.read('trading')).undo).toBeDefined();
});
