import type { Severity } from './severity';

/** The services a runbook may speak of; the environment says what they are called. */
export type ServiceRole = 'trading' | 'dashboard' | 'data-service';

/** Everything a step may do, and what it must be told. Roles, never names: synth resolves them. */
export interface Actions {
  /** Says how an ECS service stands: stopped or disabled on purpose, tasks, deployments, stop reasons. Looks only. */
  readonly 'check-service': { readonly service: ServiceRole };
  /** Reads a service's recent log lines, or everybody's, and counts errors. Looks only. */
  readonly 'read-logs': { readonly service: ServiceRole | 'all'; readonly minutes: number };
  /** Tells a broker that is unreachable, rate-limiting, or refusing our credentials from one that answers. Looks only. */
  readonly 'verify-broker': { readonly service: ServiceRole };
  /**
   * Forces a new deployment of a service, if it is still needed and allowed.
   * `if`: 'necessary' restarts only while an alarm of the incident says so; 'asked' because a person asked for it;
   * 'affected' only where ECS shows fewer tasks than wanted, and also while trading is disabled.
   */
  readonly 'restart-service': { readonly service: ServiceRole; readonly if: 'necessary' | 'asked' | 'affected' };
  /** Waits for the deployment the incident is about to complete. Looks only. */
  readonly 'monitor-deployment': { readonly service: ServiceRole };
}

export type Action = keyof Actions;

export interface Budget {
  /** Calls of one round: the first and its retries. */
  readonly attempts: number;
  /** TimeoutSeconds of one call. */
  readonly timeoutSeconds: number;
  /** How often the step may answer `wait` and be asked again, plus one. */
  readonly rounds: number;
}

/**
 * The time each action may take at worst. The figures are chosen so that a P2 runbook with one wait for the broker, one
 * restart and one verification fits 30 minutes less one rung's 10 (lib/budget.ts adds them up and refuses what does not).
 *
 * Most of the waiting is left to verification, which every path ends in: a roll-out that outlasts its own step is
 * watched there, and a fault that went away by itself needs the same minutes for its alarm to clear.
 */
export const BUDGETS: Readonly<Record<Action, Budget>> = {
  'check-service': { attempts: 2, timeoutSeconds: 8, rounds: 1 },
  'read-logs': { attempts: 2, timeoutSeconds: 10, rounds: 1 },
  'verify-broker': { attempts: 2, timeoutSeconds: 30, rounds: 2 },
  // The guard's looks, and at worst waiting for a lease that is being handed over.
  'restart-service': { attempts: 2, timeoutSeconds: 20, rounds: 1 },
  'monitor-deployment': { attempts: 2, timeoutSeconds: 118, rounds: 1 },
};

/** Seconds before the first retry of a call; it doubles from there. */
export const RETRY_INTERVAL_SECONDS = 1;

/**
 * What the frame around every runbook does, and the time it may take at worst. Verification is bounded by the severity
 * (`verifyBudget`).
 */
export const FRAME_BUDGETS = {
  'open-incident': { attempts: 2, timeoutSeconds: 8, rounds: 1 },
  'check-alarm': { attempts: 2, timeoutSeconds: 8, rounds: 1 },
  'verify-resolution': { attempts: 2, timeoutSeconds: 114, rounds: 3 },
  'document-incident': { attempts: 2, timeoutSeconds: 8, rounds: 1 },
  /** Starting the escalation: a direct integration, no function. */
  escalate: { attempts: 2, timeoutSeconds: 8, rounds: 1 },
} as const satisfies Readonly<Record<string, Budget>>;

/**
 * Watching whether the fault is gone. A P1 has people at work from its first minute and ten minutes for everything, so a
 * verification that fails is not tried again.
 */
export const verifyBudget = (severity: Severity): Budget =>
  severity === 'P1' ? { attempts: 1, timeoutSeconds: 100, rounds: 3 } : FRAME_BUDGETS['verify-resolution'];

/** Seconds an alarm must have been OK before it counts as normal again: one more evaluation after the one that cleared it. */
export const SOAK_SECONDS = 60;

/** Seconds after which an alarm's event no longer describes the present, and the alarm itself is read instead. */
export const EVENT_LATE_AFTER_SECONDS = 300;
