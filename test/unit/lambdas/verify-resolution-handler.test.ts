import { CloudWatchClient, DescribeAlarmsCommand } from '@aws-sdk/client-cloudwatch';
import { type DescribeServicesCommand, ECSClient } from '@aws-sdk/client-ecs';
import { RDSClient } from '@aws-sdk/client-rds';
import { SSMClient } from '@aws-sdk/client-ssm';
import type { Context } from 'aws-lambda';
import { IncidentTable } from '../../../lambdas/shared/incident-table';
import type * as VerifyResolution from '../../../lambdas/verify-resolution/handler';
import type { Target } from '../../../runbooks/runbook';
import { leaveFunctions, loadFunction, TABLE, underFunctions } from '../../support/dynamodb';
import { answerSsm, at, isoAfter, openRequest, parameters, service, TRADING_ENABLED } from '../../support/incidents';
import { listenForMetrics } from '../../support/measured';

const trading = { is: 'service', service: 'trading', whose: 'trading' };
const dashboard = { is: 'service', service: 'dashboard', whose: 'other' };
const database = { is: 'database', instance: 'db' };
const system = { is: 'system' };
const SUBJECTS = { trading, dashboard, database, system } as const;
const SIGNALS = {
  TasksMissing: { absence: 'fault', of: trading },
  DashboardSlow: { absence: 'fault', of: dashboard },
  ConnectionsFailing: { absence: 'fault', of: database },
  ShareOf5xx: { absence: 'fault', of: system },
};

const metrics = listenForMetrics();
let table: IncidentTable;
let looked: string[] = [];
let tasks: Readonly<Record<string, number>> = {};
let databaseStatus = 'available';
/** What happens while the alarms are being read. */
let meanwhile: () => Promise<unknown>;

beforeEach(() => {
  table = new IncidentTable(underFunctions(at(300)).client, TABLE);
  looked = [];
  tasks = { trading: 2, dashboard: 2 };
  databaseStatus = 'available';
  meanwhile = async () => undefined;
  const mock = (client: { prototype: object }, answer: (command: never) => unknown) =>
    jest
      .spyOn(client.prototype as ECSClient, 'send')
      .mockImplementation((async (command: never) => answer(command)) as never);
  mock(SSMClient, (command) => answerSsm(parameters(), command));
  mock(RDSClient, () => {
    looked.push('db');
    return { DBInstances: [{ DBInstanceStatus: databaseStatus }] };
  });
  mock(ECSClient, ({ input }: DescribeServicesCommand) => {
    const name = input.services?.[0] ?? '';
    looked.push(name);
    return { services: [service({ runningCount: tasks[name] ?? 0 })] };
  });
  mock(CloudWatchClient, async (command: object) => {
    if (!(command instanceof DescribeAlarmsCommand)) return { MetricDataResults: [{ Values: [1] }] };
    await meanwhile();
    return {
      MetricAlarms: command.input.AlarmNames?.map((AlarmName) => ({
        AlarmName,
        StateValue: 'OK',
        StateTransitionedTimestamp: new Date(at(100)),
      })),
    };
  });
});
afterEach(leaveFunctions);

/** Verifies an incident about a target, started by an alarm or, without one, by a person. */
const verify = async (target: keyof typeof SUBJECTS & Target, alarm?: keyof typeof SIGNALS) => {
  const { alarm: _, ...request } = openRequest({ target });
  await table.openOrJoin(alarm ? { ...request, alarm } : request);
  const { handler } = loadFunction(() =>
    jest.requireActual<typeof VerifyResolution>('../../../lambdas/verify-resolution/handler'),
  );
  const signals = Object.fromEntries(
    Object.entries(SIGNALS).map(([name, one]) => [name, { ...one, own: one.of === SUBJECTS[target] }]),
  );
  const input = { cluster: 'prod', tradingEnabled: TRADING_ENABLED, target: SUBJECTS[target], signals };
  // So late that it looks once and answers.
  const lambda = { awsRequestId: 'request-1', getRemainingTimeInMillis: () => 5_000 } as Context;
  return handler({ incidentId: request.id, step: 'Verify', rounds: 3, previous: null, input }, lambda);
};
const status = async () => (await table.get(openRequest().id)).status;

test('an incident is closed as fixed when its alarm and what it is about are well', async () => {
  await expect(verify('trading', 'TasksMissing')).resolves.toMatchObject({ outcome: 'resolved', verdict: 'fixed' });
  await expect(status()).resolves.toBe('fixed');
  expect(looked).toEqual(['trading']);
});

test('what an alarm of the incident is about must be well too, beside its own target', async () => {
  databaseStatus = 'stopped';
  await expect(verify('trading', 'ConnectionsFailing')).resolves.toMatchObject({
    outcome: 'wait',
    verdict: 'not-fixed',
  });
  expect(looked.toSorted()).toEqual(['db', 'trading']);
  await expect(status()).resolves.toBe('open');
});

test('a run that a person started is judged by the alarms of its target', async () => {
  await expect(verify('database')).resolves.toMatchObject({ verdict: 'fixed' });
  expect(looked).toEqual(['db']);
});

describe('the system as a whole', () => {
  test('is well when everything is that any alarm is about, and all of it is named', async () => {
    await expect(verify('system', 'ShareOf5xx')).resolves.toMatchObject({
      verdict: 'fixed',
      finding: expect.stringMatching(
        /; trading: 2 of 2 tasks running; dashboard: 2 of 2 tasks running; db is available\.$/,
      ),
    });
    expect(looked.toSorted()).toEqual(['dashboard', 'db', 'trading']);
  });

  test('is not called fixed by its alarm alone while a service is down', async () => {
    tasks = { trading: 2, dashboard: 0 };
    await expect(verify('system', 'ShareOf5xx')).resolves.toMatchObject({ outcome: 'wait', verdict: 'not-fixed' });
    await expect(status()).resolves.toBe('open');
  });
});

describe('the time to mitigate', () => {
  test('runs from the alarm to the instant since which it has been OK: the soak is not part of it', async () => {
    await verify('trading', 'TasksMissing');
    expect(metrics.said()).toEqual(['TimeToMitigate severity=P2 100']);
  });

  test('is measured of what is fixed, and of nothing else', async () => {
    tasks = { trading: 1 };
    await verify('trading', 'TasksMissing');
    expect(metrics.said()).toEqual([]);
  });

  test('is none where a person started the run: no alarm has gone off', async () => {
    await expect(verify('database')).resolves.toMatchObject({ verdict: 'fixed' });
    expect(metrics.said()).toEqual([]);
  });

  test('is none where the alarm was OK before the run that was put off began', async () => {
    await table.openOrJoin({ ...openRequest(), alarm: 'TasksMissing', alarmAt: isoAfter(100) });
    await expect(verify('trading', 'TasksMissing')).resolves.toMatchObject({ verdict: 'fixed' });
    expect(metrics.said()).toEqual([]);
  });

  test('is none of an incident that a person has closed while it was judged', async () => {
    meanwhile = async () =>
      table.closeByPerson(await table.get(openRequest().id), { by: 'cto', reason: 'Over.' }, isoAfter(290));
    await expect(verify('trading', 'TasksMissing')).resolves.toMatchObject({ outcome: 'stand-down' });
    expect(metrics.said()).toEqual([]);
  });
});
