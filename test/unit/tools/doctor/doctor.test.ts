import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { stripVTControlCharacters } from 'node:util';
import { prod } from '../../../../environments/prod';
import { decideAlarm } from '../../../../tools/doctor/alarms';
import { missing } from '../../../../tools/doctor/finding';
import { exitStatus, type Finding } from '../../../../tools/doctor/index';
import { people } from '../../../../tools/doctor/people';
import { rota } from '../../../../tools/doctor/rota';
import { tell } from '../../../../tools/doctor/telling';
import { found, one, raise, wrong } from './looking';
import { assembly, removeFolders } from './world';

jest.setTimeout(60_000);

afterAll(removeFolders);

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

  test('says of a count of errors by which data it would be noticed: the requests it is compared with', () => {
    expect(one(findings, `alarm ${prod.services.dashboard.name}/LoadBalancer5xx`).says).toMatch(
      /^Data within 24 h: AWS\/ApplicationELB RequestCount of app\//,
    );
  });

  test('lists what is not configured, with what is lost', () => {
    expect(one(findings, 'database.slowQueries')).toMatchObject({ status: 'not configured' });
  });

  test('is told one line a finding', () => {
    const lines = stripVTControlCharacters(tell(findings)).split('\n');
    expect(lines.length).toBe(findings.length + 2);
    expect(lines[1]).toBe('ok               cluster: Cluster algo-trading-prod-cluster is ACTIVE.');
  });
});

test('an answer of CloudWatch that is not complete says nothing about a metric', () => {
  const metric = { Namespace: 'AWS/RDS', MetricName: 'CPUUtilization' };
  const alarm = { name: 'a', metrics: [{ metric, heard: { unknown: 'InternalError' } }] };
  expect(decideAlarm(alarm, prod)).toMatchObject({
    status: 'could not check',
    says: 'CloudWatch answered InternalError for AWS/RDS CPUUtilization.',
  });
});

test('what to do about a finding stands on the line below it', () => {
  const text = stripVTControlCharacters(tell([missing('cluster', 'There is no cluster x.', 'aws ecs list-clusters')]));
  expect(text.split('\n')).toEqual([
    'missing          cluster: There is no cluster x.',
    '                 → aws ecs list-clusters',
    '',
    '1 missing.',
  ]);
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

test('an environment that is not there is a usage error, and ends with 2', () => {
  const root = join(__dirname, '../../../..');
  const { status, stderr } = spawnSync(process.execPath, ['--import', 'tsx', 'tools/doctor.ts', 'prd'], {
    cwd: root,
    encoding: 'utf8',
  });
  expect({ status, stderr }).toEqual({
    status: 2,
    stderr: 'There is no environment "prd"; there are prod, staging. Each is a file in environments/.\n',
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

describe('the people', () => {
  const at = Date.parse('2026-11-20T04:30:00Z');
  const world = (over: Partial<typeof prod>) => ({ now: at, environment: { ...prod, ...over } }) as never;
  const shifts = {
    shifts: [{ from: '2026-11-23T00:00:00.000Z', until: '2027-03-01T00:00:00.000Z', primary: 'cto' }],
  };

  test('of a rota with a gap are said, with the hours nobody is on call', () => {
    expect(rota.decide(at, world({ onCall: { ...prod.onCall, trading: shifts } }))).toMatchObject({
      status: 'missing',
      says: expect.stringMatching(
        /^onCall\.trading: within 30 days nobody is on call 20 Nov 2026 10:00 to 23 Nov 2026 05:30/,
      ),
    });
    expect(rota.decide(at, world({}))).toMatchObject({ status: 'ok' });
  });

  test('who can be paged and approve nothing are named, stakeholders aside', () => {
    const { identities: _, ...cto } = prod.contacts.cto ?? { role: 'CTO', email: 'cto@algo-trading.example' };
    expect(people.decide(undefined, world({ contacts: { ...prod.contacts, cto } }))).toMatchObject({
      status: 'missing',
      says: 'cto can be paged, and can approve nothing: no identity is theirs.',
    });
    expect(people.decide(undefined, world({}))).toMatchObject({ status: 'ok' });
  });
});
