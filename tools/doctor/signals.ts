import type { Environment, SignalName } from '../../environments/schema';
import type { Check } from './check';
import { couldNotCheck, type Finding, missing, ok } from './finding';
import { type Heard, heardOf, type Metric } from './metrics';

/** What is lost where a signal is not configured. */
const LOST: Readonly<Record<SignalName, string>> = {
  brokerStatus: 'refused credentials look like any other fault and cost a restart',
  oldestUnansweredOrder: 'a service that is up and does nothing is not noticed',
  marketDataFreshness: 'stale market data is not noticed',
  dailyLoss: 'a loss beyond the limit of the day is not noticed',
  tradesAndProfit: 'no checklist can say what was traded, or whether a loss was above the limit',
  positions: 'no ledger of positions is kept, and an intraday position that stays open is not noticed',
  exportManifest: 'the daily reports are not backed up',
  tradingEnabledAcknowledgement:
    'a halt cannot be proved by it, so it goes on to stop the service, and recovery leaves it stopped',
  probeAcknowledgement: 'whether the trading service reads its parameters is known only when trading is disabled',
  brokerPositions: 'positions cannot be reconciled with the broker, so no runbook resumes trading',
};

/** Every signal that is not configured, and the slow queries of the database. It asks nobody. */
export const notConfigured: Check<Environment> = {
  title: 'signals',
  needs: [],
  look: async ({ environment }) => environment,
  decide: ({ signals, commands, database }) => [
    ...Object.entries(LOST).flatMap(([name, lost]) =>
      signals[name as SignalName] === 'not configured' ? [unconfigured(`signal ${name}`, lost)] : [],
    ),
    ...(commands.closePositions === 'not configured'
      ? [unconfigured('commands.closePositions', 'positions are closed by hand at the broker, and by no runbook')]
      : []),
    ...(database.slowQueries === 'not configured'
      ? [unconfigured('database.slowQueries', 'an investigation cannot name slow queries')]
      : []),
  ],
};

const unconfigured = (title: string, lost: string): Finding => ({
  status: 'not configured',
  title,
  says: `Not configured: ${lost}.`,
});

/** @param path of the metric in `signals`: `tradesAndProfit.trades`. */
type Spoken = readonly { readonly name: string; readonly path: string; readonly heard: Heard }[];

interface Named {
  readonly name: string;
  readonly path: string;
  readonly metric: Metric;
}

/** The metrics a signal is read from: one, or one for each of its numbers, or none. */
function metricsOf(name: string, signal: Environment['signals'][SignalName]): Named[] {
  if (typeof signal !== 'object') return [];
  if ('namespace' in signal) return [{ name, path: name, metric: metricOf(signal) }];
  if (!('from' in signal) || signal.from !== 'metric') return [];
  const { from: _, ...numbers } = signal;
  return Object.entries(numbers).map(([each, metric]) => ({ name, path: `${name}.${each}`, metric: metricOf(metric) }));
}

type Configured = { readonly namespace: string; readonly name: string; readonly dimensions: Record<string, string> };

const metricOf = ({ namespace, name, dimensions }: Configured): Metric => ({
  Namespace: namespace,
  MetricName: name,
  Dimensions: Object.entries(dimensions).map(([Name, Value]) => ({ Name, Value })),
});

/** Signals that are metrics: the system emits them whether the stack is deployed or not. */
export const spokenSignals: Check<Spoken> = {
  title: 'signals',
  needs: ['cloudwatch:GetMetricData'],
  look: async (world) => {
    const configured = Object.entries(world.environment.signals).flatMap(([name, signal]) => metricsOf(name, signal));
    if (configured.length === 0) return [];
    const heard = await heardOf(
      configured.map(({ metric }) => metric),
      world,
    );
    return configured.map(({ name, path }, index) => ({ name, path, heard: heard[index] ?? false }));
  },
  decide: (seen, { environment: { name: file } }) =>
    seen.map(({ name, path, heard }) => {
      const title = `signal ${path}`;
      if (heard === true) return ok(title, 'Data within 24 h.');
      if (heard !== false) return couldNotCheck(title, `CloudWatch answered ${heard.unknown}.`, 'Run the doctor again');
      const often = path === name ? ' once a minute' : '';
      const remedy = `Have the trading service put it${often} (docs/signals.md), or correct signals.${path} in environments/${file}.ts`;
      return missing(title, `No data within 24 h: ${LOST[name as SignalName]}.`, remedy);
    }),
};
