import { type DbInstanceSpec, Rds } from '../../../../rehearsal/engine/aws/rds';
import { VirtualClock } from '../../../../rehearsal/engine/clock';

const NOW = Date.UTC(2026, 10, 23, 3, 45);
const ORDERS: DbInstanceSpec = {
  id: 'orders-db',
  engine: 'postgres',
  engineVersion: '15.8',
  instanceClass: 'db.t3.medium',
  endpoint: { address: 'orders-db.c0ffee.ap-south-1.rds.amazonaws.com', port: 5432 },
  securityGroups: ['sg-0d'],
  vpcId: 'vpc-1a2b3c4d',
  multiAz: true,
  allocatedStorageGb: 100,
  createdAt: NOW - 86_400_000,
};

function make(spec: Partial<DbInstanceSpec> = {}) {
  const rds = new Rds({ clock: new VirtualClock(NOW), account: { id: '123456789012', region: 'ap-south-1' } });
  rds.addInstance({ ...ORDERS, ...spec });
  const describe = (DBInstanceIdentifier = 'orders-db') =>
    rds.operations.DescribeDBInstances({ DBInstanceIdentifier }).DBInstances?.[0];
  return { rds, describe };
}

// Shape: https://docs.aws.amazon.com/AmazonRDS/latest/APIReference/API_DBInstance.html
test('an instance is described with its status, its endpoint and its network', () => {
  expect(make().describe()).toEqual({
    DBInstanceIdentifier: 'orders-db',
    DbiResourceId: expect.stringMatching(/^db-[A-Z2-7]{26}$/),
    DBInstanceStatus: 'available',
    Endpoint: { Address: 'orders-db.c0ffee.ap-south-1.rds.amazonaws.com', Port: 5432 },
    Engine: 'postgres',
    EngineVersion: '15.8',
    DBInstanceClass: 'db.t3.medium',
    MultiAZ: true,
    AllocatedStorage: 100,
    VpcSecurityGroups: [{ VpcSecurityGroupId: 'sg-0d', Status: 'active' }],
    DBSubnetGroup: { VpcId: 'vpc-1a2b3c4d' },
    DBInstanceArn: 'arn:aws:rds:ap-south-1:123456789012:db:orders-db',
    InstanceCreateTime: new Date(NOW - 86_400_000),
    TagList: [],
  });
});

// Shape: https://docs.aws.amazon.com/AmazonRDS/latest/APIReference/API_DBInstance.html
test('an instance tells its storage, groups, protection and windows where they are known', () => {
  const { describe } = make({
    storageType: 'gp3',
    parameterGroup: 'orders-pg15',
    subnetGroup: 'private',
    deletionProtection: true,
    backupRetentionDays: 30,
    backupWindow: { fromUtc: '23:30', minutes: 60 },
    maintenanceWindow: 'mon:04:00-mon:05:00',
    restorableLagMinutes: 5,
  });
  expect(describe()).toMatchObject({
    StorageType: 'gp3',
    DBParameterGroups: [{ DBParameterGroupName: 'orders-pg15', ParameterApplyStatus: 'in-sync' }],
    DBSubnetGroup: { DBSubnetGroupName: 'private', VpcId: 'vpc-1a2b3c4d' },
    DeletionProtection: true,
    BackupRetentionPeriod: 30,
    PreferredBackupWindow: '23:30-00:30',
    PreferredMaintenanceWindow: 'mon:04:00-mon:05:00',
    LatestRestorableTime: new Date(NOW - 5 * 60_000),
  });
});

// SDK client-rds DBInstance: members of the same names
test('an instance tells what a faithful copy of it has to have', () => {
  const { describe } = make({
    tags: { owner: 'backend' },
    iops: 3000,
    storageThroughput: 125,
    maxAllocatedStorageGb: 500,
    optionGroup: 'default:postgres-15',
    logExports: ['postgresql', 'upgrade'],
    iamAuthentication: true,
    publiclyAccessible: false,
    copyTagsToSnapshot: true,
    autoMinorVersionUpgrade: false,
    caCertificate: 'rds-ca-rsa2048-g1',
  });
  expect(describe()).toMatchObject({
    TagList: [{ Key: 'owner', Value: 'backend' }],
    Iops: 3000,
    StorageThroughput: 125,
    MaxAllocatedStorage: 500,
    OptionGroupMemberships: [{ OptionGroupName: 'default:postgres-15', Status: 'in-sync' }],
    EnabledCloudwatchLogsExports: ['postgresql', 'upgrade'],
    IAMDatabaseAuthenticationEnabled: true,
    PubliclyAccessible: false,
    CopyTagsToSnapshot: true,
    AutoMinorVersionUpgrade: false,
    CACertificateIdentifier: 'rds-ca-rsa2048-g1',
  });
});

