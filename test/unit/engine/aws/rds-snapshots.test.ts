import { type BackupWindow, type DbInstanceSpec, Rds } from '../../../../rehearsal/engine/aws/rds';
import { VirtualClock } from '../../../../rehearsal/engine/clock';
import { latency, scaled } from '../../../../rehearsal/engine/latency';

const MINUTE = 60_000;
const DAY = 86_400_000;
/** A Saturday, 06:00 in India. */
const NOW = Date.UTC(2026, 10, 21, 0, 30);
const TAKES = latency.rdsSnapshot.ms;
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
  storageType: 'gp3',
  createdAt: NOW - 30 * DAY,
};
const DBInstanceIdentifier = 'orders-db';

function make(spec: Partial<DbInstanceSpec> = {}, table = latency) {
  const clock = new VirtualClock(NOW);
  const rds = new Rds({ clock, account: { id: '123456789012', region: 'ap-south-1' }, latency: table });
  rds.addInstance({ ...ORDERS, ...spec });
  const { CreateDBSnapshot, DescribeDBSnapshots, DeleteDBSnapshot } = rds.operations;
  const create = (DBSnapshotIdentifier: string) => CreateDBSnapshot({ DBInstanceIdentifier, DBSnapshotIdentifier });
  const one = (DBSnapshotIdentifier: string) => DescribeDBSnapshots({ DBSnapshotIdentifier }).DBSnapshots?.[0];
  const wait = (milliseconds: number) => void clock.fake.tick(milliseconds);
  return { clock, rds, create, one, wait, DescribeDBSnapshots, DeleteDBSnapshot };
}
const code = (code: string, status = 400) => expect.objectContaining({ code, status });

// Shape: example of CreateDBSnapshot, SDK client-rds documentation
test('a snapshot is being created first and available in the end, its instance backing up meanwhile', () => {
  const { rds, one, wait } = make();
  const Tags = [{ Key: 'made-by', Value: 'runbook' }];
  const { DBSnapshot } = rds.operations.CreateDBSnapshot({
    DBInstanceIdentifier: 'Orders-DB',
    DBSnapshotIdentifier: 'Backup-20261121',
    Tags,
  });
  const about = {
    DBSnapshotIdentifier: 'backup-20261121',
    DBInstanceIdentifier,
    DBSnapshotArn: 'arn:aws:rds:ap-south-1:123456789012:snapshot:backup-20261121',
    Engine: 'postgres',
    EngineVersion: '15.8',
    AllocatedStorage: 100,
    Port: 5432,
    VpcId: 'vpc-1a2b3c4d',
    InstanceCreateTime: new Date(NOW - 30 * DAY),
    SnapshotType: 'manual',
    StorageType: 'gp3',
    TagList: Tags,
    DbiResourceId: expect.stringMatching(/^db-[A-Z2-7]{26}$/),
  };
  expect(DBSnapshot).toEqual({ ...about, Status: 'creating', PercentProgress: 0 });
  wait(TAKES / 2);
  expect(one('backup-20261121')).toEqual({ ...about, Status: 'creating', PercentProgress: 50 });
  expect(rds.status('orders-db')).toBe('backing-up');
  wait(TAKES / 2);
  const done = { Status: 'available', PercentProgress: 100, SnapshotCreateTime: new Date(NOW) };
  expect(one('BACKUP-20261121')).toEqual({ ...about, ...done });
  expect(rds.status('orders-db')).toBe('available');
});

test('on a slow day a snapshot takes longer', () => {
  const { create, one, wait } = make({}, scaled(3));
  create('slow');
  wait(3 * TAKES - 1);
  expect(one('slow')).toMatchObject({ Status: 'creating', PercentProgress: 99 });
  wait(1);
  expect(one('slow')?.Status).toBe('available');
});

// "The source DB instance must be in the available or storage-optimization state": SDK client-rds CreateDBSnapshot
test.each(['backing-up', 'modifying', 'stopped', 'storage-full'])(
  'of an instance that is %s none is taken',
  (status) => {
    const { rds, create } = make({ status });
    expect(() => create('now')).toThrow(code('InvalidDBInstanceStateFault'));
    expect(rds.snapshots()).toEqual([]);
  },
);

test('an instance that optimises its storage can be snapshotted, and goes on optimising afterwards', () => {
  const { rds, create, wait } = make({ status: 'storage-optimization' });
  create('now');
  expect(rds.status('orders-db')).toBe('backing-up');
  wait(TAKES);
  expect(rds.status('orders-db')).toBe('storage-optimization');
});

