import { AslError } from '../../../../rehearsal/engine/asl/state-machine';
import {
  asOutput,
  catching,
  DOCS,
  failing,
  flow,
  INVOKE_AND_WAIT,
  never,
  pass,
  playRows,
  RECORDED,
  type Row,
  raised,
  task,
} from './play';

const SCENARIOS = `${RECORDED}/scenarios/test_base_scenarios.snapshot.json`;
const CALLBACK = `${RECORDED}/callback/test_callback.snapshot.json`;
const LAMBDA = `${RECORDED}/error_handling/test_task_service_lambda.snapshot.json`;
const ERROR_HANDLING = `${DOCS}/concepts-error-handling.html`;

const catches: Row[] = [
  {
    says: 'a catcher shapes the output from input and error',
    source: `${RECORDED}/states_variables/test_error_output.snapshot.json test_task_catch_error_output`,
    flow: failing({
      Catch: [
        {
          ErrorEquals: ['States.ALL'],
          Output: { stateInput: '{% $states.input %}', stateError: '{% $states.errorOutput %}' },
          Next: 'Handler',
        },
      ],
    }),
    input: { inputData: 'dummy' },
    answers: { T: [raised] },
    becomes: { output: { stateInput: { inputData: 'dummy' }, stateError: asOutput } },
  },
  {
    says: 'a catcher assigns, in the scope of its state',
    source: `${RECORDED}/states_variables/test_error_output.snapshot.json test_catch_error_variable_sampling`,
    flow: flow({
      T: task({
        Assign: { notThis: 1 },
        Catch: [{ ErrorEquals: ['States.ALL'], Assign: { errorVar: '{% $states.errorOutput %}' }, Next: 'Show' }],
        End: true,
      }),
      Show: { Type: 'Pass', Output: ['{% $errorVar %}', '{% $exists($notThis) %}'], End: true },
    }),
    answers: { T: [raised] },
    becomes: { output: [asOutput, false] },
  },
  {
    says: 'the first catcher that names the error is taken',
    source: ERROR_HANDLING,
    flow: failing({
      Catch: [
        { ErrorEquals: ['Other'], Next: 'Handler' },
        { ErrorEquals: ['More', 'Exception'], Output: 'second', Next: 'Handler' },
        { ErrorEquals: ['States.ALL'], Output: 'third', Next: 'Handler' },
      ],
    }),
    answers: { T: [raised] },
    becomes: { output: 'second', transitions: 2 },
  },
  {
    says: 'a time-out is caught by its name, with an empty cause',
    source: `${LAMBDA} (TASK_SERVICE_LAMBDA_CATCH_TIMEOUT)`,
    flow: failing({ TimeoutSeconds: 5, ...catching('States.Timeout') }),
    answers: { T: [never] },
    becomes: { output: { Error: 'States.Timeout', Cause: '' }, seconds: 5 },
  },
  {
    says: 'States.TaskFailed does not name a time-out',
    source: ERROR_HANDLING,
    flow: failing({ TimeoutSeconds: 5, ...catching('States.TaskFailed') }),
    answers: { T: [never] },
    becomes: { error: 'States.Timeout' },
  },
  {
    says: 'States.TaskFailed names every other failure of a task',
    source: ERROR_HANDLING,
    flow: failing(catching('States.TaskFailed')),
    answers: { T: [raised] },
    becomes: { output: asOutput },
  },
  {
    says: 'States.ALL does not name States.Runtime',
    source: `${SCENARIOS} test_catch_states_runtime, ${ERROR_HANDLING}`,
    flow: failing(catching('States.ALL')),
    answers: { T: [new AslError('States.Runtime', 'a broken path')] },
    becomes: { error: 'States.Runtime', cause: 'a broken path' },
  },
  {
    says: 'States.Runtime always fails the execution, even when a catcher names it',
    source: ERROR_HANDLING,
    flow: failing(catching('States.Runtime')),
    answers: { T: [new AslError('States.Runtime', '')] },
    becomes: { error: 'States.Runtime' },
  },
  {
    says: 'States.ALL does not name States.DataLimitExceeded',
    source: ERROR_HANDLING,
    flow: failing(catching('States.ALL')),
    answers: { T: ['x'.repeat(262_143)] },
    becomes: { error: 'States.DataLimitExceeded' },
  },
  {
    says: 'States.DataLimitExceeded is caught by its own name',
    source: `${RECORDED}/error_handling/test_states_errors.snapshot.json`,
    flow: failing(catching('States.DataLimitExceeded')),
    answers: { T: ['x'.repeat(262_143)] },
    becomes: {
      output: {
        Error: 'States.DataLimitExceeded',
        Cause: expect.stringContaining(
          'returned a result with a size exceeding the maximum number of bytes service limit.',
        ),
      },
    },
  },
  {
    says: 'a payload of exactly 256 KiB passes, in bytes of UTF-8 and not in characters',
    source: `${DOCS}/service-quotas.html`,
    flow: failing({}),
    answers: { T: ['é'.repeat(131_071)] },
    becomes: { output: 'é'.repeat(131_071) },
  },
  {
    says: 'an output of a state beyond 256 KiB fails it',
    source: `${RECORDED}/error_handling/test_states_errors.snapshot.json test_start_large_input`,
    flow: pass({ Output: "{% $pad('', 262143, 'x') %}" }),
    becomes: {
      error: 'States.DataLimitExceeded',
      cause:
        "The state/task 'State0' returned a result with a size exceeding the maximum number of bytes service limit.",
    },
  },
  {
    says: 'an expression that fails in a task is caught like any failure of it',
    source: ERROR_HANDLING,
    flow: failing({ Output: '{% $states.result.missing %}', ...catching('States.QueryEvaluationError') }),
    answers: { T: [{}] },
    becomes: { transitions: 2, output: { Error: 'States.QueryEvaluationError', Cause: expect.anything() } },
  },
];

