import { connectionName, connectionSecretArn } from '../../connection-arn';
import { type AuthorizationWorld, ask, needed, type Rows, row } from './row';

interface InvokeInput {
  readonly stateMachineArn?: string;
  readonly ApiEndpoint?: string;
  readonly Method?: string;
  readonly ConnectionArn?: string;
}

const OPERATION = 'InvokeHTTPEndpoint';
const STATE_MACHINE = /^arn:[^:]+:states:[^:]+:\d{12}:stateMachine:[^:/]+$/;
const INVOKE = 'states:InvokeHTTPEndpoint';
const RETRIEVE = 'events:RetrieveConnectionCredentials';
const SECRET_ACTIONS = ['secretsmanager:DescribeSecret', 'secretsmanager:GetSecretValue'];

function asksOf({ stateMachineArn, ApiEndpoint, Method, ConnectionArn }: InvokeInput, world: AuthorizationWorld) {
  const account = { id: world.accountId, region: world.region };
  const connection = needed(OPERATION, 'ConnectionArn', ConnectionArn);
  const name = needed(OPERATION, 'ConnectionArn of this account and Region', connectionName(account, connection));
  const secret = connectionSecretArn(account, name);
  return [
    ask(INVOKE, needed(OPERATION, 'stateMachineArn', stateMachineArn, STATE_MACHINE), {
      'states:HTTPEndpoint': needed(OPERATION, 'ApiEndpoint', ApiEndpoint),
      'states:HTTPMethod': needed(OPERATION, 'Method', Method),
    }),
    ask(RETRIEVE, connection),
    ...SECRET_ACTIONS.map((action) => ask(action, secret)),
  ];
}

export const httpTask: Rows = {
  // @claim documented: An HTTP Task asks for states:InvokeHTTPEndpoint on the state machine, with states:HTTPEndpoint and states:HTTPMethod, and for events:RetrieveConnectionCredentials on the connection.
  // @source https://docs.aws.amazon.com/step-functions/latest/dg/call-https-apis.html#connect-http-task-permissions
  // @claim documented: It also asks for secretsmanager:GetSecretValue and secretsmanager:DescribeSecret on the connection's own secret.
  // @source https://docs.aws.amazon.com/step-functions/latest/dg/call-https-apis.html#connect-http-task-permissions
  [`states:${OPERATION}`]: row<InvokeInput>([INVOKE, RETRIEVE, ...SECRET_ACTIONS], asksOf),
};
