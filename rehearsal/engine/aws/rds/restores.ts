import type {
  DBInstanceAutomatedBackupMessage,
  DescribeDBInstanceAutomatedBackupsMessage,
  RestoreDBInstanceFromDBSnapshotMessage,
  RestoreDBInstanceToPointInTimeMessage,
} from '@aws-sdk/client-rds';
import type { VirtualClock } from '../../clock';
import type { Latencies } from '../../latency';
import { refuseOthers } from '../../refuse';
import { type Account, AwsError, arn } from '../service';
import { type BackupWindow, windowOf } from './backup-window';
import { checkedInstanceId } from './identifier';
import { type Instance, latestRestorable } from './instance';
import type { Instances } from './instances';
import { checkStorage, DEFAULT_SUBNETS, DEFAULT_WINDOW, restored, SETTINGS, type Settings } from './restored';
import { type Ending, notFound, type Snapshots } from './snapshots';

export interface RestoresOptions {
  readonly clock: VirtualClock;
  readonly account: Account;
  readonly latency: Pick<Latencies, 'rdsRestore' | 'rdsPointInTimeRestore'>;
  readonly instances: Instances;
  readonly snapshots: Snapshots;
  /** The new instance is there: it is backed up for the first time, and from now on by its window. */
  readonly onAvailable: (instance: Instance, window: BackupWindow | undefined) => void;
}

/** New instances from what was kept of others. */
export class Restores {
  /** DB instances the account may have in the Region. */
  quota = 40;
  /** How the next one ends, and only that one. */
  next: Ending = 'available';

  constructor(private readonly o: RestoresOptions) {}

  /** @throws AwsError as RestoreDBInstanceFromDBSnapshot does. */
  fromSnapshot(input: RestoreDBInstanceFromDBSnapshotMessage): Instance {
    const where = 'rds RestoreDBInstanceFromDBSnapshot';
    refuseOthers(where, input, ['DBInstanceIdentifier', 'DBSnapshotIdentifier', ...SETTINGS]);
    const id = checkedInstanceId('DBInstanceIdentifier', input.DBInstanceIdentifier);
    const snapshot = this.o.snapshots.get((input.DBSnapshotIdentifier ?? '').toLowerCase());
    if (!snapshot) throw notFound(input.DBSnapshotIdentifier);
    // @claim assumed: Of several errors a snapshot that is not there is told first, then a name that is taken, then the snapshot's state, the quota and the groups.
    // @source SDK client-rds RestoreDBInstanceFromDBSnapshot documentation (names no order)
    this.checkName(id);
    // @claim documented: A snapshot in a state that does not allow it is InvalidDBSnapshotState.
    // @source SDK client-rds RestoreDBInstanceFromDBSnapshot documentation (errors)
    // @claim assumed: Only one that is `available` can be restored; the message says that it is not.
    // @source https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/USER_RestoreFromSnapshot.html (names no message)
    if (snapshot.status !== 'available') {
      const message = `Cannot restore from the snapshot ${snapshot.id} because it is not in the available state.`;
      throw new AwsError('InvalidDBSnapshotStateFault', message);
    }
    const { of, at } = snapshot;
    return this.begin({ ...input, id }, of, at, this.o.latency.rdsRestore.ms);
  }

  /** @throws AwsError as RestoreDBInstanceToPointInTime does. */
  toPointInTime(input: RestoreDBInstanceToPointInTimeMessage): Instance {
    refuseOthers('rds RestoreDBInstanceToPointInTime', input, [
      'SourceDBInstanceIdentifier',
      'TargetDBInstanceIdentifier',
      'RestoreTime',
      'UseLatestRestorableTime',
      'MaxAllocatedStorage',
      ...SETTINGS,
    ]);
    const id = checkedInstanceId('TargetDBInstanceIdentifier', input.TargetDBInstanceIdentifier);
    const source = this.o.instances.found(input.SourceDBInstanceIdentifier ?? '');
    this.checkName(id);
    // @claim documented: An instance whose backups are kept for 0 days cannot be restored to a point in time: PointInTimeRestoreNotEnabled.
    // @source SDK client-rds RestoreDBInstanceToPointInTime documentation (errors)
    const earliest = this.earliest(source);
    const latest = latestRestorable(source, this.o.clock.now());
    if (source.backupRetentionDays === undefined || latest === undefined) {
      const message = `Point in time restore is not enabled for the DB instance ${source.id}.`;
      throw new AwsError('PointInTimeRestoreNotEnabledFault', message);
    }
    const { RestoreTime, UseLatestRestorableTime: useLatest = false } = input;
    // @claim documented: RestoreTime and UseLatestRestorableTime exclude each other.
    // @source SDK client-rds RestoreDBInstanceToPointInTime documentation
    // @claim assumed: Both, or neither, are InvalidParameterCombination.
    // @source SDK client-rds RestoreDBInstanceToPointInTime documentation (names no error)
    if ((RestoreTime !== undefined) === useLatest) {
      const message = 'Exactly one of RestoreTime and UseLatestRestorableTime must be given.';
      throw new AwsError('InvalidParameterCombination', message);
    }
    const at = RestoreTime?.getTime() ?? latest;
    // @claim documented: A restore time lies within the days backups are kept for, and before the latest restorable time.
    // @source SDK client-rds RestoreDBInstanceToPointInTime documentation
    // @claim assumed: Another one is InvalidParameterValue.
    // @source SDK client-rds RestoreDBInstanceToPointInTime documentation (names no error)
    if (earliest === undefined || at < earliest || at > latest) {
      const message = `The DB instance ${source.id} cannot be restored to ${new Date(at).toISOString()}.`;
      throw new AwsError('InvalidParameterValue', message);
    }
    const { MaxAllocatedStorage: most } = input;
    const grown = most === undefined ? source : { ...source, maxAllocatedStorageGb: most };
    return this.begin({ ...input, id }, grown, at, this.o.latency.rdsPointInTimeRestore.ms);
  }

