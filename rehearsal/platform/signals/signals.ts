import type { Ports } from '../ports';
import type { Gauge } from './gauge';

const MINUTE_MS = 60_000;
const MINUTES_OF_HISTORY = 60;

/** What the platform and AWS measure of it, minute by minute. */
export class Signals {
  private arriving = true;

  constructor(
    private readonly ports: Pick<Ports, 'clock' | 'metrics' | 'metricDelayMs' | 'ownMetricDelayMs'>,
    private readonly gauges: readonly Gauge[],
    /** Told when a minute is over, before it is measured. */
    private readonly onMinute: () => void,
  ) {}

  /** The minutes before now, in good health. */
  writeHistory(): void {
    const thisMinute = Math.floor(this.ports.clock.now() / MINUTE_MS) * MINUTE_MS;
    for (let minute = MINUTES_OF_HISTORY; minute >= 1; minute--) this.measure(thisMinute - minute * MINUTE_MS, true);
  }

  /** Measures at the end of every minute from now on. */
  start(): void {
    const { clock } = this.ports;
    const endOfMinute = (Math.floor(clock.now() / MINUTE_MS) + 1) * MINUTE_MS;
    clock.setTimeout(() => {
      this.onMinute();
      this.measure(endOfMinute - MINUTE_MS, false);
      this.start();
    }, endOfMinute - clock.now());
  }

  /** Whether Container Insights and the service's own metrics arrive from now on; those of AWS always do. */
  arrive(arriving: boolean): void {
    this.arriving = arriving;
  }

  private measure(at: number, past: boolean): void {
    const { metrics, metricDelayMs, ownMetricDelayMs } = this.ports;
    for (const { source, read } of this.gauges) {
      const readings = read(past);
      if (!this.arriving && source !== 'aws') continue;
      // @claim assumed: A metric that an application puts itself is readable sooner than one AWS collects: after 10 seconds.
      // @source SDK client-cloudwatch PutMetricData documentation
      const visibleAt = at + MINUTE_MS + (source === 'own' ? ownMetricDelayMs : metricDelayMs);
      for (const reading of readings) metrics.put({ ...reading, at }, { visibleAt });
    }
  }
}