test('what happens to the instance while it is backed up is not undone when the backup ends', () => {
  const { rds, create, wait } = make();
  create('now');
  rds.setStatus('orders-db', 'failed');
  wait(TAKES);
  expect(rds.status('orders-db')).toBe('failed');
});

// Constraints: SDK client-rds CreateDBSnapshot documentation (DBSnapshotIdentifier)
test.each(['', '1st', 'two--hyphens', 'ends-', 'under_score', 'rds:orders', 'a'.repeat(256)])(
  '"%s" is no identifier of a snapshot',
  (id) => expect(() => make().create(id)).toThrow(code('InvalidParameterValue')),
);

test.each(['a', 'a'.repeat(255), 'A-1'])('%s is one', (id) => {
  expect(make().create(id).DBSnapshot?.DBSnapshotIdentifier).toBe(id.toLowerCase());
});

test('an identifier that is taken is told apart from an instance that is not there', () => {
  const { rds, create } = make();
  rds.addSnapshot({ id: 'taken', instance: 'orders-db', at: NOW - DAY });
  expect(() => create('Taken')).toThrow(code('DBSnapshotAlreadyExistsFault'));
  const other = { DBInstanceIdentifier: 'other', DBSnapshotIdentifier: 'free' };
  expect(() => rds.operations.CreateDBSnapshot(other)).toThrow(code('DBInstanceNotFoundFault', 404));
});

// 100 manual snapshots per Region: https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/CHAP_Limits.html
test('one manual snapshot more than the quota is refused; automated ones do not count', () => {
  const { rds, create, DeleteDBSnapshot } = make();
  rds.addSnapshot({ id: 'rds:orders-db-2026-11-20-03-00', instance: 'orders-db', at: NOW - DAY });
  for (let n = 0; n < 100; n++) rds.addSnapshot({ id: `old-${n}`, instance: 'orders-db', at: NOW - DAY });
  expect(() => create('more')).toThrow(code('SnapshotQuotaExceededFault'));
  expect(rds.status('orders-db')).toBe('available');
  DeleteDBSnapshot({ DBSnapshotIdentifier: 'old-0' });
  create('more');
});

test('the quota can be another one', () => {
  const { rds, create, wait } = make();
  rds.snapshotQuota = 1;
  create('first');
  wait(TAKES);
  expect(() => create('second')).toThrow('Cannot create more than 1 manual snapshots');
});

test('a story can let one snapshot fail, and the next one succeeds', () => {
  const { rds, create, one, wait, DeleteDBSnapshot } = make();
  rds.nextSnapshot('fails');
  create('first');
  wait(TAKES);
  expect(one('first')).toMatchObject({ Status: 'failed', PercentProgress: 99 });
  expect(one('first')).not.toHaveProperty('SnapshotCreateTime');
  expect(rds.status('orders-db')).toBe('available');
  expect(() => DeleteDBSnapshot({ DBSnapshotIdentifier: 'first' })).toThrow(code('InvalidDBSnapshotStateFault'));
  create('second');
  wait(TAKES);
  expect(one('second')?.Status).toBe('available');
});

test('a story can let a snapshot never end', () => {
  const { rds, create, one, wait } = make();
  rds.nextSnapshot('never');
  create('endless');
  wait(DAY);
  expect(one('endless')).toMatchObject({ Status: 'creating', PercentProgress: 99 });
  expect(rds.status('orders-db')).toBe('backing-up');
});

