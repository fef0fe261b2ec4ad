import { AslError, type Attempt, type Definition } from '../../../../rehearsal/engine/asl/state-machine';
import type { StateQuestion } from '../../../../tools/conformance/question';
import { stateQuestion } from '../../../../tools/conformance/states';
import { type Answer, branch, flow, INVOKE_AND_WAIT, play, task, toEnd } from '../../engine/asl/play';

type Answers = Readonly<Record<string, readonly Answer[]>>;

/** The questions of one execution, by the states they are about. */
async function asked(definition: Definition, answers: Answers = {}, input: unknown = {}) {
  const attempts: Attempt[] = [];
  await toEnd(play(definition, answers, { onAttempt: (attempt) => attempts.push(attempt) }), input);
  const questions = attempts.map((attempt) => stateQuestion(attempt, 'a-story', 'key'));
  return { questions: questions.map(({ question }) => question), keys: questions.map(({ key }) => key) };
}

const only = async (definition: Definition, answers: Answers = {}, input: unknown = {}): Promise<StateQuestion> => {
  const { questions } = await asked(definition, answers, input);
  return questions[0] as StateQuestion;
};

test('a state that calls something is asked about with what was answered, and one that does not without', async () => {
  const definition = flow({
    A: { Type: 'Pass', Assign: { x: 1 }, Next: 'T' },
    T: task({ Output: '{% $states.result.Payload %}', End: true }),
  });
  const { questions } = await asked(definition, { T: [{ Payload: 5 }] }, { from: 'here' });
  expect(questions).toMatchObject([
    {
      judge: 'states',
      story: 'a-story',
      place: 'Flow, state "A", 2026-11-23T12:00:00.000Z',
      definition: 'key',
      request: { stateName: 'A', input: '{"from":"here"}', inspectionLevel: 'DEBUG' },
      claim: { status: 'SUCCEEDED', nextState: 'T', output: { from: 'here' }, variables: { x: 1 } },
    },
    {
      request: { stateName: 'T', variables: '{"x":1}', mock: { result: '{"Payload":5}', fieldValidationMode: 'NONE' } },
      claim: { status: 'SUCCEEDED', output: 5, variables: { x: 1 } },
    },
  ]);
  expect(questions[0]?.request).not.toHaveProperty('mock');
  expect(questions[1]?.claim).not.toHaveProperty('nextState');
  for (const { request } of questions) {
    expect(request).not.toHaveProperty('roleArn');
    expect(request).not.toHaveProperty('context');
  }
});

test('the context goes along where it is read, without what TestState does not take', async () => {
  const reads = { FunctionName: 'fn', Payload: '{% $states.context.Execution.Name & $states.context.Task.Token %}' };
  const waits = flow({ T: task({ Resource: INVOKE_AND_WAIT, Arguments: reads, TimeoutSeconds: 5, End: true }) });
  const { request, claim } = await only(waits, { T: [{}] });
  const context = JSON.parse(request.context ?? '{}') as Record<string, object>;
  expect(Object.keys(context)).toEqual(['Execution', 'StateMachine', 'State', 'Task']);
  expect(Object.keys(context.Execution ?? {})).toEqual(['Id', 'Name', 'Input', 'StartTime', 'RoleArn']);
  expect(request.mock).toEqual({ errorOutput: { error: 'States.Timeout', cause: '' } });
  expect(claim).toEqual({ status: 'FAILED', error: 'States.Timeout' });
});

test('every attempt of a failing state is asked about, with how often its retrier had tried', async () => {
  const Retry = [{ ErrorEquals: ['Busy'], IntervalSeconds: 2, BackoffRate: 3, MaxAttempts: 1 }];
  const Catch = [{ ErrorEquals: ['States.ALL'], Next: 'Then' }];
  const definition = flow({ T: task({ Retry, Catch, Next: 'Then' }), Then: { Type: 'Succeed' } });
  const { questions } = await asked(definition, { T: [new AslError('Busy', 'again')] });
  const mock = { errorOutput: { error: 'Busy', cause: 'again' } };
  expect(questions).toMatchObject([
    {
      request: { mock, stateConfiguration: { retrierRetryCount: 0 } },
      claim: { status: 'RETRIABLE', error: 'Busy', cause: 'again', retryBackoffIntervalSeconds: 2 },
    },
    {
      request: { mock, stateConfiguration: { retrierRetryCount: 1 } },
      claim: { status: 'CAUGHT_ERROR', nextState: 'Then', error: 'Busy', output: { Error: 'Busy', Cause: 'again' } },
    },
    { request: { stateName: 'Then' }, claim: { status: 'SUCCEEDED' } },
  ]);
});

