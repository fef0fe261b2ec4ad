import { ApplicationAutoScalingClient } from '@aws-sdk/client-application-auto-scaling';
import { CloudWatchClient } from '@aws-sdk/client-cloudwatch';
import { ECSClient } from '@aws-sdk/client-ecs';
import { RDSClient } from '@aws-sdk/client-rds';
import { S3Client } from '@aws-sdk/client-s3';
import { ExecutionAlreadyExists, SFNClient, type StartExecutionCommand } from '@aws-sdk/client-sfn';
import { SSMClient } from '@aws-sdk/client-ssm';
import type { Context } from 'aws-lambda';
import type * as HaltTrading from '../../../../lambdas/halt-trading/handler';
import { GuardTable } from '../../../../lambdas/shared/guard/table';
import { IncidentTable } from '../../../../lambdas/shared/incident-table';
import { leaveFunctions, loadFunction, TABLE, underFunctions } from '../../../support/dynamodb';
import { answerSsm, at, openRequest, parameters, SETTINGS, service, TRADING_ENABLED } from '../../../support/incidents';
import { SERVICES, TRADING } from './world';

const ID = openRequest().id;
const ACKNOWLEDGEMENT = { bucket: 'data', key: 'trading-enabled.json', maxAgeSeconds: 120 };

let table: IncidentTable;
let records: GuardTable;
/** Sweeps that were started. */
let sweeps: StartExecutionCommand['input'][] = [];
let held = parameters();
let version = 7;
/** What the trading service has been asked for, in the order of asking. */
let asked: string[] = [];
let desired = 2;
let running = 2;
let bounds: { min: number; suspended: boolean } | undefined;
/** Whether the service acts on the parameter. */
let heeds = true;
let database = 'storage-full';
/** Takes an operation's place, once for each entry. */
let instead: Partial<Record<string, (() => void)[]>> = {};

beforeEach(async () => {
  held = parameters();
  version = 7;
  asked = [];
  [desired, running, heeds, database] = [2, 2, true, 'storage-full'];
  bounds = { min: 2, suspended: false };
  instead = {};
  sweeps = [];
  const { client } = underFunctions(at(60));
  table = new IncidentTable(client, TABLE);
  records = new GuardTable(client, TABLE);
  await table.openOrJoin(openRequest());
  const put = () => {
    version++;
    held.set(TRADING_ENABLED, 'false');
    asked.push('parameter false');
    return { Version: version };
  };
  const word = () =>
    JSON.stringify({
      asOf: new Date(Date.now()).toISOString(),
      version,
      tradingEnabled: held.get(TRADING_ENABLED) === 'true',
    });
  const answers: Readonly<Record<string, (input: never) => unknown>> = {
    DescribeServicesCommand: ({ services }: { services: string[] }) => ({
      services: [
        service({
          serviceName: services[0],
          ...(services[0] === TRADING ? { desiredCount: desired, runningCount: running } : {}),
        }),
      ],
    }),
    UpdateServiceCommand: ({ desiredCount }: { desiredCount: number }) => {
      asked.push(`desired ${desiredCount}`);
      desired = desiredCount;
      return {};
    },
    DescribeScalableTargetsCommand: () => ({
      ScalableTargets: bounds
        ? [
            {
              MinCapacity: bounds.min,
              MaxCapacity: 5,
              SuspendedState: {
                DynamicScalingInSuspended: bounds.suspended,
                DynamicScalingOutSuspended: bounds.suspended,
                ScheduledScalingSuspended: bounds.suspended,
              },
            },
          ]
        : [],
    }),
    RegisterScalableTargetCommand: ({ MinCapacity = 9 }: { MinCapacity?: number }) => {
      asked.push(`minimum ${MinCapacity}, suspended`);
      bounds = { min: MinCapacity, suspended: true };
      return {};
    },
    DescribeDBInstancesCommand: () => ({ DBInstances: [{ DBInstanceStatus: database }] }),
    PutParameterCommand: put,
    GetObjectCommand: () => ({
      Body: { transformToString: async () => (heeds ? word() : '{}') },
    }),
  };
  const play = async (command: { input: object }): Promise<never> => {
    const name = command.constructor.name;
    instead[name]?.shift()?.();
    const answer = answers[name];
    if (answer) return answer(command.input as never) as never;
    const read = (await answerSsm(held, command)) as { Parameter?: object };
    return (read.Parameter ? { Parameter: { ...read.Parameter, Version: version } } : read) as never;
  };
  for (const client of [ECSClient, RDSClient, S3Client, SSMClient, CloudWatchClient, ApplicationAutoScalingClient]) {
    jest.spyOn(client.prototype, 'send').mockImplementation(play as never);
  }
  jest.spyOn(SFNClient.prototype, 'send').mockImplementation((async ({ input }: StartExecutionCommand) => {
    instead.StartExecutionCommand?.shift()?.();
    if (sweeps.some(({ name }) => name === input.name))
      throw new ExecutionAlreadyExists({ message: 'it does', $metadata: {} });
    sweeps.push(input);
  }) as never);
});
afterEach(leaveFunctions);

