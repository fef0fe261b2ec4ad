import type { FaultKind } from '../../../rehearsal/platform';
import { DATABASE, isError, type System, struck, system } from './system';

const MINUTE = 60_000;
const GROUP = 'sg-0d5e6f708192a3b4c';

const status = ({ rds }: System) =>
  rds.operations.DescribeDBInstances({ DBInstanceIdentifier: DATABASE }).DBInstances?.[0]?.DBInstanceStatus;
const saidSince = (seen: System, at: number, prefix?: string) => seen.lines(at, prefix).map(({ message }) => message);
const latest = (seen: System, name: string) => seen.metric('AWS/RDS', name).at(-1);

describe('a healthy database', () => {
  it('is a Multi-AZ PostgreSQL that lets the services in, and its server is who the secret and RDS say', () => {
    const { rds, ec2, server, secrets } = system();
    const [instance] = rds.operations.DescribeDBInstances({ DBInstanceIdentifier: DATABASE }).DBInstances ?? [];
    const address = 'algo-db.c1a2b3d4e5f6.ap-south-1.rds.amazonaws.com';
    expect(instance).toMatchObject({
      DBInstanceStatus: 'available',
      MultiAZ: true,
      Engine: 'postgres',
      EngineVersion: '15.8',
      Endpoint: { Address: address, Port: 5432 },
      VpcSecurityGroups: [{ VpcSecurityGroupId: GROUP, Status: 'active' }],
    });
    expect(ec2.allows(GROUP, { port: 5432, fromGroup: 'sg-services' })).toBe(true);
    expect(server).toMatchObject({ mode: 'up', host: address, port: 5432, database: 'algotrading' });
    expect(JSON.parse(secrets.get(DATABASE) ?? '')).toEqual({ username: server.user, password: server.password });
  });

  it('reports its CPU, connections, free storage and memory each minute, with an hour behind it', () => {
    const seen = system();
    seen.pass(300);
    for (const name of ['CPUUtilization', 'DatabaseConnections', 'FreeStorageSpace', 'FreeableMemory']) {
      expect(seen.metric('AWS/RDS', name)).toHaveLength(65);
    }
    // Two trading tasks with ten, one each of the others with five.
    expect(latest(seen, 'DatabaseConnections')?.value).toBe(30);
    expect(latest(seen, 'CPUUtilization')?.value).toBeLessThan(80);
  });
});

describe.each([
  ['database-stopped', 'stopped', 'refused', /^.* ERROR could not connect to the database: Connection refused$/],
  ['database-port-closed', 'available', 'silent', / ERROR could not connect to the database: Connection timed out$/],
  ['database-password-wrong', 'available', 'up', /could not connect .* password authentication failed for user/],
  ['database-tls-refused', 'available', 'untrusted-certificate', /could not connect .* certificate verify failed/],
  ['database-too-many-connections', 'available', 'too-many-connections', /could not connect .* too many clients/],
] as const)('%s', (kind: Exclude<FaultKind, 'database-modifying'>, rdsSays, mode, words) => {
  const fault = { kind } as Parameters<typeof struck>[0];

  it('keeps orders and pages waiting, and everybody says why', async () => {
    const seen = struck(fault);
    seen.pass(180);
    expect(seen.platform.serving).toBe(false);
    for (const target of ['database', 'dashboard', 'system'] as const) expect(seen.platform.serves(target)).toBe(false);
    expect(seen.platform.serves('data-service')).toBe(true);
    expect(seen.oldestOrder().at(-1)?.value).toBeGreaterThan(160);
    const errors = saidSince(seen, seen.at).filter((message) => message.includes(' ERROR '));
    expect(errors.length).toBeGreaterThan(15);
    for (const error of errors) expect(error).toMatch(words);
    expect(saidSince(seen, seen.at + MINUTE, 'dashboard/')[0]).toMatch(words);
    expect((await seen.open()).status).toBe(500);
    expect((await seen.open('/health')).status).toBe(200);
    expect(status(seen)).toBe(rdsSays);
    expect(seen.server.mode).toBe(mode);
  });

  it('is not mended by a restart of the service, but by whoever mends the database', () => {
    const seen = struck(fault);
    seen.restart();
    seen.platform.deploy('dashboard');
    seen.pass(300);
    expect(seen.platform.serves('system')).toBe(false);
    seen.platform.mend(kind);
    seen.pass(30);
    expect(seen.platform.serves('system')).toBe(true);
    expect(seen.platform.wellSince('database')).toBe(seen.at + 300_000);
    expect(status(seen)).toBe('available');
    expect(seen.server).toMatchObject({ mode: 'up', password: JSON.parse(seen.secrets.get(DATABASE) ?? '').password });
    expect(seen.ec2.allows(GROUP, { port: 5432, fromGroup: 'sg-services' })).toBe(true);
  });
});

