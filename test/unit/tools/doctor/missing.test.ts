import { prod } from '../../../../environments/prod';
import { exitStatus } from '../../../../tools/doctor/index';
import { at, found, HEEDS, one, raise, signals, TRADING, wrong } from './looking';
import { removeFolders, type Story } from './world';

jest.setTimeout(60_000);

afterAll(removeFolders);

describe('something is missing, with a remedy, and the doctor does not end with 0:', () => {
  type Row = [what: string, expected: string[], story: Partial<Story>, change?: (cloud: World) => void];
  type World = Awaited<ReturnType<typeof raise>>;
  const misnamed = { ...prod.services, dashboard: { ...prod.services.dashboard, name: 'another-name' } };

  test.each<Row>([
    ['a service that was deleted', ['missing service trading'], {}, ({ cloud }) => cloud.ecs.deleteService(TRADING)],
    ['a service of another name', ['missing service dashboard'], { described: { ...prod, services: misnamed } }],
    [
      'a service that a person stopped',
      ['missing service trading'],
      {},
      ({ platform }) => platform.scale('trading', 0),
    ],
    [
      'a cluster of another name',
      [
        'missing cluster',
        'missing service trading',
        'missing service dashboard',
        'missing service data-service',
        'missing scaling of trading',
      ],
      { described: { ...prod, cluster: 'x' } },
    ],
    [
      'Container Insights that is off',
      ['missing Container Insights'],
      {},
      ({ cloud }) => cloud.ecs.addCluster(prod.cluster, 'disabled'),
    ],
    [
      'limits of scaling that are others',
      ['missing scaling of trading'],
      { described: { ...prod, services: { ...prod.services, trading: { ...prod.services.trading, maxTasks: 6 } } } },
    ],
    [
      'a stopped database',
      ['missing database'],
      {},
      ({ cloud }) => cloud.rds.setStatus(prod.database.instance, 'stopped'),
    ],
    [
      'a rule of the database that is gone',
      ['missing way to the database'],
      {},
      ({ cloud }) => void cloud.ec2.revoke('sg-0d5e6f708192a3b4c', () => true),
    ],
    [
      'a parameter that was just made neither true nor false',
      ['missing trading parameter', `could not check ${HEEDS}`],
      {},
      ({ cloud }) => cloud.ssm.put(prod.parameters.tradingEnabled, 'yes'),
    ],
    [
      'a parameter, a secret and a log group of other names',
      ['missing database secret', 'missing log group', 'missing trading parameter', `could not check ${HEEDS}`],
      {
        described: {
          ...prod,
          database: { ...prod.database, secret: 'another' },
          logs: { ...prod.logs, group: '/another' },
          parameters: { ...prod.parameters, tradingEnabled: '/another' },
        },
      },
    ],
    [
      'a load balancer, a target group and a security group of other ids',
      [
        'missing security group of the services',
        'missing way to the database',
        'missing load balancer',
        'missing target group',
      ],
      {
        described: {
          ...prod,
          loadBalancer: { ...prod.loadBalancer, id: 'app/another/1', targetGroup: 'targetgroup/another/1' },
          network: { ...prod.network, servicesSecurityGroup: 'sg-1' },
        },
      },
    ],
    [
      'a subscription that nobody confirmed',
      ['missing contact team-lead'],
      {},
      ({ cloud }) => cloud.sns.unconfirm('team-lead@algo-trading.example'),
    ],
    [
      'a last resort that nobody confirmed, which reads two topics',
      ['missing last resort', 'missing watch on the runbooks'],
      {},
      ({ cloud }) => cloud.sns.unconfirm(prod.lastResort),
    ],
    [
      'a metric that was silent for 24 hours, and is a signal',
      ['missing signal oldestUnansweredOrder', `missing alarm ${TRADING}/OrdersUnanswered`],
      { environment: signals({ oldestUnansweredOrder: 'not configured' }), described: prod },
    ],
    [
      'a heartbeat and an acknowledgement that are not written',
      ['missing broker heartbeat', 'missing acknowledgement of trading_enabled', `missing ${HEEDS}`],
      {
        described: signals({
          brokerStatus: { ...(prod.signals.brokerStatus as object), heartbeat: { ...at('another.json') } } as never,
          tradingEnabledAcknowledgement: at('another-still.json'),
        }),
      },
    ],
  ])('%s', async (_what, expected, story, ...[change]) => {
    const raised = await raise(story);
    change?.(raised);
    const findings = await raised.examine();
    // Which alarms are named after a service that was never described so is not what this is about.
    expect(wrong(findings).filter((line) => !line.startsWith('missing alarm another-name/'))).toEqual(expected);
    expect(findings.filter(({ status, remedy }) => status === 'missing' && !remedy)).toEqual([]);
    expect(exitStatus(findings)).toBe(expected.some((line) => line.startsWith('could')) ? 2 : 1);
  });
});

describe('whether the trading service heeds the parameter', () => {
  const change = async (secondsAgo: number, heeded: boolean) => {
    const { cloud, platform, clock, examine } = await raise();
    if (!heeded) platform.inject({ kind: 'ignores-parameter' });
    cloud.ssm.put(prod.parameters.tradingEnabled, 'false');
    await clock.run(() => false, clock.now() + secondsAgo * 1000);
    return one(await examine(), HEEDS);
  };

  test('an acknowledgement of the present version is good', async () => {
    expect(await change(60, true)).toMatchObject({ status: 'ok', says: expect.stringContaining('version 2') });
  });

  test('an acknowledgement of an old version is missing', async () => {
    const { status, says } = await change(300, false);
    expect({ status, says }).toEqual({
      status: 'missing',
      says: expect.stringMatching(/acknowledges version 1 of \S+; the present one is 2: a halt could not be proved\.$/),
    });
  });

  test('a parameter that was changed just now can still be acknowledged', async () => {
    expect(await change(5, false)).toMatchObject({ status: 'could not check' });
  });

  test('where no acknowledgement is configured, that is said with what is lost', async () => {
    const environment = signals({ tradingEnabledAcknowledgement: 'not configured' });
    const findings = await found({ environment });
    expect(findings.filter(({ title }) => title === HEEDS)).toEqual([]);
    expect(one(findings, 'signal tradingEnabledAcknowledgement')).toMatchObject({
      status: 'not configured',
      says: expect.stringContaining('a halt cannot be proved by it'),
    });
    expect(exitStatus(findings)).toBe(0);
  });
});
