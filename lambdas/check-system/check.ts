/**
 * `attention`: it works, and somebody should know. `could not check` is an answer of its own, and never a good one: a
 * call that failed, a signal nobody emits, a status nobody knows.
 */
export type CheckState = 'failed' | 'could not check' | 'attention' | 'ok';

/** One thing that was looked at. */
export interface Check {
  readonly name: string;
  readonly state: CheckState;
  /** Part of a sentence, with its numbers. */
  readonly says: string;
}

/** The answer of a check before it has its name. */
export type Answer = Omit<Check, 'name'>;

export const ok = (says: string): Answer => ({ state: 'ok', says });
export const attention = (says: string): Answer => ({ state: 'attention', says });
export const failed = (says: string): Answer => ({ state: 'failed', says });
export const unchecked = (says: string): Answer => ({ state: 'could not check', says });
