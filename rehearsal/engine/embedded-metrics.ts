import type { Datum, Metrics } from './alarms/metrics';
import { finiteNumber, list, oneOf, record, text } from './alarms/refuse';
import type { VirtualClock } from './clock';
import type { Meter } from './cost';
import type { Latencies } from './latency';
import type { Ledger } from './ledger';
import { NotPlayed, refuseOthers } from './refuse';

/** A datum that stands in a log line, and whatever else the line says. */
export interface Embedded extends Datum {
  readonly about: Readonly<Record<string, unknown>>;
}

const UNITS = ['Count', 'Seconds'] as const;
const MOST_METRICS = 100;
const MOST_DIMENSIONS = 30;

/**
 * Reads a line of a function's log: what is written in CloudWatch's embedded metric format. A line that claims to be and is
 * not is no metric in AWS, which says so nowhere but in a metric of its own; here it is refused.
 * @returns undefined for any other line.
 * @throws when the line is not as the format wants it, and NotPlayed for what no line of ours has.
 */
// @claim documented: CloudWatch makes a metric of a log event that is one JSON object whose _aws says Timestamp (milliseconds) and CloudWatchMetrics, directives of Namespace, Dimensions (sets of names) and Metrics; each name is a member of the root, a text for a dimension and a number for a metric. A function's standard output needs nothing else.
// @source https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/CloudWatch_Embedded_Metric_Format_Specification.html
export function readEmbedded(line: string, by: string): readonly Embedded[] | undefined {
  if (!line.includes('"_aws"')) return undefined;
  const where = `${by}: the embedded metrics of a log line`;
  const { _aws, ...root } = record(parsed(line, where), where);
  const metadata = record(_aws, `${where}: _aws`);
  refuseOthers(`${where}: _aws`, metadata, ['Timestamp', 'CloudWatchMetrics']);
  const at = finiteNumber(metadata.Timestamp, `${where}: _aws.Timestamp`);
  const directives = list(metadata.CloudWatchMetrics, `${where}: CloudWatchMetrics`);
  if (directives.length !== 1) throw new NotPlayed(`${where}: ${directives.length} directives`, ['one']);
  const directive = record(directives[0], `${where}: CloudWatchMetrics[0]`);
  refuseOthers(where, directive, ['Namespace', 'Dimensions', 'Metrics']);
  const namespace = text(directive.Namespace, `${where}: Namespace`);
  if (namespace.startsWith('AWS/')) throw new Error(`${where}: Namespace is ${namespace}; those belong to AWS.`);
  const dimensions = readDimensions(directive.Dimensions, root, where);
  const names = list(directive.Metrics, `${where}: Metrics`).map((one) => readName(one, where));
  // @claim documented: One directive holds at most 100 metrics, and a set at most 30 dimensions.
  // @source https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/CloudWatch_Embedded_Metric_Format_Specification.html
  if (names.length === 0 || names.length > MOST_METRICS) {
    throw new Error(`${where}: ${names.length} Metrics; 1 to ${MOST_METRICS} are allowed.`);
  }
  const targets = [...Object.keys(dimensions), ...names];
  const about = Object.fromEntries(Object.entries(root).filter(([member]) => !targets.includes(member)));
  return names.map((name) => ({
    namespace,
    name,
    dimensions,
    value: finiteNumber(root[name], `${where}: ${name}`),
    at,
    about,
  }));
}

function parsed(line: string, where: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    throw new Error(`${where}: the line is not one JSON object: ${line.slice(0, 200)}`);
  }
}

function readDimensions(
  raw: unknown,
  root: Readonly<Record<string, unknown>>,
  where: string,
): Readonly<Record<string, string>> {
  const sets = list(raw, `${where}: Dimensions`);
  if (sets.length !== 1) throw new NotPlayed(`${where}: ${sets.length} sets of Dimensions`, ['one']);
  const names = list(sets[0], `${where}: Dimensions[0]`).map((name) => text(name, `${where}: Dimensions[0]`));
  if (names.length > MOST_DIMENSIONS) {
    throw new Error(`${where}: ${names.length} dimensions; ${MOST_DIMENSIONS} are allowed.`);
  }
  return Object.fromEntries(names.map((name) => [name, text(root[name], `${where}: ${name}`)]));
}

function readName(raw: unknown, where: string): string {
  const definition = record(raw, `${where}: Metrics`);
  refuseOthers(`${where}: Metrics`, definition, ['Name', 'Unit']);
  oneOf(definition.Unit, UNITS, `${where}: Unit`);
  return text(definition.Name, `${where}: Metrics Name`);
}

export interface EmbeddedMetricsOptions {
  readonly metrics: Metrics;
  readonly meter: Meter;
  readonly ledger: Ledger;
  readonly clock: VirtualClock;
  readonly latency: Pick<Latencies, 'logsToMetricDelay'>;
}

/** Log levels that let a line without a level through. */
const LETTING_THROUGH = [undefined, 'TRACE', 'DEBUG', 'INFO'];

/** Makes metrics of what functions write to their logs. */
export class EmbeddedMetrics {
  constructor(private readonly options: EmbeddedMetricsOptions) {}

  /**
   * A function has written a line.
   * @param properties of `AWS::Lambda::Function`.
   * @throws what readEmbedded throws.
   */
  see(
    { name: by, properties }: { readonly name: string; readonly properties: Readonly<Record<string, unknown>> },
    line: string,
  ): void {
    // @claim documented: A line without a level counts as INFO where a function's log is filtered by level.
    // @source https://docs.aws.amazon.com/lambda/latest/dg/monitoring-cloudwatchlogs-log-level.html
    const { ApplicationLogLevel } = (properties.LoggingConfig ?? {}) as { ApplicationLogLevel?: string };
    if (!LETTING_THROUGH.includes(ApplicationLogLevel)) return;
    const { metrics, meter, ledger, clock, latency } = this.options;
    for (const { about, ...datum } of readEmbedded(line, by) ?? []) {
      metrics.put(datum, { visibleAt: clock.now() + latency.logsToMetricDelay.ms });
      meter.ownMetric(datum);
      ledger.measured.push({ ...datum, by, about });
    }
  }
}
