import type { Database } from '../database';
import type { Gauge } from './gauge';

const GIB = 2 ** 30;
const CPU_PERCENT = 20;
const FREE_STORAGE = 62 * GIB;
const FREE_MEMORY = 1.9 * GIB;
/** When too many are open. */
const TOO_MANY = 97;

export interface DatabaseGaugeOptions {
  readonly instance: string;
  readonly database: Database;
  /** Connections that the running tasks hold when all is well. */
  readonly connections: () => number;
}

/** What AWS measures of the database. */
export function databaseGauge({ instance, database, connections }: DatabaseGaugeOptions): Gauge {
  const dimensions = { DBInstanceIdentifier: instance };
  const open = () => {
    if (database.has('database-too-many-connections')) return TOO_MANY;
    return database.unreadable === undefined ? connections() : 0;
  };
  return {
    source: 'aws',
    // @claim documented: AWS/RDS has CPUUtilization (percent), DatabaseConnections (client connections), FreeStorageSpace and FreeableMemory (bytes) of an instance, with the dimension DBInstanceIdentifier, each minute.
    // @source https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/rds-metrics.html; https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/monitoring-cloudwatch.html
    // @claim assumed: A stopped instance reports none of them.
    // @source https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/USER_StopInstance.html (does not say)
    read: () =>
      database.has('database-stopped')
        ? []
        : Object.entries({
            CPUUtilization: CPU_PERCENT,
            DatabaseConnections: open(),
            FreeStorageSpace: database.has('database-storage-full') ? 0 : FREE_STORAGE,
            FreeableMemory: FREE_MEMORY,
          }).map(([name, value]) => ({ namespace: 'AWS/RDS', name, dimensions, value })),
  };
}
