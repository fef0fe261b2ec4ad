import {
  type DbInstanceSpec,
  defaultSecurityGroup,
  type InstanceView,
  Rds,
} from '../../../../rehearsal/engine/aws/rds';
import { VirtualClock } from '../../../../rehearsal/engine/clock';
import { latency, scaled } from '../../../../rehearsal/engine/latency';

const MINUTE = 60_000;
const DAY = 86_400_000;
const NOW = Date.UTC(2026, 10, 21, 0, 30);
const VPC = 'vpc-1a2b3c4d';
const ORDERS: DbInstanceSpec = {
  id: 'orders-db',
  engine: 'postgres',
  engineVersion: '15.8',
  instanceClass: 'db.t3.medium',
  endpoint: { address: 'orders-db.c0ffee.ap-south-1.rds.amazonaws.com', port: 5433 },
  securityGroups: ['sg-0d'],
  vpcId: VPC,
  multiAz: true,
  allocatedStorageGb: 100,
  storageType: 'gp3',
  parameterGroup: 'orders-pg15',
  optionGroup: 'orders-options',
  subnetGroup: 'private',
  deletionProtection: true,
  copyTagsToSnapshot: true,
  iamAuthentication: true,
  logExports: ['postgresql'],
  maintenanceWindow: 'mon:04:00-mon:05:00',
  tags: { owner: 'backend' },
  backupRetentionDays: 30,
  restorableLagMinutes: 5,
  createdAt: NOW - 30 * DAY,
};
const SNAPSHOT = 'kept';
const AUTOMATED = 'rds:orders-db-2026-11-18-00-30';

function make(spec: Partial<DbInstanceSpec> = {}, table = latency) {
  const clock = new VirtualClock(NOW);
  const rds = new Rds({ clock, account: { id: '123456789012', region: 'ap-south-1' }, latency: table });
  rds.addInstance({ ...ORDERS, ...spec });
  rds.addSnapshot({ id: SNAPSHOT, instance: 'orders-db', at: NOW - DAY });
  rds.addSnapshot({ id: AUTOMATED, instance: 'orders-db', at: NOW - 3 * DAY });
  const told: string[] = [];
  const seen = ({ id, status }: InstanceView) => void told.push(`${id} ${status}`);
  rds.listen({ restoring: seen, changed: seen });
  const one = (id: string) => rds.operations.DescribeDBInstances({ DBInstanceIdentifier: id }).DBInstances?.[0];
  const restore = (over: object = {}) =>
    rds.operations.RestoreDBInstanceFromDBSnapshot({
      DBInstanceIdentifier: 'copy',
      DBSnapshotIdentifier: SNAPSHOT,
      ...over,
    }).DBInstance;
  const restoreTo = (over: object) =>
    rds.operations.RestoreDBInstanceToPointInTime({
      SourceDBInstanceIdentifier: 'orders-db',
      TargetDBInstanceIdentifier: 'copy',
      ...over,
    }).DBInstance;
  return { rds, clock, told, one, restore, restoreTo, wait: (ms: number) => void clock.fake.tick(ms) };
}
const code = (code: string, status = 400) => expect.objectContaining({ code, status });

// SDK client-rds RestoreDBInstanceFromDBSnapshot: description, and "Default" of each member
test('a forgetful restore has the defaults of RDS, not what the instance had', () => {
  const { one, restore, wait } = make();
  expect(restore()).toMatchObject({ DBInstanceIdentifier: 'copy', DBInstanceStatus: 'creating' });
  expect(one('copy')).not.toHaveProperty('Endpoint');
  wait(latency.rdsRestore.ms);
  expect(one('copy')).toMatchObject({
    Endpoint: { Address: 'copy.c0ffee.ap-south-1.rds.amazonaws.com', Port: 5433 },
    VpcSecurityGroups: [{ VpcSecurityGroupId: defaultSecurityGroup(VPC), Status: 'active' }],
    DBParameterGroups: [{ DBParameterGroupName: 'default.postgres15', ParameterApplyStatus: 'in-sync' }],
    OptionGroupMemberships: [{ OptionGroupName: 'default:postgres-15' }],
    DBSubnetGroup: { DBSubnetGroupName: 'default', VpcId: VPC },
    MultiAZ: false,
    DeletionProtection: false,
    CopyTagsToSnapshot: false,
    IAMDatabaseAuthenticationEnabled: false,
    PreferredMaintenanceWindow: 'sun:18:00-sun:18:30',
    // What comes from the backup:
    DBInstanceClass: 'db.t3.medium',
    StorageType: 'gp3',
    BackupRetentionPeriod: 30,
    TagList: [{ Key: 'owner', Value: 'backend' }],
  });
  expect(one('copy')).not.toHaveProperty('EnabledCloudwatchLogsExports');
});

