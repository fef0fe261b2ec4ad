import { ApplicationAutoScalingClient } from '@aws-sdk/client-application-auto-scaling';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { ECSClient } from '@aws-sdk/client-ecs';
import { S3Client } from '@aws-sdk/client-s3';
import { SSMClient } from '@aws-sdk/client-ssm';
import type * as StopTrading from '../../../../lambdas/stop-trading/handler';
import { TABLE } from '../../../support/dynamodb';
import { ALARM_AT, isoAfter, TRADING_ENABLED } from '../../../support/incidents';
import { haltWorld, NAME, PLACE } from '../shared/halt/world';

type World = Awaited<ReturnType<typeof haltWorld>>;

let world: World;

beforeEach(async () => {
  jest.useFakeTimers({ now: ALARM_AT, doNotFake: ['nextTick', 'setImmediate', 'queueMicrotask', 'performance'] });
  process.env.INCIDENT_TABLE = TABLE;
  world = await haltWorld();
  const { ecs, scaling, ssm, s3 } = world.clients as unknown as Record<
    string,
    { send: (command: never) => Promise<unknown> }
  >;
  const through = (client: { send: (command: never) => Promise<unknown> } | undefined) =>
    ((command: never) => client?.send(command)) as never;
  jest.spyOn(ECSClient.prototype, 'send').mockImplementation(through(ecs));
  jest.spyOn(ApplicationAutoScalingClient.prototype, 'send').mockImplementation(through(scaling));
  jest.spyOn(SSMClient.prototype, 'send').mockImplementation(through(ssm));
  jest.spyOn(S3Client.prototype, 'send').mockImplementation(through(s3));
  jest.spyOn(DynamoDBClient.prototype, 'send').mockImplementation(world.table as never);
});
afterEach(() => {
  jest.useRealTimers();
  jest.restoreAllMocks();
});

/** One step of the stop; the world's clock goes with the functions'. */
async function step(method: 'parameter' | 'scale-down', over: object = {}, seconds = 48) {
  const { handler } = jest.requireActual<typeof StopTrading>('../../../../lambdas/stop-trading/handler');
  const { incident } = await world.context();
  const run = {
    execution: 'arn:execution:stop-1',
    startedAt: isoAfter(0),
    beginning: { startedBy: 'trading-primary', reason: 'orders look wrong' },
    written: { version: 2 },
    ...over,
  };
  const input = { ...NAME, tradingEnabled: TRADING_ENABLED, acknowledgement: PLACE, method, run, ...over };
  const call = { incidentId: incident.id, step: `Method: ${method}`, rounds: 2, input };
  const ends = Date.now() + seconds * 1000;
  const context = { awsRequestId: 'one', getRemainingTimeInMillis: () => ends - Date.now() };
  const answer = handler(call as never, context as never);
  let answered = false;
  const settled = Promise.allSettled([answer]).then(() => {
    answered = true;
  });
  for (let tenths = 0; tenths < seconds * 10 && !answered; tenths++) {
    await jest.advanceTimersByTimeAsync(100);
    world.clock.fake.tick(100);
  }
  await settled;
  return answer;
}

const acts = () => world.acts.map((act) => act.split(' ')[0]);
const kept = () => world.records.stopOf('trading');

describe('method 1', () => {
  test('reads back what the workflow has written, writes nothing more, and says what it was and who acknowledges', async () => {
    world.ssm.put(TRADING_ENABLED, 'false');
    expect(await step('parameter')).toMatchObject({
      outcome: 'continue',
      finding: expect.stringMatching(/is "false" in version 2, where it was "true", acknowledged at/),
    });
    expect(acts()).toEqual([]);
    expect(await kept()).toMatchObject({ kind: 'disabled', by: 'trading-primary', reason: 'orders look wrong' });
  });

  test('writes it where the workflow’s write had failed, and does not wait for a word', async () => {
    world.service.says = () => undefined;
    const from = Date.now();
    expect(await step('parameter', { written: { failed: 'Ssm.TooManyUpdatesException' } })).toMatchObject({
      outcome: 'continue',
      finding: expect.stringContaining('"false" in version 2'),
    });
    expect([world.parameter(), Date.now() - from < 2_000]).toEqual(['false', true]);
  });

  test('waits ten seconds for the word, and goes on without it', async () => {
    world.ssm.put(TRADING_ENABLED, 'false');
    world.service.says = () => undefined;
    const from = Date.now();
    expect(await step('parameter')).toMatchObject({
      outcome: 'continue',
      finding: expect.stringContaining('not acknowledged'),
    });
    expect(Math.floor((Date.now() - from) / 1000)).toBe(10);
  });

  test('says what a person types where it cannot be written', async () => {
    world.fail('PutParameter', 'before', 100, 'AccessDeniedException');
    expect(await step('parameter')).toMatchObject({
      outcome: 'continue',
      finding: expect.stringContaining('could not be set'),
    });
    expect(await world.lines()).toEqual([expect.stringContaining('AccessDenied')]);
  });

  test('a halt while halted is said', async () => {
    world.ssm.put(TRADING_ENABLED, 'false');
    world.ssm.put(TRADING_ENABLED, 'false');
    expect(await step('parameter', { written: { version: 3 } })).toMatchObject({
      finding: expect.stringMatching(/version 3, where it was "false" \(version 2, .*\) before/),
    });
  });
});

describe('method 2', () => {
  test('is not needed where the first is proved', async () => {
    world.ssm.put(TRADING_ENABLED, 'false');
    expect(await step('scale-down')).toMatchObject({
      outcome: 'continue',
      finding: expect.stringMatching(/^Not needed: acknowledged/),
    });
    expect(acts()).toEqual([]);
  });

  test('scales down where it is not, and keeps how the service was', async () => {
    world.ssm.put(TRADING_ENABLED, 'false');
    world.service.says = () => undefined;
    const answer = await step('scale-down');
    expect(answer).toMatchObject({ outcome: 'continue', finding: expect.stringContaining('no task running') });
    expect(acts()).toEqual(['RegisterScalableTarget', 'UpdateService']);
    expect([world.desired(), world.running()]).toEqual([0, 0]);
    expect(await kept()).toMatchObject({ kind: 'stopped', before: { desired: 2, bounds: { min: 2, max: 5 } } });
  });

  test('does so without a table', async () => {
    world.service.says = () => undefined;
    jest.spyOn(DynamoDBClient.prototype, 'send').mockImplementation((async () => {
      throw new Error('no table');
    }) as never);
    await step('scale-down');
    expect([world.desired(), world.running()]).toEqual([0, 0]);
  });

  test('what cannot be stopped is for people at once', async () => {
    world.service.says = () => undefined;
    world.fail('UpdateService', 'before', 100, 'AccessDeniedException');
    expect(await step('scale-down')).toMatchObject({
      outcome: 'escalate',
      finding: expect.stringContaining('TRADING MAY GO ON'),
    });
  });
});
