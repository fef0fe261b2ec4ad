import { stripVTControlCharacters } from 'node:util';
import { prod } from '../../../../environments/prod';
import type { Environment } from '../../../../environments/schema';
import type { Assembly } from '../../../../rehearsal/engine/assembly';
import { AwsError } from '../../../../rehearsal/engine/aws/service';
import { exitStatus, type Finding, permissionsFor } from '../../../../tools/doctor/index';
import { tell } from '../../../../tools/doctor/telling';
import { assembly, removeFolders, type Story, world } from './world';

jest.setTimeout(60_000);

let deployed: Assembly;

beforeAll(() => {
  deployed = assembly(prod);
});

afterAll(removeFolders);

const raise = (story: Partial<Story> = {}) => world({ assembly: deployed, ...story });

/** What a doctor finds who looks at once. */
const found = async (story: Partial<Story> = {}): Promise<readonly Finding[]> => (await raise(story)).examine();

/** Findings that are neither good nor merely not configured, as `status title`. */
const wrong = (findings: readonly Finding[]): string[] =>
  findings
    .filter(({ status }) => status !== 'ok' && status !== 'not configured' && status !== 'not deployed')
    .map(({ status, title }) => `${status} ${title}`);

const one = (findings: readonly Finding[], title: string): Finding => {
  const [finding, ...others] = findings.filter((each) => each.title === title);
  if (!finding || others.length > 0) throw new Error(`${title} is found ${finding ? others.length + 1 : 0} times.`);
  return finding;
};

const signals = (changed: Partial<Environment['signals']>): Environment => ({
  ...prod,
  signals: { ...prod.signals, ...changed },
});

const TRADING = prod.services.trading.name;

describe('an account in which everything is there', () => {
  let findings: readonly Finding[];
  let calls: readonly string[];

  beforeAll(async () => {
    const { cloud, examine } = await raise();
    findings = await examine();
    calls = cloud.ledger.calls.filter(({ by }) => by === 'the doctor').map(({ operation }) => operation);
  });

  test('has nothing wrong, and ends with 0', () => {
    expect(wrong(findings)).toEqual([]);
    expect(exitStatus(findings)).toBe(0);
  });

  test('is told first whose credentials these are', () => {
    expect(findings[0]).toEqual({
      status: 'ok',
      title: 'credentials',
      says: 'Account 123456789012 in ap-south-1, as environments/prod.ts says, with the access key that ends in 0042.',
    });
  });

  test('was only read, and no secret in it', () => {
    expect(calls.length).toBeGreaterThan(20);
    expect(calls.filter((operation) => !/^(Describe|List|Head|Get)/.test(operation))).toEqual([]);
    expect(calls).not.toContain('GetSecretValue');
  });

  test('says of a count of errors that it is silent when nothing happened', () => {
    expect(one(findings, `alarm ${prod.services.dashboard.name}/LoadBalancer5xx`).says).toMatch(
      /^Data within 24 h: none, which is what it says when nothing happened/,
    );
  });

  test('lists what is not configured, with what is lost', () => {
    expect(one(findings, 'signal positions')).toMatchObject({ status: 'not configured' });
  });

  test('is told one line a finding', () => {
    const lines = stripVTControlCharacters(tell(findings)).split('\n');
    expect(lines.length).toBe(findings.length + 2);
    expect(lines[1]).toBe('ok               cluster: Cluster algo-trading-prod-cluster is ACTIVE.');
  });
});

describe('something is missing, with a remedy, and the doctor ends with 1:', () => {
  type Row = [what: string, expected: string[], story: Partial<Story>, change?: (cloud: World) => void];
  type World = Awaited<ReturnType<typeof raise>>;
  const misnamed = { ...prod.services, dashboard: { ...prod.services.dashboard, name: 'another-name' } };

  test.each<Row>([
    ['a service that was deleted', ['missing service trading'], {}, ({ cloud }) => cloud.ecs.deleteService(TRADING)],
    [
      'a service of another name',
      ['missing service dashboard'],
      // What its alarms go by is not deployed under that name either.
      { described: { ...prod, services: misnamed } },
    ],
    [
      'a service that a person stopped',
      ['missing service trading'],
      {},
      ({ platform }) => platform.scale('trading', 0),
    ],
    [
      'a cluster of another name',
      ['missing cluster', 'missing service trading'],
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
      'a parameter that is neither true nor false',
      ['missing trading parameter'],
      {},
      ({ cloud }) => cloud.ssm.put(prod.parameters.tradingEnabled, 'yes'),
    ],
    [
      'a parameter, a secret and a log group of other names',
      ['missing database secret', 'missing log group', 'missing trading parameter'],
      {
        described: {
          ...prod,
          database: { ...prod.database, secret: 'another' },
          logs: { ...prod.logs, group: '/another' },
          parameters: { tradingEnabled: '/another' },
        },
      },
    ],
    [
      'a load balancer, a target group and a security group of other ids',
      ['missing security group of the services', 'missing load balancer', 'missing target group'],
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
      ['missing broker heartbeat', 'missing acknowledgement of trading_enabled'],
      {
        described: signals({
          brokerStatus: { ...(prod.signals.brokerStatus as object), heartbeat: { ...at('another.json') } } as never,
          tradingEnabledAcknowledgement: at('another-still.json'),
        }),
      },
    ],
  ])('%s', async (_what, expected, story, change) => {
    const raised = await raise(story);
    change?.(raised);
    const findings = await raised.examine();
    expect(wrong(findings)).toEqual(expect.arrayContaining(expected));
    expect(findings.filter(({ status, remedy }) => status === 'missing' && !remedy)).toEqual([]);
    expect(exitStatus(findings)).not.toBe(0);
  });
});