test('what a restore is told, the new instance has', () => {
  const { rds, restore } = make();
  const Tags = [{ Key: 'incident', Value: '1' }];
  const members = {
    DBSubnetGroupName: 'private',
    DBParameterGroupName: 'orders-pg15',
    OptionGroupName: 'orders-options',
    MultiAZ: true,
    DeletionProtection: true,
    PreferredBackupWindow: '03:00-04:00',
  };
  const { VpcSecurityGroups, DBSubnetGroup, DBParameterGroups, OptionGroupMemberships, ...rest } =
    restore({ ...members, VpcSecurityGroupIds: ['sg-0d'], EnableCloudwatchLogsExports: ['postgresql'], Tags }) ?? {};
  expect(VpcSecurityGroups).toEqual([{ VpcSecurityGroupId: 'sg-0d', Status: 'active' }]);
  expect(DBSubnetGroup?.DBSubnetGroupName).toBe('private');
  expect(DBParameterGroups?.[0]?.DBParameterGroupName).toBe('orders-pg15');
  expect(OptionGroupMemberships?.[0]?.OptionGroupName).toBe('orders-options');
  expect(rest).toMatchObject({ MultiAZ: true, DeletionProtection: true, EnabledCloudwatchLogsExports: ['postgresql'] });
  expect(rest.TagList).toEqual(Tags);
  expect(rds.views().find(({ id }) => id === 'copy')?.restoredFrom?.at).toBe(NOW - DAY);
});

// creating, backing-up, available: https://github.com/hashicorp/terraform/pull/2014
test('it is being created, backed up for the first time, and available, also on a slow day', () => {
  const slow = scaled(3);
  const { rds, told, restore, wait } = make({}, slow);
  restore();
  wait(slow.rdsRestore.ms - 1);
  expect(rds.status('copy')).toBe('creating');
  wait(1);
  expect(rds.status('copy')).toBe('backing-up');
  wait(slow.rdsSnapshot.ms);
  expect(rds.status('copy')).toBe('available');
  expect(rds.snapshots('copy')).toMatchObject([{ type: 'automated', status: 'available' }]);
  expect(told).toEqual(['copy creating', 'copy backing-up']);
});

test.each([
  ['never', 'creating'],
  ['fails', 'restore-error'],
] as const)('a restore that ends with %s stays %s, and only that one', (ends, status) => {
  const { rds, restore, wait } = make();
  rds.nextRestore(ends);
  restore();
  wait(2 * DAY);
  expect(rds.status('copy')).toBe(status);
  restore({ DBInstanceIdentifier: 'second' });
  wait(2 * latency.rdsRestore.ms);
  expect(rds.status('second')).toBe('available');
});

// Codes: https://docs.aws.amazon.com/AmazonRDS/latest/APIReference/API_RestoreDBInstanceFromDBSnapshot.html#API_RestoreDBInstanceFromDBSnapshot_Errors
test('errors of a restore from a snapshot', () => {
  const { rds, restore } = make();
  expect(() => restore({ DBSnapshotIdentifier: 'gone' })).toThrow(code('DBSnapshotNotFoundFault', 404));
  expect(() => restore({ DBInstanceIdentifier: 'ORDERS-DB' })).toThrow('DB instance already exists');
  expect(() => restore({ DBInstanceIdentifier: `a${'b'.repeat(63)}` })).toThrow('not a valid identifier');
  expect(() => restore({ DBSubnetGroupName: 'other' })).toThrow(code('DBSubnetGroupNotFoundFault', 404));
  expect(() => restore({ DBParameterGroupName: 'other' })).toThrow(code('DBParameterGroupNotFoundFault', 404));
  expect(() => restore({ AvailabilityZone: 'ap-south-1a' })).toThrow('does not play');
  rds.addSnapshot({ id: 'broken', instance: 'orders-db', at: NOW, status: 'failed' });
  expect(() => restore({ DBSnapshotIdentifier: 'broken' })).toThrow(code('InvalidDBSnapshotStateFault'));
  rds.operations.CreateDBSnapshot({ DBInstanceIdentifier: 'orders-db', DBSnapshotIdentifier: 'under-way' });
  expect(() => restore({ DBSnapshotIdentifier: 'under-way' })).toThrow(code('InvalidDBSnapshotStateFault'));
  rds.instanceQuota = 1;
  expect(() => restore()).toThrow(code('InstanceQuotaExceededFault'));
  expect(() => restore()).toThrow('DB Instance quota exceeded');
});

