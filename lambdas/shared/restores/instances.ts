import {
  type DBInstance,
  DBInstanceNotFoundFault,
  DescribeDBInstancesCommand,
  type RDSClient,
} from '@aws-sdk/client-rds';

/** @returns undefined when there is none of that name. @throws when the call fails. */
export async function describeInstance(rds: RDSClient, id: string): Promise<DBInstance | undefined> {
  try {
    const { DBInstances = [] } = await rds.send(new DescribeDBInstancesCommand({ DBInstanceIdentifier: id }));
    return DBInstances[0];
  } catch (error) {
    if (error instanceof DBInstanceNotFoundFault) return undefined;
    throw error;
  }
}

/** More pages than an account can have instances for. */
const MOST_PAGES = 20;

/** Every instance of the account. @throws when a page fails or there is no end to them: a part is never taken for all. */
export async function everyInstance(rds: RDSClient): Promise<DBInstance[]> {
  const found: DBInstance[] = [];
  let Marker: string | undefined;
  for (let page = 0; page < MOST_PAGES; page++) {
    const answer = await rds.send(
      new DescribeDBInstancesCommand({ MaxRecords: 100, ...(Marker === undefined ? {} : { Marker }) }),
    );
    found.push(...(answer.DBInstances ?? []));
    Marker = answer.Marker;
    if (!Marker) return found;
  }
  throw new Error(`The list of DB instances has no end after ${MOST_PAGES} pages.`);
}
