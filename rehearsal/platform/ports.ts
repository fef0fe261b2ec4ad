import type { Metrics } from '../engine/alarms/metrics';
import type { Ecs } from '../engine/aws/ecs';
import type { S3 } from '../engine/aws/s3';
import type { Ssm } from '../engine/aws/ssm';
import type { HttpRequest, HttpResponse } from '../engine/bundles/http';
import type { VirtualClock } from '../engine/clock';
import type { Random } from '../engine/random';

/** Everything of the simulated world that the platform touches. */
export interface Ports {
  readonly clock: VirtualClock;
  /** Drawn from once, at construction. The same seed with the same story gives the same signals. */
  readonly random: Random;
  /** Still without the platform's cluster and services: `Platform.start` adds them. */
  readonly ecs: Ecs;
  /** Writes a line that arrives now. */
  readonly logs: { append(group: string, stream: string, message: string): void };
  readonly metrics: Pick<Metrics, 'put'>;
  /** Holds the parameter that permits trading. */
  readonly ssm: Pick<Ssm, 'value'>;
  /** Has the bucket of the heartbeat. */
  readonly s3: Pick<S3, 'put'>;
  /**
   * Says what answers at a host. A rejection with a `code` (`ECONNREFUSED`) is a host that is dead; one without is a
   * failure of the rehearsal itself.
   */
  serve(host: string, answer: (request: HttpRequest) => Promise<HttpResponse>): void;
  /** From the end of a metric's minute to its data point being readable, in milliseconds. */
  readonly metricDelayMs: number;
  /** The same for a metric that the service puts itself. */
  readonly ownMetricDelayMs: number;
  /** From a line being written to its arriving in CloudWatch Logs, in milliseconds. */
  readonly logDelayMs: number;
}

/** What AWS does not document and we could not verify: every story has to hold with the switch either way. */
export interface Assumptions {
  // @claim assumed(runningTaskCountAtZero): Container Insights reports nothing for a service without running tasks, rather than 0.
  // @source not documented by AWS; missing data is reported by https://dev.classmethod.jp/etc/tsnote-container-insights-metrics-missing/
  readonly runningTaskCountAtZero: 'zero' | 'nothing';
}
