import { NotPlayed } from './refuse';

/** How far a number can be trusted. */
export type Standing = 'documented' | 'assumed' | 'measured by others';

/** What AWS would take for one thing, in virtual milliseconds. */
export interface Latency {
  readonly ms: number;
  /** The Region it is charged for; where a measurement was made elsewhere, the source says so. */
  readonly region: 'ap-south-1';
  readonly source: string;
  /** When the source was written; where it does not say, when it was read or the number assumed. */
  readonly date: string;
  readonly standing: Standing;
}

/** Everything virtual time is charged for. */
export interface Latencies {
  /** From the event to the target being invoked. */
  readonly eventDelivery: Latency;
  /** From the end of one state to the start of the next, and from StartExecution to the first. */
  readonly stateTransition: Latency;
  /** From an HTTP Task's request to its answer, beyond what the host itself takes. */
  readonly httpTask: Latency;
  /** What API Gateway adds to a request to an HTTP API and its answer, beyond its integration; not the internet before it. */
  readonly httpApi: Latency;
  /** Init phase of a new environment; billed. @param o.bundleBytes size of the minified bundle. */
  lambdaColdStart(o: { bundleBytes: number; memoryMb: number }): Latency;
  /** First HTTPS connection of a new environment, added to its first call. */
  readonly lambdaFirstConnection: Latency;
  readonly lambdaWarmStart: Latency;
  /** @param service as in an ARN or as it signs (`ecs`, `cloudwatch` or `monitoring`). @throws NotPlayed for a service without a row. */
  apiCall(service: string, operation: string): Latency;
  /** Between two evaluations of an alarm whose period is a minute or more. */
  readonly alarmEvaluationInterval: Latency;
  /** From an evaluation's minute to the alarm's change of state. */
  readonly alarmEvaluationDelay: Latency;
  /** From the end of a metric's minute to its data point being readable. */
  readonly metricPublishDelay: Latency;
  /** The same for a metric put by the application itself. */
  readonly ownMetricDelay: Latency;
  /** From a log line to its being readable and counted by a metric filter, or as the metric it is. */
  readonly logsToMetricDelay: Latency;
  /** From a task being wanted to PENDING: capacity and network interface. */
  readonly taskProvisioning: Latency;
  /** From PENDING to RUNNING. */
  readonly taskPullAndStart: Latency;
  /** From SIGTERM to SIGKILL where the task definition names no stopTimeout. */
  readonly taskStopGrace: Latency;
  /** Between two looks of the ECS service scheduler at one service. */
  readonly schedulerLook: Latency;
  /** How long a service stands still before ECS calls it steady. */
  readonly steadyFor: Latency;
  /** From Publish to the endpoint. */
  readonly snsDelivery: Latency;
  /** From the scheduled instant to the target being invoked. */
  readonly scheduleDelivery: Latency;
  /** From CreateDBSnapshot, or the start of an automated backup, to the snapshot being available. */
  readonly rdsSnapshot: Latency;
  /** From RestoreDBInstanceFromDBSnapshot to the new instance being available for the first time. */
  readonly rdsRestore: Latency;
  /** The same of RestoreDBInstanceToPointInTime. */
  readonly rdsPointInTimeRestore: Latency;
  /** From ModifyDBInstance being answered to its effect beginning. */
  readonly rdsModification: Latency;
  /** From an instance losing its old name to its being available under the new one. */
  readonly rdsRename: Latency;
}

const row = (ms: number, standing: Standing, date: string, source: string): Latency => ({
  ms,
  region: 'ap-south-1',
  source,
  date,
  standing,
});
const assumed = (ms: number, why: string): Latency => row(ms, 'assumed', '2026-11-22', why);

// @claim assumed: An event reaches its target half a second after it happened; 80 ms at the 90th percentile was measured on another bus, but events of AWS services are best effort and nothing bounds them.
// @source https://aws.amazon.com/blogs/architecture/mastering-millisecond-latency-and-millions-of-events-the-event-driven-architecture-behind-the-amazon-key-suite/
const EVENTS = {
  eventDelivery: assumed(500, 'no published bound; 80 ms p90 on another bus (AWS Architecture Blog, 2026-02-04)'),
  snsDelivery: assumed(1000, 'no published bound; e-mail and SMS carriers add more, outside AWS'),
  scheduleDelivery: assumed(1000, 'no published figure; EventBridge Scheduler promises the minute, not the second'),
};

// @claim assumed: A Standard workflow takes 30 ms from one state to the next.
// @source https://docs.aws.amazon.com/step-functions/latest/dg/choosing-workflow-type.html (names no figure)
// @claim assumed: The request of an HTTP Task and its answer are 300 ms under way: a new TLS connection to a host abroad.
// @source https://docs.aws.amazon.com/step-functions/latest/dg/call-https-apis.html (names no figure)
const WORKFLOW = {
  stateTransition: assumed(30, 'no published figure'),
  httpTask: assumed(300, 'no published figure; connection, TLS and request are three round trips abroad'),
};

