import { asFailure } from './errors';
import type { Bindings } from './expression';
import { runList } from './interpreter';
import type { Execution, HistoryEvent, Machine, MachineOptions } from './model';
import { Scope } from './scope';
import { Variables } from './variables';
import type { Running } from './visit';
import type { Workflow } from './workflow';

type Ended = Exclude<Execution['status'], 'RUNNING'>;

/** An execution and its record. */
export class Run implements Running {
  readonly arn: string;
  readonly startedAt: number;
  readonly history: HistoryEvent[] = [];
  readonly done: Promise<void>;
  status: Execution['status'] = 'RUNNING';
  output?: unknown;
  error?: string;
  cause?: string;
  stoppedAt?: number;
  transitions = 0;
  lastState = '';
  private readonly scope: Scope;
  private settle: () => void = () => {};

  constructor(
    readonly machine: Machine,
    readonly name: string,
    readonly input: unknown,
    private readonly options: MachineOptions,
  ) {
    this.arn = `${machine.arn.replace(':stateMachine:', ':execution:')}:${name}`;
    this.startedAt = options.clock.now();
    this.scope = new Scope(options.clock);
    this.done = new Promise((resolve) => {
      this.settle = resolve;
    });
  }

  get context(): object {
    return {
      Id: this.arn,
      Name: this.name,
      Input: this.input,
      StartTime: new Date(this.startedAt).toISOString(),
      RoleArn: this.machine.roleArn,
      RedriveCount: 0,
    };
  }

  begin(workflow: Workflow, functions: Bindings): void {
    // @claim documented: An execution that runs longer than the machine's TimeoutSeconds ends as TIMED_OUT with States.Timeout.
    // @source https://docs.aws.amazon.com/step-functions/latest/dg/statemachine-structure.html
    if (workflow.timeoutSeconds !== undefined) {
      this.scope.after(workflow.timeoutSeconds * 1000, () => this.end('TIMED_OUT', { error: 'States.Timeout' }));
    }
    const { scope, options } = this;
    const stage = { run: this, options, functions, scope, variables: new Variables(), runList };
    // Not at once: whoever starts an execution holds it before its first event.
    const work = scope.hold(Promise.resolve().then(() => runList(stage, workflow, this.input)));
    work.then(
      (output) => this.end('SUCCEEDED', { output }),
      (thrown: unknown) => {
        const failure = asFailure(thrown);
        this.end('FAILED', {
          ...(failure.error !== '' && { error: failure.error }),
          ...(failure.reason !== '' && { cause: failure.reason }),
        });
      },
    );
  }

  stop(error?: string, cause?: string): void {
    this.end('ABORTED', { ...(error !== undefined && { error }), ...(cause !== undefined && { cause }) });
  }

  enter(state: string, input: unknown): void {
    if (this.status !== 'RUNNING') return;
    this.transitions++;
    this.lastState = state;
    this.log('entered', state, input);
  }

  retry(state: string, data: unknown): void {
    if (this.status !== 'RUNNING') return;
    // @claim documented: A retry is billed as a state transition.
    // @source https://docs.aws.amazon.com/step-functions/latest/dg/concepts-error-handling.html
    this.transitions++;
    this.log('retried', state, data);
  }

  log(type: HistoryEvent['type'], state: string, data: unknown): void {
    // A listener may have stopped the execution in the middle of a step.
    if (this.status !== 'RUNNING' && type !== 'ended') return;
    const event: HistoryEvent = { at: this.options.clock.now(), type, state, data };
    this.history.push(event);
    this.options.clock.stir();
    this.options.onEvent?.(this, event);
  }

  private end(status: Ended, result: { output?: unknown; error?: string; cause?: string }): void {
    if (this.status !== 'RUNNING') return;
    this.status = status;
    this.stoppedAt = this.options.clock.now();
    Object.assign(this, result);
    this.scope.cancel();
    this.log('ended', this.lastState, { status, ...result });
    this.settle();
  }
}
