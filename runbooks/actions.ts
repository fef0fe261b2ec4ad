import { CHANGE_BUDGETS, type ChangeActions } from './actions-of-change';
import { DATA_RECOVERY_BUDGETS, type DataRecoveryActions } from './actions-of-data-recovery';
import { EMERGENCY_BUDGETS, type EmergencyActions } from './actions-of-emergency';
import { PROBE_BUDGETS, type ProbeActions } from './actions-of-probe';
import { RECOVERY_BUDGETS, type RecoveryActions } from './actions-of-recovery';
import type { Budget } from './budget';
import type { ServiceRole } from './service-role';
import type { Severity } from './severity';

export type { ServiceRole };

/** Everything a step may do, and what it must be told. Roles, never names: synth resolves them. */
export interface Actions extends EmergencyActions, RecoveryActions, DataRecoveryActions, ChangeActions, ProbeActions {
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
  /** Says which status the database has, and whether it is usable in it. Looks only. */
  readonly 'check-database': Record<never, never>;
  /** Waits while something is changing the database; goes on at once where nothing is. Looks only. */
  readonly 'wait-for-database': Record<never, never>;
  /** Says whether the services may reach the database's port. Looks only; rules are never edited. */
  readonly 'check-security-groups': Record<never, never>;
  /** Connects to the database as the services do, and asks it for 1. */
  readonly 'test-connectivity': Record<never, never>;
  /** Says which targets of the load balancer are healthy, and why the others are not. Looks only. */
  readonly 'check-targets': Record<never, never>;
  /** Asks for the dashboard's health path and page. Looks only. */
  readonly 'probe-dashboard': Record<never, never>;
  /** Says what is nearest to its limit: the service or the database, CPU or memory. Looks only. */
  readonly 'identify-bottleneck': { readonly service: ServiceRole; readonly minutes: number };
  /** Raises the service's scalable minimum, and schedules the undo with it. Never fewer tasks. */
  readonly 'scale-service': { readonly service: ServiceRole; readonly to: number };
  /** Puts back what a scale-up, or a restart that stopped first, has changed. */
  readonly 'undo-scaling': { readonly service: ServiceRole };
  /** Deployments in the window, errors by shape, the trend of memory, slow queries. Looks only. */
  readonly 'investigate-root-cause': { readonly service: ServiceRole; readonly minutes: number };
  /** Looks at everything at once, side by side. Looks only. */
  readonly 'check-system': Record<never, never>;
  /** Disables trading where the rule says so, and sees that it took effect. */
  readonly 'halt-trading': Record<never, never>;
  /** Disables trading before the open because a checklist was not passed, and writes down what has to pass. */
  readonly 'close-gate': Record<never, never>;
  /** Starts the runbooks of the items that failed. */
  readonly 'start-failed-runbooks': { readonly checklist: ChecklistId };
  /** Has the checklist worked again until it is passed, or somebody waives it. */
  readonly 'check-again': { readonly checklist: ChecklistId };
  /** Tells the stakeholders about the next maintenance window, with an entry for their calendars. */
  readonly 'notify-maintenance': Record<never, never>;
  /** Writes down how the system is set up, before anything is done to it. Looks only. */
  readonly 'document-state': Record<never, never>;
  /** Counts the rows of every table, and writes the counts beside the snapshot. Looks only. */
  readonly 'count-rows': { readonly when: 'before' | 'after' };
  /** Takes a snapshot of the database. */
  readonly 'create-snapshot': Record<never, never>;
  /** Waits for the snapshot to be available. Looks only. */
  readonly 'wait-for-snapshot': Record<never, never>;
  /** Deletes the oldest of our own snapshots, beyond those that are kept. */
  readonly 'prune-snapshots': Record<never, never>;
  /** Writes down how to go back to the documented state, with the commands. */
  readonly 'write-rollback-plan': Record<never, never>;
  /** Says how large the tables are; the second time, with a picture of before and after. Looks only. */
  readonly 'check-table-sizes': { readonly phase: 'before' | 'after' };
  /** Vacuums and analyses table by table, and proves it by the server's own word. Stops when the window ends. */
  readonly 'vacuum-tables': Record<never, never>;
  /** Compares how the system is set up with what was documented before. Looks only. */
  readonly 'compare-state': Record<never, never>;
}

export type ChecklistId = 'morning-checklist' | 'evening-checklist';

export type Action = keyof Actions;

