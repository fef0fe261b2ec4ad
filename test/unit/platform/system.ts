import { Metrics, type Statistic } from '../../../rehearsal/engine/alarms/metrics';
import { Ecs, type EcsTiming } from '../../../rehearsal/engine/aws/ecs';
import { Logs } from '../../../rehearsal/engine/aws/logs';
import { S3 } from '../../../rehearsal/engine/aws/s3';
import { Ssm } from '../../../rehearsal/engine/aws/ssm';
import type { HttpRequest, HttpResponse } from '../../../rehearsal/engine/bundles/http';
import { VirtualClock } from '../../../rehearsal/engine/clock';
import { seeded } from '../../../rehearsal/engine/random';
import { type Assumptions, type Description, Platform } from '../../../rehearsal/platform';

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

const service = (name: string, desiredTasks: number) => ({
  name,
  logStreamPrefix: `${name.replace('algo-', '')}/`,
  image: `${name}:latest`,
  desiredTasks,
});

export const DESCRIPTION: Description = {
  environment: {
    cluster: 'algo',
    services: {
      trading: service('algo-trading', 2),
      dashboard: service('algo-dashboard', 1),
      'data-service': service('algo-data-service', 1),
    },
    logs: { group: '/algo' },
    parameters: { tradingEnabled: PARAMETER },
    signals: {
      brokerStatus: { endpoint: ENDPOINT, heartbeat: { bucket: 'algo-data', key: 'status/broker.json' } },
      oldestUnansweredOrder: { namespace: 'Algo', name: 'OldestOrder', dimensions: {} },
    },
    calendar: { timeZone: 'Asia/Kolkata', session: { opens: '09:15', closes: '15:40' } },
  },
};

export interface SystemOptions {
  readonly seed?: number;
  readonly startsAt?: number;
  readonly description?: Description;
  readonly atZero?: Assumptions['runningTaskCountAtZero'];
  readonly metricDelayMs?: number;
  readonly logDelayMs?: number;
}

/** A started platform among the engine's own models, and eyes to look at it with. */
export function system(options: SystemOptions = {}) {
  const { seed = 7, startsAt = TEN, description = DESCRIPTION, atZero = 'nothing' } = options;
  const clock = new VirtualClock(startsAt);
  const account = { id: '123456789012', region: 'ap-south-1' };
  const metrics = new Metrics(clock);
  const ecs = new Ecs({ clock, account, random: seeded(seed), timing: TIMING, resolveImage: () => 'sha256:one' });
  const logs = new Logs({ clock, metrics, groups: ['/algo'], metricFilters: [] });
  const ssm = new Ssm({ parameters: [{ name: PARAMETER, value: 'true', type: 'String' }], clock, account });
  const s3 = new S3({ buckets: ['algo-data'], clock });
  const hosts = new Map<string, (request: HttpRequest) => Promise<HttpResponse>>();
  const platform = new Platform(
    description,
    {
      clock,
      random: seeded(seed),
      ecs,
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
      from: startsAt - 20 * 60_000,
      to: clock.now() + 60_000,
    });
  return {
    clock,
    ecs,
    ssm,
    platform,
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
    ask: async (request: Partial<HttpRequest> = {}) => {
      const answer = hosts.get('broker.example');
      if (!answer) throw new Error('nothing answers at broker.example');
      return answer({
        method: 'GET',
        host: 'broker.example',
        path: '/profile',
        headers: {},
        body: Buffer.alloc(0),
        ...request,
      });
    },
    restart: () => {
      ecs.operations.UpdateService({ cluster: 'algo', service: 'algo-trading', forceNewDeployment: true });
    },
  };
}

export type System = ReturnType<typeof system>;
export const isError = ({ message }: { message: string }): boolean => / ERROR /.test(message);
