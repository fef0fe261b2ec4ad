import { ECSClient } from '@aws-sdk/client-ecs';
import { SSMClient } from '@aws-sdk/client-ssm';
import type { Context } from 'aws-lambda';
import type * as RestartService from '../../../lambdas/restart-service/handler';
import { GuardTable } from '../../../lambdas/shared/guard/table';
import { IncidentTable } from '../../../lambdas/shared/incident-table';
import { leaveFunctions, loadFunction, type ModelledTable, TABLE, underFunctions } from '../../support/dynamodb';
import {
  answerSsm,
  at,
  deployment,
  isoAfter,
  openRequest,
  parameters,
  SETTINGS,
  service,
  TRADING_ENABLED,
} from '../../support/incidents';

/** A run a person asked for: no alarm has to be read. */
const { alarm: _, ...REQUEST } = openRequest();
const ID = REQUEST.id;
const ours = deployment({ id: 'ecs-svc/2222', rolloutState: 'IN_PROGRESS', createdAt: new Date(at(60)) });
const restarted = service({ deployments: [ours, deployment({ status: 'ACTIVE' })] });

const GUARD = {
  settings: SETTINGS,
  limits: { attempts: 2, withinSeconds: 14_400, actsAnHour: 8, servicesAnHour: 3 },
  tradingEnabled: TRADING_ENABLED,
};

let modelled: ModelledTable;
let table: IncidentTable;
/** What ECS shows, and how it answers each further request for a restart. */
let shown = service();
let answers: (() => unknown)[] = [];
let held = parameters();
let maxAttempts: (() => Promise<number>)[] = [];

beforeEach(async () => {
  shown = service();
  held = parameters();
  answers = [];
  maxAttempts = [];
  modelled = underFunctions(at(60));
  table = new IncidentTable(modelled.client, TABLE);
  await table.openOrJoin(REQUEST);
  const ecs: Readonly<Record<string, (client: ECSClient) => unknown>> = {
    DescribeServicesCommand: () => ({ services: [shown] }),
    ListTasksCommand: () => ({ taskArns: ['task-1'] }),
    DescribeTasksCommand: () => ({ tasks: [{ containers: [{ imageDigest: 'sha256:a' }] }] }),
    UpdateServiceCommand: ({ config }) => {
      maxAttempts.push(config.maxAttempts as () => Promise<number>);
      return answers.shift()?.();
    },
  };
  jest.spyOn(ECSClient.prototype, 'send').mockImplementation(async function (this: ECSClient, command: object) {
    return ecs[command.constructor.name]?.(this) as never;
  });
  jest
    .spyOn(SSMClient.prototype, 'send')
    .mockImplementation((async (command: object) => answerSsm(held, command)) as never);
});
afterEach(leaveFunctions);

const restart = async (over: object = {}) => {
  const { handler } = loadFunction(() =>
    jest.requireActual<typeof RestartService>('../../../lambdas/restart-service/handler'),
  );
  const input = {
    cluster: 'prod',
    service: 'trading',
    kind: 'trading',
    if: 'asked',
    overlap: true,
    guard: GUARD,
    ...over,
  };
  const lambda = { awsRequestId: 'request-1', getRemainingTimeInMillis: () => 18_000 } as Context;
  return handler({ incidentId: ID, step: 'Restart if necessary', rounds: 1, previous: null, input }, lambda);
};
const fails = (name: string, httpStatusCode?: number) => () => {
  throw Object.assign(new Error(`${name} from ECS`), { name, $metadata: { httpStatusCode } });
};
const takes = () => {
  shown = restarted;
  return { service: restarted };
};

test('a restart ECS takes is written down with the deployment it made and the images that ran before', async () => {
  answers = [takes];
  await expect(restart()).resolves.toMatchObject({
    outcome: 'continue',
    finding: 'Restarted because a person asked for it, with 2 of 2 tasks running. Deployment ecs-svc/2222 is ours.',
  });
  expect(await table.get(ID)).toMatchObject({
    restarts: { trading: { intendedAt: isoAfter(60), primaryBefore: 'ecs-svc/1111' } },
    deployments: { trading: { id: 'ecs-svc/2222', ours: true, imagesBefore: ['sha256:a'] } },
  });
});

