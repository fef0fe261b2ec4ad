import { GetMetricDataCommand, type MetricStat } from '@aws-sdk/client-cloudwatch';
import type { World } from './check';

const DAY_MS = 24 * 3_600_000;
const MOST_QUERIES = 500;

/** A metric by its place, as far as a query needs it. */
export type Metric = NonNullable<MetricStat['Metric']>;

/** Of each metric, whether it had a data point in the last 24 hours, or the reason why that is not known. */
export type Heard = boolean | { readonly unknown: string };

/** Which metrics had a data point in the last 24 hours, in their order. @throws when a call fails. */
export async function heardOf(metrics: readonly Metric[], { clients, now }: World): Promise<readonly Heard[]> {
  const heard: Heard[] = [];
  for (let from = 0; from < metrics.length; from += MOST_QUERIES) {
    const some = metrics.slice(from, from + MOST_QUERIES);
    const { MetricDataResults = [] } = await clients.cloudWatch.send(
      new GetMetricDataCommand({
        MetricDataQueries: some.map((Metric, index) => ({
          Id: `m${index}`,
          MetricStat: { Metric, Period: 3600, Stat: 'SampleCount' },
          ReturnData: true,
        })),
        StartTime: new Date(now - DAY_MS),
        EndTime: new Date(now),
      }),
    );
    heard.push(
      ...some.map((_, index): Heard => {
        const { Values = [], StatusCode = 'no answer' } = MetricDataResults.find(({ Id }) => Id === `m${index}`) ?? {};
        return Values.length > 0 || (StatusCode === 'Complete' ? false : { unknown: StatusCode });
      }),
    );
  }
  return heard;
}

/** `Namespace/Name of a, b`, for a sentence. */
export const wordsFor = ({ Namespace = '?', MetricName = '?', Dimensions = [] }: Metric): string => {
  const of = Dimensions.map(({ Value = '?' }) => Value).join(', ');
  return `${Namespace} ${MetricName}${of ? ` of ${of}` : ''}`;
};