// @claim assumed: A Node.js function on arm64 initialises in 130 ms plus 0.4 ms for each kB of minified bundle: 100-150 ms for an empty handler and about 250 ms for three bundled SDK clients were measured elsewhere.
// @source https://speedrun.nobackspacecrew.com/blog/2025/07/21/the-fastest-node-22-lambda-coldstart-configuration.html and https://www.decodednode.com/2026/01
const COLD = { emptyMs: 130, perKilobyteMs: 0.4 };
// @claim documented: For 99 % of requests an HTTP API adds less than 10 ms, request and response together.
// @source https://aws.amazon.com/blogs/compute/building-better-apis-http-apis-now-generally-available/
const HTTP_API = {
  httpApi: row(
    10,
    'documented',
    '2020-03-12',
    'https://aws.amazon.com/blogs/compute/building-better-apis-http-apis-now-generally-available/ (99 % of requests: less than 10 ms; Region not stated)',
  ),
};

const COLD_SOURCE =
  'line through two measurements: empty handler 100-150 ms (decodednode.com, 2026-01), three SDK clients about 250 ms ' +
  '(speedrun.nobackspacecrew.com, 2025-07-21; Node.js 22); Region not stated; memory does not matter during init (same)';
const LAMBDA = {
  lambdaFirstConnection: row(
    125,
    'measured by others',
    '2025-07-21',
    'https://speedrun.nobackspacecrew.com/blog/2025/07/21/the-fastest-node-22-lambda-coldstart-configuration.html (first request to DynamoDB; Region not stated)',
  ),
  lambdaWarmStart: assumed(10, 'no published figure'),
};

// @claim documented: An alarm whose period is a minute or longer is evaluated every minute, also where its period is longer.
// @source https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/alarm-limits.html
// @claim assumed: A minute's data point is visible to alarms 30 seconds after the minute ends; a reader from outside sees one-minute metrics after about two minutes.
// @source https://docs.datadoghq.com/integrations/guide/cloud-metric-delay/
// @claim assumed: A log line is readable, and counted by a metric filter, ten seconds after it was written; so is a metric that stands in it.
// @source https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/MonitoringLogData.html (names no figure)
const CLOUDWATCH = {
  alarmEvaluationInterval: row(
    60_000,
    'documented',
    '2026-11-22',
    'https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/alarm-limits.html',
  ),
  alarmEvaluationDelay: assumed(5_000, 'no published figure'),
  metricPublishDelay: assumed(
    30_000,
    'no published figure; an outside reader sees one-minute metrics after about 2 minutes (https://docs.datadoghq.com/integrations/guide/cloud-metric-delay/)',
  ),
  ownMetricDelay: assumed(10_000, 'no published figure'),
  logsToMetricDelay: assumed(10_000, 'no published figure'),
};

// @claim assumed: A Fargate task is RUNNING 35 seconds after it is wanted, of which 15 are capacity and network and 20 image and start; 30 seconds and more were measured elsewhere.
// @source https://www.vladionescu.me/posts/scaling-containers-on-aws-in-2022/
// @claim documented: A container on Fargate is killed 30 seconds after its SIGTERM unless the task definition names another stopTimeout.
// @source SDK client-ecs RegisterTaskDefinition documentation (ContainerDefinition stopTimeout)
const FARGATE_SOURCE =
  'https://www.vladionescu.me/posts/scaling-containers-on-aws-in-2022/ (2022, ECS on Fargate: first containers after about 30 s, small image)';
const ECS = {
  taskProvisioning: row(15_000, 'assumed', '2026-11-22', `share of the time to start in ${FARGATE_SOURCE}`),
  taskPullAndStart: row(20_000, 'assumed', '2026-11-22', `share of the time to start in ${FARGATE_SOURCE}`),
  taskStopGrace: row(
    30_000,
    'documented',
    '2026-11-22',
    'SDK client-ecs RegisterTaskDefinition documentation (stopTimeout: 30 s on Fargate)',
  ),
  schedulerLook: assumed(10_000, 'no published figure'),
  steadyFor: assumed(60_000, 'no published figure'),
};

