import { Logger } from '@aws-lambda-powertools/logger';
import { Metrics } from '@aws-lambda-powertools/metrics';
import { isTest } from '../../runbooks';
import { type MetricName, OWN_METRICS, type ValueOf } from '../../runbooks/own-metrics';
import { named } from './wording';

const logger = new Logger();
/** Made when it is first needed: most calls measure nothing. */
let made: Metrics | undefined;

function metricsOf(): Metrics {
  if (made) return made;
  made = new Metrics({ logger });
  // Everything in our namespace is ours: the name of the service would say nothing.
  made.clearDefaultDimensions();
  return made;
}

/** What is measured, besides what the metric itself says. */
export interface Measured {
  /** Id of the incident it is about: in the log line, and no dimension. */
  readonly incident: string;
  /** How many, or how many seconds; 1 if absent. */
  readonly amount?: number;
}

/**
 * Writes one datum as a line of the function's own log, from which CloudWatch makes the metric: no call, and no permission.
 * The work comes first: what goes wrong here is said in the log and goes no further. CloudWatch may count a line twice, so
 * a metric shows how things go, and the incident table is what happened. Of a test nothing is measured.
 * https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/CloudWatch_Embedded_Metric_Format_Specification.html
 */
export function measure<M extends MetricName>(name: M, value: ValueOf<M>, { incident, amount = 1 }: Measured): void {
  if (isTest(incident)) return;
  const { dimension, unit } = OWN_METRICS[name];
  try {
    const metrics = metricsOf();
    // It would be written as null, which is no number to CloudWatch.
    if (!Number.isFinite(amount)) throw new RangeError(`given ${amount}, expected a number`);
    metrics.addDimension(dimension, value).addMetadata('incident', incident).addMetric(name, unit, amount);
    metrics.publishStoredMetrics();
  } catch (error) {
    // What is left of this one must not stand in the next.
    made?.clearMetrics();
    made?.clearDimensions();
    made?.clearMetadata();
    logger.warn(`${name} ${value} was not measured: ${named(error)}`, { incident });
  }
}
