import type {
  CreateDBSnapshotMessage,
  CreateDBSnapshotResult,
  DBInstanceAutomatedBackupMessage,
  DBInstanceMessage,
  DBSnapshotMessage,
  DeleteDBSnapshotMessage,
  DeleteDBSnapshotResult,
  DescribeDBInstanceAutomatedBackupsMessage,
  DescribeDBInstancesMessage,
  DescribeDBSnapshotsMessage,
  ModifyDBInstanceMessage,
  ModifyDBInstanceResult,
  RestoreDBInstanceFromDBSnapshotMessage,
  RestoreDBInstanceFromDBSnapshotResult,
  RestoreDBInstanceToPointInTimeMessage,
  RestoreDBInstanceToPointInTimeResult,
} from '@aws-sdk/client-rds';
import type { VirtualClock } from '../../clock';
import { type Latencies, latency } from '../../latency';
import { refuseOthers } from '../../refuse';
import type { Account, ServiceModel } from '../service';
import { automatedId, type BackupWindow, checkWindow, nextBackup } from './backup-window';
import { type DbInstanceSpec, describeInstance, type Instance, resourceIdOf } from './instance';
import { type InstanceListener, Instances, type InstanceView } from './instances';
import { Modifications } from './modifications';
import { Restores } from './restores';
import { checkedId, describeSnapshot, isAutomated, type SnapshotSpec, type SnapshotView, tagsOf } from './snapshot';
import { type Ending, Snapshots } from './snapshots';
import { type DbInstanceStatus, documented } from './status';

export type { BackupWindow } from './backup-window';
export type { DbInstanceSpec } from './instance';
export type { InstanceListener, InstanceView } from './instances';
export { defaultSecurityGroup } from './restored';
export type { DbInstanceStatus } from './status';

type RdsLatency = Pick<
  Latencies,
  'rdsSnapshot' | 'rdsRestore' | 'rdsPointInTimeRestore' | 'rdsModification' | 'rdsRename'
>;

/** Amazon RDS: DB instances, their status and their snapshots. What listens at the endpoint is none of its business. */
export class Rds implements ServiceModel {
  private readonly instances: Instances;
  private readonly taken: Snapshots;
  private readonly restores: Restores;
  private readonly modifications: Modifications;
  private readonly clock: VirtualClock;
  private readonly account: Account;
  private readonly snapshotMs: number;
  private next: Ending = 'available';

  /** @param o.latency the table that says how long a snapshot, a restore or a rename takes; the plain one if not given. */
  constructor(o: { clock: VirtualClock; account: Account; latency?: RdsLatency }) {
    const { clock, account, latency: table = latency } = o;
    this.clock = clock;
    this.account = account;
    this.snapshotMs = table.rdsSnapshot.ms;
    this.instances = new Instances(o);
    this.taken = new Snapshots(o);
    this.modifications = new Modifications({ clock, latency: table, instances: this.instances });
    this.restores = new Restores({
      clock,
      account,
      latency: table,
      instances: this.instances,
      snapshots: this.taken,
      onAvailable: (instance, window) => {
        if (window === undefined) return;
        this.setBackupWindow(instance.id, window);
        this.backUp(instance, {});
      },
    });
  }

  readonly operations = {
    DescribeDBInstances: (input: DescribeDBInstancesMessage): DBInstanceMessage => this.instances.describe(input),
    CreateDBSnapshot: (input: CreateDBSnapshotMessage): CreateDBSnapshotResult => {
      refuseOthers('rds CreateDBSnapshot', input, ['DBSnapshotIdentifier', 'DBInstanceIdentifier', 'Tags']);
      const instance = this.instances.found(input.DBInstanceIdentifier ?? '');
      const snapshot = this.taken.create(input, instance, this.snapshotMs, () => this.ending());
      return { DBSnapshot: describeSnapshot(snapshot, this.account, this.clock.now()) };
    },
    DescribeDBSnapshots: (input: DescribeDBSnapshotsMessage): DBSnapshotMessage => this.taken.describe(input),
    DeleteDBSnapshot: (input: DeleteDBSnapshotMessage): DeleteDBSnapshotResult => {
      const deleted = this.taken.delete(input);
      // @claim assumed: DeleteDBSnapshot answers the snapshot with the status `deleted`, and at once it is gone.
      // @source https://docs.aws.amazon.com/AmazonRDS/latest/APIReference/API_DeleteDBSnapshot.html
      return { DBSnapshot: { ...describeSnapshot(deleted, this.account, this.clock.now()), Status: 'deleted' } };
    },
    RestoreDBInstanceFromDBSnapshot: (
      input: RestoreDBInstanceFromDBSnapshotMessage,
    ): RestoreDBInstanceFromDBSnapshotResult => ({ DBInstance: this.told(this.restores.fromSnapshot(input)) }),
    RestoreDBInstanceToPointInTime: (
      input: RestoreDBInstanceToPointInTimeMessage,
    ): RestoreDBInstanceToPointInTimeResult => ({ DBInstance: this.told(this.restores.toPointInTime(input)) }),
    DescribeDBInstanceAutomatedBackups: (
      input: DescribeDBInstanceAutomatedBackupsMessage,
    ): DBInstanceAutomatedBackupMessage => this.restores.describeBackups(input),
    ModifyDBInstance: (input: ModifyDBInstanceMessage): ModifyDBInstanceResult => ({
      DBInstance: this.told(this.modifications.modify(input)),
    }),
  };

