import type { Template, Typed } from './template';

/** A definition that was read and checked: every expression compiled, every target known to exist. */
export interface Workflow extends StateList {
  /** Seconds an execution may run. */
  readonly timeoutSeconds?: number;
}

/** States of one variable scope: the machine's own, a branch's or an item processor's. */
export interface StateList {
  readonly startAt: string;
  readonly states: ReadonlyMap<string, State>;
}

/** What a state, a choice rule or a catcher does with the data on the way out. */
export interface Exit {
  /** Absent: the result, or the input of a state that has none. */
  readonly output?: Template;
  readonly assign?: Typed<Record<string, unknown>>;
}

interface Named extends Exit {
  readonly name: string;
}

/** Where a state goes: to a state, or to the end of its list. */
interface Onward {
  readonly next?: string;
}

/** A state that can fail and be tried again. */
export interface Fallible {
  readonly retry: readonly Retrier[];
  readonly catch: readonly Catcher[];
}

export interface Retrier {
  readonly errorEquals: readonly string[];
  readonly intervalSeconds: number;
  readonly backoffRate: number;
  readonly maxAttempts: number;
  readonly maxDelaySeconds?: number;
  readonly fullJitter: boolean;
}

export interface Catcher extends Exit {
  readonly errorEquals: readonly string[];
  readonly next: string;
}

export interface ChoiceRule extends Exit {
  readonly condition: Typed<boolean>;
  readonly next: string;
}

export interface TaskState extends Named, Onward, Fallible {
  readonly type: 'Task';
  readonly resource: string;
  readonly waitForTaskToken: boolean;
  /** Absent: the state's input. */
  readonly arguments?: Template;
  readonly timeoutSeconds?: Typed<number>;
  readonly heartbeatSeconds?: Typed<number>;
}

export interface ParallelState extends Named, Onward, Fallible {
  readonly type: 'Parallel';
  readonly branches: readonly StateList[];
  readonly arguments?: Template;
}

export interface MapState extends Named, Onward, Fallible {
  readonly type: 'Map';
  readonly items?: Typed<unknown[]>;
  readonly itemSelector?: Template;
  readonly maxConcurrency?: Typed<number>;
  readonly processor: StateList;
}

export interface ChoiceState extends Named {
  readonly type: 'Choice';
  readonly rules: readonly ChoiceRule[];
  readonly otherwise?: string;
}

export interface PassState extends Named, Onward {
  readonly type: 'Pass';
}

export interface WaitState extends Named, Onward {
  readonly type: 'Wait';
  readonly until: { readonly seconds: Typed<number> } | { readonly timestamp: Typed<string> };
}

export interface SucceedState extends Named {
  readonly type: 'Succeed';
}

export interface FailState extends Named {
  readonly type: 'Fail';
  readonly error?: Typed<string>;
  readonly cause?: Typed<string>;
}

export type State =
  | TaskState
  | ParallelState
  | MapState
  | ChoiceState
  | PassState
  | WaitState
  | SucceedState
  | FailState;
