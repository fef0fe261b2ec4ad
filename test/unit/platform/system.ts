import { Metrics, type Statistic } from '../../../rehearsal/engine/alarms/metrics';
import { ApplicationAutoScaling, ecsServices } from '../../../rehearsal/engine/aws/application-autoscaling';
import { Ec2 } from '../../../rehearsal/engine/aws/ec2';
import { Ecr } from '../../../rehearsal/engine/aws/ecr';
import { Ecs, type EcsTiming } from '../../../rehearsal/engine/aws/ecs';
import { Elbv2, type Probe } from '../../../rehearsal/engine/aws/elbv2';
import { Logs } from '../../../rehearsal/engine/aws/logs';
import { Rds } from '../../../rehearsal/engine/aws/rds';
import { S3 } from '../../../rehearsal/engine/aws/s3';
import { Ssm } from '../../../rehearsal/engine/aws/ssm';
import type { HttpRequest, HttpResponse } from '../../../rehearsal/engine/bundles/http';
import { VirtualClock } from '../../../rehearsal/engine/clock';
import { seeded } from '../../../rehearsal/engine/random';
import {
  type Assumptions,
  type DatabaseServer,
  type Description,
  type Fault,
  Platform,
  type Role,
} from '../../../rehearsal/platform';

/** Friday 20 November 2026, 10:00 IST. */
export const TEN = Date.UTC(2026, 10, 20, 4, 30);
export const TIMING: EcsTiming = {
  schedulerMs: 10_000,
  provisioningMs: 15_000,
  pullAndStartMs: 20_000,
  stopGraceMs: 30_000,
  steadyMs: 60_000,
};
export const ENDPOINT = 'https://broker.example/profile';
export const PARAMETER = '/algo/trading_enabled';

/** What the database's secret is called, and its instance. */
export const DATABASE = 'algo-db';

const service = (name: string, desiredTasks: number, maxTasks: number) => ({
  name,
  logStreamPrefix: `${name.replace('algo-', '')}/`,
  image: `${name}:latest`,
  desiredTasks,
  maxTasks,
});

export const DESCRIPTION: Description = {
  environment: {
    account: '123456789012',
    region: 'ap-south-1',
    cluster: 'algo',
    services: {
      trading: service('algo-trading', 2, 5),
      dashboard: service('algo-dashboard', 1, 2),
      'data-service': service('algo-data-service', 1, 2),
    },
    network: { vpc: 'vpc-1', servicesSecurityGroup: 'sg-services' },
    database: { instance: DATABASE, port: 5432, name: 'algotrading', secret: DATABASE },
    loadBalancer: {
      id: 'app/algo-alb/50dc6c495c0c9188',
      targetGroup: 'targetgroup/algo-dashboard/73e2d6bc24d8a067',
      url: 'http://dashboard.example',
      healthPath: '/health',
    },
    logs: { group: '/algo' },
    parameters: { tradingEnabled: PARAMETER },
    signals: {
      brokerStatus: { endpoint: ENDPOINT, heartbeat: { bucket: 'algo-data', key: 'status/broker.json' } },
      oldestUnansweredOrder: { namespace: 'Algo', name: 'OldestOrder', dimensions: {} },
      marketDataFreshness: { namespace: 'Algo', name: 'MarketDataAge', dimensions: {} },
      dailyLoss: { namespace: 'Algo', name: 'DailyLoss', dimensions: {} },
      tradingEnabledAcknowledgement: { bucket: 'algo-data', key: 'status/trading-enabled.json' },
    },
    calendar: {
      timeZone: 'Asia/Kolkata',
      session: { opens: '09:15', closes: '15:40' },
      earlierHours: [],
      days: {
        '2026': {
          holidays: { '2026-11-24': 'Guru Nanak Jayanti' },
          specialSessions: {
            '2026-11-28': { sessions: [{ opens: '18:00', closes: '19:00' }] },
            '2026-11-29': { sessions: 'unverified' },
          },
        },
      },
    },
  },
};

const stored = (key: string) => ({ from: 's3', bucket: 'algo-data', key, maxAgeSeconds: 3600 }) as const;

/** The same system, which also tells of its day. */
export const TELLING: Description = {
  environment: {
    ...DESCRIPTION.environment,
    database: {
      ...DESCRIPTION.environment.database,
      backups: { prefix: 'algo-backup', window: { from: '08:30', to: '09:30' } },
    },
    backups: { bucket: 'algo-data', prefix: 'backups' },
    signals: {
      ...DESCRIPTION.environment.signals,
      tradesAndProfit: stored('reports/daily/{date}/performance.json'),
      positions: stored('status/positions.json'),
      exportManifest: stored('reports/daily/{date}/manifest.json'),
    },
  },
};

export interface SystemOptions {
  readonly seed?: number;
  readonly startsAt?: number;
  readonly description?: Description;
  readonly atZero?: Assumptions['runningTaskCountAtZero'];
  readonly metricDelayMs?: number;
  readonly logDelayMs?: number;
  /** What listens at the database's endpoint. */
  readonly server?: DatabaseServer;
}

