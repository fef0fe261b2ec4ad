import type { Alarm } from './alarms/alarms';
import type { Metrics } from './alarms/metrics';

const NAMESPACE = 'AWS/Lambda';

/** The metrics that Lambda publishes of functions, as far as some alarm reads them. */
export class FunctionMetrics {
  private readonly watched: ReadonlySet<string>;

  constructor(
    private readonly options: {
      readonly metrics: Metrics;
      readonly alarms: readonly Alarm[];
      /** From the end of an invocation to its data being readable. */
      readonly publishDelayMs: number;
    },
  ) {
    const sources = options.alarms.flatMap(({ queries }) => queries.map(({ source }) => source));
    const names = sources.flatMap((source) =>
      'namespace' in source && source.namespace === NAMESPACE ? Object.values(source.dimensions) : [],
    );
    this.watched = new Set(names);
  }

  // @claim documented: Invocations counts what ran, failed or not, and Errors what failed, each by FunctionName; Errors is 0 for an invocation that succeeded, and both bear the time of the invocation, not of its end.
  // @source https://docs.aws.amazon.com/lambda/latest/dg/monitoring-metrics-types.html
  /** @param at when it was invoked, @param endedAt when it was over, in milliseconds since the epoch. */
  invoked(functionName: string, at: number, endedAt: number, failed: boolean): void {
    if (!this.watched.has(functionName)) return;
    const { metrics, publishDelayMs } = this.options;
    const datum = { namespace: NAMESPACE, dimensions: { FunctionName: functionName }, at };
    const visible = { visibleAt: endedAt + publishDelayMs };
    metrics.put({ ...datum, name: 'Invocations', value: 1 }, visible);
    metrics.put({ ...datum, name: 'Errors', value: failed ? 1 : 0 }, visible);
  }
}
