import type { Budget } from './budget';
import type { ServiceRole } from './service-role';

/** What the steps of System Recovery may do. */
export interface RecoveryActions {
  /** Compares the tables with the last row counts, and asks the server for damage. Looks only. */
  readonly 'check-data-integrity': Record<never, never>;
  /** Says which positions the trading service believes to be open. Looks only. */
  readonly 'review-positions': Record<never, never>;
  /** Says what the outage has cost, as far as the system's own numbers tell. Looks only. */
  readonly 'calculate-losses': Record<never, never>;
  /** Brings a service back that a stop has scaled to 0, with trading still disabled; a person approves it. */
  readonly 'restore-service': { readonly service: ServiceRole };
  /** Puts back what a stop has changed about how a service is scaled, while it runs. */
  readonly 'restore-scaling': { readonly service: ServiceRole };
  /** Compares our positions with the broker's, and writes the comparison down. Nothing is traded. */
  readonly 'reconcile-positions': Record<never, never>;
  /** Enables trading, when two people have approved it and everything they were told is still so. */
  readonly 'resume-trading': { readonly service: ServiceRole };
}

export const RECOVERY_BUDGETS: Readonly<Record<keyof RecoveryActions, Budget>> = {
  'check-data-integrity': { attempts: 2, timeoutSeconds: 60, rounds: 1 },
  'review-positions': { attempts: 2, timeoutSeconds: 15, rounds: 1 },
  'calculate-losses': { attempts: 2, timeoutSeconds: 20, rounds: 1 },
  // Tasks start, log in, and write their acknowledgement: a minute and a half on an ordinary day.
  'restore-service': { attempts: 1, timeoutSeconds: 178, rounds: 2 },
  'restore-scaling': { attempts: 2, timeoutSeconds: 30, rounds: 1 },
  // A difference may be no more than a delay: it is looked at for a minute.
  'reconcile-positions': { attempts: 2, timeoutSeconds: 90, rounds: 1 },
  // Comparing again, writing, and seeing that the service trades.
  'resume-trading': { attempts: 1, timeoutSeconds: 238, rounds: 2 },
};