/** A started platform among the engine's own models, and eyes to look at it with. */
export function system(options: SystemOptions = {}) {
  const { seed = 7, startsAt = TEN, description = DESCRIPTION, atZero = 'nothing' } = options;
  const clock = new VirtualClock(startsAt);
  const account = { id: '123456789012', region: 'ap-south-1' };
  const metrics = new Metrics(clock);
  let probe: Probe = () => 'refused';
  const loadBalancing = new Elbv2({ clock, probe: (...asked) => probe(...asked) });
  const ecr = new Ecr({ clock, account });
  const ecs = new Ecs({
    clock,
    account,
    random: seeded(seed),
    timing: TIMING,
    resolveImage: (image) => ecr.resolve(image),
    targets: loadBalancing,
  });
  const rds = new Rds({ clock, account });
  const ec2 = new Ec2({ account });
  const scaling = new ApplicationAutoScaling({ clock, account, services: ecsServices(ecs), metrics });
  const nobody: DatabaseServer = { mode: 'up', host: '', port: 0, user: '', password: '', database: '' };
  const server = options.server ?? nobody;
  const secrets = new Map<string, string>();
  const logs = new Logs({ clock, metrics, groups: ['/algo'], metricFilters: [] });
  const ssm = new Ssm({ parameters: [{ name: PARAMETER, value: 'true', type: 'String' }], clock, account });
  const s3 = new S3({ buckets: ['algo-data'], clock });
  const hosts = new Map<string, (request: HttpRequest) => Promise<HttpResponse>>();
  const platform = new Platform(
    description,
    {
      clock,
      random: seeded(seed),
      ecr,
      ecs,
      rds,
      ec2,
      loadBalancing,
      scaling,
      answerHealthChecks: (answer) => {
        probe = answer;
      },
      databaseServer: server,
      secrets: { set: (name, value) => void secrets.set(name, value) },
      logs,
      metrics,
      ssm,
      s3,
      serve: (host, answer) => void hosts.set(host, answer),
      metricDelayMs: options.metricDelayMs ?? 0,
      ownMetricDelayMs: options.metricDelayMs ?? 0,
      logDelayMs: options.logDelayMs ?? 0,
    },
    { runningTaskCountAtZero: atZero },
  );
  platform.start();

  const values = (namespace: string, name: string, dimensions: Record<string, string>, statistic: Statistic) =>
    metrics.values({
      namespace,
      name,
      dimensions,
      statistic,
      periodSeconds: 60,
      from: startsAt - 90 * 60_000,
      to: clock.now() + 60_000,
    });
  const { loadBalancer } = DESCRIPTION.environment;
  const lb = { LoadBalancer: loadBalancer.id };
  const dimensionsOf: Record<string, Record<string, string>> = {
    'AWS/RDS': { DBInstanceIdentifier: DATABASE },
    'AWS/ApplicationELB': { ...lb, TargetGroup: loadBalancer.targetGroup },
    Algo: {},
  };
  const request = { method: 'GET', path: '/', headers: {}, body: Buffer.alloc(0) };
  const askAt = async (asked: HttpRequest) => {
    const answer = hosts.get(asked.host);
    if (!answer) throw new Error(`nothing answers at ${asked.host}`);
    return answer(asked);
  };
  return {
    clock,
    ecr,
    ecs,
    rds,
    ec2,
    ssm,
    s3,
    scaling,
    server,
    secrets,
    platform,
    /** What DescribeTargetHealth says of the dashboard's targets. */
    targets: () =>
      loadBalancing.targets(`arn:aws:elasticloadbalancing:ap-south-1:123456789012:${loadBalancer.targetGroup}`),
    /** Every minute of a metric so far; of AWS/ApplicationELB that of the target group, or of the whole balancer. */
    metric: (namespace: string, name: string, of: 'whole' | Role | undefined = undefined) => {
      const ofService = { ClusterName: 'algo', ServiceName: `algo-${of}` };
      const dimensions = namespace === 'AWS/ECS' ? ofService : of === 'whole' ? lb : dimensionsOf[namespace];
      return values(namespace, name, dimensions ?? {}, 'Average');
    },
    /** An object that the trading service wrote, or null. */
    wrote: (key: string): string | null => s3.object('algo-data', key)?.body.toString() ?? null,
    /** How often it wrote it. */
    writes: (key: string): number => s3.history('algo-data', key).length,
    get: (url: string) => askAt({ ...request, host: new URL(url).host, path: new URL(url).pathname }),
    open: (path = '/') => askAt({ ...request, host: 'dashboard.example', path }),
    acknowledged: (): { asOf: string; version: number; tradingEnabled: boolean } | null =>
      JSON.parse(s3.object('algo-data', 'status/trading-enabled.json')?.body.toString() ?? 'null'),
    /** Nothing here waits for anything real, so time may pass without letting the host turn. */
    pass: (seconds: number) => void clock.fake.tick(seconds * 1000),
    runningTasks: (name = 'algo-trading') =>
      values('ECS/ContainerInsights', 'RunningTaskCount', { ClusterName: 'algo', ServiceName: name }, 'Average'),
    oldestOrder: () => values('Algo', 'OldestOrder', {}, 'Maximum'),
    lines: (from = 0, prefix = 'trading/') =>
      (
        logs.operations.FilterLogEvents({ logGroupName: '/algo', startTime: from, logStreamNamePrefix: prefix })
          .events ?? []
      ).map(({ message = '', timestamp = 0, logStreamName = '' }) => ({
        message,
        at: timestamp,
        stream: logStreamName,
      })),
    heartbeat: (): { asOf: string; httpStatus: number; errorcode: string } =>
      JSON.parse(s3.object('algo-data', 'status/broker.json')?.body.toString() ?? 'null'),
    ask: (more: Partial<HttpRequest> = {}) => askAt({ ...request, host: 'broker.example', path: '/profile', ...more }),
    restart: () => {
      ecs.operations.UpdateService({ cluster: 'algo', service: 'algo-trading', forceNewDeployment: true });
    },
  };
}

export type System = ReturnType<typeof system>;

const MINUTE = 60_000;

/** Two quiet minutes, then the fault. */
export function struck(fault: Fault, options: SystemOptions = {}): System & { at: number } {
  const seen = system(options);
  seen.pass(120);
  seen.platform.inject(fault);
  return { ...seen, at: TEN + 2 * MINUTE };
}

export const isError = ({ message }: { message: string }): boolean => / ERROR /.test(message);
