import type { Action, Actions, ServiceRole } from './actions';
import type { Option } from './options';
import type { Severity } from './severity';

/** Who owns a runbook; the on-call person of that role is its first rung. */
export type OwnerRole = 'devops' | 'backend' | 'trading';

/** What an incident is about: a service, the database behind them, the system as a whole, or nothing but a test of our own. */
export type Target = ServiceRole | 'database' | 'system' | 'probe';

/** What an alarm says is wrong; with its target, an alarm that can start a runbook. */
export type Trigger =
  | 'running-tasks'
  | 'error-lines'
  | 'oldest-unanswered-order'
  | 'high-cpu'
  | 'high-memory'
  | 'database-connections-failing'
  | 'database-high-cpu'
  | 'database-connections-high'
  | 'database-storage-low'
  | 'load-balancer-5xx'
  | 'target-5xx'
  | 'share-of-5xx'
  | 'unhealthy-hosts'
  | 'latency'
  | 'market-data-stale'
  | 'several-services-down'
  | 'daily-loss'
  | 'test-alarm';

/**
 * What a step answers.
 * `continue`: go on with the next step. `resolved`: nothing more to do, verify. `wait`: ask me again.
 * `ask`: a person must approve first; the same step is worked again with the answer.
 * `stand-down`: a person wants it so, leave it. `park`: not now, look again when a window is over.
 * `escalate`: from here on it is for people.
 */
export type Outcome = 'continue' | 'resolved' | 'wait' | 'ask' | 'stand-down' | 'park' | 'escalate';

/** Whether the original signal is normal again. Unknown is never success. */
export type Verdict = 'fixed' | 'not-fixed' | 'unknown';

/** One line of a runbook: what a person would read, and the action behind it. */
export interface Step {
  /** The runbook's own words: state name, line of the timeline and of the page. At most 70 characters. */
  readonly says: string;
  readonly does: Action;
  readonly input: Actions[Action];
}

/** A procedure: a list, worked from top to bottom. Reaching its end unresolved escalates. */
export interface Runbook {
  /** Kebab-case id; names of machines and incidents begin with it. */
  readonly id: string;
  /** The procedure's heading. */
  readonly title: string;
  readonly owner: OwnerRole;
  readonly severity: Severity;
  /** Where it is more severe while the market is open. */
  readonly severityInSession?: Severity;
  /** What it is about; one open incident per runbook and target. */
  readonly target: Target;
  /** What can be the cause of it: while an incident is open there, this one joins it. */
  readonly dependsOn: readonly Target[];
  readonly symptoms: readonly string[];
  /** Alarms of its target that start it; empty: an engineer starts it. */
  readonly triggers: readonly Trigger[];
  readonly steps: readonly Step[];
  /**
   * Work that was planned: nothing is wrong, so it explains no incident. Seconds from its start within which it is done;
   * after that the response time of its severity begins.
   */
  readonly planned?: { readonly deadlineSeconds: number };
  /** `steps`: they prove themselves that they worked, and reaching the end of the list is success. Else its alarms do. */
  readonly verifiedBy?: 'steps';
  /** Whoever is on call is paged as soon as it is opened; a P1 always is. */
  readonly pagesAtOnce?: true;
  /** What whoever starts it may say besides the reason; its steps read it off the incident. */
  readonly options?: readonly Option[];
  /** Nothing is wrong: the probe's endpoint is paged in place of people, whatever the mode, and no figure counts it. */
  readonly test?: true;
  /** It makes the system safer: whoever has a signature may start it. Else a contact of the environment does. */
  readonly startedBy?: 'anybody';
  /** Trading is disabled before anything else is done, by the workflow itself. */
  readonly haltsFirst?: true;
}

/** A step; a service or an input the action does not know does not compile. */
export function step<A extends Action>(says: string, does: A, input: Actions[A]): Step {
  return { says, does, input };
}

/** Whether somebody is paged before the first step. */
export const pagesAtOnce = (runbook: Runbook): boolean =>
  runbook.pagesAtOnce === true || highestSeverity(runbook) === 'P1';

/** The highest severity a runbook can have: what its budgets must fit. */
export const highestSeverity = ({ severity, severityInSession }: Runbook): Severity =>
  severityInSession !== undefined && severityInSession < severity ? severityInSession : severity;
