import { DOCS, flow, INVOKE_AND_WAIT, NOON, play, RECORDED, task } from './play';

// The API: SDK client-sfn SendTaskSuccess, SendTaskFailure and SendTaskHeartbeat documentation.

const CALLBACK = `${RECORDED}/callback/test_callback.snapshot.json`;

async function asked(fields: object = {}) {
  const stage = play(
    flow({
      Ask: task({
        Resource: INVOKE_AND_WAIT,
        Arguments: { Payload: { token: '{% $states.context.Task.Token %}' } },
        ...fields,
        End: true,
      }),
      Handler: { Type: 'Pass', End: true },
    }),
    { Ask: ['this result is ignored'] },
  );
  const execution = stage.machine.start({});
  await stage.clock.run(() => stage.calls.length > 0);
  const token = stage.calls[0]?.taskToken ?? '';
  const toEnd = () => stage.clock.run(() => execution.status !== 'RUNNING');
  return { ...stage, execution, token, toEnd };
}

test('the integration gets the resource without its suffix, and the token both beside and inside the arguments', async () => {
  // https://docs.aws.amazon.com/step-functions/latest/dg/connect-to-resource.html (Wait for a Callback with Task Token)
  const { calls, token, execution } = await asked();
  expect(calls).toEqual([
    {
      resource: 'arn:aws:states:::lambda:invoke',
      arguments: { Payload: { token } },
      execution,
      state: 'Ask',
      taskToken: token,
    },
  ]);
  expect(token).not.toBe('');
});

test(`the answer to the token is the result, whenever it comes (${DOCS}/connect-to-resource.html)`, async () => {
  const { clock, tokens, execution, token, toEnd } = await asked({ TimeoutSeconds: 900, HeartbeatSeconds: 800 });
  await clock.run(() => false, NOON + 600_000);
  expect(execution.status).toBe('RUNNING');
  tokens.sendSuccess(token, '{"approved":true}');
  await toEnd();
  expect(execution).toMatchObject({ status: 'SUCCEEDED', output: { approved: true }, stoppedAt: NOON + 600_000 });
  expect(clock.fake.countTimers()).toBe(0);
});

test('the limits of an answered task are gone while the workflow goes on', async () => {
  const limits = { TimeoutSeconds: 900, HeartbeatSeconds: 800 };
  const stage = play(
    flow({
      Ask: task({ Resource: INVOKE_AND_WAIT, ...limits, Next: 'W' }),
      W: { Type: 'Wait', Seconds: 3600, End: true },
    }),
  );
  const execution = stage.machine.start({});
  await stage.clock.run(() => stage.calls.length > 0);
  stage.tokens.sendSuccess(stage.calls[0]?.taskToken ?? '', '1');
  await stage.clock.run(() => execution.lastState === 'W');
  expect(stage.clock.fake.countTimers()).toBe(1);
});

test(`a failure sent has its error and cause (${CALLBACK} test_sqs_failure_in_wait_for_task_token)`, async () => {
  const { tokens, execution, token, toEnd } = await asked();
  tokens.sendFailure(token, 'Failure error', 'Failure cause');
  await toEnd();
  expect(execution).toMatchObject({ status: 'FAILED', error: 'Failure error', cause: 'Failure cause' });
});

test(`a failure without either is caught as nulls (${CALLBACK} test_sqs_failure_in_wait_for_task_tok_no_error_field)`, async () => {
  const { tokens, execution, token, toEnd } = await asked({
    Catch: [{ ErrorEquals: ['States.ALL'], Next: 'Handler' }],
  });
  tokens.sendFailure(token);
  await toEnd();
  expect(execution).toMatchObject({ status: 'SUCCEEDED', output: { Error: null, Cause: null } });
});

test('each heartbeat starts the count anew', async () => {
  // https://docs.aws.amazon.com/step-functions/latest/dg/connect-to-resource.html (Configure a Heartbeat Timeout)
  const { clock, tokens, execution, token, toEnd } = await asked({ HeartbeatSeconds: 10 });
  for (const second of [8, 16, 24]) {
    await clock.run(() => false, NOON + second * 1000);
    tokens.heartbeat(token);
  }
  await toEnd();
  expect(execution).toMatchObject({ status: 'FAILED', error: 'States.Timeout', stoppedAt: NOON + 34_000 });
});

test('a retried task gets a new token, and the old one is closed', async () => {
  const { clock, calls, tokens, execution, token, toEnd } = await asked({
    TimeoutSeconds: 60,
    Retry: [{ ErrorEquals: ['States.Timeout'], MaxAttempts: 1 }],
  });
  await clock.run(() => calls.length === 2);
  expect(() => tokens.sendSuccess(token, '{}')).toThrow(expect.objectContaining({ code: 'TaskTimedOut' }));
  tokens.sendSuccess(calls[1]?.taskToken ?? '', '"second"');
  await toEnd();
  expect(execution.output).toBe('second');
});

test('an answered token is answered with TaskTimedOut, an unknown one with TaskDoesNotExist', async () => {
  const { tokens, token } = await asked();
  tokens.sendSuccess(token, '1');
  for (const again of [
    () => tokens.sendSuccess(token, '1'),
    () => tokens.sendFailure(token),
    () => tokens.heartbeat(token),
  ]) {
    expect(again).toThrow(expect.objectContaining({ code: 'TaskTimedOut' }));
  }
  expect(() => tokens.sendSuccess('made-up', '1')).toThrow(expect.objectContaining({ code: 'TaskDoesNotExist' }));
});

test('an output that is no JSON is refused and the task goes on waiting', async () => {
  const { tokens, token, execution, toEnd } = await asked();
  expect(() => tokens.sendSuccess(token, 'approved')).toThrow(expect.objectContaining({ code: 'InvalidOutput' }));
  tokens.sendSuccess(token, '"approved"');
  await toEnd();
  expect(execution.output).toBe('approved');
});
