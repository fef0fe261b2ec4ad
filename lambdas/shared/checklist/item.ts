import { Logger } from '@aws-lambda-powertools/logger';
import type { Context } from 'aws-lambda';
import * as v from 'valibot';
import { parse } from '../step';
import { named } from '../wording';

/**
 * `attention`: it is as it may be, and somebody should know. `could not check` is an answer of its own and never a good
 * one: a call that failed, a signal that is not configured, malformed or stale.
 */
export type ItemState = 'ok' | 'attention' | 'failed' | 'could not check';

/** Why something could not be checked, where it is one of these. What is not configured is the owner's decision. */
export type Unchecked = 'not configured' | 'malformed' | 'stale';

/** What one item of a checklist found. */
export interface ItemAnswer {
  readonly state: ItemState;
  /** One sentence with its numbers. */
  readonly says: string;
  readonly because?: Unchecked;
  /** For the report, a line each: plain text; may come from outside as it is. */
  readonly details?: readonly string[];
  /** By name, for whoever reads the report by machine. */
  readonly numbers?: Readonly<Record<string, number | string | null>>;
}

/** The same with what the checklist says of the item: what the workflow collects. */
export interface CheckedItem extends ItemAnswer {
  readonly item: string;
}

/** What an item is given besides its input. Time comes in from here and from nowhere else. */
export interface ItemContext {
  /** The day the checklist is for, in the calendar's zone: `2026-11-23`. */
  readonly date: string;
  readonly now: () => number;
  readonly sleep: (milliseconds: number) => Promise<void>;
  /** When this call should have answered, in milliseconds since the epoch. */
  readonly answerBy: number;
}

const Call = v.object({ step: v.string(), date: v.pipe(v.string(), v.isoDate()), input: v.unknown() });

/** Kept for putting the answer together. */
const ANSWERING_MS = 1_000;

const logger = new Logger();

export const ok = (says: string, more: Partial<ItemAnswer> = {}): ItemAnswer => ({ state: 'ok', says, ...more });
export const attention = (says: string, more: Partial<ItemAnswer> = {}): ItemAnswer => ({
  state: 'attention',
  says,
  ...more,
});
export const failed = (says: string, more: Partial<ItemAnswer> = {}): ItemAnswer => ({
  state: 'failed',
  says,
  ...more,
});
export const unchecked = (says: string, more: Partial<ItemAnswer> = {}): ItemAnswer => ({
  state: 'could not check',
  says,
  ...more,
});

/** For a signal that the environment says nothing about. @param what as in `Trades and profit`. */
export const notConfigured = (what: string): ItemAnswer =>
  unchecked(`${what}: not configured, so nobody knows.`, { because: 'not configured' });

/**
 * Turns a function into an item of a checklist. It always answers: what throws, and what is late, could not be checked.
 */
export function asItem<S extends v.GenericSchema>(
  input: S,
  run: (input: v.InferOutput<S>, context: ItemContext) => Promise<ItemAnswer>,
) {
  return async (event: unknown, lambda: Context): Promise<CheckedItem> => {
    const { step, date, input: given } = parse(Call, event, 'item');
    const now = () => Date.now();
    const sleep = (milliseconds: number) => new Promise<void>((resolve) => setTimeout(resolve, milliseconds));
    const began = now();
    const answerBy = began + lambda.getRemainingTimeInMillis() - ANSWERING_MS;
    const late = sleep(Math.max(0, answerBy - began)).then(() =>
      unchecked(`Could not be checked: no answer in ${Math.round((now() - began) / 1000)} s.`),
    );
    const answer = await Promise.race([
      attempt(() => run(parse(input, given, step), { date, now, sleep, answerBy })),
      late,
    ]);
    logger.info(answer.says, { item: step, state: answer.state, date });
    return { item: step, ...answer };
  };
}

async function attempt(run: () => Promise<ItemAnswer>): Promise<ItemAnswer> {
  try {
    return await run();
  } catch (error) {
    return unchecked(`Could not be checked: ${named(error)}.`);
  }
}
