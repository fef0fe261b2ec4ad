import {
  type CloudWatchClient,
  GetMetricDataCommand,
  type MetricDataQuery,
  type MetricDataResult,
} from '@aws-sdk/client-cloudwatch';

/** A metric by its exact dimensions: CloudWatch finds nothing under a part of them. */
export interface Metric {
  readonly namespace: string;
  readonly name: string;
  readonly dimensions: Readonly<Record<string, string>>;
  readonly statistic: 'Average' | 'Maximum' | 'Minimum' | 'Sum';
}

/** The value of one period; `at` is its beginning, in milliseconds since the epoch. */
export interface Point {
  readonly at: number;
  readonly value: number;
}

/** From (inclusive) to (exclusive), in milliseconds since the epoch, a point for every period. */
export interface Window {
  readonly from: number;
  readonly to: number;
  readonly periodSeconds: number;
}

/** Longest window that is read by the minute; longer ones by five minutes. */
const BY_THE_MINUTE = 180;

/** The last so many minutes in whole periods: the one under way has not got all its data, and is left out. */
export function windowOf(minutes: number, now: number): Window {
  const periodSeconds = minutes <= BY_THE_MINUTE ? 60 : 300;
  const to = Math.floor(now / (periodSeconds * 1000)) * periodSeconds * 1000;
  return { from: to - minutes * 60_000, to, periodSeconds };
}

/**
 * Reads several metrics, oldest point first. A metric without data has no points; that is not a failure.
 * @throws when the call fails or CloudWatch says that it could not read one of them.
 */
export async function readMetrics<N extends string>(
  client: CloudWatchClient,
  metrics: Readonly<Record<N, Metric>>,
  window: Window,
): Promise<Readonly<Record<N, readonly Point[]>>> {
  const names = Object.keys(metrics) as N[];
  const points = Object.fromEntries(names.map((name): [string, Point[]] => [name, []])) as Record<N, Point[]>;
  let NextToken: string | undefined;
  do {
    const answer = await client.send(
      new GetMetricDataCommand({
        MetricDataQueries: names.map((name, index) => query(idOf(index), metrics[name], window)),
        StartTime: new Date(window.from),
        EndTime: new Date(window.to),
        ScanBy: 'TimestampAscending',
        ...(NextToken ? { NextToken } : {}),
      }),
    );
    for (const result of answer.MetricDataResults ?? []) {
      const name = names.find((_, index) => idOf(index) === result.Id);
      if (name !== undefined) points[name].push(...pointsOf(name, result));
    }
    NextToken = answer.NextToken;
  } while (NextToken);
  return points;
}

const idOf = (index: number): string => `m${index}`;

const query = (Id: string, { namespace, name, dimensions, statistic }: Metric, window: Window): MetricDataQuery => ({
  Id,
  MetricStat: {
    Metric: {
      Namespace: namespace,
      MetricName: name,
      Dimensions: Object.entries(dimensions).map(([Name, Value]) => ({ Name, Value })),
    },
    Period: window.periodSeconds,
    Stat: statistic,
  },
});

function pointsOf(name: string, { StatusCode, Messages, Timestamps = [], Values = [] }: MetricDataResult): Point[] {
  if (StatusCode === 'InternalError' || StatusCode === 'Forbidden') {
    throw new Error(`CloudWatch could not read ${name} (${Messages?.[0]?.Value ?? StatusCode}).`);
  }
  return Timestamps.flatMap((at, index) => {
    const value = Values[index];
    return value === undefined ? [] : [{ at: at.getTime(), value }];
  });
}

/** CPU or memory of an ECS service in percent. With the cluster's name alone it would never have data on Fargate. */
export const serviceMetric = (
  name: 'CPUUtilization' | 'MemoryUtilization',
  { cluster, service }: { readonly cluster: string; readonly service: string },
): Metric => ({
  namespace: 'AWS/ECS',
  name,
  dimensions: { ClusterName: cluster, ServiceName: service },
  statistic: 'Average',
});

/** A metric of a database instance: percent, connections, bytes. */
export const databaseMetric = (
  name: 'CPUUtilization' | 'DatabaseConnections' | 'FreeableMemory',
  instance: string,
): Metric => ({ namespace: 'AWS/RDS', name, dimensions: { DBInstanceIdentifier: instance }, statistic: 'Average' });
