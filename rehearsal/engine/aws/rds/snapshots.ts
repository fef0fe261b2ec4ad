import type {
  CreateDBSnapshotMessage,
  DBSnapshotMessage,
  DeleteDBSnapshotMessage,
  DescribeDBSnapshotsMessage,
  Tag,
} from '@aws-sdk/client-rds';
import type { VirtualClock } from '../../clock';
import { NotPlayed, refuseOthers } from '../../refuse';
import { type Account, AwsError } from '../service';
import type { Instance } from './instance';
import { pageOf } from './page';
import { checkedId, describeSnapshot, isAutomated, type Snapshot, type SnapshotType } from './snapshot';

/** How a snapshot that is being taken ends. */
export type Ending = 'available' | 'fails' | 'never';

const READY = ['available', 'storage-optimization'];

/** The snapshots of the account, by their identifiers. */
export class Snapshots {
  /** Manual snapshots the account may have in the Region. */
  quota = 100;
  private readonly all = new Map<string, Snapshot>();

  constructor(private readonly o: { clock: VirtualClock; account: Account }) {}

  get(id: string): Snapshot | undefined {
    return this.all.get(id);
  }

  /** By identifier. */
  list(): Snapshot[] {
    return [...this.all.values()].sort((a, b) => (a.id < b.id ? -1 : 1));
  }

  /** @throws Error when the identifier is taken. */
  add(snapshot: Snapshot): Snapshot {
    if (this.all.has(snapshot.id)) throw new Error(`There is a DB snapshot ${snapshot.id} already.`);
    this.all.set(snapshot.id, snapshot);
    return snapshot;
  }

  /** Starts one, whatever state the instance is in, which is `backing-up` meanwhile. */
  take(instance: Instance, how: { id: string; type: SnapshotType; tags: Tag[]; takesMs: number; ends: Ending }) {
    const { ends, ...about } = how;
    const { clock } = this.o;
    const snapshot = this.add({ ...about, of: { ...instance }, at: clock.now(), status: 'creating' });
    // @claim documented: An instance that is being backed up has the status `backing-up`.
    // @source https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/accessing-monitoring.html#Overview.DBInstance.Status
    // @claim assumed: It has it for as long as its snapshot is being created, and afterwards the status it had before.
    // @source https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/USER_CreateSnapshot.html (does not say)
    const before = instance.status;
    instance.status = 'backing-up';
    if (ends === 'never') return snapshot;
    clock.setTimeout(() => {
      snapshot.status = ends === 'fails' ? 'failed' : 'available';
      if (instance.status === 'backing-up') instance.status = before;
    }, how.takesMs);
    return snapshot;
  }

  /** @throws AwsError as CreateDBSnapshot does for this instance. */
  create(input: CreateDBSnapshotMessage, instance: Instance, takesMs: number, ends: () => Ending): Snapshot {
    const id = checkedId(input.DBSnapshotIdentifier);
    // @claim assumed: Of several errors the identifier that is taken is told first, then the state of the instance, then the quota.
    // @source SDK client-rds CreateDBSnapshot documentation (names no order)
    // @claim cross-checked: An identifier that is taken is DBSnapshotAlreadyExists "Cannot create the snapshot because a snapshot with the identifier <identifier> already exists."
    // @source https://github.com/cloud-custodian/cloud-custodian/issues/1833
    if (this.all.has(id)) {
      const message = `Cannot create the snapshot because a snapshot with the identifier ${id} already exists.`;
      throw new AwsError('DBSnapshotAlreadyExistsFault', message);
    }
    // @claim documented: A snapshot can be taken of an instance in the state `available` or `storage-optimization` only.
    // @source SDK client-rds CreateDBSnapshot documentation
    // @claim cross-checked: In any other it is InvalidDBInstanceState "Cannot create a snapshot because the database instance <identifier> is not currently in the available state."
    // @source https://github.com/ministryofjustice/cloud-platform-user-guide/pull/1842
    if (!READY.includes(instance.status)) {
      const message = `Cannot create a snapshot because the database instance ${instance.id} is not currently in the available state.`;
      throw new AwsError('InvalidDBInstanceStateFault', message);
    }
    // @claim documented: An account has 100 manual snapshots in a Region unless its quota was raised; automated ones do not count.
    // @source https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/CHAP_Limits.html
    // @claim cross-checked: One more is SnapshotQuotaExceeded "Cannot create more than 100 manual snapshots".
    // @source https://github.com/pbudzon/aws-maintenance/issues/12
    if (this.list().filter(({ type }) => type === 'manual').length >= this.quota) {
      throw new AwsError('SnapshotQuotaExceededFault', `Cannot create more than ${this.quota} manual snapshots`);
    }
    return this.take(instance, { id, type: 'manual', tags: [...(input.Tags ?? [])], takesMs, ends: ends() });
  }