// "even when those values match gp3 baseline performance": https://github.com/braintrustdata/terraform-aws-braintrust-data-plane/pull/288
test('gp3 below 400 GiB takes no I/O operations to order, from there on it does', () => {
  expect(() => make().restore({ StorageType: 'gp3', Iops: 3000 })).toThrow('a storage size less than 400');
  expect(make({ allocatedStorageGb: 400 }).restore({ Iops: 12_000 })).toMatchObject({ Iops: 12_000 });
});

describe('a point in time', () => {
  test('from the oldest automated snapshot to five minutes ago', () => {
    const { rds, restoreTo, wait } = make();
    const window = { EarliestTime: new Date(NOW - 3 * DAY), LatestTime: new Date(NOW - 5 * MINUTE) };
    const backups = rds.operations.DescribeDBInstanceAutomatedBackups({ DBInstanceIdentifier: 'orders-db' });
    expect(backups.DBInstanceAutomatedBackups).toMatchObject([{ Status: 'active', RestoreWindow: window }]);
    for (const RestoreTime of [new Date(NOW - 3 * DAY - 1), new Date(NOW - 5 * MINUTE + 1)]) {
      expect(() => restoreTo({ RestoreTime })).toThrow(code('InvalidParameterValue'));
    }
    restoreTo({ RestoreTime: window.EarliestTime });
    wait(latency.rdsPointInTimeRestore.ms - 1);
    expect(rds.status('copy')).toBe('creating');
    wait(1);
    expect(rds.status('copy')).toBe('backing-up');
    expect(rds.views().find(({ id }) => id === 'copy')?.restoredFrom?.at).toBe(NOW - 3 * DAY);
  });

  test('the latest, which is where it was when it was asked for', () => {
    const { rds, restoreTo } = make();
    restoreTo({ UseLatestRestorableTime: true, MaxAllocatedStorage: 300 });
    const source = rds.views().find(({ id }) => id === 'orders-db')?.resourceId;
    const copy = rds.views().find(({ id }) => id === 'copy');
    expect(copy?.restoredFrom).toEqual({ resourceId: source, at: NOW - 5 * MINUTE });
  });

  test('errors', () => {
    const { restoreTo } = make();
    expect(() => restoreTo({})).toThrow(code('InvalidParameterCombination'));
    const both = { UseLatestRestorableTime: true, RestoreTime: new Date(NOW - DAY) };
    expect(() => restoreTo(both)).toThrow(code('InvalidParameterCombination'));
    expect(() => restoreTo({ SourceDBInstanceIdentifier: 'gone', UseLatestRestorableTime: true })).toThrow(
      code('DBInstanceNotFoundFault', 404),
    );
    const { restorableLagMinutes: _, backupRetentionDays: __, ...bare } = ORDERS;
    const rds = new Rds({ clock: new VirtualClock(NOW), account: { id: '123456789012', region: 'ap-south-1' } });
    rds.addInstance(bare);
    const input = { SourceDBInstanceIdentifier: 'orders-db', TargetDBInstanceIdentifier: 'copy' };
    expect(() => rds.operations.RestoreDBInstanceToPointInTime({ ...input, UseLatestRestorableTime: true })).toThrow(
      code('PointInTimeRestoreNotEnabledFault'),
    );
    expect(rds.operations.DescribeDBInstanceAutomatedBackups({ DBInstanceIdentifier: 'orders-db' })).toEqual({
      DBInstanceAutomatedBackups: [],
    });
  });
});