// "returns information about all DB instances", Marker, MaxRecords 20-100: SDK client-rds DescribeDBInstances documentation
test('without an identifier every instance is answered, a page at a time', () => {
  const { rds } = make();
  for (let each = 0; each < 24; each++) rds.addInstance({ ...ORDERS, id: `other-${String(each).padStart(2, '0')}` });
  const { DescribeDBInstances } = rds.operations;
  expect(DescribeDBInstances({}).DBInstances).toHaveLength(25);
  const first = DescribeDBInstances({ MaxRecords: 20 });
  const second = DescribeDBInstances({ MaxRecords: 20, ...(first.Marker && { Marker: first.Marker }) });
  expect([first.DBInstances?.length, second.DBInstances?.length, second.Marker]).toEqual([20, 5, undefined]);
  expect(second.DBInstances?.at(-1)?.DBInstanceIdentifier).toBe('other-23');
  expect(() => DescribeDBInstances({ MaxRecords: 19 })).toThrow('Must be between 20 and 100');
});

// "This parameter isn't case-sensitive": https://docs.aws.amazon.com/AmazonRDS/latest/APIReference/API_DescribeDBInstances.html
test('the identifier may be written in capitals', () => {
  const { rds, describe } = make({ id: 'Orders-DB' });
  expect(describe('ORDERS-db')?.DBInstanceIdentifier).toBe('orders-db');
  expect(rds.status('Orders-DB')).toBe('available');
});

test('a status that is set is seen at once', () => {
  const { rds, describe } = make();
  rds.setStatus('orders-db', 'storage-full');
  expect([rds.status('orders-db'), describe()?.DBInstanceStatus]).toEqual(['storage-full', 'storage-full']);
  expect(describe()?.Endpoint?.Port).toBe(5432);
});

// SDK client-rds DBInstance.Endpoint: "might not be shown for instances with the status of creating"
test('an instance that is being created has no endpoint yet', () => {
  const { rds, describe } = make({ status: 'creating' });
  expect(describe()).not.toHaveProperty('Endpoint');
  rds.setStatus('orders-db', 'available');
  expect(describe()).toHaveProperty('Endpoint');
});

// https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/accessing-monitoring.html#Overview.DBInstance.Status
test.each([
  'backing-up',
  'configuring-log-exports',
  'failed',
  'inaccessible-encryption-credentials-recoverable',
  'incompatible-network',
  'maintenance',
  'modifying',
  'rebooting',
  'starting',
  'stopped',
  'stopping',
  'storage-optimization',
  'upgrade_failed',
  'upgrading',
])('%s is a status of RDS', (status) => {
  const { rds, describe } = make();
  rds.setStatus('orders-db', status);
  expect(describe()?.DBInstanceStatus).toBe(status);
});

test('a status that AWS does not document is refused by name', () => {
  const { rds } = make();
  expect(() => rds.setStatus('orders-db', 'asleep')).toThrow('rds status asleep. It plays: available, backing-up');
  expect(() => make({ status: 'Available' })).toThrow('rds status Available');
  expect(rds.status('orders-db')).toBe('available');
});

// https://docs.aws.amazon.com/AmazonRDS/latest/APIReference/API_DescribeDBInstances.html#API_DescribeDBInstances_Errors
test('an instance that is not there is DBInstanceNotFoundFault', () => {
  expect(() => make().describe('other')).toThrow(
    expect.objectContaining({ code: 'DBInstanceNotFoundFault', status: 404 }),
  );
});

test('what is not played is refused by name', () => {
  const { rds } = make();
  const { DescribeDBInstances } = rds.operations;
  const Filters = [{ Name: 'engine', Values: ['postgres'] }];
  expect(() => DescribeDBInstances({ Filters })).toThrow('DescribeDBInstances Filters');
  expect(() => DescribeDBInstances({ DBInstanceIdentifier: 'arn:aws:rds:r:1:db:x' })).toThrow(
    'of arn:aws:rds:r:1:db:x',
  );
  expect(() => rds.setStatus('other', 'stopped')).toThrow('no DB instance other; there are: orders-db');
  expect(() => rds.addInstance({ ...ORDERS, id: 'ORDERS-DB' })).toThrow('already');
  expect(() => rds.addInstance({ ...ORDERS, id: 'new', createdAt: NOW + 1 })).toThrow('in the future');
});
