import { createHash } from 'node:crypto';
import type { RestoreDBInstanceFromDBSnapshotMessage } from '@aws-sdk/client-rds';
import { AwsError } from '../service';
import type { BackupWindow } from './backup-window';
import { type Instance, resourceIdOf } from './instance';

/** What both kinds of restore can be told about the new instance. */
export const SETTINGS = [
  'DBInstanceClass',
  'Port',
  'DBSubnetGroupName',
  'MultiAZ',
  'PubliclyAccessible',
  'AutoMinorVersionUpgrade',
  'Iops',
  'StorageThroughput',
  'OptionGroupName',
  'Tags',
  'StorageType',
  'VpcSecurityGroupIds',
  'CopyTagsToSnapshot',
  'EnableIAMDatabaseAuthentication',
  'EnableCloudwatchLogsExports',
  'DBParameterGroupName',
  'DeletionProtection',
  'BackupRetentionPeriod',
  'PreferredBackupWindow',
  'CACertificateIdentifier',
] as const;
export type Settings = Pick<RestoreDBInstanceFromDBSnapshotMessage, (typeof SETTINGS)[number]>;

/** From how many GiB on gp3 of PostgreSQL takes I/O operations and throughput to order. */
const GP3_THRESHOLD = 400;

// @claim documented: Left out, the backup window is half an hour at random from a block of eight hours for each Region (16:30 to 00:30 UTC in Mumbai); here it begins at 17:00.
// @source https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/USER_WorkingWithAutomatedBackups.html#USER_WorkingWithAutomatedBackups.BackupWindow
export const DEFAULT_WINDOW: BackupWindow = { fromUtc: '17:00', minutes: 30 };
// @claim documented: Left out, the maintenance window is one at random, on a random day; here it is on Sunday, 18:00 UTC. Neither kind of restore can be told one.
// @source SDK client-rds CreateDBInstance documentation (PreferredMaintenanceWindow)
const DEFAULT_MAINTENANCE = 'sun:18:00-sun:18:30';
export const DEFAULT_SUBNETS = 'default';

/** Id of the default security group of a VPC. */
export const defaultSecurityGroup = (vpcId: string): string =>
  `sg-${createHash('sha256').update(vpcId).digest('hex').slice(0, 17)}`;

// @claim cross-checked: gp3 of PostgreSQL below 400 GiB takes neither Iops nor StorageThroughput, not even what it has of itself: InvalidParameterCombination.
// @source https://github.com/hashicorp/terraform-provider-aws/issues/28271; https://github.com/braintrustdata/terraform-aws-braintrust-data-plane/pull/288
export function checkStorage({ Iops, StorageThroughput, StorageType }: Settings, source: Instance): void {
  const { engine, allocatedStorageGb, storageType } = source;
  const ordered = Iops !== undefined || StorageThroughput !== undefined;
  if (ordered && (StorageType ?? storageType) === 'gp3' && allocatedStorageGb < GP3_THRESHOLD) {
    const message = `You can't specify IOPS or storage throughput for engine ${engine} and a storage size less than ${GP3_THRESHOLD}.`;
    throw new AwsError('InvalidParameterCombination', message);
  }
}

