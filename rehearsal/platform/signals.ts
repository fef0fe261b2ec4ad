import type { Datum } from '../engine/alarms/metrics';
import type { Description, MetricDescription } from './description';
import type { Assumptions, Ports } from './ports';

const MINUTE_MS = 60_000;
const MINUTES_OF_HISTORY = 15;

export interface SignalsOptions {
  readonly ports: Pick<Ports, 'clock' | 'ecs' | 'metrics' | 'metricDelayMs' | 'ownMetricDelayMs'>;
  readonly description: Description;
  readonly assumptions: Assumptions;
  /** Trading processes that run, hung ones too. */
  readonly tradingTasks: () => number;
  readonly oldestOrderSeconds: () => number;
}

/** What the platform measures of itself, minute by minute. */
export class Signals {
  private arriving = true;

  constructor(private readonly options: SignalsOptions) {}

  /** The minutes before now, in good health. */
  writeHistory(): void {
    const thisMinute = Math.floor(this.options.ports.clock.now() / MINUTE_MS) * MINUTE_MS;
    for (let minute = MINUTES_OF_HISTORY; minute >= 1; minute--) this.measure(thisMinute - minute * MINUTE_MS);
  }

  /** Measures at the end of every minute from now on. */
  start(): void {
    const { clock } = this.options.ports;
    const endOfMinute = (Math.floor(clock.now() / MINUTE_MS) + 1) * MINUTE_MS;
    clock.setTimeout(() => {
      if (this.arriving) this.measure(endOfMinute - MINUTE_MS);
      this.start();
    }, endOfMinute - clock.now());
  }

  /** Whether metrics arrive from now on. */
  arrive(arriving: boolean): void {
    this.arriving = arriving;
  }

  private measure(minute: number): void {
    for (const { name } of Object.values(this.options.description.environment.services)) this.countTasks(name, minute);
    const metric = this.options.description.environment.signals.oldestUnansweredOrder;
    if (metric !== 'not configured' && this.options.tradingTasks() > 0) this.reportOldestOrder(metric, minute);
  }

  private countTasks(service: string, at: number): void {
    const { ports, description, assumptions } = this.options;
    // @claim documented: Container Insights publishes RunningTaskCount in ECS/ContainerInsights with the dimensions ClusterName and ServiceName: the number of tasks in the RUNNING state
    // @source https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/Container-Insights-metrics-ECS.html
    // @claim assumed: Container Insights counts a service's tasks once a minute
    // @source https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/Container-Insights-metrics-ECS.html (names no interval)
    const value = ports.ecs.tasks(service).filter((task) => task.lastStatus === 'RUNNING').length;
    if (value === 0 && assumptions.runningTaskCountAtZero === 'nothing') return;
    const dimensions = { ClusterName: description.environment.cluster, ServiceName: service };
    const datum = { namespace: 'ECS/ContainerInsights', name: 'RunningTaskCount', dimensions, value, at };
    this.put(datum, ports.metricDelayMs);
  }

  private reportOldestOrder(metric: MetricDescription, at: number): void {
    // @claim assumed: A metric that an application puts itself is readable sooner than one AWS collects: after 10 seconds.
    // @source SDK client-cloudwatch PutMetricData documentation
    const datum = { ...metric, value: this.options.oldestOrderSeconds(), at };
    this.put(datum, this.options.ports.ownMetricDelayMs);
  }

  private put(datum: Datum, delayMs: number): void {
    this.options.ports.metrics.put(datum, { visibleAt: datum.at + MINUTE_MS + delayMs });
  }
}