test('with jitter no wait is claimed', async () => {
  const Retry = [{ ErrorEquals: ['Busy'], JitterStrategy: 'FULL', MaxAttempts: 1 }];
  const { claim } = await only(flow({ T: task({ Retry, End: true }) }), { T: [new AslError('Busy', '')] });
  expect(claim).toEqual({ status: 'RETRIABLE', error: 'Busy' });
});

test('states inside a branch are asked about by their name, and the Parallel with what its branches answered', async () => {
  const reads = { Type: 'Pass', Output: '{% $states.context.State.Name %}', End: true };
  const { questions } = await asked(flow({ P: { Type: 'Parallel', Branches: [branch({ B: reads })], End: true } }));
  expect(questions).toMatchObject([
    { request: { stateName: 'B' }, unaskable: expect.stringContaining('calls nothing') },
    { request: { stateName: 'P', mock: { result: '["B"]' } } },
  ]);
  // What its branches read it does not read itself.
  expect(questions[1]).not.toHaveProperty('unaskable');
  expect(questions[1]?.request).not.toHaveProperty('context');
});

const choice = {
  Type: 'Choice',
  Choices: [{ Condition: '{% $states.context.Execution.Input.x %}', Next: 'E' }],
  Default: 'E',
};

test.each<readonly [string, Definition, Answers, RegExp]>([
  ['a Choice that reads the context', flow({ C: choice, E: { Type: 'Succeed' } }), {}, /a context with a mock only/],
  ['what makes an id up', flow({ P: { Type: 'Pass', Output: '{% $uuid() %}', End: true } }), {}, /makes numbers up/],
  ['what reads the clock', flow({ T: task({ Arguments: '{% $now() %}', End: true }) }), { T: [1] }, /reads the clock/],
  ['a failure before the call', flow({ T: task({ Arguments: '{% $none %}', End: true }) }), {}, /before it called/],
  ['a failure without a name', flow({ T: task({ End: true }) }), { T: [new AslError('', '')] }, /without the name/],
  [
    'a missed heartbeat',
    flow({ T: task({ Resource: INVOKE_AND_WAIT, HeartbeatSeconds: 5, End: true }) }),
    { T: [{}] },
    /heartbeat/,
  ],
  ['a wait of seconds', flow({ W: { Type: 'Wait', Seconds: 5, End: true } }), {}, /really wait/],
])('%s cannot be asked about', async (_, definition, answers, why) => {
  expect((await only(definition, answers)).unaskable).toMatch(why);
});

test('a wait for an instant is not asked about before it has come', async () => {
  const until = '2026-11-23T12:30:00Z';
  const question = await only(flow({ W: { Type: 'Wait', Timestamp: until, End: true } }));
  expect(question).toMatchObject({ notBefore: Date.parse(until), claim: { status: 'SUCCEEDED' } });
});

test('attempts that differ in ids, dates and numbers alone are one question; another outcome is another', async () => {
  const definition = flow({
    C: { Type: 'Choice', Choices: [{ Condition: '{% $states.input.n > 5 %}', Next: 'E' }], Default: 'F' },
    E: { Type: 'Succeed' },
    F: { Type: 'Succeed' },
  });
  const key = async (n: number, at: string) => (await asked(definition, {}, { n, at })).keys[0];
  expect(await key(1, '2026-11-20T04:30:00Z')).toBe(await key(2, '2026-12-31T23:59:59Z'));
  expect(await key(1, '2026-11-20T04:30:00Z')).not.toBe(await key(7, '2026-11-20T04:30:00Z'));
});