/** The new instance: what the call says, and for what it does not say what RDS makes of that. */
export function restored(
  input: Settings & { readonly id: string },
  source: Instance,
  { at, now }: { readonly at: number; readonly now: number },
): Instance {
  const [major = ''] = source.engineVersion.split('.');
  const { id } = input;
  const storageType = input.StorageType ?? source.storageType;
  return {
    id,
    resourceId: resourceIdOf(id, now),
    createdAt: now,
    status: 'creating',
    parametersApplied: 'in-sync',
    restoredFrom: { resourceId: source.resourceId, at },
    engine: source.engine,
    engineVersion: source.engineVersion,
    allocatedStorageGb: source.allocatedStorageGb,
    vpcId: source.vpcId,
    restorableLagMinutes: source.restorableLagMinutes ?? 5,
    // @claim documented: Class, port, storage and its I/O operations come from the backup unless given, and so do the days for which backups are kept.
    // @source SDK client-rds RestoreDBInstanceFromDBSnapshot documentation (DBInstanceClass, Port, Iops, BackupRetentionPeriod)
    instanceClass: input.DBInstanceClass ?? source.instanceClass,
    endpoint: { address: addressOf(id, source.endpoint.address), port: input.Port ?? source.endpoint.port },
    ...(storageType === undefined ? {} : { storageType }),
    ...optional('iops', input.Iops ?? source.iops),
    ...optional('storageThroughput', input.StorageThroughput ?? source.storageThroughput),
    ...optional('maxAllocatedStorageGb', source.maxAllocatedStorageGb),
    backupRetentionDays: input.BackupRetentionPeriod ?? source.backupRetentionDays,
    backupWindow: undefined,
    // @claim documented: Without them in the call the new instance has the default security group of its VPC, the default parameter group of its engine, a single zone and no deletion protection.
    // @source SDK client-rds RestoreDBInstanceFromDBSnapshot documentation (VpcSecurityGroupIds, DBParameterGroupName, MultiAZ, DeletionProtection)
    securityGroups: input.VpcSecurityGroupIds?.length
      ? input.VpcSecurityGroupIds
      : [defaultSecurityGroup(source.vpcId)],
    parameterGroup: input.DBParameterGroupName ?? `default.${source.engine}${major}`,
    optionGroup: input.OptionGroupName ?? `default:${source.engine}-${major}`,
    multiAz: input.MultiAZ ?? false,
    deletionProtection: input.DeletionProtection ?? false,
    // @claim documented: A restore to a point in time is made in the default subnet group unless told another.
    // @source SDK client-rds RestoreDBInstanceToPointInTime documentation
    // @claim assumed: So is a restore from a snapshot.
    // @source SDK client-rds RestoreDBInstanceFromDBSnapshot documentation (DBSubnetGroupName does not say)
    subnetGroup: input.DBSubnetGroupName ?? DEFAULT_SUBNETS,
    // @claim documented: IAM authentication is off unless asked for.
    // @source SDK client-rds RestoreDBInstanceFromDBSnapshot documentation (EnableIAMDatabaseAuthentication)
    // @claim assumed: So are the export of logs, copying tags to snapshots and a public address; minor versions are upgraded by themselves.
    // @source SDK client-rds RestoreDBInstanceFromDBSnapshot documentation (example; the members do not say)
    iamAuthentication: input.EnableIAMDatabaseAuthentication ?? false,
    logExports: input.EnableCloudwatchLogsExports ?? [],
    copyTagsToSnapshot: input.CopyTagsToSnapshot ?? false,
    publiclyAccessible: input.PubliclyAccessible ?? false,
    autoMinorVersionUpgrade: input.AutoMinorVersionUpgrade ?? true,
    ...optional('caCertificate', input.CACertificateIdentifier ?? source.caCertificate),
    maintenanceWindow: DEFAULT_MAINTENANCE,
    // @claim documented: With tags in the call the new instance has those; without, those of the instance the backup was made of.
    // @source SDK client-rds RestoreDBInstanceFromDBSnapshot documentation (CopyTagsToSnapshot)
    tags: input.Tags?.length ? [...input.Tags] : source.tags,
  };
}

const optional = <K extends string, V>(key: K, value: V | undefined) =>
  (value === undefined ? {} : { [key]: value }) as Partial<Record<K, V>>;

// @claim documented: An instance's endpoint is its identifier, a part fixed for account and Region, the Region and rds.amazonaws.com.
// @source https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/Overview.DBInstance.html
export const addressOf = (id: string, sibling: string): string => `${id}${sibling.slice(sibling.indexOf('.'))}`;
