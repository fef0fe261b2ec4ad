import {
  type DBSnapshot,
  DBSnapshotNotFoundFault,
  DescribeDBSnapshotsCommand,
  type RDSClient,
} from '@aws-sdk/client-rds';
import * as v from 'valibot';

/** What every snapshot of ours is called first: `<prefix>-YYYYMMDD`, or `<prefix>-YYYYMMDD-HHMM`. */
export const Prefix = v.pipe(
  v.string(),
  v.regex(/^[a-z](?:-?[a-z0-9])*$/, 'Expected letters, digits and single hyphens, a letter first'),
);

/** How a snapshot says whose it is. */
export const TAGS = {
  environment: 'runbook:environment',
  incident: 'runbook:incident',
  owner: 'runbook:owner',
} as const;

export const tagOf = ({ TagList = [] }: Pick<DBSnapshot, 'TagList'>, key: string): string | undefined =>
  TagList.find(({ Key }) => Key === key)?.Value;

/** Whether a run has taken it; also one whose answer was lost. */
export const isOfRun = (snapshot: DBSnapshot, incidentId: string): boolean =>
  tagOf(snapshot, TAGS.incident) === incidentId;

/** @returns undefined when there is none of that name. @throws when the call fails. */
export async function describeSnapshot(rds: RDSClient, id: string): Promise<DBSnapshot | undefined> {
  try {
    const { DBSnapshots = [] } = await rds.send(new DescribeDBSnapshotsCommand({ DBSnapshotIdentifier: id }));
    return DBSnapshots[0];
  } catch (error) {
    if (error instanceof DBSnapshotNotFoundFault) return undefined;
    throw error;
  }
}

/** More pages than an account can have snapshots for. */
const MOST_PAGES = 50;

/**
 * Every snapshot of an instance, RDS's own and others, or those of one type.
 * @throws when a page fails or there is no end to them: a part is never taken for all.
 */
export async function everySnapshot(rds: RDSClient, instance: string, type?: 'manual'): Promise<DBSnapshot[]> {
  const found: DBSnapshot[] = [];
  let Marker: string | undefined;
  for (let page = 0; page < MOST_PAGES; page++) {
    const answer = await rds.send(
      new DescribeDBSnapshotsCommand({
        DBInstanceIdentifier: instance,
        MaxRecords: 100,
        ...(type === undefined ? {} : { SnapshotType: type }),
        ...(Marker === undefined ? {} : { Marker }),
      }),
    );
    found.push(...(answer.DBSnapshots ?? []));
    Marker = answer.Marker;
    if (!Marker) return found;
  }
  throw new Error(`The list of snapshots of ${instance} has no end after ${MOST_PAGES} pages.`);
}

/** Whose snapshots are ours. */
export interface Ours {
  readonly prefix: string;
  readonly environment: string;
}

/**
 * Whether a snapshot is one that we have taken for this environment: by the whole form of its name and by its tag, both. A
 * person who wants to keep one for ever takes the tag away, or copies it under another name.
 */
export const isOurs = (snapshot: DBSnapshot, { prefix, environment }: Ours): boolean =>
  new RegExp(`^${prefix}-\\d{8}(-\\d{4})?$`).test(snapshot.DBSnapshotIdentifier ?? '') &&
  snapshot.SnapshotType === 'manual' &&
  tagOf(snapshot, TAGS.environment) === environment;

/** A snapshot that RDS lists as it is used here: named, finished, and of a known age. */
export interface Finished {
  readonly id: string;
  /** Milliseconds since the epoch. */
  readonly takenAt: number;
}

/** Ours that are available, oldest first. One without a time cannot be put in order and is left out: it is not touched. */
export const finishedOfOurs = (snapshots: readonly DBSnapshot[], ours: Ours): Finished[] =>
  snapshots
    .filter((one) => isOurs(one, ours) && one.Status === 'available')
    .flatMap(({ DBSnapshotIdentifier: id, SnapshotCreateTime: taken }) =>
      id === undefined || taken === undefined ? [] : [{ id, takenAt: taken.getTime() }],
    )
    .sort((one, other) => one.takenAt - other.takenAt);
