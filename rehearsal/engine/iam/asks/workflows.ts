import type {
  DescribeExecutionCommandInput,
  SendTaskFailureCommandInput,
  SendTaskSuccessCommandInput,
  StartExecutionCommandInput,
} from '@aws-sdk/client-sfn';
import { type AuthorizationWorld, arnIn, ask, needed, type Rows, refuseMembers, row } from './row';

const STATE_MACHINE = /^arn:[^:]+:states:[^:]+:\d{12}:stateMachine:[^:/]+$/;
const EXECUTION = /^arn:[^:]+:states:[^:]+:\d{12}:execution:[^:]+:[^:]+$/;

interface InvokeInput {
  readonly FunctionName?: string;
  readonly Qualifier?: string;
}

// @claim documented: A function is given by name, by ARN or by partial ARN (account:function:name), each with or without a version or alias.
// @source https://docs.aws.amazon.com/lambda/latest/api/API_Invoke.html
function functionArn({ FunctionName, Qualifier }: InvokeInput, world: AuthorizationWorld): string {
  const given = needed(
    'Invoke',
    'FunctionName',
    FunctionName,
    /^(arn:[^:]+:lambda:[^:]+:\d{12}:function:|\d{12}:function:)?[\w-]+(:[\w$-]+)?$/,
  );
  const name = given.replace(/^\d{12}:function:/, '');
  const unqualified = name.startsWith('arn:') ? name : arnIn(world, 'lambda', `function:${name}`);
  const account = given.startsWith('arn:') ? given.split(':')[4] : (/^(\d{12}):/.exec(given)?.[1] ?? world.accountId);
  needed('Invoke', 'FunctionName', account === world.accountId ? given : undefined);
  return Qualifier === undefined || unqualified.endsWith(`:${Qualifier}`) ? unqualified : `${unqualified}:${Qualifier}`;
}

export const workflows: Rows = {
  // @claim documented: states:StartExecution is asked for the state machine.
  // @source https://docs.aws.amazon.com/service-authorization/latest/reference/list_awsstepfunctions.html
  'states:StartExecution': row<StartExecutionCommandInput>('states:StartExecution', ({ stateMachineArn }) => [
    ask('states:StartExecution', needed('StartExecution', 'stateMachineArn', stateMachineArn, STATE_MACHINE)),
  ]),
  // @claim documented: states:SendTaskSuccess and states:SendTaskFailure know no resource: they are asked for "*".
  // @source https://docs.aws.amazon.com/service-authorization/latest/reference/list_awsstepfunctions.html
  'states:SendTaskSuccess': row<SendTaskSuccessCommandInput>('states:SendTaskSuccess', () => [
    ask('states:SendTaskSuccess', '*'),
  ]),
  'states:SendTaskFailure': row<SendTaskFailureCommandInput>('states:SendTaskFailure', () => [
    ask('states:SendTaskFailure', '*'),
  ]),
  // @claim documented: states:DescribeExecution is asked for the execution.
  // @source https://docs.aws.amazon.com/service-authorization/latest/reference/list_awsstepfunctions.html
  'states:DescribeExecution': row<DescribeExecutionCommandInput>('states:DescribeExecution', (input) => {
    refuseMembers('DescribeExecution', input, ['includedData']);
    return [
      ask('states:DescribeExecution', needed('DescribeExecution', 'executionArn', input.executionArn, EXECUTION)),
    ];
  }),
  // @claim documented: Invoke asks for lambda:InvokeFunction on the function, or on the version or alias that is called.
  // @source https://docs.aws.amazon.com/lambda/latest/dg/lambda-api-permissions-ref.html
  'lambda:Invoke': row<InvokeInput>('lambda:InvokeFunction', (input, world) => [
    ask('lambda:InvokeFunction', functionArn(input, world)),
  ]),
};