const waits: Row[] = [
  {
    says: 'a token that nobody answers times out',
    source: `${CALLBACK} test_sqs_wait_for_task_token_timeout`,
    flow: failing({ Resource: INVOKE_AND_WAIT, TimeoutSeconds: 5 }),
    becomes: { error: 'States.Timeout', seconds: 5 },
  },
  {
    says: 'a time limit may be an expression',
    source: `${RECORDED}/evaluate_jsonata/test_base_evaluate_expressions.snapshot.json test_base_task[TIMEOUT_SECONDS]`,
    flow: failing({ TimeoutSeconds: '{% $states.input.limit * 60 %}' }),
    input: { limit: 2 },
    answers: { T: [never] },
    becomes: { error: 'States.Timeout', seconds: 120 },
  },
  {
    says: 'a missed heartbeat is a States.Timeout',
    source: `${RECORDED}/timeouts/test_heartbeats.snapshot.json test_heartbeat_timeout`,
    flow: failing({ Resource: INVOKE_AND_WAIT, TimeoutSeconds: 600, HeartbeatSeconds: 5 }),
    becomes: { error: 'States.Timeout', seconds: 5 },
  },
  ...['States.HeartbeatTimeout', 'States.Timeout'].map(
    (name): Row => ({
      says: `a missed heartbeat is caught as ${name}`,
      source: ERROR_HANDLING,
      flow: failing({ Resource: INVOKE_AND_WAIT, HeartbeatSeconds: 5, ...catching(name) }),
      becomes: { output: { Error: 'States.Timeout', Cause: '' } },
    }),
  ),
  {
    says: 'a plain time-out is not caught as a missed heartbeat',
    source: ERROR_HANDLING,
    flow: failing({ TimeoutSeconds: 5, ...catching('States.HeartbeatTimeout') }),
    answers: { T: [never] },
    becomes: { error: 'States.Timeout' },
  },
  {
    says: 'a machine that runs longer than its own TimeoutSeconds is TIMED_OUT',
    source: `${RECORDED}/timeouts/test_timeouts.snapshot.json test_global_timeout; ${DOCS}/statemachine-structure.html`,
    flow: flow(
      { T: task({ ...catching('States.ALL'), End: true }), Handler: { Type: 'Succeed' } },
      { TimeoutSeconds: 5 },
    ),
    answers: { T: [never] },
    becomes: { status: 'TIMED_OUT', error: 'States.Timeout', seconds: 5, history: ['entered T', 'ended T'] },
  },
];

describe('catching', () => playRows(catches));
describe('running out of time', () => playRows(waits));
