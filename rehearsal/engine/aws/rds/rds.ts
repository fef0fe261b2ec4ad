import type {
  CreateDBSnapshotMessage,
  CreateDBSnapshotResult,
  DBInstance,
  DBSnapshotMessage,
  DeleteDBSnapshotMessage,
  DeleteDBSnapshotResult,
  DescribeDBInstancesCommandInput,
  DescribeDBInstancesCommandOutput,
  DescribeDBSnapshotsMessage,
} from '@aws-sdk/client-rds';
import type { VirtualClock } from '../../clock';
import { type Latencies, latency } from '../../latency';
import { NotPlayed, refuseOthers } from '../../refuse';
import { type Account, AwsError, type ServiceModel } from '../service';
import { automatedId, type BackupWindow, checkWindow, nextBackup } from './backup-window';
import { type DbInstanceSpec, describeInstance, type Instance } from './instance';
import { checkedId, describeSnapshot, isAutomated, type SnapshotSpec, type SnapshotView, tagsOf } from './snapshot';
import { type Ending, Snapshots } from './snapshots';
import { type DbInstanceStatus, documented } from './status';

export type { BackupWindow } from './backup-window';
export type { DbInstanceSpec } from './instance';
export type { DbInstanceStatus } from './status';

/** Amazon RDS: DB instances, their status and their snapshots. What listens at the endpoint is none of its business. */
export class Rds implements ServiceModel {
  private readonly instances = new Map<string, Instance>();
  private readonly taken: Snapshots;
  private readonly clock: VirtualClock;
  private readonly account: Account;
  private readonly snapshotMs: number;
  private next: Ending = 'available';

  /** @param o.latency the table that says how long a snapshot takes; the plain one if not given. */
  constructor(o: { clock: VirtualClock; account: Account; latency?: Pick<Latencies, 'rdsSnapshot'> }) {
    this.clock = o.clock;
    this.account = o.account;
    this.snapshotMs = (o.latency ?? latency).rdsSnapshot.ms;
    this.taken = new Snapshots(o);
  }

  readonly operations = {
    DescribeDBInstances: (
      input: DescribeDBInstancesCommandInput,
    ): Omit<DescribeDBInstancesCommandOutput, '$metadata'> => this.describe(input),
    CreateDBSnapshot: (input: CreateDBSnapshotMessage): CreateDBSnapshotResult => {
      refuseOthers('rds CreateDBSnapshot', input, ['DBSnapshotIdentifier', 'DBInstanceIdentifier', 'Tags']);
      const instance = this.found(input.DBInstanceIdentifier ?? '');
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
  };

  /**
   * @throws Error when the identifier is taken, `createdAt` lies in the future, or AWS would not take its backups.
   * @throws NotPlayed when AWS documents no such status.
   */
  addInstance(spec: DbInstanceSpec): void {
    const id = spec.id.toLowerCase();
    if (this.instances.has(id)) throw new Error(`There is a DB instance ${id} already.`);
    if (spec.createdAt > this.clock.now()) throw new Error(`DB instance ${id}: createdAt lies in the future.`);
    const { backupWindow, ...rest } = spec;
    // @claim documented: Automated backups are kept for one day unless said otherwise, and for 35 at most.
    // @source SDK client-rds CreateDBInstance documentation (BackupRetentionPeriod)
    const days = spec.backupRetentionDays ?? (backupWindow && 1);
    if (days !== undefined && !(Number.isInteger(days) && days >= 1 && days <= 35)) {
      throw new Error(`DB instance ${id}: backupRetentionDays is ${days}; 1 to 35 are possible.`);
    }
    const status = documented(spec.status ?? 'available');
    this.instances.set(id, { ...rest, id, status, backupRetentionDays: days, backupWindow: undefined });
    if (backupWindow) this.setBackupWindow(id, backupWindow);
  }

  /** From now on the instance is backed up then. @throws Error when there is no such instance, or AWS would not take it. */
  setBackupWindow(id: string, window: BackupWindow): void {
    const instance = this.existing(id);
    checkWindow(instance.id, window);
    instance.backupWindow = window;
    instance.backupRetentionDays ??= 1;
    this.schedule(instance, window);
  }

  /** @throws Error when there is no such instance; NotPlayed when AWS documents no such status. */
  setStatus(id: string, status: string): void {
    this.existing(id).status = documented(status);
  }

  /** @throws Error when there is no such instance. */
  status(id: string): DbInstanceStatus {
    return this.existing(id).status;
  }

  /** The next manual snapshot ends like this, and only that one; `never` leaves its instance backing up. */
  nextSnapshot(ends: Ending): void {
    this.next = ends;
  }

  /** How many manual snapshots the account may have; 100 at first. */
  get snapshotQuota(): number {
    return this.taken.quota;
  }

  set snapshotQuota(most: number) {
    this.taken.quota = most;
  }

  /** @throws Error when the identifier is taken or of another type, there is no such instance, or `at` lies in the future. */
  addSnapshot(spec: SnapshotSpec): void {
    const of = { ...this.existing(spec.instance) };
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

  private backUp(instance: Instance, { takesMinutes }: BackupWindow): void {
    this.taken.expire(instance.id, instance.backupRetentionDays ?? 1);
    // @claim documented: An automated backup is made once a day in the backup window, goes on beyond its end if it has to, and is not made while the instance is in a state other than `available`.
    // @source https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/USER_WorkingWithAutomatedBackups.html
    // @claim assumed: It starts at the beginning of the window unless a story says otherwise; one that cannot start is not made up for on that day.
    // @source https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/USER_ManagingAutomatedBackups.html (does not say)
    if (instance.status !== 'available') return;
    const takesMs = takesMinutes === undefined ? this.snapshotMs : takesMinutes * 60_000;
    const id = automatedId(instance.id, this.clock.now());
    this.taken.take(instance, { id, type: 'automated', tags: [], takesMs, ends: 'available' });
  }

  private existing(id: string): Instance {
    const instance = this.instances.get(id.toLowerCase());
    if (instance) return instance;
    throw new Error(`There is no DB instance ${id}; there are: ${[...this.instances.keys()].join(', ') || 'none'}.`);
  }

  private found(id: string): Instance {
    // @claim documented: The identifier is not case-sensitive, and one that is not there is DBInstanceNotFoundFault with status 404.
    // @source SDK client-rds DescribeDBInstances documentation; https://docs.aws.amazon.com/AmazonRDS/latest/APIReference/API_DescribeDBInstances.html
    // @claim cross-checked: The message of DBInstanceNotFoundFault is "DBInstance <identifier> not found."
    // @source https://github.com/getmoto/moto/blob/master/moto/rds/exceptions.py
    const instance = this.instances.get(id.toLowerCase());
    if (!instance) throw new AwsError('DBInstanceNotFoundFault', `DBInstance ${id} not found.`, 404);
    return instance;
  }

  private describe(input: DescribeDBInstancesCommandInput): { DBInstances: DBInstance[] } {
    refuseOthers('rds DescribeDBInstances', input, ['DBInstanceIdentifier']);
    const id = input.DBInstanceIdentifier;
    if (!id || id.startsWith('arn:')) {
      throw new NotPlayed(`rds DescribeDBInstances of ${id || 'every instance'}`, ['one instance by its identifier']);
    }
    return { DBInstances: [describeInstance(this.found(id), this.account, this.clock.now())] };
  }
}
