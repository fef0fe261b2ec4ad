import { AslError } from '../asl/errors';
import type { Integrate } from '../asl/model';
import { type Account, AwsError } from '../aws/service';
import type { HttpRequest, HttpResponse } from '../bundles/http';
import type { VirtualClock } from '../clock';
import type { CallFrom, Door } from '../door';
import type { Latencies } from '../latency';
import { NotPlayed } from '../refuse';
import type { Connection, Connections } from './connections';
import { type HttpTask, readHttpTask, requestOf, resultOf } from './messages';

export interface HttpTasksOptions {
  readonly account: Account;
  readonly clock: VirtualClock;
  readonly latency: Latencies;
  readonly connections: Connections;
  /** Late: the door needs the operation below, which is called through the door. */
  readonly door: () => Door;
  /** Answers for hosts that are not AWS. */
  readonly outside: (request: HttpRequest) => Promise<HttpResponse>;
}

/** What is asked of IAM before a request leaves: no secret is in it. */
export interface InvokeHttpEndpointInput {
  readonly stateMachineArn: string;
  readonly ApiEndpoint: string;
  readonly Method: string;
  readonly ConnectionArn: string;
}

// @claim documented: The request of an HTTP Task times out after 60 seconds, with States.Http.Socket.
// @source https://docs.aws.amazon.com/step-functions/latest/dg/concepts-error-handling.html
const LIMIT_MS = 60_000;

/** The integration http:invoke: a workflow's request to a host outside AWS. */
export class HttpTasks {
  constructor(private readonly options: HttpTasksOptions) {}

  readonly operations = {
    InvokeHTTPEndpoint: ({ ConnectionArn }: InvokeHttpEndpointInput): Connection => {
      const connection = this.options.connections.find(ConnectionArn);
      if (connection) return connection;
      throw new AwsError('ResourceNotFoundException', `Connection ${ConnectionArn} does not exist.`);
    },
  };

  /** @throws AslError as Step Functions reports it; anything else is a refusal. */
  async invoke(from: CallFrom, { arguments: given, execution, state, taskToken }: Parameters<Integrate>[0]) {
    const where = `${execution.machine.name}, state "${state}": http:invoke`;
    // @claim documented: An HTTP Task answers its request; it neither waits for a token nor for a job.
    // @source https://docs.aws.amazon.com/step-functions/latest/dg/integrate-services.html
    if (taskToken !== undefined) throw new NotPlayed(`${where}.waitForTaskToken`, ['http:invoke']);
    const task = readHttpTask(given, where);
    const connection = await this.permitted(from, execution.machine.arn, task);
    const { account, clock, latency } = this.options;
    const half = latency.httpTask.ms / 2;
    return this.withinLimit(async () => {
      await clock.sleep(half);
      const response = await this.options.outside(requestOf(task, connection, account.region));
      await clock.sleep(half);
      return resultOf(response, where);
    });
  }

  private async permitted(from: CallFrom, stateMachineArn: string, task: HttpTask): Promise<Connection> {
    const input: InvokeHttpEndpointInput = {
      stateMachineArn,
      ApiEndpoint: task.endpoint,
      Method: task.method,
      ConnectionArn: task.connectionArn,
    };
    try {
      return (await this.options.door().call(from, 'states', 'InvokeHTTPEndpoint', input)) as Connection;
    } catch (error) {
      throw error instanceof AwsError ? failureOf(error, task) : error;
    }
  }

  private withinLimit<T>(send: () => Promise<T>): Promise<T> {
    const { clock } = this.options;
    return new Promise((resolve, reject) => {
      const late = () => reject(new AslError('States.Http.Socket', 'HTTP request timed out.'));
      const timer = clock.setTimeout(late, LIMIT_MS);
      send()
        .then(resolve, (error: unknown) => reject(socketFailure(error)))
        .finally(() => clock.clearTimeout(timer));
    });
  }
}

// @claim assumed: A connection that is refused, reset or not found fails the task with States.Http.Socket, as a time-out does.
// @source https://docs.aws.amazon.com/step-functions/latest/dg/concepts-error-handling.html (speaks of the time-out only)
function socketFailure(error: unknown): unknown {
  const { code, message } = error as { code?: unknown; message?: unknown };
  return typeof code === 'string' ? new AslError('States.Http.Socket', String(message)) : error;
}

function failureOf({ code, message }: AwsError, { endpoint }: HttpTask): AslError {
  // @claim cross-checked: Without states:InvokeHTTPEndpoint for the endpoint and the method the task fails with States.Http.AccessDenied, without the permissions for the connection or its secret with Events.ConnectionResource.AccessDenied.
  // @source https://github.com/radkawar/stackd/blob/9dc356f5e5cc49d2d334178a09c1398dd1c62617/testdata/aws/stepfunctions/http_connections.json
  if (code === 'AccessDeniedException') {
    if (message.includes('states:InvokeHTTPEndpoint')) {
      return new AslError(
        'States.Http.AccessDenied',
        `AWS Step Functions is not authorized to perform states:InvokeHTTPEndpoint on API Endpoint ${endpoint}. ` +
          'Ensure that the StateMachine role contains the states:InvokeHTTPEndpoint permission for the given API Endpoint',
      );
    }
    const what = message.includes('events:')
      ? 'RetrieveConnectionCredentials on the connection resource.'
      : 'DescribeSecret and/or GetSecretValue on the secret associated with the connection resource.';
    return new AslError('Events.ConnectionResource.AccessDenied', `No permissions to call ${what}`);
  }
  // @claim documented: Other trouble with the connection fails the task with a name of its own, among them Events.ConnectionResource.ResourceNotFound and .InternalError.
  // @source https://docs.aws.amazon.com/step-functions/latest/dg/call-https-apis.html#connect-http-task-errors
  const name = code === 'ResourceNotFoundException' ? 'ResourceNotFound' : 'InternalError';
  return new AslError(`Events.ConnectionResource.${name}`, message);
}