export type { Budget };

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
  'restart-service': { attempts: 2, timeoutSeconds: 15, rounds: 1 },
  'monitor-deployment': { attempts: 2, timeoutSeconds: 118, rounds: 1 },
  'check-database': { attempts: 2, timeoutSeconds: 10, rounds: 1 },
  // The cap on waiting: four minutes. What takes longer is for people, and verification still sees it end.
  'wait-for-database': { attempts: 1, timeoutSeconds: 118, rounds: 2 },
  'check-security-groups': { attempts: 2, timeoutSeconds: 12, rounds: 1 },
  // A database that is starting up is asked once more.
  'test-connectivity': { attempts: 1, timeoutSeconds: 17, rounds: 2 },
  'check-targets': { attempts: 2, timeoutSeconds: 10, rounds: 1 },
  'probe-dashboard': { attempts: 2, timeoutSeconds: 15, rounds: 1 },
  'identify-bottleneck': { attempts: 2, timeoutSeconds: 12, rounds: 1 },
  // Sees the new tasks running before it goes on.
  'scale-service': { attempts: 2, timeoutSeconds: 58, rounds: 1 },
  'undo-scaling': { attempts: 2, timeoutSeconds: 40, rounds: 1 },
  'investigate-root-cause': { attempts: 2, timeoutSeconds: 20, rounds: 1 },
  // Not repeated: it decides nothing, and a P1 has better things to do with its seconds.
  'check-system': { attempts: 1, timeoutSeconds: 15, rounds: 1 },
  // Waits about a quarter of a minute for the acknowledgement before it stops the service.
  'halt-trading': { attempts: 2, timeoutSeconds: 33, rounds: 1 },
  // Waits for the acknowledgement like a halt, and never stops the service: nothing trades yet.
  'close-gate': { attempts: 2, timeoutSeconds: 33, rounds: 1 },
  'start-failed-runbooks': { attempts: 2, timeoutSeconds: 12, rounds: 1 },
  // A quarter of an hour: from 08:46 to the pre-open. After that it is for people.
  'check-again': { attempts: 1, timeoutSeconds: 110, rounds: 8 },
  'notify-maintenance': { attempts: 2, timeoutSeconds: 20, rounds: 1 },
  'document-state': { attempts: 2, timeoutSeconds: 40, rounds: 1 },
  'count-rows': { attempts: 2, timeoutSeconds: 60, rounds: 1 },
  // Rounds for a database that is being changed, or backed up by RDS itself.
  'create-snapshot': { attempts: 1, timeoutSeconds: 118, rounds: 4 },
  // Half an hour in all: a snapshot of 100 GB takes minutes, the first one longer.
  'wait-for-snapshot': { attempts: 1, timeoutSeconds: 598, rounds: 3 },
  'prune-snapshots': { attempts: 2, timeoutSeconds: 30, rounds: 1 },
  'write-rollback-plan': { attempts: 2, timeoutSeconds: 20, rounds: 1 },
  'check-table-sizes': { attempts: 2, timeoutSeconds: 30, rounds: 1 },
  // A function lives 15 minutes at most. https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html
  // Five of them, 70 minutes, are what the window leaves beside the rest.
  'vacuum-tables': { attempts: 1, timeoutSeconds: 838, rounds: 5 },
  'compare-state': { attempts: 2, timeoutSeconds: 40, rounds: 1 },
  ...EMERGENCY_BUDGETS,
  ...RECOVERY_BUDGETS,
  ...DATA_RECOVERY_BUDGETS,
  ...CHANGE_BUDGETS,
  ...PROBE_BUDGETS,
};

/**
 * What a step becomes where a service's generations may not overlap, or its open work does not survive a restart
 * (lib/plan.ts). No runbook names these.
 */
export const VARIANT_BUDGETS = {
  'ask-before-restart': { attempts: 2, timeoutSeconds: 12, rounds: 1 },
  'stop-for-restart': { attempts: 2, timeoutSeconds: 18, rounds: 1 },
  'start-after-stop': { attempts: 1, timeoutSeconds: 118, rounds: 2 },
} as const satisfies Readonly<Record<string, Budget>>;
export type Variant = keyof typeof VARIANT_BUDGETS;

/** Seconds before the first retry of a call; it doubles from there. */
export const RETRY_INTERVAL_SECONDS = 1;

/**
 * What the frame around every runbook does, and the time it may take at worst. Verification is bounded by the severity
 * (`verifyBudget`).
 */
export const FRAME_BUDGETS = {
  'open-incident': { attempts: 2, timeoutSeconds: 8, rounds: 1 },
  'check-alarm': { attempts: 2, timeoutSeconds: 8, rounds: 1 },
  'document-incident': { attempts: 2, timeoutSeconds: 8, rounds: 1 },
  /** In place of verification, where a runbook's own steps have seen to that. */
  'complete-run': { attempts: 2, timeoutSeconds: 8, rounds: 1 },
  /** Starting the escalation: a direct integration, no function. */
  escalate: { attempts: 2, timeoutSeconds: 8, rounds: 1 },
} as const satisfies Readonly<Record<string, Budget>>;

/**
 * Watching whether the fault is gone, for as long as the severity leaves: a P1 has ten minutes for everything; a P2 twenty;
 * and alarms over spells of five minutes take a quarter of an hour to be normal again, which P3 and P4 have. A call that
 * fails is not repeated but counts as one of the rounds: the next one is as good.
 */
export const verifyBudget = (severity: Severity): Budget => ({
  attempts: 1,
  timeoutSeconds: VERIFY_ROUND_SECONDS,
  rounds: { P1: 4, P2: 8, P3: 17, P4: 17 }[severity],
});

/** TimeoutSeconds of one round of verification. */
export const VERIFY_ROUND_SECONDS = 84;

/** Seconds an alarm must have been OK before it counts as normal again: one more evaluation after the one that cleared it. */
export const SOAK_SECONDS = 60;

/** Seconds after which an alarm's event no longer describes the present, and the alarm itself is read instead. */
export const EVENT_LATE_AFTER_SECONDS = 300;
