import { createHash } from 'node:crypto';
import type { DBInstance, Tag } from '@aws-sdk/client-rds';
import { type Account, arn } from '../service';
import type { BackupWindow } from './backup-window';
import type { DbInstanceStatus } from './status';

/** A DB instance in a VPC, as it stands before the story begins. */
export interface DbInstanceSpec {
  /** Letters, digits and hyphens; kept in lower case. */
  readonly id: string;
  readonly engine: string;
  readonly engineVersion: string;
  /** `db.t3.medium`. */
  readonly instanceClass: string;
  readonly endpoint: { readonly address: string; readonly port: number };
  /** Ids: `sg-...`. */
  readonly securityGroups: readonly string[];
  readonly vpcId: string;
  readonly multiAz: boolean;
  readonly allocatedStorageGb: number;
  /** `available` if left out. */
  readonly status?: string;
  /** Milliseconds since the epoch, not after the clock's present. */
  readonly createdAt: number;
  /** `gp3`. */
  readonly storageType?: string;
  /** I/O operations a second; of gp3 what it has of itself, or what was paid for. */
  readonly iops?: number;
  /** MiB a second, of gp3. */
  readonly storageThroughput?: number;
  /** GiB up to which its storage grows by itself. */
  readonly maxAllocatedStorageGb?: number;
  /** Name of the DB parameter group, which is in sync. */
  readonly parameterGroup?: string;
  readonly optionGroup?: string;
  /** Name of the DB subnet group. */
  readonly subnetGroup?: string;
  readonly deletionProtection?: boolean;
  readonly publiclyAccessible?: boolean;
  readonly copyTagsToSnapshot?: boolean;
  readonly autoMinorVersionUpgrade?: boolean;
  readonly iamAuthentication?: boolean;
  /** Logs that go to CloudWatch: `postgresql`. */
  readonly logExports?: readonly string[];
  /** `rds-ca-rsa2048-g1`. */
  readonly caCertificate?: string;
  readonly tags?: Readonly<Record<string, string>>;
  /** Days for which automated backups are kept: 1 to 35, and 1 if left out; nothing is backed up without a backupWindow. */
  readonly backupRetentionDays?: number;
  /** When it is backed up every day; never if left out. */
  readonly backupWindow?: BackupWindow;
  /** `mon:04:00-mon:05:00`, UTC. Only told; nothing happens in it. */
  readonly maintenanceWindow?: string;
  /** By how many minutes the latest time it can be restored to lies in the past; not told if left out. */
  readonly restorableLagMinutes?: number;
}

type Told = Omit<DbInstanceSpec, 'status' | 'backupWindow' | 'backupRetentionDays' | 'tags'>;

/** An instance as it is now. Its name, its groups and its endpoint can change; `resourceId` never does. */
export type Instance = { -readonly [K in keyof Told]: Told[K] } & {
  readonly resourceId: string;
  status: DbInstanceStatus;
  backupRetentionDays: number | undefined;
  backupWindow: BackupWindow | undefined;
  tags: readonly Tag[];
  /** The name it is going to have. */
  renamedTo?: string;
  /** `pending-reboot` once another parameter group was given to it. */
  parametersApplied: 'in-sync' | 'pending-reboot';
  /** Of which instance (`resourceId`) and instant it is a copy; milliseconds since the epoch. */
  readonly restoredFrom?: { readonly resourceId: string; readonly at: number };
};

// @claim documented: Each instance has a resource id that never changes and is unique in its Region: db- and capitals and digits.
// @source SDK client-rds DescribeDBInstances documentation (DBInstance.DbiResourceId)
export function resourceIdOf(id: string, createdAt: number): string {
  const digest = createHash('sha256').update(`${id} ${createdAt}`).digest();
  const LETTERS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';
  return `db-${Array.from(digest.subarray(0, 26), (byte) => LETTERS[byte % LETTERS.length]).join('')}`;
}

/** What a member says where the spec says it. */
const told = <K extends string, V>(key: K, value: V | undefined) =>
  (value === undefined ? {} : { [key]: value }) as Partial<Record<K, V>>;

/** The latest instant it can be restored to; undefined where nothing is kept for that. @param now milliseconds since the epoch. */
export const latestRestorable = (
  { restorableLagMinutes }: Pick<Instance, 'restorableLagMinutes'>,
  now: number,
): number | undefined => (restorableLagMinutes === undefined ? undefined : now - restorableLagMinutes * 60_000);

