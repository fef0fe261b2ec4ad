import type { BrokerDescription } from './description';
import type { Ports } from './ports';
import type { TradingTasks } from './trading-tasks';

const EVERY_MS = 30_000;

/** The object in which the trading service says how its last call to the broker went. Who hangs writes none. */
export class Heartbeat {
  constructor(
    private readonly ports: Pick<Ports, 'clock' | 's3'>,
    private readonly tasks: TradingTasks,
    /** Undefined where the service writes no heartbeat; it calls the broker all the same. */
    private readonly place: BrokerDescription['heartbeat'] | undefined,
    /** Told after every beat, written or not. */
    private readonly onBeat: () => void,
  ) {}

  start(): void {
    this.beat();
    this.ports.clock.setTimeout(() => this.start(), EVERY_MS);
  }

  private beat(): void {
    const [worker] = this.tasks.speaking();
    if (worker) {
      const { httpStatus, errorcode } = this.tasks.call(worker);
      const asOf = new Date(this.ports.clock.now()).toISOString();
      if (this.place)
        this.ports.s3.put(this.place.bucket, this.place.key, JSON.stringify({ asOf, httpStatus, errorcode }));
    }
    this.onBeat();
  }
}
