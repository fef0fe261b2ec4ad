import { DATABASE, type System } from './system';
import { FRIDAY, telling, until } from './telling';

const take = ({ rds }: System, id: string) =>
  rds.operations.CreateDBSnapshot({ DBInstanceIdentifier: DATABASE, DBSnapshotIdentifier: id });
const statusOf = ({ rds }: System, id: string) => rds.snapshots().find((one) => one.id === id)?.status;
const instanceOf = ({ rds }: System) =>
  rds.operations.DescribeDBInstances({ DBInstanceIdentifier: DATABASE }).DBInstances?.[0];

describe('the database’s backups', () => {
  it('are taken every day in the window that the environment names, and those of a week are there', () => {
    const seen = telling(`${FRIDAY}T08:00`);
    expect(instanceOf(seen)).toMatchObject({
      MultiAZ: true,
      DeletionProtection: true,
      BackupRetentionPeriod: 30,
      PreferredBackupWindow: '03:00-04:00',
      PreferredMaintenanceWindow: 'mon:04:00-mon:05:00',
      DBParameterGroups: [{ DBParameterGroupName: `${DATABASE}-params`, ParameterApplyStatus: 'in-sync' }],
    });
    const ids = () => seen.rds.snapshots(DATABASE).map(({ id }) => id);
    expect(ids()).toHaveLength(7);
    expect(ids().at(-1)).toBe(`rds:${DATABASE}-2026-11-19-03-00`);
    until(seen, `${FRIDAY}T08:31`);
    expect(instanceOf(seen)?.DBInstanceStatus).toBe('backing-up');
    until(seen, `${FRIDAY}T09:30`);
    expect(ids().at(-1)).toBe(`rds:${DATABASE}-2026-11-20-03-00`);
    expect(instanceOf(seen)?.DBInstanceStatus).toBe('available');
  });

  it('go on while a fault that has nothing to do with them comes and goes', () => {
    const seen = telling(`${FRIDAY}T08:00`);
    until(seen, `${FRIDAY}T08:31`);
    seen.platform.inject({ kind: 'database-password-wrong' });
    expect(instanceOf(seen)?.DBInstanceStatus).toBe('backing-up');
    seen.platform.mend('database-password-wrong');
    expect(instanceOf(seen)?.DBInstanceStatus).toBe('backing-up');
  });
});

describe('a snapshot', () => {
  it('is available after some minutes when nothing is wrong', () => {
    const seen = telling(`${FRIDAY}T17:00`);
    take(seen, 'algo-backup-20261120');
    seen.pass(900);
    expect(statusOf(seen, 'algo-backup-20261120')).toBe('available');
  });

  it.each([
    ['snapshot-never-available', 'creating'],
    ['snapshot-fails', 'failed'],
  ] as const)('of %s stays %s, and only that one', (kind, status) => {
    const seen = telling(`${FRIDAY}T17:00`);
    seen.platform.inject({ kind });
    take(seen, 'one');
    seen.pass(7200);
    expect(statusOf(seen, 'one')).toBe(status);
    seen.rds.setStatus(DATABASE, 'available');
    take(seen, 'two');
    seen.pass(900);
    expect(statusOf(seen, 'two')).toBe('available');
  });

  it('that has not been taken is as any other once the fault is mended', () => {
    const seen = telling(`${FRIDAY}T17:00`);
    seen.platform.inject({ kind: 'snapshot-fails' });
    seen.platform.mend('snapshot-fails');
    take(seen, 'one');
    seen.pass(900);
    expect(statusOf(seen, 'one')).toBe('available');
  });

  it('beyond the quota is refused, until somebody makes room', () => {
    const seen = telling(`${FRIDAY}T17:00`);
    seen.platform.inject({ kind: 'snapshot-quota-full' });
    expect(() => take(seen, 'one')).toThrow('Cannot create more than');
    seen.platform.mend('snapshot-quota-full');
    expect(() => take(seen, 'one')).not.toThrow();
  });

  it('whose name somebody has taken by hand is refused; another name is free', () => {
    const seen = telling('2026-11-21T00:30');
    seen.platform.inject({ kind: 'snapshot-id-taken' });
    expect(() => take(seen, 'algo-backup-20261121')).toThrow('already exists');
    expect(() => take(seen, 'algo-backup-20261121-0031')).not.toThrow();
  });
});
