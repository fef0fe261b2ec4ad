import type { Metrics } from '../alarms/metrics';
import { finiteNumber, list, record, text } from '../alarms/refuse';
import type { VirtualClock } from '../clock';
import { NotPlayed, refuseOthers } from '../refuse';
import { filterPattern, type Matcher } from './filter-pattern';

const MINUTE_MS = 60_000;
// The units AWS accepts say what a number means; nothing here reads them.
const TRANSFORMATION = ['MetricName', 'MetricNamespace', 'MetricValue', 'DefaultValue', 'Unit'];

/** A metric filter of a log group: counts matching messages in a metric. */
export class MetricFilter {
  readonly logGroupName: string;
  private readonly matches: Matcher;
  private readonly metric: { readonly namespace: string; readonly name: string; readonly dimensions: object };
  private readonly value: number;
  private readonly defaultValue: number | undefined;
  /** The minute (its start) that messages are arriving in, and whether one has matched. */
  private minute: { readonly start: number; matched: boolean } | undefined;

  /**
   * @param properties the resolved properties of `AWS::Logs::MetricFilter`.
   * @throws when one of them is not rehearsed; the error names filter and property.
   */
  constructor(
    private readonly clock: VirtualClock,
    private readonly metrics: Metrics,
    properties: Readonly<Record<string, unknown>>,
  ) {
    this.logGroupName = text(properties.LogGroupName, 'Metric filter: LogGroupName');
    const where = `Metric filter ${String(properties.FilterName ?? `of ${this.logGroupName}`)}`;
    refuseOthers(where, properties, ['FilterName', 'FilterPattern', 'LogGroupName', 'MetricTransformations']);
    const transformations = list(properties.MetricTransformations, `${where}: MetricTransformations`);
    if (transformations.length !== 1) {
      throw new NotPlayed(`${where}: ${transformations.length} MetricTransformations`, ['one']);
    }
    const transformation = record(transformations[0], `${where}: MetricTransformations[0]`);
    refuseOthers(`${where}: MetricTransformations[0]`, transformation, TRANSFORMATION);
    if (typeof properties.FilterPattern !== 'string') throw new Error(`${where}: FilterPattern is missing.`);
    this.matches = filterPattern(properties.FilterPattern, where);
    this.metric = {
      namespace: text(transformation.MetricNamespace, `${where}: MetricNamespace`),
      name: text(transformation.MetricName, `${where}: MetricName`),
      dimensions: {},
    };
    this.value = literalNumber(transformation.MetricValue, `${where}: MetricValue`);
    const byDefault = transformation.DefaultValue;
    this.defaultValue = byDefault === undefined ? undefined : finiteNumber(byDefault, `${where}: DefaultValue`);
  }

  /** Takes notice of a message that arrives now. */
  see(message: string): void {
    // @claim documented: A metric filter publishes MetricValue for every matching event.
    // @source https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/MonitoringLogData.html
    const matched = this.matches(message);
    if (matched) this.put(this.value, this.clock.now());
    if (this.defaultValue === undefined) return;
    this.openMinute(this.defaultValue);
    if (matched && this.minute !== undefined) this.minute.matched = true;
  }

  private openMinute(defaultValue: number): void {
    // @claim documented: DefaultValue is published for a minute in which events arrive and none matches; without events nothing is.
    // @source https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/MonitoringLogData.html
    const start = Math.floor(this.clock.now() / MINUTE_MS) * MINUTE_MS;
    if (this.minute?.start === start) return;
    const minute = { start, matched: false };
    this.minute = minute;
    this.clock.setTimeout(
      () => {
        if (!minute.matched) this.put(defaultValue, start);
      },
      start + MINUTE_MS - this.clock.now(),
    );
  }

  private put(value: number, at: number): void {
    this.metrics.put({ ...this.metric, dimensions: {}, value, at });
  }
}

function literalNumber(raw: unknown, what: string): number {
  const given = text(raw, what);
  const number = Number(given);
  if (Number.isFinite(number)) return number;
  throw new NotPlayed(`${what} "${given}"`, ['a number']);
}
