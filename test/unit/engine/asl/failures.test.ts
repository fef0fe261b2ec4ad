import { AslError } from '../../../../rehearsal/engine/asl/state-machine';
import {
  asOutput,
  catching,
  DOCS,
  failing,
  flow,
  play,
  playRows,
  RECORDED,
  type Row,
  raised,
  story,
  toEnd,
} from './play';

const SCENARIOS = `${RECORDED}/scenarios/test_base_scenarios.snapshot.json`;
const ERROR_HANDLING = `${DOCS}/concepts-error-handling.html`;

const fails: Row[] = [
  {
    says: 'a Fail state fails the execution with its error and cause',
    source: `${RECORDED}/base/test_base.snapshot.json test_state_fail`,
    flow: flow({ F: { Type: 'Fail', Error: 'SomeFailure', Cause: "raises a 'SomeFailure' failure." } }),
    becomes: {
      error: 'SomeFailure',
      cause: "raises a 'SomeFailure' failure.",
      transitions: 1,
      history: ['entered F', 'failed F', 'ended F'],
    },
  },
  {
    says: 'a Fail state may have neither',
    source: `${RECORDED}/base/test_base.snapshot.json test_state_fail_empty`,
    flow: flow({ F: { Type: 'Fail' } }),
    becomes: { error: undefined },
  },
  {
    says: 'error and cause may be expressions',
    source: `${SCENARIOS} test_fail_error_jsonata, test_fail_cause_jsonata`,
    flow: flow({ F: { Type: 'Fail', Error: '{% $states.input.error %}', Cause: '{% $states.input.cause %}' } }),
    input: { error: 'Exception', cause: 'This failed to due an Exception.' },
    becomes: { error: 'Exception', cause: 'This failed to due an Exception.' },
  },
  {
    says: 'a failing task fails the execution',
    source: `${SCENARIOS} test_lambda_empty_retry`,
    flow: failing({ Retry: [], Catch: [] }),
    answers: { T: [raised] },
    becomes: { error: 'Exception', cause: raised.reason, transitions: 1 },
  },
];

const retries: Row[] = [
  {
    says: 'a task is tried three times more by default, then caught',
    source: `${SCENARIOS} test_lambda_invoke_with_retry_base; waits 1, 2, 4 s: ${ERROR_HANDLING}`,
    flow: failing({ Retry: [{ ErrorEquals: ['States.ALL'] }], ...catching('States.ALL') }),
    answers: { T: [raised] },
    becomes: {
      output: asOutput,
      transitions: 5,
      seconds: 7,
      history: [
        'entered T',
        ...['failed T', 'retried T', 'failed T', 'retried T', 'failed T', 'retried T', 'failed T'],
        ...['caught T', 'exited T', 'entered Handler', 'exited Handler', 'ended Handler'],
      ],
    },
  },
  {
    says: 'MaxAttempts 0 never tries again',
    source: `${SCENARIOS} test_retry_interval_features_max_attempts_zero`,
    flow: failing({ Retry: [{ ErrorEquals: ['States.ALL'], MaxAttempts: 0, JitterStrategy: 'FULL' }] }),
    answers: { T: [raised] },
    becomes: { error: 'Exception', transitions: 1, history: ['entered T', 'failed T', 'ended T'] },
  },
  {
    says: 'a retried task that succeeds goes on as if nothing had been',
    source: `${ERROR_HANDLING}: 3 attempts, interval 3 s, rate 2, the retries come 3, 6 and 12 s after the failure before`,
    flow: failing({ Retry: [{ ErrorEquals: ['Exception'], IntervalSeconds: 3, MaxAttempts: 3, BackoffRate: 2 }] }),
    answers: { T: [raised, raised, raised, 'fine'] },
    becomes: { output: 'fine', transitions: 4, seconds: 21 },
  },
  {
    says: 'MaxDelaySeconds caps the wait',
    source: `${ERROR_HANDLING} (MaxDelaySeconds)`,
    flow: failing({
      Retry: [{ ErrorEquals: ['Exception'], IntervalSeconds: 3, MaxAttempts: 3, BackoffRate: 2, MaxDelaySeconds: 5 }],
    }),
    answers: { T: [raised, raised, raised, 'fine'] },
    becomes: { output: 'fine', seconds: 3 + 5 + 5 },
  },
  {
    says: 'each retrier counts its own attempts',
    source: 'https://states-language.net/spec.html (Retrying after error)',
    flow: failing({
      Retry: [
        { ErrorEquals: ['A'], MaxAttempts: 1 },
        { ErrorEquals: ['B'], MaxAttempts: 1 },
      ],
      ...catching('A'),
    }),
    answers: { T: [new AslError('A', ''), new AslError('B', ''), new AslError('A', 'again')] },
    becomes: { output: { Error: 'A', Cause: 'again' }, transitions: 4 },
  },
  {
    says: 'the context counts the retries of the state',
    source: `${DOCS}/input-output-contextobject.html (State.RetryCount)`,
    flow: failing({ Retry: [{ ErrorEquals: ['Exception'] }], Output: '{% $states.context.State.RetryCount %}' }),
    answers: { T: [raised, raised, 'fine'] },
    becomes: { output: 2 },
  },
];

describe('failing', () => playRows(fails));
describe('retrying', () => playRows(retries));

test('a fault of the rehearsal itself is no failure the workflow can catch', async () => {
  const stage = play(failing(catching('States.ALL')), {
    T: [
      () => {
        throw new TypeError('the model is broken');
      },
    ],
  });
  const execution = await toEnd(stage);
  expect(execution).toMatchObject({ status: 'FAILED', error: 'States.Runtime' });
  expect(execution.cause).toContain('TypeError: the model is broken');
  expect(story(execution)).toEqual(['entered T', 'failed T', 'ended T']);
});
