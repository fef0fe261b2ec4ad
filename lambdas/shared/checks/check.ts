import type { ItemState, Unchecked } from '../checklist/item';

/**
 * `attention`: it works, and somebody should know. `could not check` is an answer of its own, and never a good one: a
 * call that failed, a signal nobody emits, a status nobody knows.
 */
export type CheckState = ItemState;

/** One thing that was looked at. */
export interface Check {
  readonly name: string;
  readonly state: CheckState;
  /** Part of a sentence, with its numbers. */
  readonly says: string;
  /** Why it could not be checked, where it is one of these. */
  readonly because?: Unchecked;
}

/** The answer of a check before it has its name. */
export type Answer = Omit<Check, 'name'>;

export const ok = (says: string): Answer => ({ state: 'ok', says });
export const attention = (says: string): Answer => ({ state: 'attention', says });
export const failed = (says: string): Answer => ({ state: 'failed', says });
export const unchecked = (says: string, because?: Unchecked): Answer => ({
  state: 'could not check',
  says,
  ...(because === undefined ? {} : { because }),
});

export const notConfigured = unchecked('could not be checked: no such signal is configured', 'not configured');
