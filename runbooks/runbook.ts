import type { Action, Actions, ServiceRole } from './actions';
import type { Severity } from './severity';

/** Who owns a runbook; the on-call person of that role is its first rung. */
export type OwnerRole = 'devops' | 'backend' | 'trading';

/** An alarm that can start a runbook, by what it says is wrong. */
export type Trigger = 'running-tasks' | 'error-lines' | 'oldest-unanswered-order';

/**
 * What a step answers.
 * `continue`: go on with the next step. `resolved`: nothing more to do, verify. `wait`: ask me again.
 * `stand-down`: a person wants it so, leave it. `escalate`: from here on it is for people.
 */
export type Outcome = 'continue' | 'resolved' | 'wait' | 'stand-down' | 'escalate';

/** Whether the original signal is normal again. Unknown is never success. */
export type Verdict = 'fixed' | 'not-fixed' | 'unknown';

/** One line of a runbook: what a person would read, and the action behind it. */
export interface Step {
  /** The runbook's own words: state name, line of the timeline and of the page. At most 80 characters. */
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
  /** The service it is about; one open incident per runbook and target. */
  readonly target: ServiceRole;
  readonly symptoms: readonly string[];
  /** Alarms that start it; empty: an engineer starts it. */
  readonly triggers: readonly Trigger[];
  readonly steps: readonly Step[];
}

/** A step; a service or an input the action does not know does not compile. */
export function step<A extends Action>(says: string, does: A, input: Actions[A]): Step {
  return { says, does, input };
}
