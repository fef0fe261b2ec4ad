import type { DescribeExecutionInput } from '@aws-sdk/client-sfn';
import type { Metrics } from './alarms/metrics';
import {
  AslError,
  type Attempt,
  type Definition,
  type Execution,
  type Integrate,
  StateMachine,
  TaskTokens,
} from './asl/state-machine';
import type { Assembly } from './assembly';
import { AwsError, type Caller, type ServiceModel } from './aws/service';
import type { VirtualClock } from './clock';
import type { Meter } from './cost';
import type { CallFrom, Door } from './door';
import type { EventBus } from './events';
import { describeExecution } from './execution-answer';
import type { Functions } from './functions';
import type { HttpTasks } from './http-task';
import type { Latencies } from './latency';
import type { Random } from './random';
import { fromStepFunctions, toStepFunctions } from './wire';

export interface WorkflowsOptions {
  readonly assembly: Assembly;
  readonly clock: VirtualClock;
  readonly random: Random;
  readonly latency: Latencies;
  readonly meter: Meter;
  readonly metrics: Metrics;
  /** Late: the door needs this service, and this service calls through the door. */
  readonly door: () => Door;
  readonly functions: () => Functions;
  readonly httpTasks: () => HttpTasks;
  readonly bus: () => EventBus;
  /** Told of whatever is no answer of AWS: a refusal or a bug, which ends the rehearsal. */
  readonly onRefusal: (error: unknown) => void;
  /** Told of every attempt of a state. */
  readonly onAttempt?: ((attempt: Attempt) => void) | undefined;
}

/** Step Functions (signing name `states`): the synthesised state machines, and the calls they make. */
export class Workflows implements ServiceModel {
  readonly machines: readonly StateMachine[];
  private readonly tokens = new TaskTokens();
  /** Transitions to throttle, by machine. */
  private readonly toThrottle = new Map<string, number>();
  private started = 0;
  private over = 0;

  constructor(private readonly options: WorkflowsOptions) {
    const { assembly, clock, random } = options;
    this.machines = assembly.ofType('AWS::StepFunctions::StateMachine').map((resource) => {
      const { DefinitionString, RoleArn } = resource.properties as { DefinitionString: string; RoleArn: string };
      return new StateMachine({
        arn: resource.arn,
        name: resource.name,
        roleArn: RoleArn,
        definition: JSON.parse(DefinitionString) as Definition,
        clock,
        random,
        tokens: this.tokens,
        transitionMs: () => this.transitionMs(resource),
        integrate: (task) => this.integrate(RoleArn, task),
        onEvent: (execution, event) => {
          if (event.type === 'entered' || event.type === 'retried') this.transition();
          if (event.type === 'ended') this.ended(execution);
        },
        ...(options.onAttempt && { onAttempt: options.onAttempt }),
      });
    });
  }

  readonly operations = {
    StartExecution: (input: { stateMachineArn: string; input?: string; name?: string }) => {
      const machine = this.machine(input.stateMachineArn);
      const before = machine.executions.length;
      const execution = machine.start(JSON.parse(input.input ?? '{}') as unknown, input.name);
      const begun = machine.executions.length - before;
      this.started += begun;
      // @claim documented: ExecutionsStarted of AWS/States counts, by StateMachineArn, the executions that were started.
      // @source https://docs.aws.amazon.com/step-functions/latest/dg/procedure-cw-metrics.html
      if (begun > 0) this.count('ExecutionsStarted', { StateMachineArn: machine.arn });
      return { executionArn: execution.arn, startDate: new Date(execution.startedAt) };
    },
    DescribeExecution: (input: DescribeExecutionInput) => describeExecution(this.machines, input),
    SendTaskSuccess: (input: { taskToken: string; output: string }, _caller: Caller) => {
      this.tokens.sendSuccess(input.taskToken, input.output);
      return {};
    },
  };

  /** The next transitions of a machine are throttled. @param name of the machine */
  throttleNext(name: string, count: number): void {
    if (!Number.isInteger(count) || count < 1) {
      throw new Error(`Transitions to throttle: given ${count}, expected 1 or more.`);
    }
    if (!this.machines.some((machine) => machine.name === name)) throw new Error(`There is no state machine ${name}.`);
    this.toThrottle.set(name, (this.toThrottle.get(name) ?? 0) + count);
  }

