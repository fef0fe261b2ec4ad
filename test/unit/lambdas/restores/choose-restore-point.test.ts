import { choosePoint, chosenIn, type Seen } from '../../../../lambdas/choose-restore-point/decide';
import { replacedName, replacedSince, restoredName } from '../../../../lambdas/shared/restores/names';
import { restoreCommand, restoreMembers } from '../../../../lambdas/shared/restores/plan';
import { seen, unseen } from '../../../support/incidents';
import { HOUR, INCIDENT, INSTANCE, NOW, snapshot } from './world';

const AUTOMATED = 'rds:prod-db-2026-11-20-03-00';
const OURS = 'prod-backup-20261119';
const ALL = [
  snapshot(AUTOMATED, 1.5),
  snapshot(OURS, 14),
  snapshot('rds:prod-db-2026-11-19-03-00', 25.5),
  snapshot('by-hand', 0.1),
];
const choose = (over: Partial<Seen> = {}) =>
  choosePoint({
    instance: 'prod-db',
    ours: { prefix: 'prod-backup', environment: 'prod' },
    owner: 'backend',
    incidentId: INCIDENT,
    keepDays: 7,
    chosen: 'latest',
    now: NOW,
    database: seen(INSTANCE),
    snapshots: seen(ALL),
    window: seen({ earliest: NOW - 7 * 24 * HOUR, latest: NOW - 300_000 }),
    ...over,
  });
const planned = (over: Partial<Seen> = {}) => {
  const decided = choose(over);
  return 'plan' in decided ? decided.plan : undefined;
};

test('what was said when it was started', () => {
  expect(chosenIn({ snapshot: 'Mine' })).toEqual({ snapshot: 'mine' });
  expect(chosenIn({ 'to-time': '2026-11-20T09:30:00+05:30' })).toEqual({ time: Date.UTC(2026, 10, 20, 4) });
  expect(chosenIn({})).toBe('latest');
  expect(chosenIn()).toBe('latest');
});

test('without a word the newest of RDS’s own and ours is restored, never one that people took by hand', () => {
  expect(planned()?.from).toMatchObject({ snapshot: AUTOMATED, type: 'automated' });
  expect(
    planned({ snapshots: seen([snapshot(AUTOMATED, 1, { Status: 'failed' }), ...ALL.slice(1)]) })?.from,
  ).toMatchObject({
    snapshot: OURS,
  });
  expect(choose({ snapshots: seen([snapshot('by-hand', 0.1)]) })).toMatchObject({
    result: { outcome: 'escalate', refused: { act: 'restore', because: 'there is no snapshot' } },
  });
});

test('one that is named is restored, whoever took it', () => {
  expect(planned({ chosen: { snapshot: 'by-hand' } })?.from).toMatchObject({ snapshot: 'by-hand' });
});

test.each([
  [
    'missing',
    { snapshot: 'gone' },
    ALL,
    'there is no such snapshot',
    `The newest that could be restored: ${AUTOMATED}, ${OURS}`,
  ],
  [
    'being taken',
    { snapshot: 'x' },
    [snapshot('x', 0, { Status: 'creating' })],
    'the snapshot is not available',
    'is "creating"',
  ],
  [
    'failed',
    { snapshot: 'x' },
    [snapshot('x', 1, { Status: 'failed' })],
    'the snapshot is not available',
    'is "failed"',
  ],
])('one that is named and %s is replaced by no other', (_what, chosen, snapshots, because, says) => {
  const { result, ...more } = choose({ chosen, snapshots: seen(snapshots) });
  expect(more).toEqual({});
  expect(result).toMatchObject({ outcome: 'escalate', verdict: 'not-fixed', refused: { because } });
  expect(result.finding).toContain(says);
});

test.each([
  ['at its beginning', -7 * 24 * HOUR, true],
  ['at its end', -300_000, true],
  ['before it', -7 * 24 * HOUR - 1, false],
  ['after it', -300_000 + 1, false],
  ['in the future', HOUR, false],
])('an instant %s of the window', (_where, offset, restorable) => {
  const time = NOW + offset;
  const decided = choose({ chosen: { time } });
  expect('plan' in decided).toBe(restorable);
  expect('plan' in decided ? decided.plan.from : decided.result.refused?.because).toEqual(
    restorable ? { time: new Date(time).toISOString() } : 'the instant is outside the window',
  );
});

