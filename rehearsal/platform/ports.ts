import type { Metrics } from '../engine/alarms/metrics';
import type { ApplicationAutoScaling } from '../engine/aws/application-autoscaling';
import type { Ec2 } from '../engine/aws/ec2';
import type { Ecr } from '../engine/aws/ecr';
import type { Ecs } from '../engine/aws/ecs';
import type { Elbv2, Probe } from '../engine/aws/elbv2';
import type { Rds } from '../engine/aws/rds';
import type { S3 } from '../engine/aws/s3';
import type { Ssm } from '../engine/aws/ssm';
import type { HttpRequest, HttpResponse } from '../engine/bundles/http';
import type { VirtualClock } from '../engine/clock';
import type { Random } from '../engine/random';

/** What listens at the database's endpoint. `Platform.start` says what it is called and whom it lets in. */
export interface DatabaseServer {
  mode:
    | 'up'
    | 'refused'
    | 'silent'
    | 'nameless'
    | 'no-tls'
    | 'untrusted-certificate'
    | 'too-many-connections'
    | 'starting-up';
  host: string;
  port: number;
  user: string;
  password: string;
  database: string;
  /** What queries meet there; left out where nobody can ask one. */
  readonly queries?: Queries;
  /** For instances that are restored from backups, one each: what listens there once there is such an instance. */
  readonly beside?: readonly DatabaseServer[];
}

/** What queries meet at the database, beside its tables and what is in them. */
export interface Queries {
  /** Virtual time, which what takes long is charged in. */
  clock: VirtualClock | undefined;
  /** The version of PostgreSQL whose words are used. */
  words: 15 | 18;
  /** SQL that a superuser runs before anybody's next query. */
  prepare(sql: string): void;
  /** VACUUM of a table (`schema.name`) takes so many virtual milliseconds; 0: none. */
  slowDown(table: string, ms: number): void;
  /** Another session has a lock on a table that keeps VACUUM out of it and lets it be read and written. */
  lock(table: string): void;
  unlock(table: string): void;
}

/** Everything of the simulated world that the platform touches. */
export interface Ports {
  readonly clock: VirtualClock;
  /** Drawn from at construction only. The same seed with the same story gives the same signals. */
  readonly random: Random;
  /**
   * These six are still without what belongs to the platform: `Platform.start` adds its repositories with their images, its
   * cluster and services (whose tasks pull from `ecr` and register at `loadBalancing`), the database, its security group,
   * the load balancer, and the scalable targets.
   */
  readonly ecr: Pick<Ecr, 'addRepository' | 'push' | 'moveTag' | 'deleteImage' | 'images' | 'uri'>;
  readonly ecs: Ecs;
  readonly rds: Pick<
    Rds,
    | 'addInstance'
    | 'setStatus'
    | 'addSnapshot'
    | 'snapshots'
    | 'nextSnapshot'
    | 'snapshotQuota'
    | 'nextRestore'
    | 'instanceQuota'
    | 'views'
    | 'listen'
  >;
  readonly ec2: Pick<Ec2, 'addSecurityGroup' | 'allow' | 'revoke' | 'allows'>;
  readonly loadBalancing: Pick<Elbv2, 'addLoadBalancer' | 'addTargetGroup' | 'targets' | 'onHealthChange'>;
  readonly scaling: Pick<ApplicationAutoScaling, 'addTarget'>;
  /** Says what the health checks of `loadBalancing` meet. */
  answerHealthChecks(probe: Probe): void;
  readonly databaseServer: DatabaseServer;
  /** Creates or replaces a secret's text. */
  readonly secrets: { set(name: string, value: string): void };
  /** Writes a line that arrives now. */
  readonly logs: { append(group: string, stream: string, message: string): void };
  readonly metrics: Pick<Metrics, 'put'>;
  /** Holds the parameter that permits trading. */
  readonly ssm: Pick<Ssm, 'value' | 'history'>;
  /** Has the buckets of everything that the environment says the system writes. */
  readonly s3: Pick<S3, 'put' | 'object'>;
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
