import type { VirtualClock } from '../../engine/clock';

/** Age of data that flow, in seconds. */
const FRESH = 1;

/** The exchange's data on their way to the trading service. */
export class MarketData {
  private feeding = true;
  private stoppedAt: number | undefined;

  constructor(
    private readonly clock: VirtualClock,
    /** Whether a task passes them on, and keeps up. */
    private readonly passedOn: () => boolean,
  ) {}

  /** Whether the exchange sends any. */
  feed(feeding: boolean): void {
    this.feeding = feeding;
  }

  /** Something changed: do they still flow? */
  review(): void {
    this.stoppedAt = this.flows ? undefined : (this.stoppedAt ?? this.clock.now());
  }

  get flows(): boolean {
    return this.feeding && this.passedOn();
  }

  /** Of the newest the trading service has, in seconds. */
  get ageSeconds(): number {
    const since = this.stoppedAt === undefined ? 0 : (this.clock.now() - this.stoppedAt) / 1000;
    return FRESH + Math.floor(since);
  }
}