describe('a modification', () => {
  const modify = (rds: Rds, over: object, DBInstanceIdentifier = 'orders-db') =>
    rds.operations.ModifyDBInstance({ DBInstanceIdentifier, ...over }).DBInstance;

  // https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/USER_RenameInstance.html; https://github.com/boto/boto3/issues/609
  test('a new name: available at first, then renaming under the old one, and the endpoint moves with the name', () => {
    const { rds, told, one, wait } = make();
    const resource = one('orders-db')?.DbiResourceId;
    const answer = modify(rds, { NewDBInstanceIdentifier: 'Orders-Old', ApplyImmediately: true });
    expect(answer?.PendingModifiedValues).toEqual({ DBInstanceIdentifier: 'orders-old' });
    expect(rds.status('orders-db')).toBe('available');
    wait(latency.rdsModification.ms);
    expect(rds.status('orders-db')).toBe('renaming');
    expect(() => one('orders-old')).toThrow(code('DBInstanceNotFoundFault', 404));
    wait(latency.rdsRename.ms);
    expect(() => one('orders-db')).toThrow(code('DBInstanceNotFoundFault', 404));
    expect(one('orders-old')).toMatchObject({
      DBInstanceStatus: 'available',
      DbiResourceId: resource,
      Endpoint: { Address: 'orders-old.c0ffee.ap-south-1.rds.amazonaws.com', Port: 5433 },
      TagList: [{ Key: 'owner', Value: 'backend' }],
    });
    expect(one('orders-old')).not.toHaveProperty('PendingModifiedValues');
    expect(told).toEqual(['orders-db renaming', 'orders-old available']);
    expect(rds.snapshots('orders-db')).toHaveLength(2);
  });

  test('a name is taken until the other has lost it, and as soon as it is promised', () => {
    const { rds, restore, wait } = make();
    restore();
    wait(2 * latency.rdsRestore.ms);
    const toOld = { NewDBInstanceIdentifier: 'orders-db', ApplyImmediately: true };
    expect(() => modify(rds, toOld, 'copy')).toThrow(code('DBInstanceAlreadyExistsFault'));
    modify(rds, { NewDBInstanceIdentifier: 'replaced', ApplyImmediately: true });
    expect(() => modify(rds, { NewDBInstanceIdentifier: 'replaced', ApplyImmediately: true }, 'copy')).toThrow(
      'already exists',
    );
    wait(latency.rdsModification.ms + latency.rdsRename.ms);
    expect(() => modify(rds, toOld, 'copy')).not.toThrow();
  });

  test('security groups and Multi-AZ soon, protection and parameter group at once, its parameters after a reboot', () => {
    const { rds, one, restore, wait } = make();
    restore();
    wait(2 * latency.rdsRestore.ms);
    const answer = modify(
      rds,
      {
        VpcSecurityGroupIds: ['sg-0d'],
        DBParameterGroupName: 'orders-pg15',
        DeletionProtection: true,
        MultiAZ: true,
        ApplyImmediately: true,
        PreferredMaintenanceWindow: 'mon:04:00-mon:05:00',
      },
      'copy',
    );
    expect(answer).toMatchObject({ DBInstanceStatus: 'modifying', DeletionProtection: true, MultiAZ: false });
    wait(latency.rdsModification.ms);
    expect(one('copy')).toMatchObject({
      DBInstanceStatus: 'available',
      VpcSecurityGroups: [{ VpcSecurityGroupId: 'sg-0d' }],
      DBParameterGroups: [{ DBParameterGroupName: 'orders-pg15', ParameterApplyStatus: 'pending-reboot' }],
      MultiAZ: true,
      PreferredMaintenanceWindow: 'mon:04:00-mon:05:00',
    });
  });

  test('errors', () => {
    const { rds } = make();
    expect(() => modify(rds, {}, 'gone')).toThrow(code('DBInstanceNotFoundFault', 404));
    expect(() => modify(rds, { NewDBInstanceIdentifier: 'x' })).toThrow('what waits for the maintenance window');
    expect(() => modify(rds, { AllocatedStorage: 200 })).toThrow('does not play');
    rds.setStatus('orders-db', 'backing-up');
    expect(() => modify(rds, { DeletionProtection: false })).toThrow(code('InvalidDBInstanceStateFault'));
  });
});