test('the client that acts never repeats a request by itself', async () => {
  answers = [takes];
  await restart();
  await expect(Promise.all(maxAttempts.map((attempts) => attempts()))).resolves.toEqual([1]);
});

test.each([
  ['that access is denied', 'AccessDeniedException'],
  ['that there is no such service', 'ServiceNotFoundException'],
])('a refusal, %s, is for people at once, in the words of AWS', async (_what, name) => {
  answers = [fails(name, 400)];
  await expect(restart()).resolves.toMatchObject({
    outcome: 'escalate',
    finding: `The restart was refused: ${name}: ${name} from ECS.`,
    verdict: 'not-fixed',
  });
  expect(await table.lines(ID)).toMatchObject([{ refused: { act: 'restart', because: name }, callOutside: 'aws' }]);
  expect(maxAttempts).toHaveLength(1);
});

test('an ECS that has too much to do is asked again, and the restart takes place once', async () => {
  answers = [fails('ThrottlingException', 400), takes];
  const answer = restart();
  for (let tries = 0; maxAttempts.length < 2 && tries < 500; tries++) await jest.advanceTimersByTimeAsync(100);
  await expect(answer).resolves.toMatchObject({ outcome: 'continue' });
  expect(maxAttempts).toHaveLength(2);
});

describe.each([
  ['never came', fails('TimeoutError')],
  ['came from the middle of AWS', fails('ServerException', 500)],
])('an answer that %s says nothing about the restart', (_how, lost) => {
  test('so the step fails and says nothing either: the workflow tries it again', async () => {
    answers = [lost];
    await expect(restart()).rejects.toThrow('from ECS');
    expect(await table.lines(ID)).toEqual([]);
    const { restarts } = await table.get(ID);
    expect(restarts).toEqual({ trading: { intendedAt: isoAfter(60), primaryBefore: 'ecs-svc/1111' } });
    expect(maxAttempts).toHaveLength(1);
  });

  test('so the second attempt looks first, finds the deployment, and does not restart again', async () => {
    answers = [
      () => {
        takes();
        return lost();
      },
    ];
    await expect(restart()).rejects.toThrow('from ECS');
    await expect(restart()).resolves.toMatchObject({
      outcome: 'continue',
      finding: 'Restarted before, at 10:03:17 IST: deployment ecs-svc/2222 is ours. Not restarted again.',
    });
    expect(await table.get(ID)).toMatchObject({ deployments: { trading: { id: 'ecs-svc/2222', ours: true } } });
    expect(maxAttempts).toHaveLength(1);
  });

  test('so the second attempt restarts when it finds that nothing came of the first', async () => {
    answers = [lost, takes];
    await expect(restart()).rejects.toThrow('from ECS');
    await expect(restart()).resolves.toMatchObject({ outcome: 'continue' });
    expect(maxAttempts).toHaveLength(2);
  });
});

describe('what stands in the way of a restart', () => {
  test('a mode that only observes: the command is said, and ECS is asked for nothing', async () => {
    held = parameters({ [SETTINGS.mode]: 'observe' });
    await expect(restart()).resolves.toMatchObject({
      outcome: 'continue',
      finding: 'Would have done now: aws ecs update-service --cluster prod --service trading --force-new-deployment',
    });
    expect(maxAttempts).toEqual([]);
    expect(await table.get(ID)).toMatchObject({ restarts: {} });
  });

  test('generations that may not overlap: nothing is done here, and the person is told which runbook can', async () => {
    await expect(restart({ overlap: false })).resolves.toMatchObject({ outcome: 'continue' });
    expect(await table.lines(ID)).toMatchObject([
      {
        refused: { act: 'restart', because: 'its generations may not overlap' },
        advice: expect.stringContaining('stops the old tasks first'),
      },
    ]);
    expect(maxAttempts).toEqual([]);
  });

  test('a hand on one of several services leaves that one alone: the run goes on with the others', async () => {
    shown = service({ runningCount: 0 });
    const hand = { by: 'asha', reason: 'migrating', since: at(0), until: at(600) };
    await new GuardTable(modelled.client, TABLE).take('trading', hand);
    await expect(restart({ if: 'affected' })).resolves.toMatchObject({ outcome: 'continue' });
    await expect(restart()).resolves.toMatchObject({ outcome: 'stand-down' });
    expect(maxAttempts).toEqual([]);
  });
});
