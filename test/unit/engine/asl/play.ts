import {
  AslError,
  type Attempt,
  type Definition,
  type Execution,
  type HistoryEvent,
  type Integrate,
  StateMachine,
  TaskTokens,
} from '../../../../rehearsal/engine/asl/state-machine';
import { VirtualClock } from '../../../../rehearsal/engine/clock';
import { seeded } from '../../../../rehearsal/engine/random';

export const DOCS = 'https://docs.aws.amazon.com/step-functions/latest/dg';

/** Histories that LocalStack's authors recorded from AWS itself: `${RECORDED}/<file>.snapshot.json`, by test name. */
export const RECORDED =
  'https://github.com/localstack/localstack/blob/8b9a79f05846835cf4dff63ab7eefdde9df83783/tests/aws/services/stepfunctions/v2';

export const NOON = Date.parse('2026-11-23T12:00:00Z');

/** What a mocked task does: answers a value, fails, or (a function) whatever it likes. */
export type Answer = unknown | AslError | ((task: Parameters<Integrate>[0], clock: VirtualClock) => unknown);

export interface Play {
  readonly clock: VirtualClock;
  readonly tokens: TaskTokens;
  readonly machine: StateMachine;
  /** Every call to an integration, in order. */
  readonly calls: Parameters<Integrate>[0][];
}

/** A machine whose tasks answer by state name, one answer per call, the last one again and again. */
export function play(
  definition: Definition,
  answers: Readonly<Record<string, readonly Answer[]>> = {},
  more: {
    transitionMs?: number;
    seed?: number;
    onEvent?: (execution: Execution, event: HistoryEvent) => void;
    onAttempt?: (attempt: Attempt) => void;
  } = {},
): Play {
  const clock = new VirtualClock(NOON);
  const tokens = new TaskTokens();
  const calls: Parameters<Integrate>[0][] = [];
  const integrate: Integrate = async (task) => {
    const before = calls.filter((call) => call.state === task.state).length;
    calls.push(task);
    const script = answers[task.state] ?? [];
    const answer = script[Math.min(before, script.length - 1)];
    if (answer instanceof AslError) throw answer;
    return typeof answer === 'function' ? answer(task, clock) : answer;
  };
  const machine = new StateMachine({
    arn: 'arn:aws:states:ap-south-1:111111111111:stateMachine:Flow',
    name: 'Flow',
    roleArn: 'arn:aws:iam::111111111111:role/flow',
    definition,
    clock,
    random: seeded(more.seed ?? 1),
    integrate,
    tokens,
    transitionMs: () => more.transitionMs ?? 0,
    ...(more.onEvent && { onEvent: more.onEvent }),
    ...(more.onAttempt && { onAttempt: more.onAttempt }),
  });
  return { clock, tokens, machine, calls };
}

/** Plays an execution to its end. */
export async function toEnd({ clock, machine }: Play, input: unknown = {}): Promise<Execution> {
  const execution = machine.start(input, 'run-1');
  await clock.run(() => execution.status !== 'RUNNING');
  return execution;
}

/** `entered A`, `failed A`, … without the data. */
export function story(execution: Execution): string[] {
  return execution.history.map(({ type, state }) => `${type} ${state}`);
}

/** One flow and what becomes of it; only what is said is compared. */
export interface Row {
  readonly says: string;
  readonly source: string;
  readonly flow: Definition;
  readonly input?: unknown;
  readonly answers?: Readonly<Record<string, readonly Answer[]>>;
  readonly becomes: {
    readonly status?: Execution['status'];
    readonly output?: unknown;
    readonly error?: string | undefined;
    readonly cause?: unknown;
    readonly transitions?: number;
    readonly history?: readonly string[];
    readonly seconds?: number;
  };
}

/** A test per row. */
export function playRows(rows: readonly Row[]): void {
  test.each(rows.map((row) => [row.says, row] as const))('%s', async (_, { flow, input, answers, becomes }) => {
    const execution = await toEnd(play(flow, answers), input ?? {});
    const { history, seconds, ...members } = becomes;
    expect(execution).toMatchObject({ status: 'error' in becomes ? 'FAILED' : 'SUCCEEDED', ...members });
    if (history) expect(story(execution)).toEqual(history);
    if (seconds !== undefined) expect((execution.stoppedAt ?? 0) - execution.startedAt).toBe(seconds * 1000);
  });
}

/** A JSONata machine of the given states, the first one first. */
export function flow(states: Record<string, object>, more: object = {}): Definition {
  return { QueryLanguage: 'JSONata', StartAt: Object.keys(states)[0], States: states, ...more };
}

/** One Pass state with these fields. */
export function pass(fields: object): Definition {
  return flow({ State0: { Type: 'Pass', ...fields, End: true } });
}

export const INVOKE = 'arn:aws:states:::lambda:invoke';
export const INVOKE_AND_WAIT = `${INVOKE}.waitForTaskToken`;

/** A Task that invokes a function. */
export function task(fields: object): object {
  return { Type: 'Task', Resource: INVOKE, Arguments: { FunctionName: 'fn' }, ...fields };
}

/** What a function that raised an exception is reported as. */
export const raised = new AslError('Exception', '{"errorMessage":"Some exception was raised."}');
export const asOutput = { Error: raised.error, Cause: raised.reason };

/** A task that answers nothing. */
export const never = () => new Promise(() => {});

/** One Task that fails, with what it does about it; a caught failure ends in `Handler`. */
export function failing(fields: object) {
  return flow({ T: task({ ...fields, End: true }), Handler: { Type: 'Pass', End: true } });
}

/** The Catch of `failing`. */
export function catching(...errors: string[]) {
  return { Catch: [{ ErrorEquals: errors, Next: 'Handler' }] };
}

/** States of a branch or an item processor, the first one first. */
export function branch(states: Record<string, object>) {
  return { StartAt: Object.keys(states)[0], States: states };
}
