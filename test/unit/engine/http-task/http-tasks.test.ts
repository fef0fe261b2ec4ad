import { AwsError } from '../../../../rehearsal/engine/aws/service';
import type { HttpResponse } from '../../../../rehearsal/engine/bundles/http';
import { VirtualClock } from '../../../../rehearsal/engine/clock';
import type { Door } from '../../../../rehearsal/engine/door';
import { type Connections, HttpTasks } from '../../../../rehearsal/engine/http-task';
import { latency } from '../../../../rehearsal/engine/latency';

const NOON = Date.parse('2026-11-23T12:00:00Z');
const MACHINE = 'arn:aws:states:ap-south-1:123456789012:stateMachine:pages';
const ARGUMENTS = {
  ApiEndpoint: 'https://api.example/v1/orders',
  Method: 'POST',
  Authentication: { ConnectionArn: 'arn:of:connection' },
  RequestBody: { a: 1 },
};
const OK: HttpResponse = { status: 200, headers: {}, body: '' };

/** One task, sent to a host that answers so, by way of a door that lets it through or does not. */
async function send(
  outside: (clock: VirtualClock) => Promise<HttpResponse>,
  {
    door = async () => ({ apiKey: { key: 'k', value: 'v' }, body: [] }),
    more = {},
  }: {
    door?: (...asked: unknown[]) => Promise<unknown>;
    more?: object;
  } = {},
) {
  const clock = new VirtualClock(NOON);
  const tasks = new HttpTasks({
    account: { id: '123456789012', region: 'ap-south-1' },
    clock,
    latency,
    connections: { find: () => undefined } as unknown as Connections,
    door: () => ({ call: door }) as unknown as Door,
    outside: () => outside(clock),
  });
  const execution = { machine: { name: 'pages', arn: MACHINE } };
  const task = { resource: 'arn:aws:states:::http:invoke', arguments: ARGUMENTS, execution, state: 'Call', ...more };
  let ended: { at: number; result?: unknown; error?: unknown } | undefined;
  const at = () => (clock.now() - NOON) / 1000;
  tasks.invoke({ principal: 'role', by: 'pages' }, task as never).then(
    (result) => {
      ended = { at: at(), result };
    },
    (error: unknown) => {
      ended = { at: at(), error };
    },
  );
  await clock.run(() => ended !== undefined);
  await clock.run(() => false);
  return { ...ended, tasks };
}

const failing = (error: Error) => async (): Promise<HttpResponse> => {
  throw error;
};
const named = (error: string, reason: unknown = expect.any(String)) => expect.objectContaining({ error, reason });

test('a task asks for its endpoint, method and connection, as its machine, and for nothing secret', async () => {
  const door = jest.fn(async () => ({ apiKey: { key: 'k', value: 'v' }, body: [] }));
  const { result } = await send(async () => OK, { door });
  expect(result).toEqual({ Headers: {}, StatusCode: 200, StatusText: 'OK' });
  expect(door).toHaveBeenCalledWith({ principal: 'role', by: 'pages' }, 'states', 'InvokeHTTPEndpoint', {
    stateMachineArn: MACHINE,
    ApiEndpoint: 'https://api.example/v1/orders',
    Method: 'POST',
    ConnectionArn: 'arn:of:connection',
  });
});

// 60 seconds: https://docs.aws.amazon.com/step-functions/latest/dg/call-https-apis.html#http-task-authentication
test('a request that is not answered within 60 seconds fails with States.Http.Socket, and one before that does not', async () => {
  const after = (seconds: number) => async (clock: VirtualClock) => {
    await clock.sleep(seconds * 1000);
    return OK;
  };
  expect(await send(after(61))).toMatchObject({ at: 60, error: named('States.Http.Socket') });
  expect(await send(after(59))).toMatchObject({ result: { StatusCode: 200 } });
});

test('a request is under way for a while even where the answer is there at once', async () => {
  const { at } = await send(async () => OK);
  expect(at).toBeGreaterThan(0);
});

test('a connection that breaks fails with States.Http.Socket', async () => {
  const broken = failing(Object.assign(new Error('connect ECONNREFUSED api.example'), { code: 'ECONNREFUSED' }));
  expect((await send(broken)).error).toEqual(named('States.Http.Socket', 'connect ECONNREFUSED api.example'));
});

test('what is no answer of the host ends the rehearsal, and no workflow can catch it', async () => {
  const bug = new Error('nobody plays api.example');
  expect((await send(failing(bug))).error).toBe(bug);
});

// Errors and causes recorded from AWS:
// https://github.com/radkawar/stackd/blob/9dc356f5e5cc49d2d334178a09c1398dd1c62617/testdata/aws/stepfunctions/http_connections.json
test.each([
  [
    'states:InvokeHTTPEndpoint',
    'States.Http.AccessDenied',
    'AWS Step Functions is not authorized to perform states:InvokeHTTPEndpoint on API Endpoint https://api.example/v1/orders. Ensure that the StateMachine role contains the states:InvokeHTTPEndpoint permission for the given API Endpoint',
  ],
  [
    'events:RetrieveConnectionCredentials',
    'Events.ConnectionResource.AccessDenied',
    'No permissions to call RetrieveConnectionCredentials on the connection resource.',
  ],
  [
    'secretsmanager:GetSecretValue',
    'Events.ConnectionResource.AccessDenied',
    'No permissions to call DescribeSecret and/or GetSecretValue on the secret associated with the connection resource.',
  ],
])('a task without %s fails with %s, and sends nothing', async (action, error, reason) => {
  const outside = jest.fn(async () => OK);
  const door = async () => {
    throw new AwsError('AccessDeniedException', `User: role is not authorized to perform: ${action} on resource: x`);
  };
  expect((await send(outside, { door })).error).toEqual(named(error, reason));
  expect(outside).not.toHaveBeenCalled();
});

// Names: https://docs.aws.amazon.com/step-functions/latest/dg/call-https-apis.html#connect-http-task-errors
test('a connection that does not exist, or that AWS has trouble with, fails under the names of connections', async () => {
  const { tasks } = await send(async () => OK);
  const door = async () => tasks.operations.InvokeHTTPEndpoint({ ConnectionArn: 'arn:of:connection' } as never);
  expect((await send(async () => OK, { door })).error).toEqual(named('Events.ConnectionResource.ResourceNotFound'));
  const trouble = async () => {
    throw new AwsError('ServiceUnavailable', 'busy', 503);
  };
  const { error } = await send(async () => OK, { door: trouble });
  expect(error).toEqual(named('Events.ConnectionResource.InternalError', 'busy'));
});

test('a task that waits for a token is refused', async () => {
  const { error } = await send(async () => OK, { more: { taskToken: 't' } });
  expect(String(error)).toContain('pages, state "Call": http:invoke.waitForTaskToken');
});