  /**
   * @throws Error when the identifier is taken, `createdAt` lies in the future, or AWS would not take its backups.
   * @throws NotPlayed when AWS documents no such status.
   */
  addInstance(spec: DbInstanceSpec): void {
    const id = spec.id.toLowerCase();
    if (this.instances.has(id)) throw new Error(`There is a DB instance ${id} already.`);
    if (spec.createdAt > this.clock.now()) throw new Error(`DB instance ${id}: createdAt lies in the future.`);
    const { backupWindow, tags = {}, ...rest } = spec;
    // @claim documented: Automated backups are kept for one day unless said otherwise, and for 35 at most.
    // @source SDK client-rds CreateDBInstance documentation (BackupRetentionPeriod)
    const days = spec.backupRetentionDays ?? (backupWindow && 1);
    if (days !== undefined && !(Number.isInteger(days) && days >= 1 && days <= 35)) {
      throw new Error(`DB instance ${id}: backupRetentionDays is ${days}; 1 to 35 are possible.`);
    }
    this.instances.add({
      ...rest,
      id,
      resourceId: resourceIdOf(id, spec.createdAt),
      status: documented(spec.status ?? 'available'),
      parametersApplied: 'in-sync',
      tags: Object.entries(tags).map(([Key, Value]) => ({ Key, Value })),
      backupRetentionDays: days,
      backupWindow: undefined,
    });
    if (backupWindow) this.setBackupWindow(id, backupWindow);
  }

  /** From now on the instance is backed up then. @throws Error when there is no such instance, or AWS would not take it. */
  setBackupWindow(id: string, window: BackupWindow): void {
    const instance = this.instances.existing(id);
    checkWindow(instance.id, window);
    instance.backupWindow = window;
    instance.backupRetentionDays ??= 1;
    this.schedule(instance, window);
  }

  /** @throws Error when there is no such instance; NotPlayed when AWS documents no such status. */
  setStatus(id: string, status: string): void {
    const instance = this.instances.existing(id);
    instance.status = documented(status);
    this.instances.changed(instance);
  }

  /** @throws Error when there is no such instance. */
  status(id: string): DbInstanceStatus {
    return this.instances.existing(id).status;
  }

  /** Every instance, by identifier. */
  views(): InstanceView[] {
    return this.instances.views();
  }

  /** Is told what becomes of instances from now on. */
  listen(listener: InstanceListener): void {
    this.instances.listen(listener);
  }

  /** The next manual snapshot ends like this, and only that one; `never` leaves its instance backing up. */
  nextSnapshot(ends: Ending): void {
    this.next = ends;
  }

  /** The next restore ends like this, and only that one; `never` leaves the new instance `creating`. */
  nextRestore(ends: Ending): void {
    this.restores.next = ends;
  }

  /** How many manual snapshots the account may have; 100 at first. */
  get snapshotQuota(): number {
    return this.taken.quota;
  }

  set snapshotQuota(most: number) {
    this.taken.quota = most;
  }

  /** How many DB instances the account may have; 40 at first. */
  get instanceQuota(): number {
    return this.restores.quota;
  }

  set instanceQuota(most: number) {
    this.restores.quota = most;
  }

  /** @throws Error when the identifier is taken or of another type, there is no such instance, or `at` lies in the future. */
  addSnapshot(spec: SnapshotSpec): void {
    const of = { ...this.instances.existing(spec.instance) };
    const automated = isAutomated(spec.id);
    const id = automated ? spec.id : checkedId(spec.id);
    const type = automated ? 'automated' : 'manual';
    if ((spec.type ?? type) !== type) {
      throw new Error(`DB snapshot ${id}: type is ${spec.type}; an identifier of this form is of a ${type} one.`);
    }
    if (spec.at > this.clock.now()) throw new Error(`DB snapshot ${id}: at lies in the future.`);
    const tags = Object.entries(spec.tags ?? {}).map(([Key, Value]) => ({ Key, Value }));
    this.taken.add({ id, type, of, at: spec.at, takesMs: this.snapshotMs, status: spec.status ?? 'available', tags });
  }

  /** By identifier. @param instance of that one only. */
  snapshots(instance?: string): SnapshotView[] {
    return this.taken
      .list()
      .filter(({ of }) => instance === undefined || of.id === instance.toLowerCase())
      .map((one) => ({
        id: one.id,
        instance: one.of.id,
        type: one.type,
        status: one.status,
        at: one.at,
        tags: tagsOf(one),
      }));
  }

  private told(instance: Instance) {
    return describeInstance(instance, this.account, this.clock.now());
  }

  private ending(): Ending {
    const ending = this.next;
    this.next = 'available';
    return ending;
  }

  private schedule(instance: Instance, window: BackupWindow): void {
    const now = this.clock.now();
    this.clock.setTimeout(() => {
      if (instance.backupWindow !== window) return;
      this.backUp(instance, window);
      this.schedule(instance, window);
    }, nextBackup(window, now) - now);
  }

  private backUp(instance: Instance, { takesMinutes }: Pick<BackupWindow, 'takesMinutes'>): void {
    this.taken.expire(instance, instance.backupRetentionDays ?? 1);
    // @claim documented: An automated backup is made once a day in the backup window, goes on beyond its end if it has to, and is not made while the instance is in a state other than `available`.
    // @source https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/USER_WorkingWithAutomatedBackups.html
    // @claim assumed: It starts at the beginning of the window unless a story says otherwise; one that cannot start is not made up for on that day.
    // @source https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/USER_ManagingAutomatedBackups.html (does not say)
    if (instance.status !== 'available') return;
    const takesMs = takesMinutes === undefined ? this.snapshotMs : takesMinutes * 60_000;
    const id = automatedId(instance.id, this.clock.now());
    this.taken.take(instance, { id, type: 'automated', tags: [], takesMs, ends: 'available' });
  }
}