describe('DescribeDBSnapshots', () => {
  const AUTOMATED = 'rds:orders-db-2026-11-20-03-00';
  const stocked = () => {
    const made = make();
    made.rds.addInstance({ ...ORDERS, id: 'other-db' });
    made.rds.addSnapshot({ id: AUTOMATED, instance: 'orders-db', at: NOW - DAY });
    made.rds.addSnapshot({ id: 'mine', instance: 'orders-db', at: NOW - 2 * DAY, tags: { made: 'by-hand' } });
    made.rds.addSnapshot({ id: 'theirs', instance: 'other-db', at: NOW - DAY });
    const ids = (input: Parameters<typeof made.DescribeDBSnapshots>[0]) =>
      made.DescribeDBSnapshots(input).DBSnapshots?.map((one) => one.DBSnapshotIdentifier);
    return { ...made, ids };
  };

  // SDK client-rds DescribeDBSnapshots documentation (SnapshotType, DBSnapshotIdentifier)
  test('finds snapshots by instance, identifier and type', () => {
    const { ids, one } = stocked();
    expect(ids({})).toEqual(['mine', AUTOMATED, 'theirs']);
    expect(ids({ DBInstanceIdentifier: 'ORDERS-db' })).toEqual(['mine', AUTOMATED]);
    expect(ids({ DBInstanceIdentifier, SnapshotType: 'manual' })).toEqual(['mine']);
    expect(ids({ SnapshotType: 'automated' })).toEqual([AUTOMATED]);
    expect(ids({ DBSnapshotIdentifier: AUTOMATED, SnapshotType: 'automated' })).toEqual([AUTOMATED]);
    expect(ids({ DBInstanceIdentifier: 'nothing' })).toEqual([]);
    expect(one('mine')?.TagList).toEqual([{ Key: 'made', Value: 'by-hand' }]);
  });

  test('an identifier that is not there is DBSnapshotNotFound', () => {
    expect(() => stocked().one('gone')).toThrow(code('DBSnapshotNotFoundFault', 404));
  });

  // Minimum 20, maximum 100, default 100: SDK client-rds DescribeDBSnapshots documentation (MaxRecords)
  test('comes in pages, each with the marker of the next', () => {
    const { rds, DescribeDBSnapshots } = make();
    for (let n = 100; n < 230; n++) rds.addSnapshot({ id: `old-${n}`, instance: 'orders-db', at: NOW - DAY });
    const pages = (input: Parameters<typeof DescribeDBSnapshots>[0]) => {
      const found: number[] = [];
      const seen = new Set<string | undefined>();
      let Marker: string | undefined;
      do {
        const page = DescribeDBSnapshots({ ...input, Marker });
        found.push(page.DBSnapshots?.length ?? 0);
        for (const { DBSnapshotIdentifier } of page.DBSnapshots ?? []) seen.add(DBSnapshotIdentifier);
        Marker = page.Marker;
      } while (Marker !== undefined);
      return [found, seen.size];
    };
    expect(pages({})).toEqual([[100, 30], 130]);
    expect(pages({ MaxRecords: 65 })).toEqual([[65, 65], 130]);
    expect(() => DescribeDBSnapshots({ MaxRecords: 19 })).toThrow(code('InvalidParameterValue'));
    expect(() => DescribeDBSnapshots({ MaxRecords: 101 })).toThrow(code('InvalidParameterValue'));
    expect(() => DescribeDBSnapshots({ Marker: '?' })).toThrow(code('InvalidParameterValue'));
  });

  test('what is not played is refused by name', () => {
    const { DescribeDBSnapshots } = stocked();
    expect(() => DescribeDBSnapshots({ SnapshotType: 'shared' })).toThrow('SnapshotType shared');
    expect(() => DescribeDBSnapshots({ DBSnapshotIdentifier: AUTOMATED })).toThrow('without SnapshotType');
    expect(() => DescribeDBSnapshots({ Filters: [] })).toThrow('rds DescribeDBSnapshots Filters');
  });
});

describe('DeleteDBSnapshot', () => {
  test('a manual snapshot is gone at once', () => {
    const { rds, one, DeleteDBSnapshot } = make();
    rds.addSnapshot({ id: 'old', instance: 'orders-db', at: NOW - DAY });
    expect(DeleteDBSnapshot({ DBSnapshotIdentifier: 'OLD' }).DBSnapshot).toMatchObject({
      DBSnapshotIdentifier: 'old',
      Status: 'deleted',
    });
    expect(() => one('old')).toThrow(code('DBSnapshotNotFoundFault', 404));
    expect(() => DeleteDBSnapshot({ DBSnapshotIdentifier: 'old' })).toThrow(code('DBSnapshotNotFoundFault', 404));
  });

  // https://github.com/hashicorp/terraform-provider-aws/issues/13800, SDK client-rds DeleteDBSnapshot documentation
  test('neither an automated snapshot nor one that is being created can be deleted', () => {
    const { rds, create, DeleteDBSnapshot } = make();
    const id = 'rds:orders-db-2026-11-20-03-00';
    rds.addSnapshot({ id, instance: 'orders-db', at: NOW - DAY });
    create('now');
    for (const DBSnapshotIdentifier of [id, 'now']) {
      expect(() => DeleteDBSnapshot({ DBSnapshotIdentifier })).toThrow(code('InvalidDBSnapshotStateFault'));
    }
    expect(rds.snapshots().map((one) => one.id)).toEqual(['now', id]);
  });
});

