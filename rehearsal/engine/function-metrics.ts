import type { Metrics, StatisticOrMedian } from './alarms/metrics';
import type { Query } from './alarms/queries';

const NAMESPACE = 'AWS/Lambda';

/** The metrics that Lambda publishes of functions, as far as somebody reads them. */
export class FunctionMetrics {
  /** Function and metric. */
  private readonly watched: ReadonlySet<string>;

  constructor(
    private readonly options: {
      readonly metrics: Metrics;
      /** Of alarms and boards. */
      readonly read: readonly Query<StatisticOrMedian>[];
      /** From the end of an invocation to its data being readable. */
      readonly publishDelayMs: number;
    },
  ) {
    const sources = options.read.map(({ source }) => source);
    const names = sources.flatMap((source) =>
      'namespace' in source && source.namespace === NAMESPACE
        ? [`${source.dimensions.FunctionName} ${source.name}`]
        : [],
    );
    this.watched = new Set(names);
  }

  // @claim documented: Invocations counts what ran, failed or not, and Errors what failed, each by FunctionName; Errors is 0 for an invocation that succeeded, and both bear the time of the invocation, not of its end.
  // @source https://docs.aws.amazon.com/lambda/latest/dg/monitoring-metrics-types.html
  // @claim documented: Duration is how long the function's code worked on an event, in milliseconds, without the start of its environment.
  // @source https://docs.aws.amazon.com/lambda/latest/dg/monitoring-metrics-types.html
  /**
   * @param at when it was invoked, @param endedAt when it was over, in milliseconds since the epoch.
   * @param durationMs how long its code worked; absent where that is not known.
   */
  invoked(functionName: string, at: number, endedAt: number, failed: boolean, durationMs?: number): void {
    this.put(functionName, 'Invocations', 1, at, endedAt);
    this.put(functionName, 'Errors', failed ? 1 : 0, at, endedAt);
    if (durationMs !== undefined) this.put(functionName, 'Duration', durationMs, at, endedAt);
  }

  // @claim documented: Throttles counts the calls that were refused because no concurrency is left, with TooManyRequestsException; they are neither Invocations nor Errors.
  // @source https://docs.aws.amazon.com/lambda/latest/dg/monitoring-metrics-types.html
  /** An invocation was refused. @param code of the error */
  refused(functionName: string, code: string, at: number): void {
    if (code === 'TooManyRequestsException') this.put(functionName, 'Throttles', 1, at, at);
  }

  private put(functionName: string, name: string, value: number, at: number, endedAt: number): void {
    if (!this.watched.has(`${functionName} ${name}`)) return;
    const { metrics, publishDelayMs } = this.options;
    const datum = { namespace: NAMESPACE, dimensions: { FunctionName: functionName }, at, name, value };
    metrics.put(datum, { visibleAt: endedAt + publishDelayMs });
  }
}
