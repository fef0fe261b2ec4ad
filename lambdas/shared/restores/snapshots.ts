import { type DBSnapshot, DescribeDBSnapshotsCommand, type RDSClient } from '@aws-sdk/client-rds';

/** More pages than an account can have snapshots for. */
const MOST_PAGES = 50;

/** Every snapshot of an instance, RDS's own and others. @throws when a page fails or there is no end to them. */
export async function everySnapshot(rds: RDSClient, instance: string): Promise<DBSnapshot[]> {
  const found: DBSnapshot[] = [];
  let Marker: string | undefined;
  for (let page = 0; page < MOST_PAGES; page++) {
    const answer = await rds.send(
      new DescribeDBSnapshotsCommand({
        DBInstanceIdentifier: instance,
        MaxRecords: 100,
        ...(Marker === undefined ? {} : { Marker }),
      }),
    );
    found.push(...(answer.DBSnapshots ?? []));
    Marker = answer.Marker;
    if (!Marker) return found;
  }
  throw new Error(`The list of snapshots of ${instance} has no end after ${MOST_PAGES} pages.`);
}
