import { DescribeDBSnapshotsCommand, RDSClient } from '@aws-sdk/client-rds';
import * as v from 'valibot';
import { asItem } from '../shared/checklist/item';
import { BackupWindow } from '../shared/checks/backup-window';
import { CLIENT } from '../shared/clients';
import { describeDatabase } from '../shared/database';
import { everyInstance } from '../shared/restores/instances';
import { look } from '../shared/step';
import { decideBackups, type Snapshot } from './decide';
import { leftoversOf } from './leftovers';

const rds = new RDSClient(CLIENT);

const Input = v.object({
  instance: v.string(),
  /** Snapshots of our own are called `<prefix>-…`. */
  prefix: v.pipe(v.string(), v.nonEmpty('Expected some text')),
  maxAgeHours: v.pipe(v.number(), v.minValue(1, 'Expected 1 or more')),
  window: BackupWindow,
  /** Name of the environment: restored instances carry it. */
  environment: v.string(),
  /** Days for which what a restored one has replaced is kept. */
  keepDays: v.number(),
});

/** Looks at all snapshots of the database, at what it is doing, and at what restores have left. */
export const handler = asItem(Input, async (input, { now }) => {
  const [snapshots, database, leftovers] = await Promise.all([
    look(() => snapshotsOf(input.instance)),
    look(() => describeDatabase(rds, input.instance)),
    look(async () => leftoversOf(await everyInstance(rds), input)),
  ]);
  return decideBackups({ ...input, snapshots, database, leftovers, now: now() });
});

/** To the last page: they come in no order that is promised. Automated and manual ones, as long as no type is asked for. */
async function snapshotsOf(instance: string): Promise<readonly Snapshot[]> {
  const snapshots: Snapshot[] = [];
  let Marker: string | undefined;
  do {
    const answer = await rds.send(
      new DescribeDBSnapshotsCommand({ DBInstanceIdentifier: instance, ...(Marker === undefined ? {} : { Marker }) }),
    );
    for (const { DBSnapshotIdentifier: id = '?', SnapshotType, Status, ...times } of answer.DBSnapshots ?? []) {
      // A copy is as old as what it is a copy of.
      const takenAt = (times.OriginalSnapshotCreateTime ?? times.SnapshotCreateTime)?.getTime();
      snapshots.push({
        id,
        type: SnapshotType ?? '?',
        status: Status ?? '?',
        ...(takenAt === undefined ? {} : { takenAt }),
      });
    }
    Marker = answer.Marker;
  } while (Marker);
  return snapshots;
}