/** What DescribeDBInstances answers. @param now milliseconds since the epoch. */
export function describeInstance(instance: Instance, account: Account, now: number): DBInstance {
  const { address, port } = instance.endpoint;
  const { parameterGroup, optionGroup, subnetGroup, renamedTo } = instance;
  const latest = latestRestorable(instance, now);
  return {
    DBInstanceIdentifier: instance.id,
    DbiResourceId: instance.resourceId,
    DBInstanceStatus: instance.status,
    // @claim documented: The endpoint of an instance that is being created might not be shown; here it never is.
    // @source SDK client-rds DescribeDBInstances documentation (DBInstance.Endpoint)
    ...(instance.status === 'creating' ? {} : { Endpoint: { Address: address, Port: port } }),
    Engine: instance.engine,
    EngineVersion: instance.engineVersion,
    DBInstanceClass: instance.instanceClass,
    MultiAZ: instance.multiAz,
    AllocatedStorage: instance.allocatedStorageGb,
    // @claim documented: The only status of a VPC security group's membership is `active`.
    // @source SDK client-rds DescribeDBInstances documentation (VpcSecurityGroupMembership.Status)
    VpcSecurityGroups: instance.securityGroups.map((id) => ({ VpcSecurityGroupId: id, Status: 'active' })),
    DBSubnetGroup: { ...told('DBSubnetGroupName', subnetGroup), VpcId: instance.vpcId },
    // @claim documented: The ARN of a DB instance ends in db:<identifier>.
    // @source https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/USER_Tagging.ARN.html
    DBInstanceArn: arn('rds', account, `db:${instance.id}`),
    InstanceCreateTime: new Date(instance.createdAt),
    ...told('StorageType', instance.storageType),
    ...told('Iops', instance.iops),
    ...told('StorageThroughput', instance.storageThroughput),
    ...told('MaxAllocatedStorage', instance.maxAllocatedStorageGb),
    // @claim documented: The parameter group of an instance is told with how far it is applied: `in-sync`, or `pending-reboot` until it is rebooted.
    // @source https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/USER_WorkingWithParamGroups.html
    ...(parameterGroup && {
      DBParameterGroups: [{ DBParameterGroupName: parameterGroup, ParameterApplyStatus: instance.parametersApplied }],
    }),
    ...(optionGroup && { OptionGroupMemberships: [{ OptionGroupName: optionGroup, Status: 'in-sync' }] }),
    ...told('DeletionProtection', instance.deletionProtection),
    ...told('PubliclyAccessible', instance.publiclyAccessible),
    ...told('CopyTagsToSnapshot', instance.copyTagsToSnapshot),
    ...told('AutoMinorVersionUpgrade', instance.autoMinorVersionUpgrade),
    ...told('IAMDatabaseAuthenticationEnabled', instance.iamAuthentication),
    ...(instance.logExports?.length ? { EnabledCloudwatchLogsExports: [...instance.logExports] } : {}),
    ...told('CACertificateIdentifier', instance.caCertificate),
    ...told('BackupRetentionPeriod', instance.backupRetentionDays),
    ...told('PreferredBackupWindow', instance.backupWindow && windowText(instance.backupWindow)),
    ...told('PreferredMaintenanceWindow', instance.maintenanceWindow),
    // @claim documented: The latest time an instance can be restored to is typically within the last five minutes.
    // @source https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/USER_PIT.html
    ...(latest === undefined ? {} : { LatestRestorableTime: new Date(latest) }),
    // @claim documented: Values that wait to be applied are told, an identifier among them.
    // @source SDK client-rds DescribeDBInstances documentation (PendingModifiedValues.DBInstanceIdentifier)
    ...(renamedTo === undefined ? {} : { PendingModifiedValues: { DBInstanceIdentifier: renamedTo } }),
    TagList: instance.tags.map((tag) => ({ ...tag })),
  };
}

// @claim documented: A backup window is told as hh24:mi-hh24:mi in UTC.
// @source SDK client-rds CreateDBInstance documentation (PreferredBackupWindow)
function windowText({ fromUtc, minutes }: BackupWindow): string {
  const [hour = 0, minute = 0] = fromUtc.split(':').map(Number);
  const end = new Date(Date.UTC(2000, 0, 1, hour, minute + minutes)).toISOString().slice(11, 16);
  return `${fromUtc}-${end}`;
}
