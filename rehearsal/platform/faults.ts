/** What can go wrong in the platform. Seconds are virtual and above 0; left out, the fault stays. */
export type Fault =
  /** Every trading task that runs now stops working but stays alive, and does not heed SIGTERM; new tasks are fine. */
  | { readonly kind: 'hung-tasks'; readonly healsAfterSeconds?: number }
  /** From now on a trading task exits with code 1 some seconds after its start; those that run exit now. */
  | { readonly kind: 'crash-loop' }
  | { readonly kind: 'broker-unreachable'; readonly forSeconds?: number }
  /** The broker answers 403 to everything. */
  | { readonly kind: 'broker-rate-limited'; readonly forSeconds?: number }
  /** The broker ends our session and refuses the next login. */
  | { readonly kind: 'broker-credentials-expired' }
  /** Container Insights and the service's own metrics no longer arrive; the service is fine. */
  | { readonly kind: 'metrics-missing' };

export type FaultKind = Fault['kind'];

/**
 * How long a fault lasts, in milliseconds; infinite when it does not end by itself.
 * @throws when the seconds given are not above 0.
 */
export function lastsMs(fault: Fault): number {
  const seconds =
    'healsAfterSeconds' in fault ? fault.healsAfterSeconds : 'forSeconds' in fault ? fault.forSeconds : undefined;
  if (seconds === undefined) return Number.POSITIVE_INFINITY;
  if (!(seconds > 0))
    throw new Error(`Fault ${fault.kind} lasts ${seconds} s; give a number above 0, or leave it out.`);
  return seconds * 1000;
}

/** A fault as it happened. Times in milliseconds since the epoch. */
export interface Occurrence {
  readonly fault: Fault;
  readonly at: number;
  /** When somebody outside ended its cause; absent while nobody has. */
  readonly mendedAt?: number;
}