  /** What DescribeDBSnapshots answers. */
  describe(input: DescribeDBSnapshotsMessage): DBSnapshotMessage {
    const where = 'rds DescribeDBSnapshots';
    refuseOthers(where, input, [
      'DBInstanceIdentifier',
      'DBSnapshotIdentifier',
      'SnapshotType',
      'MaxRecords',
      'Marker',
    ]);
    const { SnapshotType: type } = input;
    if (type !== undefined && type !== 'manual' && type !== 'automated') {
      throw new NotPlayed(`${where} SnapshotType ${type}`, ['manual', 'automated']);
    }
    const id = input.DBSnapshotIdentifier?.toLowerCase();
    const instance = input.DBInstanceIdentifier?.toLowerCase();
    // @claim documented: The identifier of an automated snapshot has to come with its SnapshotType.
    // @source SDK client-rds DescribeDBSnapshots documentation (DBSnapshotIdentifier)
    if (id !== undefined && isAutomated(id) && type === undefined) {
      throw new NotPlayed(`${where} of the automated snapshot ${id} without SnapshotType`, ['SnapshotType automated']);
    }
    // @claim documented: Without a SnapshotType manual and automated snapshots are answered; an identifier that does not exist is DBSnapshotNotFound with status 404.
    // @source SDK client-rds DescribeDBSnapshots documentation (SnapshotType); https://docs.aws.amazon.com/AmazonRDS/latest/APIReference/API_DescribeDBSnapshots.html#API_DescribeDBSnapshots_Errors
    // @claim assumed: An instance without snapshots, also one that does not exist, is answered with none; snapshots come in the order of their identifiers.
    // @source SDK client-rds DescribeDBSnapshots documentation (names neither)
    const found = this.list().filter(
      (one) => (type ?? one.type) === one.type && (id ?? one.id) === one.id && (instance ?? one.of.id) === one.of.id,
    );
    if (id !== undefined && found.length === 0) throw notFound(input.DBSnapshotIdentifier);
    const { page, next } = pageOf(found, input);
    return {
      DBSnapshots: page.map((one) => describeSnapshot(one, this.o.account, this.o.clock.now())),
      ...(next === undefined ? {} : { Marker: next }),
    };
  }

  /** The snapshot is gone from now on. @throws AwsError DBSnapshotNotFound, InvalidDBSnapshotState */
  delete(input: DeleteDBSnapshotMessage): Snapshot {
    refuseOthers('rds DeleteDBSnapshot', input, ['DBSnapshotIdentifier']);
    const snapshot = this.all.get((input.DBSnapshotIdentifier ?? '').toLowerCase());
    if (!snapshot) throw notFound(input.DBSnapshotIdentifier);
    // @claim cross-checked: An automated snapshot cannot be deleted: InvalidDBSnapshotState "automated snapshots cannot be deleted."
    // @source https://github.com/hashicorp/terraform-provider-aws/issues/13800
    if (snapshot.type === 'automated') {
      throw new AwsError('InvalidDBSnapshotStateFault', 'automated snapshots cannot be deleted.');
    }
    // @claim documented: Only a snapshot in the state `available` can be deleted.
    // @source SDK client-rds DeleteDBSnapshot documentation
    // @claim assumed: Another one is InvalidDBSnapshotState "Cannot delete the snapshot because it is not in the available state."
    // @source SDK client-rds DeleteDBSnapshot documentation (names no message)
    if (snapshot.status !== 'available') {
      const message = 'Cannot delete the snapshot because it is not in the available state.';
      throw new AwsError('InvalidDBSnapshotStateFault', message);
    }
    this.all.delete(snapshot.id);
    return snapshot;
  }

  /** Forgets the automated snapshots of an instance that are older than `days`. */
  expire({ resourceId }: Instance, days: number): void {
    // @claim documented: An automated backup is deleted when its retention period is over.
    // @source https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/USER_WorkingWithAutomatedBackups.BackupRetention.html
    const oldest = this.o.clock.now() - days * 86_400_000;
    for (const { id, type, of, at } of this.list()) {
      if (type === 'automated' && of.resourceId === resourceId && at < oldest) this.all.delete(id);
    }
  }
}

// @claim assumed: The message of DBSnapshotNotFound is "DBSnapshot <identifier> not found."
// @source https://github.com/getmoto/moto/blob/master/moto/rds/exceptions.py
export const notFound = (id = ''): AwsError =>
  new AwsError('DBSnapshotNotFoundFault', `DBSnapshot ${id} not found.`, 404);
