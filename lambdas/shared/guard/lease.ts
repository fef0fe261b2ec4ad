/**
 * Seconds a lease is given for: as long as a function can possibly run, so that an act never outlives the lease it began
 * under. Each act renews it.
 */
// @see https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html: 900 seconds at most.
export const LEASE_SECONDS = 900;

/** Whose hand is on a resource. Times in milliseconds since the epoch. */
export interface Lease {
  readonly incident: string;
  readonly execution: string;
  /** Until when it is held. */
  readonly until: number;
  /** Until when the function that acts under it can still be running. */
  readonly actingUntil: number;
}

/** Who asks for a lease. */
export interface Asker {
  readonly incident: string;
  /** Incidents the asker stands for. */
  readonly tookOver: readonly string[];
}

/** How the holder's execution stands; asked only where it matters. */
export type Holder = 'running' | 'ended' | 'unknown';

export type LeaseDecision =
  | { readonly take: true }
  /** Held by another incident. */
  | { readonly take: false; readonly by: string; readonly until: number }
  /** Handed over, and the last act under it may still be going on. */
  | { readonly take: false; readonly waitUntil: number };

/**
 * Whether a lease may be taken.
 *
 * - A free one, and one's own, may. The steps of one run follow each other, so a run never overlaps itself.
 * - One held by an incident that the asker has taken over may, once the last act under it cannot be going on any more.
 * - Any other may only when its time has passed *and* its holder is not running. Not knowing counts as running.
 */
export function decideLease(lease: Lease | undefined, asker: Asker, holder: Holder, now: number): LeaseDecision {
  if (!lease || lease.incident === asker.incident) return { take: true };
  if (asker.tookOver.includes(lease.incident)) {
    return lease.actingUntil <= now ? { take: true } : { take: false, waitUntil: lease.actingUntil };
  }
  if (lease.until <= now && holder === 'ended') return { take: true };
  return { take: false, by: lease.incident, until: lease.until };
}

/** The lease as it is once taken. @param actingUntil when the asking function must have ended. */
export const taken = (incident: { id: string; execution: string }, now: number, actingUntil: number): Lease => ({
  incident: incident.id,
  execution: incident.execution,
  until: Math.max(now + LEASE_SECONDS * 1000, actingUntil),
  actingUntil,
});
