import type { DBInstance, DBSnapshot } from '@aws-sdk/client-rds';
import { RESTORE_TAGS } from '../../../../lambdas/shared/restores/names';
import type { RestorePlan } from '../../../../lambdas/shared/restores/plan';
import { setupOf } from '../../../../lambdas/shared/restores/setup';
import type { SwitchPlan } from '../../../../lambdas/shared/restores/switch';

/** Friday 20 November 2026, 10:01 in India. */
export const NOW = Date.UTC(2026, 10, 20, 4, 31);
export const HOUR = 3_600_000;
export const INCIDENT = 'data-recovery-1';

export const INSTANCE: DBInstance = {
  DBInstanceIdentifier: 'prod-db',
  DbiResourceId: 'db-OLD',
  DBInstanceStatus: 'available',
  DBInstanceClass: 'db.t3.medium',
  Endpoint: { Address: 'prod-db.c1.ap-south-1.rds.amazonaws.com', Port: 5433 },
  DBSubnetGroup: { DBSubnetGroupName: 'private' },
  VpcSecurityGroups: [{ VpcSecurityGroupId: 'sg-2' }, { VpcSecurityGroupId: 'sg-1' }],
  DBParameterGroups: [{ DBParameterGroupName: 'prod-pg15', ParameterApplyStatus: 'in-sync' }],
  OptionGroupMemberships: [{ OptionGroupName: 'default:postgres-15' }],
  MultiAZ: true,
  AllocatedStorage: 100,
  StorageType: 'gp3',
  Iops: 3000,
  StorageThroughput: 125,
  MaxAllocatedStorage: 500,
  EnabledCloudwatchLogsExports: ['upgrade', 'postgresql'],
  CopyTagsToSnapshot: true,
  DeletionProtection: true,
  BackupRetentionPeriod: 30,
  PreferredBackupWindow: '03:00-04:00',
  PreferredMaintenanceWindow: 'mon:04:00-mon:05:00',
  CACertificateIdentifier: 'rds-ca-rsa2048-g1',
  TagList: [
    { Key: 'CostCenter', Value: 'trading' },
    { Key: 'aws:cloudformation:stack-name', Value: 'prod' },
  ],
};

export const snapshot = (id: string, hoursAgo: number, over: Partial<DBSnapshot> = {}): DBSnapshot => ({
  DBSnapshotIdentifier: id,
  SnapshotType: id.startsWith('rds:') ? 'automated' : 'manual',
  Status: 'available',
  SnapshotCreateTime: new Date(NOW - hoursAgo * HOUR),
  ...(id.startsWith('prod-backup-') ? { TagList: [{ Key: RESTORE_TAGS.environment, Value: 'prod' }] } : {}),
  ...over,
});

export const plan = (over: Partial<RestorePlan> = {}): RestorePlan => ({
  instance: 'prod-db',
  resource: 'db-OLD',
  restored: 'prod-db-restored-20261120-1001',
  from: { snapshot: 'prod-backup-20261119', type: 'manual', takenAt: new Date(NOW - 14 * HOUR).toISOString() },
  setup: setupOf(INSTANCE),
  tags: [
    { Key: 'CostCenter', Value: 'trading' },
    { Key: RESTORE_TAGS.incident, Value: INCIDENT },
  ],
  expires: new Date(NOW + 7 * 24 * HOUR).toISOString(),
  owner: 'backend',
  ...over,
});

/** The new instance, as it should be. */
export const copy = (over: Partial<DBInstance> = {}): DBInstance => ({
  ...INSTANCE,
  DBInstanceIdentifier: 'prod-db-restored-20261120-1001',
  DbiResourceId: 'db-NEW',
  InstanceCreateTime: new Date(NOW),
  TagList: [
    ...plan().tags,
    { Key: RESTORE_TAGS.restoredOf, Value: 'prod-db' },
    { Key: RESTORE_TAGS.environment, Value: 'prod' },
    { Key: RESTORE_TAGS.restoredFrom, Value: 'prod-backup-20261119' },
  ],
  ...over,
});

export const switching = (over: Partial<SwitchPlan> = {}): SwitchPlan => ({
  instance: 'prod-db',
  oldResource: 'db-OLD',
  replaced: 'prod-db-replaced-20261120-1001',
  restored: 'prod-db-restored-20261120-1001',
  restoredResource: 'db-NEW',
  restoredFrom: 'prod-backup-20261119',
  ...over,
});