describe('automated backups', () => {
  const nightly = (more: Partial<BackupWindow> = {}) => ({ backupWindow: { fromUtc: '03:00', minutes: 60, ...more } });
  const at = (day: number, hour: number, minute = 0) => Date.UTC(2026, 10, day, hour, minute) - NOW;

  // https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/USER_WorkingWithAutomatedBackups.html
  test('an instance is backed up once a day in its window', () => {
    const { rds, wait } = make({ ...nightly(), backupRetentionDays: 7 });
    wait(at(21, 3) - 1);
    expect([rds.status('orders-db'), rds.snapshots()]).toEqual(['available', []]);
    wait(1);
    expect(rds.status('orders-db')).toBe('backing-up');
    wait(TAKES);
    expect(rds.status('orders-db')).toBe('available');
    wait(2 * DAY);
    expect(rds.snapshots('ORDERS-db').map(({ id, type, status }) => [id, type, status])).toEqual([
      ['rds:orders-db-2026-11-21-03-00', 'automated', 'available'],
      ['rds:orders-db-2026-11-22-03-00', 'automated', 'available'],
      ['rds:orders-db-2026-11-23-03-00', 'automated', 'available'],
    ]);
  });

  test('a story can have the backup under way at a quarter past', () => {
    const { rds, wait } = make(nightly({ startsAfterMinutes: 10, takesMinutes: 20 }));
    wait(at(21, 3, 15));
    expect(rds.status('orders-db')).toBe('backing-up');
    expect(rds.snapshots()[0]?.id).toBe('rds:orders-db-2026-11-21-03-10');
    wait(15 * MINUTE);
    expect(rds.status('orders-db')).toBe('available');
  });

  test('automated snapshots are kept for the days of the retention period, manual ones for ever', () => {
    const { rds, wait } = make({ ...nightly(), backupRetentionDays: 2 });
    rds.addSnapshot({ id: 'mine', instance: 'orders-db', at: NOW - 20 * DAY });
    wait(5 * DAY);
    expect(rds.snapshots().map(({ id }) => id)).toEqual([
      'mine',
      'rds:orders-db-2026-11-23-03-00',
      'rds:orders-db-2026-11-24-03-00',
      'rds:orders-db-2026-11-25-03-00',
    ]);
  });

  test('an instance that is not available is not backed up that day', () => {
    const { rds, wait } = make({ ...nightly(), status: 'storage-full' });
    wait(at(21, 4));
    expect(rds.snapshots()).toEqual([]);
    rds.setStatus('orders-db', 'available');
    wait(DAY);
    expect(rds.snapshots()).toHaveLength(1);
  });

  test('a window that is moved counts from then on, and the one before no more', () => {
    const { rds, wait } = make(nightly());
    rds.setBackupWindow('orders-db', { fromUtc: '20:00', minutes: 30 });
    wait(at(22, 0));
    expect(rds.snapshots().map(({ id }) => id)).toEqual(['rds:orders-db-2026-11-21-20-00']);
  });

  test.each<[Partial<BackupWindow>, string]>([
    [{ fromUtc: '3:00' }, 'backupWindow.fromUtc is "3:00"'],
    [{ minutes: 29 }, 'backupWindow.minutes is 29'],
    [{ startsAfterMinutes: 60 }, 'backupWindow.startsAfterMinutes is 60'],
    [{ takesMinutes: 0 }, 'backupWindow.takesMinutes is 0'],
  ])('a window with %j is refused by name', (window, message) => {
    expect(() => make(nightly(window))).toThrow(message);
  });
});

test('what a story says wrongly is refused by name', () => {
  const { rds } = make();
  const add = (more: object) => () => rds.addSnapshot({ id: 'new', instance: 'orders-db', at: NOW, ...more });
  expect(add({ instance: 'other' })).toThrow('There is no DB instance other');
  expect(add({ at: NOW + 1 })).toThrow('in the future');
  expect(add({ type: 'automated' })).toThrow('type is automated');
  expect(add({ id: 'rds:orders' })).toThrow(code('InvalidParameterValue'));
  add({})();
  expect(add({})).toThrow('There is a DB snapshot new already.');
  expect(() => make({ backupRetentionDays: 36 })).toThrow('backupRetentionDays is 36');
});