  // @claim documented: ExecutionThrottled of AWS/States counts, by StateMachineArn, the states entered and the retries that were throttled.
  // @source https://docs.aws.amazon.com/step-functions/latest/dg/procedure-cw-metrics.html
  // @claim assumed: A throttled transition comes a second later; nothing is lost. The account's limit on transitions is not played: a story throttles.
  // @source https://docs.aws.amazon.com/step-functions/latest/dg/service-quotas.html
  private transitionMs({ name, arn }: { readonly name: string; readonly arn: string }): number {
    const { latency } = this.options;
    const left = this.toThrottle.get(name) ?? 0;
    if (left === 0) return latency.stateTransition.ms;
    this.toThrottle.set(name, left - 1);
    this.count('ExecutionThrottled', { StateMachineArn: arn });
    return latency.stateTransition.ms + THROTTLED_MS;
  }

  /** Whether something has run, and nothing runs any more. */
  get allOver(): boolean {
    return this.started > 0 && this.over === this.started;
  }

  /** Task tokens that something waits for at this instant. */
  get waitedFor(): readonly string[] {
    return this.tokens.waitedFor;
  }

  machine(arn: string): StateMachine {
    const machine = this.machines.find((each) => each.arn === arn);
    // @claim documented: Starting a state machine that does not exist is refused with StateMachineDoesNotExist.
    // @source SDK client-sfn StartExecution documentation
    if (!machine) throw new AwsError('StateMachineDoesNotExist', `State Machine Does Not Exist: '${arn}'`);
    return machine;
  }

  private async integrate(roleArn: string, task: Parameters<Integrate>[0]): Promise<unknown> {
    const { machine } = task.execution;
    const from = { principal: roleArn, by: machine.name, state: task.state };
    const [, integration = ''] = /^arn:aws:states:::(.+)$/.exec(task.resource) ?? [];
    if (integration === 'lambda:invoke') return this.invoke(from, task.arguments);
    if (integration === 'http:invoke') return this.request(from, task);
    const played = INTEGRATIONS[integration];
    if (!played) {
      throw new Error(
        `${machine.name}, state "${task.state}": the rehearsal does not play ${task.resource}. ` +
          `It plays lambda:invoke, http:invoke, ${Object.keys(INTEGRATIONS).join(', ')}.`,
      );
    }
    const action = integration.slice(integration.lastIndexOf(':') + 1);
    const { operation, input } = fromStepFunctions(played.service, action, task.arguments);
    try {
      const output = await this.options.door().call(from, played.service, operation, input);
      return toStepFunctions(played.service, operation, output);
    } catch (error) {
      if (error instanceof AwsError) throw new AslError(errorName(played, error.code), error.message);
      throw this.refused(error);
    }
  }

  /** lambda:invoke: the door judges the permission and charges the call; the function answers in its own time. */
  private async invoke(from: CallFrom, given: unknown): Promise<unknown> {
    const { FunctionName, Payload } = given as { FunctionName: string; Payload: unknown };
    try {
      await this.options.door().call(from, 'lambda', 'Invoke', { FunctionName });
      const answer = await this.options.functions().invoke(FunctionName, Payload);
      // @claim documented: A function error fails the task under the error's own name, with the error object as its cause.
      // @source https://docs.aws.amazon.com/step-functions/latest/dg/concepts-error-handling.html
      if ('error' in answer) {
        const { errorType, errorMessage, trace } = answer.error;
        throw new AslError(errorType, JSON.stringify({ errorMessage, errorType, trace }));
      }
      return { ExecutedVersion: '$LATEST', Payload: answer.result, StatusCode: 200 };
    } catch (error) {
      // @claim documented: An error of the Lambda service itself fails the task as Lambda.<exception>.
      // @source https://docs.aws.amazon.com/step-functions/latest/dg/connect-lambda.html
      if (error instanceof AwsError) throw new AslError(`Lambda.${error.code}`, error.message);
      throw error instanceof AslError ? error : this.refused(error);
    }
  }

  private async request(from: CallFrom, task: Parameters<Integrate>[0]): Promise<unknown> {
    try {
      return await this.options.httpTasks().invoke(from, task);
    } catch (error) {
      throw error instanceof AslError ? error : this.refused(error);
    }
  }

  private refused(error: unknown): unknown {
    this.options.onRefusal(error);
    return error;
  }

