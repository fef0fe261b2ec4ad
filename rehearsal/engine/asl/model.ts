import type { VirtualClock } from '../clock';
import type { Random } from '../random';
import type { TaskTokens } from './tokens';

/** A state machine's definition as JSON (Amazon States Language); it is checked when the machine is made. */
export type Definition = { readonly [field: string]: unknown };

/**
 * Carries out one task.
 *
 * `resource` is the Task's Resource, without `.waitForTaskToken`; then `taskToken` is set, the result is ignored and the
 * token's answer counts.
 * @throws AslError as the service integration would report it; anything else is a fault of the rehearsal and fails the
 * execution as States.Runtime, which no Catch sees.
 */
export type Integrate = (task: {
  resource: string;
  arguments: unknown;
  execution: Execution;
  state: string;
  taskToken?: string;
}) => Promise<unknown>;

export interface MachineOptions {
  arn: string;
  name: string;
  roleArn: string;
  definition: Definition;
  clock: VirtualClock;
  random: Random;
  integrate: Integrate;
  /** Shared by all machines, so that one SendTaskSuccess finds its task. */
  tokens: TaskTokens;
  /** Virtual milliseconds to charge for the state that is entered now. */
  transitionMs: () => number;
  onEvent?: (execution: Execution, event: HistoryEvent) => void;
  /** Told of every attempt of a state once it is over. It must not throw, and must alter nothing. */
  onAttempt?: (attempt: Attempt) => void;
}

/** One attempt of one state, as it went. */
export interface Attempt {
  readonly execution: Execution;
  readonly state: string;
  readonly type: string;
  /** When it ended. Milliseconds since the epoch. */
  readonly at: number;
  readonly input: unknown;
  /** All that were in scope when it began. */
  readonly variables: Readonly<Record<string, unknown>>;
  /** `$states.context`. */
  readonly context: object;
  /** Whether it came to call what it calls: a service, its branches, its iterations. */
  readonly called: boolean;
  /** What that answered. Absent where it failed, too. */
  readonly answer?: { readonly value: unknown };
  readonly outcome: Outcome;
}

/**
 * What becomes of an attempt. A failure has AWS's two words for it; `cause` is '' where there is none. `by` is the position,
 * from 0, of the choice rule, retrier or catcher that decided; absent where none did.
 */
export type Outcome =
  | {
      readonly status: 'succeeded';
      readonly by?: number;
      readonly next: string | undefined;
      readonly output: unknown;
      readonly variables: Readonly<Record<string, unknown>>;
    }
  | {
      readonly status: 'caught';
      readonly by: number;
      readonly next: string;
      readonly output: unknown;
      readonly variables: Readonly<Record<string, unknown>>;
      readonly failure: Failure;
    }
  | {
      readonly status: 'retried';
      readonly by: number;
      readonly failure: Failure;
      readonly afterSeconds: number;
      readonly jitter: boolean;
    }
  | { readonly status: 'failed'; readonly failure: Failure };

export interface Failure {
  readonly error: string;
  readonly cause: string;
  /** A missed heartbeat, which goes by the name of a time-out. */
  readonly heartbeat: boolean;
  /** How often the retrier that names it had already tried again; absent where none does. */
  readonly retries?: number;
}

/** A state machine, as its executions see it. */
export interface Machine {
  readonly arn: string;
  readonly name: string;
  readonly roleArn: string;
  readonly definition: Definition;
  readonly executions: Execution[];
  start(input: unknown, name?: string): Execution;
}

/** One line of an execution's history; `at` in milliseconds since the epoch. */
export interface HistoryEvent {
  at: number;
  type: 'entered' | 'exited' | 'failed' | 'retried' | 'caught' | 'ended';
  state: string;
  data?: unknown;
}

/** One run of a machine. Times in milliseconds since the epoch. */
export interface Execution {
  readonly arn: string;
  readonly name: string;
  readonly machine: Machine;
  readonly status: 'RUNNING' | 'SUCCEEDED' | 'FAILED' | 'TIMED_OUT' | 'ABORTED';
  readonly input: unknown;
  readonly output?: unknown;
  readonly error?: string;
  readonly cause?: string;
  readonly startedAt: number;
  readonly stoppedAt?: number;
  /** States entered plus retries, as billed. */
  readonly transitions: number;
  readonly history: HistoryEvent[];
  /** The state entered last; '' before the first. */
  readonly lastState: string;
  /** Settles when the execution has ended, whatever its status; never rejects. */
  readonly done: Promise<void>;
  /** Aborts a running execution; nothing of it goes on. */
  stop(error?: string, cause?: string): void;
}