// @claim assumed: A snapshot of an instance of 100 GB is available after four minutes; a first one takes longer, and hours were seen for large ones.
// @source https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/USER_CreateSnapshot.html (names no figure); https://github.com/hashicorp/terraform-provider-aws/issues/44104
// @claim assumed: An instance of 100 GB is restored from a snapshot in 15 minutes and to a point in time in 25; a public acceptance test creates, restores and deletes small ones in 21 to 25 minutes altogether.
// @source https://github.com/hashicorp/terraform-provider-aws/pull/15969; https://repost.aws/knowledge-center/rds-point-in-time-restore-issues (depends on the logs that are applied)
const RDS = {
  rdsSnapshot: assumed(240_000, 'no published figure; snapshots are incremental, so it depends on what has changed'),
  rdsRestore: assumed(900_000, 'no published figure; it depends on the class, Multi-AZ and the recovery of the engine'),
  rdsPointInTimeRestore: assumed(1_500_000, 'no published figure; a snapshot restore, and the logs of up to a day'),
  rdsModification: assumed(20_000, 'no published figure; "asynchronously, as soon as possible"'),
  rdsRename: row(
    600_000,
    'documented',
    '2026-11-23',
    'https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/USER_RenameInstance.html (the new name becomes effective in about 10 minutes)',
  ),
};

// @claim documented: DynamoDB answers in single-digit milliseconds.
// @source https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Introduction.html
// @claim assumed: Calls to control planes (ECS, RDS, load balancers) take 150 ms and calls to data planes 15 to 100 ms, within the Region.
// @source https://docs.aws.amazon.com/general/latest/gr/aws-service-information.html (names no figure)
const API_CALLS: Readonly<Record<string, Latency>> = {
  dynamodb: row(
    9,
    'documented',
    '2026-11-22',
    'https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Introduction.html (single-digit milliseconds)',
  ),
  s3: assumed(100, 'low end of the 100-200 ms commonly quoted for small objects'),
  ssm: assumed(40, 'no published figure'),
  sns: assumed(30, 'no published figure'),
  sqs: assumed(20, 'no published figure'),
  states: assumed(50, 'no published figure'),
  lambda: assumed(30, 'no published figure'),
  logs: assumed(200, 'no published figure; FilterLogEvents reads through what it searches'),
  cloudwatch: assumed(100, 'no published figure'),
  ecs: assumed(150, 'no published figure'),
  ecr: assumed(100, 'no published figure'),
  rds: assumed(150, 'no published figure'),
  elasticloadbalancing: assumed(150, 'no published figure'),
  'application-autoscaling': assumed(150, 'no published figure'),
  ec2: assumed(150, 'no published figure'),
  events: assumed(40, 'no published figure'),
  secretsmanager: assumed(40, 'no published figure'),
  kms: assumed(15, 'no published figure'),
  sts: assumed(40, 'no published figure'),
};

function lambdaColdStart({ bundleBytes, memoryMb }: { bundleBytes: number; memoryMb: number }): Latency {
  if (memoryMb < 128 || bundleBytes < 0) throw new Error(`No such function: ${memoryMb} MB, ${bundleBytes} bytes.`);
  return row(
    Math.round(COLD.emptyMs + (COLD.perKilobyteMs * bundleBytes) / 1000),
    'assumed',
    '2026-11-22',
    COLD_SOURCE,
  );
}

function apiCall(service: string, operation: string): Latency {
  const found = API_CALLS[service === 'monitoring' ? 'cloudwatch' : service];
  if (!found) throw new NotPlayed(`the latency of ${service} ${operation}`, Object.keys(API_CALLS));
  return found;
}

/** The table as it is. */
export const latency: Latencies = {
  ...EVENTS,
  ...WORKFLOW,
  ...HTTP_API,
  ...LAMBDA,
  ...CLOUDWATCH,
  ...ECS,
  ...RDS,
  lambdaColdStart,
  apiCall,
};

/** Configured by people or promised by AWS, so no slower on a slow day. */
const FIXED: readonly (keyof Latencies)[] = ['alarmEvaluationInterval', 'taskStopGrace'];

/** The table with every delay longer by a factor; intervals that AWS documents as fixed stay. @param factor above 0. */
export function scaled(factor: number): Latencies {
  if (!(factor > 0)) throw new Error(`Latencies can only be scaled by a number above 0, not by ${factor}.`);
  const times = (one: Latency): Latency => ({ ...one, ms: one.ms * factor });
  // The clock goes by whole milliseconds: what is due after a part of one would be looked at before it has passed, and not again.
  const whole = (one: Latency): Latency => ({ ...one, ms: Math.ceil(one.ms * factor) });
  const rows = Object.entries(latency).map(([name, one]: [string, Latency | ((...given: never[]) => Latency)]) =>
    typeof one === 'function' || FIXED.includes(name as keyof Latencies) ? [name, one] : [name, whole(one)],
  );
  return {
    ...(Object.fromEntries(rows) as Latencies),
    lambdaColdStart: (o) => times(lambdaColdStart(o)),
    apiCall: (service, operation) => times(apiCall(service, operation)),
  };
}

/** Services whose calls have a latency, for tables and tests. */
export const servicesWithLatency: readonly string[] = Object.keys(API_CALLS);