  // @claim documented: Step Functions sends an event when an execution's status changes, with stateMachineArn, name and status.
  // @source https://docs.aws.amazon.com/step-functions/latest/dg/eventbridge-integration.html
  // @claim documented: ExecutionsFailed, ExecutionsTimedOut and ExecutionsAborted count executions per StateMachineArn in AWS/States.
  // @source https://docs.aws.amazon.com/step-functions/latest/dg/procedure-cw-metrics.html
  private ended(execution: Execution): void {
    this.over++;
    const { bus } = this.options;
    const { arn } = execution.machine;
    bus().put({
      source: 'aws.states',
      detailType: 'Step Functions Execution Status Change',
      resources: [execution.arn],
      detail: { executionArn: execution.arn, stateMachineArn: arn, name: execution.name, status: execution.status },
    });
    const name = METRICS[execution.status];
    if (name) this.count(name, { StateMachineArn: arn });
  }

  // @claim assumed: ConsumedCapacity of AWS/States for ServiceMetric = StateTransition counts every transition of the account once, so that its sum is how many there were.
  // @source https://docs.aws.amazon.com/step-functions/latest/dg/procedure-cw-metrics.html (calls it the count of requests per second)
  private transition(): void {
    this.options.meter.transition();
    this.count('ConsumedCapacity', { ServiceMetric: 'StateTransition' });
  }

  private count(name: string, dimensions: Readonly<Record<string, string>>): void {
    const { clock, metrics, latency } = this.options;
    const at = clock.now();
    metrics.put(
      { namespace: 'AWS/States', name, dimensions, value: 1, at },
      { visibleAt: at + latency.metricPublishDelay.ms },
    );
  }
}

const THROTTLED_MS = 1_000;

const METRICS: Partial<Record<Execution['status'], string>> = {
  FAILED: 'ExecutionsFailed',
  TIMED_OUT: 'ExecutionsTimedOut',
  ABORTED: 'ExecutionsAborted',
};

interface Integration {
  /** Signing name. */
  readonly service: string;
  /** What the errors of it begin with. */
  readonly prefix: string;
  /** Of an AWS SDK integration: the errors its operation is documented with. */
  readonly errors?: readonly string[];
}

/** What is played besides functions and HTTP: optimised integrations, and one of the AWS SDK. */
const INTEGRATIONS: Readonly<Record<string, Integration>> = {
  'states:startExecution': { service: 'states', prefix: 'StepFunctions' },
  'sns:publish': { service: 'sns', prefix: 'SNS' },
  'aws-sdk:ssm:putParameter': {
    service: 'ssm',
    prefix: 'Ssm',
    // @claim documented: PutParameter answers these errors of its own.
    // @source https://docs.aws.amazon.com/systems-manager/latest/APIReference/API_PutParameter.html
    errors: [
      'HierarchyLevelLimitExceededException',
      'HierarchyTypeMismatchException',
      'IncompatiblePolicyException',
      'InternalServerError',
      'InvalidAllowedPatternException',
      'InvalidKeyId',
      'InvalidPolicyAttributeException',
      'InvalidPolicyTypeException',
      'ParameterAlreadyExists',
      'ParameterLimitExceeded',
      'ParameterMaxVersionLimitExceeded',
      'ParameterPatternMismatchException',
      'PoliciesLimitExceededException',
      'TooManyUpdates',
      'UnsupportedParameterType',
    ],
  },
};

function errorName({ prefix, errors }: Integration, code: string): string {
  if (!errors) return `${prefix}.${withSuffix(code)}`;
  // @claim documented: An error of an AWS SDK integration is called by service and error in PascalCase, with the suffix Exception even where the API has none.
  // @source https://docs.aws.amazon.com/step-functions/latest/dg/supported-services-awssdk.html
  if (errors.includes(code)) return `${prefix}.${code.replace(/Exception$/, '')}Exception`;
  // @claim cross-checked: An error that the API does not model for its operation, a denial among them, is called by the service's general one: Ssm.SsmException.
  // @source Step Functions Local mock files in public repositories, made from real executions: "Ssm.SsmException", "is not authorized to perform: ssm:GetParameters"
  return `${prefix}.${prefix}Exception`;
}

// @claim assumed: Names of errors reach a workflow with the suffix Exception, as the SDK for Java names them.
// @source https://docs.aws.amazon.com/step-functions/latest/dg/supported-services-awssdk.html
const withSuffix = (code: string): string =>
  /(Exception|AlreadyExists|DoesNotExist|Invalid\w+)$/.test(code) ? code : `${code}Exception`;
