import { CloudWatchClient, type DescribeAlarmsCommand } from '@aws-sdk/client-cloudwatch';
import { type DescribeServicesCommand, ECSClient, type Service } from '@aws-sdk/client-ecs';
import { GuardTable } from '../../../lambdas/shared/guard/table';
import { IncidentTable } from '../../../lambdas/shared/incident-table';
import type * as ShowStatus from '../../../lambdas/show-status/handler';
import type { Status } from '../../../lambdas/show-status/status';
import { leaveFunctions, loadFunction, type ModelledTable, TABLE, underFunctions } from '../../support/dynamodb';
import { at, deployment, isoAfter, openRequest, service, TASKS_ALARM, TRADING_ENABLED } from '../../support/incidents';
import { get, held, parametersUnderFunctions, SYSTEM } from './reading-world';

type Described = Record<string, Partial<Service> | Error>;

let modelled: ModelledTable;
let parameters = held();
let services: Described = {};
let alarms: { AlarmName: string; StateValue: string; StateReason?: string; StateTransitionedTimestamp?: Date }[] = [];
beforeEach(() => {
  modelled = underFunctions(at(1200));
  parameters = held();
  services = {
    'algo-trading-prod-trading': service(),
    'algo-trading-prod-dashboard': service({ desiredCount: 1, runningCount: 1 }),
  };
  alarms = [{ AlarmName: TASKS_ALARM, StateValue: 'OK' }];
  parametersUnderFunctions(() => parameters);
  jest.spyOn(ECSClient.prototype, 'send').mockImplementation((async ({ input }: DescribeServicesCommand) => {
    const described = services[input.services?.[0] ?? ''];
    if (described instanceof Error) throw described;
    return { services: described ? [described] : [] };
  }) as never);
  // A page holds one alarm of those whose names begin with the prefix.
  jest.spyOn(CloudWatchClient.prototype, 'send').mockImplementation((async ({ input }: DescribeAlarmsCommand) => {
    const found = alarms.filter(({ AlarmName }) => AlarmName.startsWith(input.AlarmNamePrefix ?? ''));
    const page = Number(input.NextToken ?? 0);
    return {
      MetricAlarms: found.slice(page, page + 1),
      ...(page + 1 < found.length ? { NextToken: `${page + 1}` } : {}),
    };
  }) as never);
});
afterEach(leaveFunctions);

const ask = async (route: string, given: Parameters<typeof get>[2] = {}) => {
  const { handler } = loadFunction(() => jest.requireActual<typeof ShowStatus>('../../../lambdas/show-status/handler'));
  return get(handler, route, given);
};
const status = async (): Promise<Status> => (await ask('/v1/status')).body;
const runbooks = async (): Promise<ShowStatus.Runbooks> => (await ask('/v1/runbooks')).body;
const denied = Object.assign(new Error('You may not.'), { name: 'AccessDeniedException' });

test('a system at rest is told in one sentence', async () => {
  const { said, environment, at: instant } = await status();
  expect({ environment, instant }).toEqual({ environment: 'prod', instant: isoAfter(1200) });
  expect(said).toBe(
    '2 of 2 services have all their tasks; 0 of 1 alarm in ALARM; trading is enabled; session until 15:15:00 IST; 0 open incidents.',
  );
});

describe('services', () => {
  test('stand with their tasks and their deployment', async () => {
    services['algo-trading-prod-trading'] = service({
      runningCount: 1,
      deployments: [deployment({ rolloutState: 'IN_PROGRESS', createdAt: new Date(at(1000)) })],
    });
    const { services: listed, said } = await status();
    expect(listed[0]).toEqual({
      role: 'trading',
      name: 'algo-trading-prod-trading',
      tasks: {
        running: 1,
        desired: 2,
        deployment: { id: 'ecs-svc/1111', rollout: 'IN_PROGRESS', since: isoAfter(1000) },
      },
      hand: null,
    });
    expect(said).toContain('trading has too few tasks');
  });

  test('that cannot be looked at are said, and hide nothing else', async () => {
    services['algo-trading-prod-trading'] = denied;
    const { services: listed, said } = await status();
    expect(listed[0]?.tasks).toEqual({ unseen: 'AccessDeniedException: You may not' });
    expect(listed[1]?.tasks).toMatchObject({ running: 1, desired: 1 });
    expect(said).toMatch(/^1 of 2 services have all their tasks; .* Could not check: trading\.$/);
  });

  test('that do not exist are not well', async () => {
    delete services['algo-trading-prod-trading'];
    expect((await status()).services[0]?.tasks).toEqual({ unseen: 'it does not exist or is not active (missing)' });
  });

  test('in somebody’s hand say whose, until when and why; a hand whose time has passed is none', async () => {
    const guard = new GuardTable(modelled.client, TABLE);
    const hand = { by: 'trading-primary', reason: 'Looking.', since: at(0) };
    await guard.take('algo-trading-prod-trading', { ...hand, until: at(1800) });
    await guard.take('algo-trading-prod-dashboard', { ...hand, until: at(1200) });
    const [trading, dashboard] = (await status()).services;
    expect(trading?.hand).toEqual({ by: 'trading-primary', until: isoAfter(1800), reason: 'Looking.' });
    expect(dashboard?.hand).toBeNull();
  });
});

