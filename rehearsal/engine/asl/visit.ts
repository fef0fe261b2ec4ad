import { AslError } from './errors';
import type { Bindings } from './expression';
import type { Execution, HistoryEvent, MachineOptions, Outcome } from './model';
import type { Scope } from './scope';
import type { Variables } from './variables';
import type { Exit, State, StateList } from './workflow';

/** An execution, as its states write to it. */
export interface Running extends Execution {
  /** `$states.context.Execution`. */
  readonly context: object;
  enter(state: string, input: unknown): void;
  retry(state: string, data: unknown): void;
  log(type: HistoryEvent['type'], state: string, data: unknown): void;
}

/** Where states are run: which execution, what cancels them, and the variables they see. */
export interface Stage {
  readonly run: Running;
  readonly options: MachineOptions;
  readonly functions: Bindings;
  readonly scope: Scope;
  readonly variables: Variables;
  /** Inside a Map: the item this iteration is for. */
  readonly item?: { readonly Index: number; readonly Value: unknown };
  /** Runs a list of states to its end and answers its output. */
  readonly runList: (stage: Stage, list: StateList, input: unknown) => Promise<unknown>;
}

/** Where a state leads, and with what. */
export interface Step {
  readonly next: string | undefined;
  readonly output: unknown;
  /** Position of the choice rule that led there. */
  readonly by?: number;
}

/** One stay in a state, through all its attempts. */
export class Visit {
  retryCount = 0;
  token: string | undefined;
  /** Whether this attempt has called what it calls, and what that answered. */
  called = false;
  answer: { readonly value: unknown } | undefined;
  private readonly enteredAt: number;
  /** As they were when this attempt began; kept only for whoever is told of attempts. */
  private before: Readonly<Record<string, unknown>> = {};

  constructor(
    readonly stage: Stage,
    readonly state: State,
    readonly input: unknown,
  ) {
    this.enteredAt = stage.options.clock.now();
  }

  /** Another attempt. */
  begin(): void {
    this.called = false;
    this.answer = undefined;
    if (this.stage.options.onAttempt) this.before = this.stage.variables.all();
  }

  /** The attempt is over. */
  tell(outcome: (variables: Readonly<Record<string, unknown>>) => Outcome): void {
    const { options, run, variables } = this.stage;
    options.onAttempt?.({
      execution: run,
      state: this.state.name,
      type: this.state.type,
      at: options.clock.now(),
      input: this.input,
      variables: this.before,
      context: this.context(this.stage.item),
      called: this.called,
      ...(this.answer && { answer: this.answer }),
      outcome: outcome(variables.all()),
    });
  }

  /** What an expression of this state reads; `more` are further members of `$states`. */
  bindings(more: Readonly<Record<string, unknown>> = {}, item = this.stage.item): Bindings {
    const { functions, variables } = this.stage;
    return { ...functions, ...variables.all(), states: { input: this.input, context: this.context(item), ...more } };
  }

  /** The value, unless the state's scope is cancelled before it is there. */
  hold<T>(work: Promise<T>): Promise<T> {
    return this.stage.scope.hold(work);
  }

  /** Leaves the state: evaluates Assign and Output of what it leaves by, then assigns. */
  async leave(exit: Exit, more: Readonly<Record<string, unknown>>, otherwise: unknown): Promise<unknown> {
    // @claim documented: Every expression of a state sees the variables as they were when the state was entered; Assign takes effect afterwards.
    // @source https://docs.aws.amazon.com/step-functions/latest/dg/workflow-variables.html
    const bindings = this.bindings(more);
    const assigned = exit.assign ? await this.hold(exit.assign(bindings)) : {};
    const output = exit.output ? await this.hold(exit.output(bindings)) : otherwise;
    limited(assigned, this.state.name);
    this.stage.variables.assign(assigned);
    return limited(output, this.state.name);
  }

  private context(item: Stage['item']): object {
    const { run, options } = this.stage;
    return {
      Execution: run.context,
      StateMachine: { Id: options.arn, Name: options.name },
      State: {
        Name: this.state.name,
        EnteredTime: new Date(this.enteredAt).toISOString(),
        // @claim cross-checked: The context has State.RetryCount in states that can be retried, and not in a Pass state.
        // @source https://github.com/localstack/localstack/blob/8b9a79f05846835cf4dff63ab7eefdde9df83783/tests/aws/services/stepfunctions/v2/outputdecl/test_output.snapshot.json
        ...('retry' in this.state && { RetryCount: this.retryCount }),
      },
      ...(item && { Map: { Item: item } }),
      ...(this.token !== undefined && { Task: { Token: this.token } }),
    };
  }
}

/** 256 KiB. */
const PAYLOAD_LIMIT_BYTES = 262_144;

/**
 * The value itself.
 * @throws AslError States.DataLimitExceeded when it is larger than a payload may be.
 */
export function limited<T>(value: T, who: string): T {
  // @claim documented: Input and output of a state or task, and the variables one Assign sets, have at most 256 KiB as UTF-8 JSON.
  // @source https://docs.aws.amazon.com/step-functions/latest/dg/service-quotas.html
  if (Buffer.byteLength(JSON.stringify(value) ?? '') <= PAYLOAD_LIMIT_BYTES) return value;
  const what = 'returned a result with a size exceeding the maximum number of bytes service limit.';
  throw new AslError('States.DataLimitExceeded', `The state/task '${who}' ${what}`);
}
