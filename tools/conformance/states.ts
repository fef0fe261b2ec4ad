import type { MockInput, TestStateInput } from '@aws-sdk/client-sfn';
import type { Attempt, Definition, Failure } from '../../rehearsal/engine/asl/state-machine';
import type { Found } from './collector';
import { alike, digest, type StateClaim, type StateQuestion } from './question';

/** A state as it is written. */
interface Written {
  readonly Branches?: readonly Flow[];
  readonly ItemProcessor?: Flow;
  readonly [field: string]: unknown;
}

interface Flow {
  readonly States: Readonly<Record<string, Written>>;
}

/** States that TestState plays with a mocked answer, and only with one; the others it plays without. */
// @see https://docs.aws.amazon.com/step-functions/latest/apireference/API_TestState.html ("mock"), and AWS's own refusals as
// recorded in https://github.com/localstack/localstack/blob/8b9a79f05846835cf4dff63ab7eefdde9df83783/tests/aws/services/stepfunctions/v2/test_state/test_state_mock_validation.snapshot.json
const MOCKED: readonly string[] = ['Task', 'Parallel', 'Map'];

/** What reads the clock or makes numbers up: AWS would be answered otherwise each time. */
const CHANGEFUL = /\$(now|millis|uuid|random|shuffle)\s*\(/;

/**
 * One attempt of one state as TestState takes it: the whole definition and the state's name, its input and variables, the
 * answer of what it calls as a mock, and no role, so that nothing is called.
 */
export function stateQuestion(attempt: Attempt, story: string, definition: string): Found<StateQuestion> {
  const { execution, state, type, at } = attempt;
  const written = writtenAs(execution.machine.definition, state);
  const text = own(written);
  const mock = MOCKED.includes(type) ? mockOf(attempt) : undefined;
  const unaskable = whyNot(attempt, written, text) ?? (typeof mock === 'string' ? mock : undefined);
  const request: Omit<TestStateInput, 'definition'> = {
    stateName: state,
    input: JSON.stringify(attempt.input),
    inspectionLevel: 'DEBUG',
    ...(Object.keys(attempt.variables).length > 0 && { variables: JSON.stringify(attempt.variables) }),
    ...(typeof mock === 'object' && { mock }),
    ...(typeof mock === 'object' &&
      text.includes('$states.context') && { context: JSON.stringify(contextOf(attempt)) }),
    ...configurationOf(attempt),
  };
  const claim = claimOf(attempt);
  const about = [definition, alike(JSON.stringify([request, claim, unaskable ?? '']))].join('\n');
  return {
    key: digest(about),
    question: {
      judge: 'states',
      id: digest(about),
      story,
      place: `${execution.machine.name}, state "${state}", ${new Date(at).toISOString()}`,
      definition,
      request,
      claim,
      ...(type === 'Wait' && { notBefore: at }),
      ...(unaskable !== undefined && { unaskable }),
    },
  };
}

function whyNot(attempt: Attempt, written: Written, text: string): string | undefined {
  if (CHANGEFUL.test(text)) return 'it reads the clock or makes numbers up';
  if (!MOCKED.includes(attempt.type) && text.includes('$states.context')) {
    return 'it reads $states.context and calls nothing: TestState takes a context with a mock only';
  }
  // "'Map' field is not supported when mocking a Context object": AWS as recorded in test_state_context_object.snapshot.json, same place.
  if (text.includes('$states.context.Map')) return 'it reads $states.context.Map, which TestState does not take';
  if (attempt.type === 'Wait' && written.Seconds !== undefined) return 'TestState would really wait';
  return undefined;
}

/** What TestState is to take for the answer, or why there is none. */
function mockOf({ called, answer, outcome, type }: Attempt): MockInput | string {
  // What is judged is the state, and not whether the answer has every field of the API's model.
  if (answer) return { result: JSON.stringify(answer.value), fieldValidationMode: 'NONE' };
  if (!('failure' in outcome)) throw new Error(`A ${type} state succeeded without an answer.`);
  const { error, cause, heartbeat } = outcome.failure;
  if (!called) return 'it failed before it called anything, so there is no answer to mock';
  if (heartbeat) return 'it missed its heartbeat, which goes by another name in a Catch than in its error';
  if (error === '') return 'it failed without the name of an error, which a mock must have';
  return { errorOutput: { error, cause } };
}

function configurationOf({ outcome }: Attempt): Pick<TestStateInput, 'stateConfiguration'> {
  const retries = 'failure' in outcome ? outcome.failure.retries : undefined;
  return retries === undefined ? {} : { stateConfiguration: { retrierRetryCount: retries } };
}

/** Without RedriveCount, which the records of AWS's contexts for a state under test do not have. */
function contextOf({ context }: Attempt): object {
  const { Execution, StateMachine, State, Task } = context as Record<string, object | undefined>;
  const { RedriveCount: _, ...execution } = Execution as Record<string, unknown>;
  return { Execution: execution, StateMachine, State, ...(Task && { Task }) };
}

function claimOf({ outcome }: Attempt): StateClaim {
  switch (outcome.status) {
    case 'succeeded':
      return {
        status: 'SUCCEEDED',
        ...(outcome.next !== undefined && { nextState: outcome.next }),
        output: outcome.output,
        variables: outcome.variables,
      };
    case 'caught':
      return {
        status: 'CAUGHT_ERROR',
        nextState: outcome.next,
        output: outcome.output,
        variables: outcome.variables,
        ...wordsOf(outcome.failure),
      };
    case 'retried':
      return {
        status: 'RETRIABLE',
        ...wordsOf(outcome.failure),
        ...(!outcome.jitter && { retryBackoffIntervalSeconds: outcome.afterSeconds }),
      };
    case 'failed':
      return { status: 'FAILED', ...wordsOf(outcome.failure) };
  }
}

const wordsOf = ({ error, cause }: Failure): Pick<StateClaim, 'error' | 'cause'> => ({
  ...(error !== '' && { error }),
  ...(cause !== '' && { cause }),
});

/** A state by its name, wherever in the machine it stands: names are unique in all of it. */
function writtenAs(definition: Definition, name: string): Written {
  const found = find(definition as unknown as Flow, name);
  if (!found) throw new Error(`The definition has no state "${name}".`);
  return found;
}

function find({ States }: Flow, name: string): Written | undefined {
  const here = States[name];
  if (here) return here;
  for (const { Branches = [], ItemProcessor } of Object.values(States)) {
    for (const flow of [...Branches, ...(ItemProcessor ? [ItemProcessor] : [])]) {
      const below = find(flow, name);
      if (below) return below;
    }
  }
  return undefined;
}

/** The text of a state without the states inside it. */
function own({ Branches: _, ItemProcessor: __, ...fields }: Written): string {
  return JSON.stringify(fields);
}
