import type { Point } from '../shared/metrics';
import type { Look, StepResult } from '../shared/step';
import { counted } from '../shared/wording';

export type MetricName = 'serviceCpu' | 'serviceMemory' | 'databaseCpu' | 'databaseConnections' | 'databaseMemory';

export interface Seen {
  readonly series: Look<Readonly<Record<MetricName, readonly Point[]>>>;
  readonly minutes: number;
  /** The end of the window, in milliseconds since the epoch. */
  readonly to: number;
  readonly service: string;
  readonly database: string;
}

export interface Figures {
  /** Mean of the last five minutes that have data: what the alarms judge by. */
  readonly latest: number;
  readonly average: number;
  readonly peak: number;
}

/** Percent above which a resource counts as short, as for the alarms. */
export const THRESHOLD = 80;

const LATEST_MS = 300_000;
/** A metric silent for longer than this says nothing about now. */
const SILENT_MS = 600_000;

/**
 * What is short? The percentage that is highest now, where it is above 80 %: CPU and memory of the service, CPU of the
 * database. Connections and free memory of the database have no common ceiling; they are said, and judged by the reader.
 * No data is said as such and never read as idle: AWS/ECS metrics are not reported while no task runs.
 */
export function describeBottleneck({ series, minutes, to, service, database }: Seen): StepResult {
  if ('unseen' in series) return { outcome: 'continue', finding: `Could not read the metrics: ${series.unseen}.` };
  const figures = mapped(series.seen, (points) => summarise(points, to));
  const shares = [
    { what: `CPU of ${service}`, figures: figures.serviceCpu, silence: 'AWS/ECS reports none while no task runs' },
    {
      what: `memory of ${service}`,
      figures: figures.serviceMemory,
      silence: 'AWS/ECS reports none while no task runs',
    },
    { what: `CPU of ${database}`, figures: figures.databaseCpu, silence: 'AWS/RDS reports none while it is stopped' },
  ];
  const known = shares
    .flatMap(({ what, figures: share }) => (share ? [{ what, ...share }] : []))
    .sort((a, b) => b.latest - a.latest);
  const highest = known[0];
  const others = known.slice(1).map((share) => `${share.what} ${percentages(share)}`);
  const silent = shares.filter((share) => !share.figures).map(({ what, silence }) => `${what}: no data (${silence})`);
  const parts = [
    headline(highest),
    ...others,
    ...silent,
    connections(figures.databaseConnections),
    freeMemory(figures.databaseMemory),
  ];
  return {
    outcome: 'continue',
    finding: `${parts.join('; ')} (last 5 min, average and peak of ${minutes} min).`,
    evidence: { figures: mapped(figures, (one) => one ?? 'no data') },
  };
}

/** @returns undefined without data, or when the last of it is too old to tell how things are now. */
export function summarise(points: readonly Point[], to: number): Figures | undefined {
  const newest = points.at(-1);
  if (!newest || to - newest.at > SILENT_MS) return undefined;
  const values = points.map(({ value }) => value);
  const latest = points.filter(({ at }) => newest.at - at < LATEST_MS).map(({ value }) => value);
  return { latest: mean(latest), average: mean(values), peak: Math.max(...values) };
}

function headline(highest: (Figures & { readonly what: string }) | undefined): string {
  if (!highest) return 'No bottleneck can be named';
  const share = `${highest.what}, ${percentages(highest)}`;
  return highest.latest > THRESHOLD
    ? `The bottleneck is the ${share}`
    : `Nothing seen is above ${THRESHOLD} %: the highest is the ${share}`;
}

const percentages = ({ latest, average, peak }: Figures): string =>
  `${rounded(latest)} / ${rounded(average)} / ${rounded(peak)} %`;

const connections = (figures: Figures | undefined): string =>
  figures
    ? `${counted(Math.round(figures.latest), 'database connection')} (peak ${Math.round(figures.peak)})`
    : 'database connections: no data';

const freeMemory = (figures: Figures | undefined): string =>
  figures ? `${Math.round(figures.latest / 2 ** 20)} MiB of database memory free` : 'free database memory: no data';

const mean = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length;
const rounded = (value: number): number => Math.round(value * 10) / 10;

function mapped<K extends string, A, B>(record: Readonly<Record<K, A>>, change: (value: A) => B): Record<K, B> {
  const entries = Object.entries<A>(record).map(([key, value]): [string, B] => [key, change(value)]);
  return Object.fromEntries(entries) as Record<K, B>;
}