test.each([
  ['the database', { database: unseen('slow down') }],
  ['the snapshots', { snapshots: unseen('slow down') }],
  ['the window', { window: unseen('slow down'), chosen: { time: NOW } }],
])('%s that cannot be read is unknown, and nothing is chosen', (_what, over) => {
  expect(choose(over)).toMatchObject({ result: { outcome: 'escalate', verdict: 'unknown' } });
});

test('snapshots that cannot be read do not keep an instant from being restored, and the other way round', () => {
  expect(planned({ snapshots: unseen('no'), chosen: { time: NOW - HOUR } })).toBeDefined();
  expect(planned({ window: unseen('no') })).toBeDefined();
});

test('a database that is gone leaves nothing to copy', () => {
  expect(choose({ database: seen(undefined) })).toMatchObject({
    result: { refused: { because: 'there is no database' } },
  });
});

test('the plan holds everything that is copied, and says so', () => {
  const plan = planned({ chosen: { snapshot: OURS } });
  expect(plan).toMatchObject({
    restored: 'prod-db-restored-20261120-1001',
    owner: 'backend',
    expires: '2026-11-27T04:31:00.000Z',
  });
  expect(plan && restoreMembers(plan)).toEqual({
    DBInstanceClass: 'db.t3.medium',
    DBSubnetGroupName: 'private',
    VpcSecurityGroupIds: ['sg-1', 'sg-2'],
    DBParameterGroupName: 'prod-pg15',
    OptionGroupName: 'default:postgres-15',
    MultiAZ: true,
    StorageType: 'gp3',
    Port: 5433,
    EnableCloudwatchLogsExports: ['postgresql', 'upgrade'],
    EnableIAMDatabaseAuthentication: false,
    PubliclyAccessible: false,
    AutoMinorVersionUpgrade: false,
    CopyTagsToSnapshot: true,
    DeletionProtection: true,
    BackupRetentionPeriod: 30,
    PreferredBackupWindow: '03:00-04:00',
    CACertificateIdentifier: 'rds-ca-rsa2048-g1',
    Tags: [
      { Key: 'CostCenter', Value: 'trading' },
      { Key: 'runbook:environment', Value: 'prod' },
      { Key: 'runbook:incident', Value: INCIDENT },
      { Key: 'runbook:owner', Value: 'backend' },
      { Key: 'runbook:expires', Value: '2026-11-27T04:31:00.000Z' },
      { Key: 'runbook:restored-from', Value: OURS },
      { Key: 'runbook:restored-of', Value: 'prod-db' },
    ],
  });
  expect(plan && restoreCommand(plan)).toContain(
    `restore-db-instance-from-db-snapshot --db-snapshot-identifier ${OURS} --db-instance-identifier prod-db-restored-20261120-1001 --db-subnet-group-name private --vpc-security-group-ids sg-1 sg-2 --db-parameter-group-name prod-pg15`,
  );
});

// gp3 from 400 GiB on: https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/CHAP_Storage.html#gp3-storage
test('I/O operations are ordered where gp3 takes orders, and of any other storage', () => {
  const members = (over: object) => {
    const plan = planned({ database: seen({ ...INSTANCE, ...over }) });
    return plan && restoreMembers(plan).Iops;
  };
  expect([members({}), members({ AllocatedStorage: 400 }), members({ StorageType: 'io1' })]).toEqual([
    undefined,
    3000,
    3000,
  ]);
});

describe('names', () => {
  test('are of the minute in India, and fit 63 letters', () => {
    expect(restoredName('prod-db', NOW)).toBe('prod-db-restored-20261120-1001');
    const long = restoredName(`${'a'.repeat(39)}-${'b'.repeat(20)}`, NOW);
    expect(long).toBe(`${'a'.repeat(39)}-restored-20261120-1001`);
    expect(restoredName('c'.repeat(63), NOW)).toHaveLength(63);
  });

  test('of what was replaced say since when', () => {
    expect(replacedSince('prod-db', replacedName('prod-db', NOW))).toBe(Date.parse('2026-11-20T00:00:00+05:30'));
    for (const other of [
      'prod-db',
      'prod-db-replaced-x',
      'other-replaced-20261120-1001',
      'prod-db-restored-20261120-1001',
    ]) {
      expect(replacedSince('prod-db', other)).toBeUndefined();
    }
  });
});