  /** What DescribeDBInstanceAutomatedBackups answers. */
  describeBackups(input: DescribeDBInstanceAutomatedBackupsMessage): DBInstanceAutomatedBackupMessage {
    refuseOthers('rds DescribeDBInstanceAutomatedBackups', input, ['DBInstanceIdentifier']);
    const instance = this.o.instances.found(input.DBInstanceIdentifier ?? '');
    if (instance.backupRetentionDays === undefined) return { DBInstanceAutomatedBackups: [] };
    const earliest = this.earliest(instance);
    const latest = latestRestorable(instance, this.o.clock.now());
    // @claim documented: An automated backup is `creating` until its first snapshot is there, then `active`, and tells the earliest and the latest time it can be restored to.
    // @source SDK client-rds DescribeDBInstanceAutomatedBackups documentation (Filters, RestoreWindow)
    const known = earliest !== undefined && latest !== undefined;
    return {
      DBInstanceAutomatedBackups: [
        {
          DBInstanceIdentifier: instance.id,
          DBInstanceArn: arn('rds', this.o.account, `db:${instance.id}`),
          DbiResourceId: instance.resourceId,
          Region: this.o.account.region,
          Status: known ? 'active' : 'creating',
          BackupRetentionPeriod: instance.backupRetentionDays,
          RestoreWindow: known ? { EarliestTime: new Date(earliest), LatestTime: new Date(latest) } : {},
        },
      ],
    };
  }

  /** Of the oldest automated snapshot there is, milliseconds since the epoch. */
  private earliest({ resourceId }: Instance): number | undefined {
    // @claim assumed: The earliest time an instance can be restored to is that of its oldest automated snapshot.
    // @source https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/USER_PIT.html (within the retention period)
    const all = this.o.snapshots.list();
    const ofIt = all.filter(
      (one) => one.type === 'automated' && one.status === 'available' && one.of.resourceId === resourceId,
    );
    return ofIt.length === 0 ? undefined : Math.min(...ofIt.map(({ at }) => at));
  }

  private checkName(id: string): void {
    // @claim cross-checked: A name that an instance has is DBInstanceAlreadyExists "DB instance already exists".
    // @source https://github.com/crossplane-contrib/provider-upjet-aws/issues/1346 (RestoreDBInstanceToPointInTime); https://github.com/hashicorp/terraform-provider-aws/issues/602
    if (this.o.instances.has(id)) throw new AwsError('DBInstanceAlreadyExistsFault', 'DB instance already exists');
  }

  private begin(input: Settings & { readonly id: string }, source: Instance, at: number, takesMs: number): Instance {
    const { clock, instances } = this.o;
    // @claim documented: An account has 40 DB instances in a Region unless its quota was raised.
    // @source https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/CHAP_Limits.html
    // @claim cross-checked: One more is InstanceQuotaExceeded "DB Instance quota exceeded".
    // @source https://github.com/elastic/beats/issues/38059; https://github.com/hashicorp/terraform-provider-aws/pull/25768
    if (instances.list().length >= this.quota) {
      throw new AwsError('InstanceQuotaExceededFault', 'DB Instance quota exceeded');
    }
    this.checkGroups(input);
    checkStorage(input, source);
    const { PreferredBackupWindow: window } = input;
    const instance = restored(input, source, { at, now: clock.now() });
    const keeps = instance.backupRetentionDays !== undefined;
    const backups = window ? windowOf(input.id, window) : keeps ? DEFAULT_WINDOW : undefined;
    const ends = this.next;
    this.next = 'available';
    instances.add(instance);
    if (ends === 'never') return instance;
    clock.setTimeout(() => {
      // @claim documented: An instance that could not be restored has the status `restore-error`.
      // @source https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/accessing-monitoring.html#Overview.DBInstance.Status
      instance.status = ends === 'fails' ? 'restore-error' : 'available';
      // @claim cross-checked: A new instance whose backups are kept goes from `creating` over `backing-up` to `available`.
      // @source https://github.com/hashicorp/terraform/pull/2014; https://github.com/crossplane-contrib/provider-aws/issues/760
      if (ends === 'available') this.o.onAvailable(instance, backups);
      instances.changed(instance);
    }, takesMs);
    return instance;
  }

  /** Groups are known by the instances that have them. */
  private checkGroups({ DBSubnetGroupName: subnets, DBParameterGroupName: parameters }: Settings): void {
    const all = this.o.instances.list();
    // @claim documented: A subnet group or parameter group that does not exist is DBSubnetGroupNotFoundFault or DBParameterGroupNotFound, with status 404.
    // @source SDK client-rds RestoreDBInstanceFromDBSnapshot documentation (errors); https://docs.aws.amazon.com/AmazonRDS/latest/APIReference/API_RestoreDBInstanceFromDBSnapshot.html#API_RestoreDBInstanceFromDBSnapshot_Errors
    // @claim assumed: Their messages name the group.
    // @source https://github.com/getmoto/moto/blob/master/moto/rds/exceptions.py
    if (subnets && subnets !== DEFAULT_SUBNETS && !all.some(({ subnetGroup }) => subnetGroup === subnets)) {
      throw new AwsError('DBSubnetGroupNotFoundFault', `DBSubnetGroup ${subnets} not found.`, 404);
    }
    const known = parameters?.startsWith('default.') || all.some(({ parameterGroup }) => parameterGroup === parameters);
    if (parameters && !known) {
      throw new AwsError('DBParameterGroupNotFoundFault', `DBParameterGroup ${parameters} not found.`, 404);
    }
  }
}
