import type { DBInstance } from '@aws-sdk/client-rds';
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
  /** Name of the DB parameter group, which is in sync. */
  readonly parameterGroup?: string;
  /** Name of the DB subnet group. */
  readonly subnetGroup?: string;
  readonly deletionProtection?: boolean;
  /** Days for which automated backups are kept: 1 to 35, and 1 if left out; nothing is backed up without a backupWindow. */
  readonly backupRetentionDays?: number;
  /** When it is backed up every day; never if left out. */
  readonly backupWindow?: BackupWindow;
  /** `mon:04:00-mon:05:00`, UTC. Only told; nothing happens in it. */
  readonly maintenanceWindow?: string;
  /** By how many minutes the latest time it can be restored to lies in the past; not told if left out. */
  readonly restorableLagMinutes?: number;
}

export interface Instance extends Omit<DbInstanceSpec, 'status' | 'backupWindow' | 'backupRetentionDays'> {
  status: DbInstanceStatus;
  backupRetentionDays: number | undefined;
  backupWindow: BackupWindow | undefined;
}

/** What a member says where the spec says it. */
const told = <K extends string, V>(key: K, value: V | undefined) =>
  (value === undefined ? {} : { [key]: value }) as Partial<Record<K, V>>;

/** What DescribeDBInstances answers. @param now milliseconds since the epoch. */
export function describeInstance(instance: Instance, account: Account, now: number): DBInstance {
  const { address, port } = instance.endpoint;
  const { parameterGroup, subnetGroup, restorableLagMinutes } = instance;
  return {
    DBInstanceIdentifier: instance.id,
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
    // @claim documented: The parameter group of an instance is told with how far it is applied; `in-sync` when it is.
    // @source https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/USER_WorkingWithParamGroups.html
    ...(parameterGroup && {
      DBParameterGroups: [{ DBParameterGroupName: parameterGroup, ParameterApplyStatus: 'in-sync' }],
    }),
    ...told('DeletionProtection', instance.deletionProtection),
    ...told('BackupRetentionPeriod', instance.backupRetentionDays),
    ...told('PreferredBackupWindow', instance.backupWindow && windowText(instance.backupWindow)),
    ...told('PreferredMaintenanceWindow', instance.maintenanceWindow),
    // @claim documented: The latest time an instance can be restored to is typically within the last five minutes.
    // @source https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/USER_PIT.html
    ...(restorableLagMinutes === undefined
      ? {}
      : { LatestRestorableTime: new Date(now - restorableLagMinutes * 60_000) }),
  };
}

// @claim documented: A backup window is told as hh24:mi-hh24:mi in UTC.
// @source SDK client-rds CreateDBInstance documentation (PreferredBackupWindow)
function windowText({ fromUtc, minutes }: BackupWindow): string {
  const [hour = 0, minute = 0] = fromUtc.split(':').map(Number);
  const end = new Date(Date.UTC(2000, 0, 1, hour, minute + minutes)).toISOString().slice(11, 16);
  return `${fromUtc}-${end}`;
}
