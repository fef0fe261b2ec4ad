import type { Context } from 'aws-lambda';
import type { CheckedItem } from '../../../lambdas/shared/checklist/item';

/** Monday 23 November 2026, 08:45 in India: when the morning checklist is due. */
export const MORNING = Date.UTC(2026, 10, 23, 3, 15);

/** Milliseconds since the epoch, so many seconds after it. */
export const morningPlus = (seconds: number): number => MORNING + seconds * 1000;

/** What AWS answers to each command, by the command's name. */
export type Answers = Record<string, (input: never) => unknown>;

interface Sdk {
  readonly prototype: { send: unknown };
}

/** Puts answers under the clients of a function, and holds the clock; undone by `leaveMorning`. */
export function morning(clients: readonly Sdk[], answers: Answers, now = MORNING): void {
  jest.useFakeTimers({ now, doNotFake: ['nextTick', 'setImmediate', 'queueMicrotask', 'performance'] });
  const play = async (command: { constructor: { name: string }; input: never }) => {
    const { name } = command.constructor;
    const answer = answers[name];
    if (!answer) throw new Error(`Nobody answers ${name}.`);
    return answer(command.input);
  };
  for (const { prototype } of clients)
    jest.spyOn(prototype as { send: () => unknown }, 'send').mockImplementation(play as never);
}

export function leaveMorning(): void {
  jest.restoreAllMocks();
  jest.useRealTimers();
}

type Handler = (event: unknown, lambda: Context) => Promise<CheckedItem>;

/** Asks an item as its checklist does, and lets as many seconds pass as it may take. */
export async function asked(handler: Handler, input: object, date = '2026-11-23'): Promise<CheckedItem> {
  const lambda = { awsRequestId: 'request-1', getRemainingTimeInMillis: () => 12_000 } as Context;
  const answer = handler({ step: 'Look', date, input }, lambda);
  for (let second = 0; second < 13; second++) await jest.advanceTimersByTimeAsync(1000);
  return answer;
}
