import type { CloudWatchClient } from '@aws-sdk/client-cloudwatch';
import { type Metric, type Point, readMetrics } from '../metrics';
import type { MetricSource } from './source';
import { dayBegins } from './time';

const PERIOD_SECONDS = 300;
const DAY_MS = 86_400_000;

type Name = 'trades' | 'realisedProfit' | 'openPositions';

/** The day's metrics as an object of the contract would say them; the names of those that have no data. */
export type Figures =
  | Readonly<Record<Name, number> & { asOf: string; date: string }>
  | { readonly silent: readonly Name[] };

/**
 * Reads a day's numbers from metrics: trades and realised profit are put once a trade and added up; the number of open
 * positions is put once a minute, and the last one counts. A metric that said nothing all day is no 0.
 * @throws when a call fails.
 */
export async function readFigures(
  cloudWatch: CloudWatchClient,
  source: MetricSource,
  date: string,
  now: number,
): Promise<Figures> {
  const from = dayBegins(date);
  const metrics: Record<Name, Metric> = {
    trades: { ...source.trades, statistic: 'Sum' },
    realisedProfit: { ...source.realisedProfit, statistic: 'Sum' },
    openPositions: { ...source.openPositions, statistic: 'Maximum' },
  };
  const to = Math.min(from + DAY_MS, Math.ceil(now / (PERIOD_SECONDS * 1000)) * PERIOD_SECONDS * 1000);
  const points = await readMetrics(cloudWatch, metrics, { from, to, periodSeconds: PERIOD_SECONDS });
  const silent = (Object.keys(metrics) as Name[]).filter((name) => points[name].length === 0);
  const last = points.openPositions.at(-1);
  if (silent.length > 0 || !last) return { silent };
  return {
    asOf: new Date(Math.min(last.at + PERIOD_SECONDS * 1000, now)).toISOString(),
    date,
    trades: sum(points.trades),
    realisedProfit: sum(points.realisedProfit),
    openPositions: last.value,
  };
}

const sum = (points: readonly Point[]): number => points.reduce((total, { value }) => total + value, 0);
