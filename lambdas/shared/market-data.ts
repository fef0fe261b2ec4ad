import type { CloudWatchClient } from '@aws-sdk/client-cloudwatch';
import * as v from 'valibot';
import { type Point, readMetrics, windowOf } from './metrics';

/** The metric in which the trading service says how old its latest market data is, in seconds. */
export const MarketDataInput = v.object({
  namespace: v.string(),
  name: v.string(),
  dimensions: v.record(v.string(), v.string()),
});
export type MarketDataInput = v.InferOutput<typeof MarketDataInput>;

/** The greatest age of each of the last whole minutes that has data, oldest first. @throws when the call fails. */
export async function readMarketData(
  cloudWatch: CloudWatchClient,
  metric: MarketDataInput,
  minutes: number,
  now: number,
): Promise<readonly Point[]> {
  const { age } = await readMetrics(
    cloudWatch,
    { age: { ...metric, statistic: 'Maximum' as const } },
    windowOf(minutes, now),
  );
  return age;
}
