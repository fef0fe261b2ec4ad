import type { DBSnapshot, Tag } from '@aws-sdk/client-rds';
import { type Account, AwsError, arn } from '../service';
import type { Instance } from './instance';

export type SnapshotStatus = 'creating' | 'available' | 'failed';
export type SnapshotType = 'manual' | 'automated';

/** A snapshot that was taken before the story begins. */
export interface SnapshotSpec {
  /** Of an automated one: `rds:<instance>-YYYY-MM-DD-hh-mm`. */
  readonly id: string;
  /** Identifier of a DB instance there is. */
  readonly instance: string;
  /** When it was taken: milliseconds since the epoch, not after the clock's present. */
  readonly at: number;
  /** By the form of its identifier if left out. */
  readonly type?: SnapshotType;
  /** `available` if left out. */
  readonly status?: Exclude<SnapshotStatus, 'creating'>;
  readonly tags?: Readonly<Record<string, string>>;
}

/** A snapshot as stories and assertions see it. */
export interface SnapshotView {
  readonly id: string;
  readonly instance: string;
  readonly type: SnapshotType;
  readonly status: SnapshotStatus;
  /** Milliseconds since the epoch. */
  readonly at: number;
  readonly tags: Readonly<Record<string, string>>;
}

/** A snapshot as it is now; of its instance it keeps what the instance was when it was taken. */
export interface Snapshot {
  readonly id: string;
  readonly type: SnapshotType;
  readonly of: Readonly<Instance>;
  readonly tags: readonly Tag[];
  readonly at: number;
  /** How long it takes, in milliseconds. */
  readonly takesMs: number;
  status: SnapshotStatus;
}

const IDENTIFIER = /^(?!.*--)[a-z](?:[a-z0-9-]{0,253}[a-z0-9])?$/;
const AUTOMATED = /^rds:[a-z][a-z0-9-]*-\d{4}-\d\d-\d\d-\d\d-\d\d$/;

/** An identifier as it is kept. @throws AwsError InvalidParameterValue */
export function checkedId(given: string | undefined): string {
  // @claim documented: A snapshot identifier has 1 to 255 letters, digits or hyphens, begins with a letter, does not end with a hyphen and has no two in a row; it is kept in lower case.
  // @source SDK client-rds CreateDBSnapshot and DescribeDBSnapshots documentation (DBSnapshotIdentifier)
  const id = (given ?? '').toLowerCase();
  if (IDENTIFIER.test(id)) return id;
  // @claim cross-checked: Any other identifier is InvalidParameterValue "The parameter DBSnapshotIdentifier is not a valid identifier. Identifiers must begin with a letter; ..."
  // @source https://github.com/aws/aws-cli/issues/8296
  throw new AwsError(
    'InvalidParameterValue',
    'The parameter DBSnapshotIdentifier is not a valid identifier. Identifiers must begin with a letter; must contain ' +
      'only ASCII letters, digits, and hyphens; and must not end with a hyphen or contain two consecutive hyphens.',
  );
}

/** Whether an identifier is one of those RDS gives. */
export const isAutomated = (id: string): boolean => AUTOMATED.test(id);

/** Tags as text by key. */
export const tagsOf = ({ tags }: Snapshot): Record<string, string> =>
  Object.fromEntries(tags.map(({ Key = '', Value = '' }) => [Key, Value]));

/** What DescribeDBSnapshots answers. @param now milliseconds since the epoch. */
export function describeSnapshot(snapshot: Snapshot, account: Account, now: number): DBSnapshot {
  const { id, of, status, at, tags } = snapshot;
  return {
    DBSnapshotIdentifier: id,
    DBInstanceIdentifier: of.id,
    // @claim cross-checked: A snapshot has no SnapshotCreateTime until it is available.
    // @source https://github.com/boto/boto3/issues/952; https://github.com/cloud-custodian/cloud-custodian/issues/4970
    // @claim assumed: Its SnapshotCreateTime is the instant at which it was asked for.
    // @source SDK client-rds DescribeDBSnapshots documentation (SnapshotCreateTime: "when the snapshot was taken")
    ...(status === 'available' ? { SnapshotCreateTime: new Date(at) } : {}),
    Engine: of.engine,
    EngineVersion: of.engineVersion,
    AllocatedStorage: of.allocatedStorageGb,
    Status: status,
    Port: of.endpoint.port,
    VpcId: of.vpcId,
    // @claim documented: A snapshot tells the resource id of the instance it was taken of, which a new name of that does not change.
    // @source SDK client-rds DescribeDBSnapshots documentation (DBSnapshot.DbiResourceId)
    // @claim assumed: Its DBInstanceIdentifier stays what the instance was called when it was taken.
    // @source https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/USER_RenameInstance.html (snapshots are retained; does not say under which name)
    DbiResourceId: of.resourceId,
    InstanceCreateTime: new Date(of.createdAt),
    SnapshotType: snapshot.type,
    PercentProgress: progressOf(snapshot, now),
    ...(of.storageType === undefined ? {} : { StorageType: of.storageType }),
    // @claim documented: The ARN of a DB snapshot ends in snapshot:<identifier>.
    // @source https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/USER_Tagging.ARN.html
    DBSnapshotArn: arn('rds', account, `snapshot:${id}`),
    TagList: tags.map((tag) => ({ ...tag })),
  };
}

/** Percent of it that is done. */
function progressOf({ status, at, takesMs }: Snapshot, now: number): number {
  // @claim documented: PercentProgress is the share of the estimated data that has been transferred: 0 at first and 100 when the snapshot is available.
  // @source SDK client-rds CreateDBSnapshot documentation (PercentProgress and example)
  // @claim assumed: It grows evenly, and stays at 99 where the snapshot fails or does not end.
  // @source https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/USER_CreateSnapshot.html (names no course)
  if (status === 'available') return 100;
  return Math.min(99, Math.floor((100 * (now - at)) / takesMs));
}
