import { flow, NOON, pass, play, RECORDED, toEnd } from './play';

test(`the context object has what AWS puts there (${RECORDED}/outputdecl/test_output.snapshot.json BASE_EXPR)`, async () => {
  const stage = play(
    flow({
      W: { Type: 'Wait', Seconds: 5, Next: 'State0' },
      State0: { Type: 'Pass', Output: '{% $states.context %}', End: true },
    }),
  );
  const { output } = await toEnd(stage, { input_value: 'string literal' });
  expect(output).toEqual({
    Execution: {
      Id: 'arn:aws:states:ap-south-1:111111111111:execution:Flow:run-1',
      Input: { input_value: 'string literal' },
      StartTime: '2026-11-23T12:00:00.000Z',
      Name: 'run-1',
      RoleArn: 'arn:aws:iam::111111111111:role/flow',
      RedriveCount: 0,
    },
    StateMachine: { Id: 'arn:aws:states:ap-south-1:111111111111:stateMachine:Flow', Name: 'Flow' },
    State: { Name: 'State0', EnteredTime: '2026-11-23T12:00:05.000Z' },
  });
});

test('a listener hears every event, and the caller holds the execution before the first', async () => {
  const heard: string[] = [];
  const stage = play(
    pass({ Output: 1 }),
    {},
    { onEvent: (execution, { type }) => heard.push(`${execution.name} ${type}`) },
  );
  const execution = stage.machine.start({}, 'run-1');
  expect(heard).toEqual([]);
  expect(stage.machine.executions).toEqual([execution]);
  await stage.clock.run(() => execution.status !== 'RUNNING');
  expect(heard).toEqual(['run-1 entered', 'run-1 exited', 'run-1 ended']);
  expect(execution).toMatchObject({ lastState: 'State0', startedAt: NOON, stoppedAt: NOON });
  expect(execution.history.at(-1)).toMatchObject({ data: { status: 'SUCCEEDED', output: 1 } });
});

test('starting again by the same name answers the running execution, or is refused', () => {
  // SDK client-sfn StartExecution documentation
  const { machine } = play(pass({}));
  const first = machine.start({ a: 1 }, 'again');
  expect(machine.start({ a: 1 }, 'again')).toBe(first);
  const refused = expect.objectContaining({ code: 'ExecutionAlreadyExists' });
  expect(() => machine.start({ a: 2 }, 'again')).toThrow(refused);
  first.stop();
  expect(() => machine.start({ a: 1 }, 'again')).toThrow(refused);
  expect(() => machine.start({}, 'n'.repeat(81))).toThrow(expect.objectContaining({ code: 'InvalidName' }));
});

test('executions of one machine share nothing', async () => {
  const stage = play(
    flow({
      A: { Type: 'Pass', Assign: { mine: '{% $states.input %}' }, Next: 'B' },
      B: { Type: 'Wait', Seconds: 5, Output: '{% $mine %}', End: true },
    }),
  );
  const all = [1, 2, 3].map((n) => stage.machine.start(n));
  await stage.clock.run(() => all.every(({ status }) => status !== 'RUNNING'));
  expect(all.map(({ output }) => output)).toEqual([1, 2, 3]);
});

test('a state may be JSONata in a machine that is not, also within a branch', async () => {
  // The language is a field of each state: https://docs.aws.amazon.com/step-functions/latest/dg/transforming-data.html
  const inner = { A: { Type: 'Pass', QueryLanguage: 'JSONata', Output: '{% $states.input.a %}', End: true } };
  const P = { Type: 'Parallel', QueryLanguage: 'JSONata', Branches: [{ StartAt: 'A', States: inner }], End: true };
  const execution = await toEnd(play({ StartAt: 'P', States: { P } }), { a: 1 });
  expect(execution.output).toEqual([1]);
});
