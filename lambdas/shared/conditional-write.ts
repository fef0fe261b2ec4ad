import { ConditionalCheckFailedException, TransactionCanceledException } from '@aws-sdk/client-dynamodb';

/** Waits before the next try, counted from 1. */
export type Pause = (attempt: number) => Promise<void>;

/** Up to 100, 200, 400 … ms. */
const someTime: Pause = (attempt) => new Promise((go) => setTimeout(go, 50 * 2 ** attempt * Math.random()));

/** How often a write is tried that meets another in the same item. */
const TRIES = 6;

/**
 * Writes on conditions.
 * @returns whether the conditions held. Two writes that met in one item are no answer: in a storm of deliveries they are
 * ordinary, and the write is tried again.
 */
export async function conditionally(write: () => Promise<unknown>, pause: Pause = someTime): Promise<boolean> {
  for (let attempt = 1; ; attempt++) {
    try {
      await write();
      return true;
    } catch (error) {
      if (conditionFailed(error)) return false;
      if (!conflicted(error) || attempt === TRIES) throw error;
      await pause(attempt);
    }
  }
}

const reasons = (error: unknown): (string | undefined)[] =>
  error instanceof TransactionCanceledException ? (error.CancellationReasons ?? []).map(({ Code }) => Code) : [];

const conditionFailed = (error: unknown): boolean =>
  error instanceof ConditionalCheckFailedException || reasons(error).includes('ConditionalCheckFailed');

const conflicted = (error: unknown): boolean =>
  (error instanceof Error && error.name === 'TransactionConflictException') ||
  reasons(error).includes('TransactionConflict');
