import { AslError, type Attempt, type Definition } from '../../../../rehearsal/engine/asl/state-machine';
import { type Answer, branch, flow, play, task, toEnd } from './play';

/** What is told of each attempt, in order. */
async function told(
  definition: Definition,
  answers: Readonly<Record<string, readonly Answer[]>> = {},
  input: unknown = {},
) {
  const attempts: Attempt[] = [];
  await toEnd(play(definition, answers, { onAttempt: (attempt) => attempts.push(attempt) }), input);
  return attempts;
}

const words = ({ state, outcome }: Attempt): string => `${state} ${outcome.status}`;

test('an attempt is told with what it began with, what was answered, and what it left behind', async () => {
  const definition = flow({
    A: { Type: 'Pass', Assign: { x: '{% $states.input.x + 1 %}' }, Next: 'T' },
    T: task({ Assign: { y: '{% $states.result.y %}' }, Output: '{% $states.result %}', End: true }),
  });
  const [a, t] = await told(definition, { T: [{ y: 5 }] }, { x: 1 });
  expect(a).toMatchObject({ type: 'Pass', input: { x: 1 }, variables: {}, called: false });
  expect(a?.outcome).toEqual({ status: 'succeeded', next: 'T', output: { x: 1 }, variables: { x: 2 } });
  expect(t).toMatchObject({ type: 'Task', variables: { x: 2 }, called: true, answer: { value: { y: 5 } } });
  expect(t?.context).toMatchObject({ State: { Name: 'T', RetryCount: 0 }, Execution: { Input: { x: 1 } } });
  expect(t?.outcome).toEqual({ status: 'succeeded', next: undefined, output: { y: 5 }, variables: { x: 2, y: 5 } });
});

test('each attempt of a state that fails is told by itself, with how often its retrier had tried before', async () => {
  const Retry = [{ ErrorEquals: ['Busy'], IntervalSeconds: 2, BackoffRate: 3, MaxAttempts: 2 }];
  const Catch = [{ ErrorEquals: ['States.ALL'], Assign: { why: '{% $states.errorOutput.Cause %}' }, Next: 'Then' }];
  const definition = flow({
    T: task({ Retry, Catch, Next: 'Then' }),
    Then: { Type: 'Fail', Error: 'Over', Cause: 'so' },
  });
  const attempts = await told(definition, { T: [new AslError('Busy', 'again')] });
  expect(attempts.map(words)).toEqual(['T retried', 'T retried', 'T caught', 'Then failed']);
  const failure = { error: 'Busy', cause: 'again', heartbeat: false };
  expect(attempts.map(({ outcome }) => outcome)).toEqual([
    { status: 'retried', by: 0, failure: { ...failure, retries: 0 }, afterSeconds: 2, jitter: false },
    { status: 'retried', by: 0, failure: { ...failure, retries: 1 }, afterSeconds: 6, jitter: false },
    {
      status: 'caught',
      by: 0,
      next: 'Then',
      output: { Error: 'Busy', Cause: 'again' },
      variables: { why: 'again' },
      failure: { ...failure, retries: 2 },
    },
    { status: 'failed', failure: { error: 'Over', cause: 'so', heartbeat: false } },
  ]);
  expect(attempts[2]?.context).toMatchObject({ State: { RetryCount: 2 } });
  expect(attempts[2]).not.toHaveProperty('answer');
});

test('which choice rule, retrier or catcher decided is told by its position', async () => {
  const definition = flow({
    T: task({
      Retry: [
        { ErrorEquals: ['Slow'], MaxAttempts: 1 },
        { ErrorEquals: ['Busy'], MaxAttempts: 1 },
      ],
      Catch: [
        { ErrorEquals: ['Slow'], Next: 'C' },
        { ErrorEquals: ['States.ALL'], Next: 'C' },
      ],
      Next: 'C',
    }),
    C: {
      Type: 'Choice',
      Choices: [
        { Condition: '{% false %}', Next: 'D' },
        { Condition: '{% true %}', Next: 'D' },
      ],
    },
    D: { Type: 'Choice', Choices: [{ Condition: '{% false %}', Next: 'T' }], Default: 'E' },
    E: { Type: 'Succeed' },
  });
  const attempts = await told(definition, { T: [new AslError('Busy', 'again')] });
  expect(attempts.map(({ state, outcome }) => [state, 'by' in outcome ? outcome.by : undefined])).toEqual([
    ['T', 1],
    ['T', 1],
    ['C', 1],
    ['D', undefined],
    ['E', undefined],
  ]);
});

test('a failure before the call and one after the answer are told apart', async () => {
  const [before] = await told(flow({ T: task({ Arguments: '{% $states.input.none %}', End: true }) }));
  expect(before).toMatchObject({ called: false, outcome: { status: 'failed' } });
  const [after] = await told(flow({ T: task({ Output: '{% $states.result.none %}', End: true }) }), { T: [{ a: 1 }] });
  expect(after).toMatchObject({ called: true, answer: { value: { a: 1 } }, outcome: { status: 'failed' } });
});

test('a Parallel is told after its branches, with what they answered', async () => {
  const Branches = [
    branch({ B: { Type: 'Pass', Output: 1, End: true } }),
    branch({ C: { Type: 'Pass', Output: 2, End: true } }),
  ];
  const attempts = await told(flow({ P: { Type: 'Parallel', Branches, End: true } }));
  expect(attempts.map(words)).toEqual(['B succeeded', 'C succeeded', 'P succeeded']);
  expect(attempts[2]?.answer).toEqual({ value: [1, 2] });
});