function at(key: string) {
  const { bucket } = prod.signals.tradingEnabledAcknowledgement as { bucket: string };
  return { bucket, key, maxAgeSeconds: 120 };
}

describe('whether the trading service heeds the parameter', () => {
  const TITLE = 'trading service heeds trading_enabled';
  const change = async (secondsAgo: number, heeded: boolean) => {
    const { cloud, platform, clock, examine } = await raise();
    if (!heeded) platform.inject({ kind: 'ignores-parameter' });
    cloud.ssm.put(prod.parameters.tradingEnabled, 'false');
    await clock.run(() => false, clock.now() + secondsAgo * 1000);
    return one(await examine(), TITLE);
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
    expect(findings.filter(({ title }) => title === TITLE)).toEqual([]);
    expect(one(findings, 'signal tradingEnabledAcknowledgement')).toMatchObject({
      status: 'not configured',
      says: expect.stringContaining('a halt cannot be proved by it'),
    });
    expect(exitStatus(findings)).toBe(0);
  });
});

describe('what the engineer may not look at', () => {
  test.each(permissionsFor(prod))('%s: could not be checked, is never good, and ends with 2', async (action) => {
    const all = await found();
    const findings = await found({ denied: [action] });
    const denied = findings.filter(({ status }) => status === 'could not check');
    expect(denied.map(({ remedy }) => remedy)).toContainEqual(expect.stringContaining(action));
    // Whatever is still good was good before, and is not what could not be looked at.
    const good = findings.filter(({ status }) => status === 'ok').map(({ title }) => title);
    expect(good.filter((title) => one(all, title).status !== 'ok')).toEqual([]);
    expect(good).not.toEqual(expect.arrayContaining([denied[0]?.title]));
    expect(exitStatus(findings)).toBe(2);
  });
});

describe('before the stack is deployed', () => {
  test('that is one line, alarms and subscriptions are passed over, and all else is looked at', async () => {
    const findings = await found({ assembly: assembly(prod, false) });
    expect(findings.filter(({ status }) => status === 'not deployed')).toHaveLength(1);
    expect(findings.filter(({ title }) => /^(alarm|contact) /.test(title))).toEqual([]);
    expect(one(findings, 'Container Insights').status).toBe('ok');
    expect(exitStatus(findings)).toBe(0);
  });
});

describe('credentials', () => {
  const stops = (findings: readonly Finding[]) => {
    expect(findings).toHaveLength(1);
    expect(findings[0]).toMatchObject({ title: 'credentials', status: 'could not check' });
    expect(exitStatus(findings)).toBe(2);
    return findings[0]?.says;
  };

  test('of another account end it on the first line', async () => {
    const described = { ...prod, account: '999999999999' };
    expect(stops(await found({ described }))).toBe(
      'These credentials are of account 123456789012; environments/prod.ts is about account 999999999999.',
    );
  });

  test('of another account are recognised by the denial they meet', async () => {
    const described = { ...prod, account: '999999999999' };
    expect(stops(await found({ described, denied: ['ecs:DescribeClusters'] }))).toMatch(/of account 123456789012;/);
  });

  test.each([
    ['ExpiredTokenException', 'The credentials have expired:'],
    ['UnrecognizedClientException', 'AWS does not accept these credentials:'],
  ])('that AWS answers with %s end it', async (code, says) => {
    const error = new AwsError(code, 'The security token included in the request is not good.', 400);
    expect(stops(await found({ disturb: () => ({ kind: 'error', error }) }))).toMatch(new RegExp(`^${says}`));
  });

  test('that are nowhere end it', async () => {
    const credentials = () => {
      const error = new Error('Could not load credentials from any providers');
      return Promise.reject(Object.assign(error, { name: 'CredentialsProviderError' }));
    };
    expect(stops(await found({ credentials }))).toMatch(/^There are no AWS credentials:/);
  });
});

describe('the holidays of next year', () => {
  const on = async (date: string) => one(await found({ startsAt: Date.parse(date) }), 'calendar').status;

  test('are not asked for in November', async () => {
    expect(await on('2026-11-30T17:00:00Z')).toBe('ok');
  });

  test('are missing from 1 December on, in the time zone of the market', async () => {
    expect(await on('2026-11-30T18:35:00Z')).toBe('missing');
  });
});
