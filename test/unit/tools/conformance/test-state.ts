import type { InspectionData, TestStateInput, TestStateOutput } from '@aws-sdk/client-sfn';
import { asFailure } from '../../../../rehearsal/engine/asl/errors';
import { functions } from '../../../../rehearsal/engine/asl/functions';
import { runList } from '../../../../rehearsal/engine/asl/interpreter';
import { readDefinition } from '../../../../rehearsal/engine/asl/read-definition';
import { Scope } from '../../../../rehearsal/engine/asl/scope';
import {
  AslError,
  type Attempt,
  type Integrate,
  type MachineOptions,
  TaskTokens,
} from '../../../../rehearsal/engine/asl/state-machine';
import { Variables } from '../../../../rehearsal/engine/asl/variables';
import type { Running } from '../../../../rehearsal/engine/asl/visit';
import type { State, StateList } from '../../../../rehearsal/engine/asl/workflow';
import { VirtualClock } from '../../../../rehearsal/engine/clock';
import { seeded } from '../../../../rehearsal/engine/random';

/** An answer of AWS that is not 200. */
export class Refused extends Error {
  constructor(
    readonly code: string,
    message: string,
  ) {
    super(message);
  }
}

interface Context {
  readonly Execution?: Readonly<Record<string, unknown>>;
  readonly StateMachine?: { readonly Id: string; readonly Name: string };
  readonly State?: { readonly EnteredTime: string };
  readonly Task?: object;
}

const refuse = (message: string): never => {
  throw new Refused('ValidationException', message);
};

/**
 * TestState as far as a question of ours can go, answered by the engine. It refuses what AWS was recorded to refuse, in its
 * words: RECORDED/test_state/*.snapshot.json (play.ts).
 */
export async function testState(request: TestStateInput): Promise<TestStateOutput> {
  const { definition = '', stateName = '', input = '{}', mock, variables = '{}', stateConfiguration } = request;
  const workflow = readDefinition(JSON.parse(definition), 'Tested');
  const state = stateOf(workflow, stateName) ?? refuse(`State not found: ${stateName}`);
  const context = contextOf(request, state);
  const clock = new VirtualClock(Date.parse(context.State?.EnteredTime ?? '2026-11-23T12:00:00Z'));
  const attempts: Attempt[] = [];
  const answered = answerOf(request);
  const tokens = new TaskTokens();
  const options: MachineOptions = {
    arn: context.StateMachine?.Id ?? 'arn:aws:states:ap-south-1:123456789012:stateMachine:Tested',
    name: context.StateMachine?.Name ?? 'Tested',
    roleArn: '',
    definition: JSON.parse(definition),
    clock,
    random: seeded(1),
    tokens,
    transitionMs: () => 0,
    integrate: async ({ taskToken }: Parameters<Integrate>[0]) => {
      const value = answered();
      if (taskToken !== undefined) tokens.sendSuccess(taskToken, JSON.stringify(value));
      return value;
    },
    onAttempt: (attempt) => attempts.push(attempt),
  };
  const before = new Variables();
  before.assign(JSON.parse(variables));
  let branch = 0;
  const stage = {
    run: running(context, JSON.parse(input)),
    options,
    functions: functions(options),
    scope: new Scope(clock),
    variables: before,
    runList: async () => (answered() as unknown[])[branch++],
  };
  const only: StateList = { startAt: stateName, states: new Map([[stateName, state]]) };
  // What comes after the state is not there, and nobody asks for it.
  const work = runList(stage, only, JSON.parse(input)).catch((error: unknown) => asFailure(error));
  const wanted = (stateConfiguration?.retrierRetryCount ?? 0) + 1;
  await clock.run(() => attempts.length >= wanted || attempts.at(-1)?.outcome.status === 'failed');
  stage.scope.cancel();
  void work;
  const last = attempts[wanted - 1] ?? refuse(`${stateName} was not tried ${wanted} times`);
  if (mock && !last.called) refuse('The mock was not used');
  return outputOf(last);
}

function stateOf({ states }: StateList, name: string): State | undefined {
  const here = states.get(name);
  if (here) return here;
  for (const state of states.values()) {
    const inside = state.type === 'Parallel' ? state.branches : state.type === 'Map' ? [state.processor] : [];
    for (const list of inside) {
      const below = stateOf(list, name);
      if (below) return below;
    }
  }
  return undefined;
}

const CALLS = ['Task', 'Parallel', 'Map'];

function contextOf({ context: text, mock, roleArn }: TestStateInput, state: State): Context {
  if (mock && !CALLS.includes(state.type))
    refuse(`State type '${state.type}' is not supported when a mock is specified`);
  if (!mock && ['Parallel', 'Map'].includes(state.type))
    refuse('TestState API does not support Map or Parallel states.');
  if (!mock && state.type === 'Task' && !roleArn) refuse('RoleArn must be specified when testing a Task state');
  if (text === undefined) return {};
  if (!mock) refuse('Context may only be specified when a mock is specified');
  const context = JSON.parse(text) as Context;
  const strange = Object.keys(context).find((key) => !['Execution', 'State', 'StateMachine', 'Task'].includes(key));
  if (strange) refuse(`Invalid Context object provided: Field '${strange}' is not allowed`);
  const known = ['Id', 'Input', 'Name', 'RoleArn', 'StartTime'];
  const other = Object.keys(context.Execution ?? {}).find((key) => !known.includes(key));
  if (other) refuse(`Invalid Context object provided: Field '${other}' is not allowed`);
  if (context.Task && !(state.type === 'Task' && state.waitForTaskToken)) {
    refuse("Invalid Context object provided: Context object contains 'Task' when state is not a Task state");
  }
  return context;
}

function answerOf({ mock }: TestStateInput): () => unknown {
  if (mock?.result !== undefined && mock.errorOutput) {
    refuse('A test mock should have only one of the following fields: [result, errorOutput].');
  }
  return () => {
    if (mock?.errorOutput) throw new AslError(mock.errorOutput.error ?? '', mock.errorOutput.cause ?? '');
    if (mock?.result === undefined) return refuse('There is no mock to answer with');
    return JSON.parse(mock.result);
  };
}

function running({ Execution }: Context, input: unknown): Running {
  const nothing = (): void => undefined;
  return {
    context: Execution ?? { Input: input },
    enter: nothing,
    retry: nothing,
    log: nothing,
  } as unknown as Running;
}

function outputOf({ outcome }: Attempt): TestStateOutput {
  const failed = 'failure' in outcome && { error: outcome.failure.error, cause: outcome.failure.cause };
  const data: InspectionData = {
    ...('variables' in outcome && { variables: JSON.stringify(outcome.variables) }),
    ...(outcome.status === 'retried' && { errorDetails: { retryBackoffIntervalSeconds: outcome.afterSeconds } }),
  };
  return {
    status: ({ succeeded: 'SUCCEEDED', caught: 'CAUGHT_ERROR', retried: 'RETRIABLE', failed: 'FAILED' } as const)[
      outcome.status
    ],
    ...('next' in outcome && outcome.next !== undefined && { nextState: outcome.next }),
    ...('output' in outcome && { output: JSON.stringify(outcome.output) }),
    ...failed,
    inspectionData: data,
  };
}