const fails = (name: string, httpStatusCode?: number, effect?: () => void) => () => {
  effect?.();
  throw Object.assign(new Error(`${name} from AWS`), { name, $metadata: { httpStatusCode } });
};
const always = (fail: () => void) => Array.from({ length: 20 }, () => fail);

const halt = async (over: object = {}) => {
  const { handler } = loadFunction(() =>
    jest.requireActual<typeof HaltTrading>('../../../../lambdas/halt-trading/handler'),
  );
  const input = {
    cluster: 'prod',
    service: TRADING,
    services: SERVICES,
    tradingEnabled: TRADING_ENABLED,
    acknowledgement: ACKNOWLEDGEMENT,
    database: 'prod-db',
    broker: null,
    marketData: null,
    maxMarketDataAgeSeconds: 60,
    dailyLossAlarm: null,
    databaseAlarm: null,
    settings: SETTINGS,
    sweep: { machine: 'arn:sweep', forSeconds: 128 },
    ...over,
  };
  const lambda = { awsRequestId: 'request-1', getRemainingTimeInMillis: () => 38_000 } as Context;
  const answer = handler({ incidentId: ID, step: 'Halt', rounds: 1, previous: null, input }, lambda);
  const settled = Promise.allSettled([answer]);
  for (let second = 0; second < 45; second++) await jest.advanceTimersByTimeAsync(1000);
  await settled;
  return answer;
};
const lines = async () => table.lines(ID);
const acts = async () => (await lines()).flatMap(({ act }) => (act ? [act] : []));

test('trading that heeds the parameter is halted by it, and the service goes on running', async () => {
  await expect(halt()).resolves.toMatchObject({
    outcome: 'continue',
    finding: expect.stringMatching(
      /^Trading halted because the database is "storage-full": parameter version 8, acknowledged at 10:03:.. IST\. For 128 s it is seen to that nothing comes back\.$/,
    ),
  });
  expect(asked).toEqual(['parameter false']);
  expect(await acts()).toEqual([{ action: 'halt trading', resource: TRADING_ENABLED }]);
});

test('without a reason nothing is touched', async () => {
  database = 'available';
  await expect(halt()).resolves.toMatchObject({ outcome: 'continue', finding: expect.stringMatching(/^No halt: /) });
  expect(asked).toEqual([]);
});

test.each(['observe', 'off'])('a mode of %s says what would be done, with the command', async (mode) => {
  held.set(SETTINGS.mode, mode);
  await expect(halt()).resolves.toMatchObject({
    outcome: 'continue',
    finding: `Would have halted trading because the database is "storage-full": aws ssm put-parameter --name ${TRADING_ENABLED} --value false --overwrite`,
  });
  expect(asked).toEqual([]);
});

test('a mode that cannot be read stops no halt', async () => {
  held.delete(SETTINGS.mode);
  await halt();
  expect(asked).toEqual(['parameter false']);
});