describe('alarms', () => {
  test('of every page and prefix are counted, each once, and those in ALARM are named since when', async () => {
    alarms = [
      {
        AlarmName: 'algo-trading-prod-b',
        StateValue: 'ALARM',
        StateReason: 'Red.',
        StateTransitionedTimestamp: new Date(at(9)),
      },
      { AlarmName: 'runbook-prod/DailyLoss', StateValue: 'INSUFFICIENT_DATA' },
      {
        AlarmName: 'algo-trading-prod-a',
        StateValue: 'ALARM',
        StateReason: 'Red.',
        StateTransitionedTimestamp: new Date(at(5)),
      },
      { AlarmName: 'somebody-else', StateValue: 'ALARM' },
    ];
    parameters = held({
      '/runbook-prod/system': JSON.stringify({ ...SYSTEM, alarms: [...SYSTEM.alarms, 'algo-trading-prod-b'] }),
    });
    expect((await status()).alarms).toEqual({
      inAlarm: [
        { name: 'algo-trading-prod-a', since: isoAfter(5), reason: 'Red.' },
        { name: 'algo-trading-prod-b', since: isoAfter(9), reason: 'Red.' },
      ],
      withoutData: 1,
      total: 3,
    });
  });

  test('that cannot be read are said', async () => {
    jest.spyOn(CloudWatchClient.prototype, 'send').mockRejectedValue(denied as never);
    const { alarms: part, said } = await status();
    expect(part).toEqual({ unseen: 'AccessDeniedException: You may not' });
    expect(said).toContain('Could not check: the alarms.');
  });
});

describe('trading', () => {
  test('is enabled by `true` alone', async () => {
    parameters = held({ [TRADING_ENABLED]: 'TRUE' });
    const { trading, said } = await status();
    expect(trading).toEqual({ value: 'TRUE', version: 7, since: isoAfter(-3600) });
    expect(said).toContain('trading is disabled');
  });

  test('is not known where the parameter is gone', async () => {
    parameters = held({ [TRADING_ENABLED]: undefined });
    expect((await status()).said).toContain('Could not check: whether trading is enabled.');
  });
});

describe('the mode', () => {
  test('of a runbook is its own under the ceiling of the environment', async () => {
    parameters = held({ [SYSTEM.settings.mode]: 'observe', [`${SYSTEM.settings.mode}/service-restart`]: 'off' });
    const { mode } = await status();
    expect(mode.environment).toBe('observe');
    expect(mode.runbooks['dashboard-not-loading']).toEqual({ own: 'act', effective: 'observe' });
    expect(mode.runbooks['service-restart']).toEqual({ own: 'off', effective: 'off' });
  });

  test('that is no mode is said, and hides no other', async () => {
    parameters = held({ [`${SYSTEM.settings.mode}/service-restart`]: 'on' });
    const { mode } = await status();
    expect(mode.runbooks['service-restart']).toEqual({
      unseen: 'Error: /runbook-prod/mode/service-restart: given "on", expected one of off, observe, act',
    });
    expect(mode.environment).toBe('act');
    expect(mode.runbooks['dashboard-not-loading']).toEqual({ own: 'act', effective: 'act' });
  });
});

describe('the market', () => {
  test('is in a phase, because and until', async () => {
    expect((await status()).phase).toEqual({
      phase: 'session',
      because: '20 Nov 2026, continuous trading until 15:15 IST',
      until: '2026-11-20T09:45:00.000Z',
    });
  });

  test('is not known without a calendar', async () => {
    parameters = held({ [SYSTEM.settings.calendar]: '{' });
    const { phase, said, mode } = await status();
    expect(phase).toMatchObject({ unseen: expect.stringContaining('The market calendar cannot be read') });
    expect(said).toContain('Could not check: the calendar.');
    expect(mode.environment).toBe('act');
  });
});

test('open incidents are counted', async () => {
  await new IncidentTable(modelled.client, TABLE).openOrJoin(openRequest());
  expect((await status()).openIncidents).toBe(1);
});

describe('the table of contents', () => {
  test('has every runbook that is deployed, with its owner, severity and mode', async () => {
    const { runbooks: listed, environment } = await runbooks();
    expect(environment).toBe('act');
    expect(listed.map(({ id }) => id).toSorted()).toEqual(Object.keys(SYSTEM.machines).toSorted());
    expect(listed.find(({ id }) => id === 'trading-service-not-processing-orders')).toMatchObject({
      owner: 'trading',
      target: 'trading',
      triggers: expect.arrayContaining(['running-tasks']),
      mode: { own: 'act', effective: 'act' },
    });
  });

  test('has none that is not deployed', async () => {
    const { 'service-restart': _, ...machines } = SYSTEM.machines;
    parameters = held({ '/runbook-prod/system': JSON.stringify({ ...SYSTEM, machines }) });
    expect((await runbooks()).runbooks.map(({ id }) => id)).not.toContain('service-restart');
  });
});

test.each(['/v1/status', '/v1/runbooks'])('nobody reads %s without a signature', async (route) => {
  expect((await ask(route, { signed: false })).status).toBe(403);
});

test('what is not known is not taken for nothing: a question it does not have is refused', async () => {
  expect((await ask('/v1/status', { query: { service: 'trading' } })).status).toBe(400);
  expect((await ask('/v1/else')).status).toBe(404);
});
