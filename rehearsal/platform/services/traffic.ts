import type { VirtualClock } from '../../engine/clock';
import type { Shares } from './front';

const REQUESTS_PER_MS = 120 / 60_000;
const MINUTE_MS = 60_000;

/** Requests for the dashboard's page, by what became of them. */
export type Counts = { -readonly [K in keyof Shares]: number };

const none = (): Counts => ({ good: 0, targetErrors: 0, gatewayErrors: 0, rejected: 0 });

/** People who look at the dashboard, steadily: reckoned from how long things stood how, not one by one. */
export class Traffic {
  private counts = none();
  private shares: Shares;
  private since: number;

  constructor(
    private readonly clock: VirtualClock,
    private readonly look: () => Shares,
  ) {
    this.shares = { good: 1, targetErrors: 0, gatewayErrors: 0, rejected: 0 };
    this.since = clock.now();
  }

  /** Something may have changed: what came until now met what there was until now. */
  review(): void {
    const now = this.clock.now();
    add(this.counts, this.shares, now - this.since);
    this.since = now;
    this.shares = this.look();
  }

  /** The requests since this was last asked, in whole numbers. */
  take(): Counts {
    this.review();
    const taken = this.counts;
    this.counts = none();
    return rounded(taken);
  }

  /** A whole minute, as things stand. */
  minute(): Counts {
    const counts = none();
    add(counts, this.look(), MINUTE_MS);
    return rounded(counts);
  }
}

function add(counts: Counts, shares: Shares, ms: number): void {
  for (const kind of Object.keys(counts) as (keyof Counts)[]) counts[kind] += shares[kind] * ms * REQUESTS_PER_MS;
}

const rounded = ({ good, targetErrors, gatewayErrors, rejected }: Counts): Counts => ({
  good: Math.round(good),
  targetErrors: Math.round(targetErrors),
  gatewayErrors: Math.round(gatewayErrors),
  rejected: Math.round(rejected),
});