test('a parameter that is false already is read back and acknowledged, and not written again', async () => {
  held.set(TRADING_ENABLED, 'false');
  await expect(halt()).resolves.toMatchObject({
    finding: expect.stringContaining('was disabled already, parameter version 7, acknowledged at 10:03:'),
  });
  expect(asked).toEqual([]);
  expect(await acts()).toEqual([]);
});

describe('trading that does not acknowledge', () => {
  const STOPPED = ['parameter false', 'minimum 0, suspended', 'desired 0'];

  test('is stopped: minimum and suspension first, then the desired count', async () => {
    heeds = false;
    const { outcome, finding } = await halt();
    expect(asked).toEqual(STOPPED);
    expect(outcome).toBe('continue');
    expect(finding).toContain('is left stopped, desired count 0 and 2 tasks still running at');
    expect(finding).toContain('--min-capacity 2 --suspended-state DynamicScalingInSuspended=false');
    expect(finding).toContain(`--service ${TRADING} --desired-count 2`);
    expect(await acts()).toEqual([
      { action: 'stop', resource: TRADING },
      { action: 'halt trading', resource: TRADING_ENABLED },
    ]);
    const last = (await lines()).at(-1);
    expect(last?.evidence).toMatchObject({ before: { desired: 2, bounds: { min: 2, max: 5 } } });
  });

  test('and cannot, because no acknowledgement is configured, is stopped at once', async () => {
    running = 0;
    await expect(halt({ acknowledgement: null })).resolves.toMatchObject({
      outcome: 'continue',
      finding: expect.stringContaining('not acknowledged (the service acknowledges nothing)'),
    });
    expect(asked).toEqual(STOPPED);
  });

  test('and is not scaled has its desired count brought to 0 alone', async () => {
    bounds = undefined;
    await halt({ acknowledgement: null });
    expect(asked).toEqual(['parameter false', 'desired 0']);
  });

  test('is brought down again when something raises it in between', async () => {
    instead = {
      UpdateServiceCommand: [],
      DescribeServicesCommand: [
        ...Array.from({ length: 5 }, () => () => {}),
        () => {
          desired = 2;
        },
      ],
    };
    await halt({ acknowledgement: null });
    expect(desired).toBe(0);
    expect(asked.filter((act) => act === 'desired 0')).toHaveLength(2);
  });

  test('and cannot be stopped is for people at once, and for the broker', async () => {
    instead = { UpdateServiceCommand: always(fails('AccessDeniedException', 400)) };
    await expect(halt({ acknowledgement: null })).resolves.toMatchObject({
      outcome: 'escalate',
      verdict: 'not-fixed',
      finding: expect.stringContaining(
        'could not be seen stopped (AccessDeniedException: AccessDeniedException from AWS)',
      ),
    });
    expect((await lines()).at(-1)).toMatchObject({ callOutside: 'broker' });
  });

  test('and whose scaling cannot be suspended is stopped, and for people at once', async () => {
    instead = { RegisterScalableTargetCommand: always(fails('AccessDeniedException', 400)) };
    await expect(halt({ acknowledgement: null })).resolves.toMatchObject({
      outcome: 'escalate',
      finding: expect.stringContaining('its scaling may start it again'),
    });
    expect(desired).toBe(0);
  });
});

test('a parameter that cannot be written leaves the stop, which is done', async () => {
  instead = { PutParameterCommand: always(fails('AccessDeniedException', 400)) };
  await expect(halt()).resolves.toMatchObject({
    outcome: 'continue',
    finding: expect.stringContaining(`${TRADING_ENABLED} could not be set to "false" (AccessDeniedException`),
  });
  expect(asked).toEqual(['minimum 0, suspended', 'desired 0']);
});

test('a write whose answer got lost is read back, and not written again', async () => {
  const takes = () => {
    version++;
    held.set(TRADING_ENABLED, 'false');
  };
  instead = { PutParameterCommand: [fails('TimeoutError', undefined, takes)] };
  await expect(halt()).resolves.toMatchObject({
    finding: expect.stringContaining('parameter version 8, acknowledged'),
  });
  expect(asked).toEqual([]);
  expect(await acts()).toEqual([{ action: 'halt trading', resource: TRADING_ENABLED }]);
});

