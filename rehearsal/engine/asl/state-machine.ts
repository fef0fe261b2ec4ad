import { AwsError } from '../aws/service';
import { uuid } from '../random';
import type { Bindings } from './expression';
import { functions } from './functions';
import type { Definition, Execution, Machine, MachineOptions } from './model';
import { readDefinition } from './read-definition';
import { Run } from './run';
import type { Workflow } from './workflow';

export { AslError, UnsupportedDefinition } from './errors';
export type {
  Attempt,
  Definition,
  Execution,
  Failure,
  HistoryEvent,
  Integrate,
  Machine,
  MachineOptions,
  Outcome,
} from './model';
export { TaskTokens } from './tokens';

/**
 * A state machine in the Amazon States Language (JSONata states only), played in virtual time.
 *
 * Its definition is checked, and every expression compiled, when it is made.
 */
export class StateMachine implements Machine {
  readonly arn: string;
  readonly name: string;
  readonly roleArn: string;
  readonly definition: Definition;
  readonly executions: Execution[] = [];
  private readonly workflow: Workflow;
  private readonly functions: Bindings;

  /** @throws UnsupportedDefinition naming machine, state and field of what is not rehearsed. */
  constructor(private readonly options: MachineOptions) {
    this.arn = options.arn;
    this.name = options.name;
    this.roleArn = options.roleArn;
    this.definition = options.definition;
    this.workflow = readDefinition(options.definition, options.name);
    this.functions = functions(options);
  }

  /**
   * Starts an execution; its first state is entered as soon as the caller lets go.
   * @param input JSON; `{}` when undefined
   * @param name at most 80 characters; made up when absent
   * @throws AwsError InvalidName, ExecutionAlreadyExists
   */
  start(input: unknown, name = uuid(this.options.random)): Execution {
    if (name.length === 0 || name.length > 80) {
      throw new AwsError('InvalidName', `Invalid Name: '${name}' has ${name.length} characters; 1 to 80 are allowed`);
    }
    const text = JSON.stringify(input ?? {});
    const namesake = this.executions.find((execution) => execution.name === name);
    if (namesake) return again(namesake, text);
    const run = new Run(this, name, JSON.parse(text), this.options);
    this.executions.push(run);
    run.begin(this.workflow, this.functions);
    return run;
  }
}

function again(namesake: Execution, input: string): Execution {
  // @claim documented: Starting again with the name and input of a running execution answers that execution; otherwise the name is refused with ExecutionAlreadyExists.
  // @source SDK client-sfn StartExecution documentation
  if (namesake.status === 'RUNNING' && JSON.stringify(namesake.input) === input) return namesake;
  throw new AwsError('ExecutionAlreadyExists', `Execution Already Exists: '${namesake.arn}'`);
}
