import type { DescribeExecutionInput, DescribeExecutionOutput } from '@aws-sdk/client-sfn';
import type { StateMachine } from './asl/state-machine';
import { AwsError } from './aws/service';
import { refuseOthers } from './refuse';

/** DescribeExecution of Step Functions. @throws AwsError ExecutionDoesNotExist */
export function describeExecution(
  machines: readonly StateMachine[],
  input: DescribeExecutionInput,
): DescribeExecutionOutput {
  refuseOthers('states DescribeExecution', input, ['executionArn']);
  const execution = machines.flatMap(({ executions }) => executions).find(({ arn }) => arn === input.executionArn);
  // @claim documented: An execution that does not exist is answered with ExecutionDoesNotExist.
  // @source SDK client-sfn DescribeExecution documentation
  if (!execution) {
    throw new AwsError('ExecutionDoesNotExist', `Execution Does Not Exist: '${input.executionArn}'`);
  }
  // @claim documented: DescribeExecution has a stopDate once the execution has ended, an output only when it succeeded, error and cause only when it did not.
  // @source SDK client-sfn DescribeExecution documentation
  // @claim assumed: DescribeExecution shows every change of status at once, where AWS promises eventual consistency only.
  // @source SDK client-sfn DescribeExecution documentation
  const { arn, machine, name, status, startedAt, stoppedAt, error, cause } = execution;
  return {
    executionArn: arn,
    stateMachineArn: machine.arn,
    name,
    status,
    startDate: new Date(startedAt),
    ...(stoppedAt === undefined ? {} : { stopDate: new Date(stoppedAt) }),
    input: JSON.stringify(execution.input),
    ...(status === 'SUCCEEDED' ? { output: JSON.stringify(execution.output) } : {}),
    ...(error === undefined ? {} : { error }),
    ...(cause === undefined ? {} : { cause }),
  };
}