describe('a function that dies is followed by another that carries on', () => {
  const dies = async () => {
    jest.spyOn(IncidentTable.prototype, 'write').mockRestore();
    const write = IncidentTable.prototype.write;
    const spy = jest.spyOn(IncidentTable.prototype, 'write').mockImplementation(async function (
      this: IncidentTable,
      ...args
    ) {
      if (args[1].outcome !== 'noted') throw new Error('the function has died');
      return write.apply(this, args);
    });
    await expect(halt()).rejects.toThrow('the function has died');
    spy.mockRestore();
  };

  test('though the fault is gone meanwhile, and the parameter speaks for itself', async () => {
    await dies();
    database = 'available';
    await expect(halt()).resolves.toMatchObject({
      finding: expect.stringMatching(
        /^Trading halted because the database is "storage-full": parameter version 8, acknow/,
      ),
    });
    expect(asked).toEqual(['parameter false']);
    expect(await acts()).toEqual([{ action: 'halt trading', resource: TRADING_ENABLED }]);
  });

  test('and knows how the service was before it was stopped', async () => {
    heeds = false;
    await dies();
    const { finding } = await halt();
    expect(finding).toContain('--min-capacity 2');
    expect(finding).toContain('--desired-count 2');
    expect(asked).toEqual(['parameter false', 'minimum 0, suspended', 'desired 0']);
  });

  test('but where somebody has enabled trading since, the world decides anew', async () => {
    await dies();
    database = 'available';
    held.set(TRADING_ENABLED, 'true');
    await expect(halt()).resolves.toMatchObject({ finding: expect.stringMatching(/^No halt: /) });
  });
});

describe('the stop', () => {
  test('is written down, and watched over by a run of its own, once however often the step is tried', async () => {
    await halt();
    await halt();
    await expect(records.stopOf(TRADING)).resolves.toMatchObject({
      id: ID,
      kind: 'disabled',
      incident: ID,
      reason: 'the database is "storage-full"',
    });
    expect((await records.stopOf(TRADING))?.again).toBeUndefined();
    expect(sweeps).toHaveLength(1);
    expect(sweeps[0]).toMatchObject({ stateMachineArn: 'arn:sweep', name: `${ID}-sweep` });
    expect(JSON.parse(sweeps[0]?.input ?? '')).toMatchObject({ incidentId: ID, run: { execution: ID } });
  });

  test('of a service that does not acknowledge says that it is stopped, and how it was before', async () => {
    await halt({ acknowledgement: null });
    await expect(records.stopOf(TRADING)).resolves.toMatchObject({
      kind: 'stopped',
      before: { desired: 2, bounds: { min: 2, max: 5 } },
    });
  });

  test('of a service that is down between two generations remembers what people had wanted', async () => {
    const before = { desired: 3, min: 2, max: 5, suspended: { in: false, out: false, scheduled: false } };
    await records.keepUndo(TRADING, { kind: 'stopped-first', incident: 'theirs', since: at(0), before });
    [desired, running, bounds] = [0, 0, { min: 0, suspended: true }];
    await halt({ acknowledgement: null });
    await expect(records.stopOf(TRADING)).resolves.toMatchObject({ before: { desired: 3, bounds: { min: 2 } } });
  });

  test('that cannot be written down halts all the same', async () => {
    jest.spyOn(GuardTable.prototype, 'keepStop').mockRejectedValue(new Error('no table'));
    await expect(halt()).resolves.toMatchObject({
      outcome: 'continue',
      finding: expect.stringMatching(/^Trading halted/),
    });
    expect(asked).toEqual(['parameter false']);
  });

  test('that nobody watches over says so, with what a person does instead', async () => {
    instead = { StartExecutionCommand: always(fails('AccessDeniedException', 400)) };
    await expect(halt()).resolves.toMatchObject({
      finding: expect.stringContaining('Nobody sees to it that nothing comes back (AccessDeniedException'),
    });
    expect((await lines()).at(-1)?.advice).toContain(`get-parameter-history --name ${TRADING_ENABLED}`);
  });
});