describe('what else is seen of a database', () => {
  it('that is being modified: its status, until it is available again by itself', () => {
    const seen = struck({ kind: 'database-modifying', forSeconds: 240 });
    seen.pass(239);
    expect(status(seen)).toBe('modifying');
    expect(seen.server.mode).toBe('refused');
    expect(seen.platform.serving).toBe(false);
    seen.pass(30);
    expect(status(seen)).toBe('available');
    expect(seen.server.mode).toBe('up');
    expect(seen.platform.wellSince('database')).toBe(seen.at + 240_000);
    expect(seen.platform.serves('system')).toBe(true);
  });

  it('that is stopped: no metric at all', () => {
    const seen = struck({ kind: 'database-stopped' });
    seen.pass(300);
    expect(latest(seen, 'CPUUtilization')?.at).toBe(seen.at - MINUTE);
  });

  it('whose port is closed: the rule is gone, and comes back as it was', () => {
    const seen = struck({ kind: 'database-port-closed' });
    expect(seen.ec2.allows(GROUP, { port: 5432, fromGroup: 'sg-services' })).toBe(false);
  });

  it('whose password somebody changed: the server asks for another than the secret has', () => {
    const seen = struck({ kind: 'database-password-wrong' });
    expect(JSON.parse(seen.secrets.get(DATABASE) ?? '').password).not.toBe(seen.server.password);
  });

  it('with too many connections: more than 80 of them', () => {
    const seen = struck({ kind: 'database-too-many-connections' });
    seen.pass(120);
    expect(latest(seen, 'DatabaseConnections')?.value).toBeGreaterThan(80);
  });

  it('whose storage is full: it is read and not written, and says so in status and metric', async () => {
    const seen = struck({ kind: 'database-storage-full' });
    seen.pass(180);
    expect(status(seen)).toBe('storage-full');
    expect(latest(seen, 'FreeStorageSpace')?.value).toBe(0);
    expect(seen.server.mode).toBe('up');
    expect(seen.platform.serving).toBe(false);
    expect(seen.platform.serves('dashboard')).toBe(true);
    expect((await seen.open()).status).toBe(200);
    expect(saidSince(seen, seen.at)[0]).toMatch(/ERROR could not write to the database: No space left on device$/);
    seen.platform.mend('database-storage-full');
    seen.pass(30);
    expect(seen.platform.serving).toBe(true);
    expect(latest(seen, 'FreeStorageSpace')?.value).toBe(0);
    seen.pass(60);
    expect(latest(seen, 'FreeStorageSpace')?.value).toBeGreaterThan(2 ** 30);
  });

  it('with two faults: it is well when both are gone', () => {
    const seen = struck({ kind: 'database-modifying', forSeconds: 60 });
    seen.platform.inject({ kind: 'database-port-closed' });
    seen.pass(120);
    expect(status(seen)).toBe('available');
    expect(seen.server.mode).toBe('silent');
    seen.platform.mend('database-port-closed');
    expect(seen.platform.serves('database')).toBe(true);
    expect(seen.server.mode).toBe('up');
  });

  it('while it is well: no line of the services says ERROR', () => {
    const seen = system();
    seen.pass(600);
    expect(seen.lines(0, '').filter(isError)).toEqual([]);
  });
});
