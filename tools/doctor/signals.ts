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
  tradesAndProfit: 'what reads it says unknown',
  positions: 'what reads it says unknown',
  exportManifest: 'what reads it says unknown',
  tradingEnabledAcknowledgement:
    'a halt cannot be proved by it, so it goes on to stop the service, and recovery leaves it stopped',
};

/** Every signal that is not configured, and the slow queries of the database. It asks nobody. */
export const notConfigured: Check<Environment> = {
  title: 'signals',
  needs: [],
  look: async ({ environment }) => environment,
  decide: ({ signals, database }) => [
    ...Object.entries(LOST).flatMap(([name, lost]) =>
      signals[name as SignalName] === 'not configured' ? [unconfigured(`signal ${name}`, lost)] : [],
    ),
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

type Spoken = readonly { readonly name: string; readonly heard: Heard }[];

/** Signals that are metrics: the system emits them whether the stack is deployed or not. */
export const spokenSignals: Check<Spoken> = {
  title: 'signals',
  needs: ['cloudwatch:GetMetricData'],
  look: async (world) => {
    const configured = Object.entries(world.environment.signals).flatMap(([name, signal]) =>
      typeof signal === 'object' && 'namespace' in signal ? [{ name, signal }] : [],
    );
    if (configured.length === 0) return [];
    const metrics = configured.map(({ signal }): Metric => {
      const Dimensions = Object.entries(signal.dimensions).map(([Name, Value]) => ({ Name, Value }));
      return { Namespace: signal.namespace, MetricName: signal.name, Dimensions };
    });
    const heard = await heardOf(metrics, world);
    return configured.map(({ name }, index) => ({ name, heard: heard[index] ?? false }));
  },
  decide: (seen, { environment: { name: file } }) =>
    seen.map(({ name, heard }) => {
      const title = `signal ${name}`;
      if (heard === true) return ok(title, 'Data within 24 h.');
      if (heard !== false) return couldNotCheck(title, `CloudWatch answered ${heard.unknown}.`, 'Run the doctor again');
      const remedy = `Have the trading service put it once a minute (docs/signals.md), or correct signals.${name} in environments/${file}.ts`;
      return missing(title, `No data within 24 h: ${LOST[name as SignalName]}.`, remedy);
    }),
};
