import type { AwsError } from './aws/service';
import type { ApiCall } from './ledger';

/** What goes wrong with one call, on our own side of the simulated account. */
export type Disturbance =
  /** AWS answers an error; `afterEffect`: the call has taken effect all the same. */
  | { readonly kind: 'error'; readonly error: AwsError; readonly afterEffect?: boolean }
  /** AWS answers that many seconds later than usual. */
  | { readonly kind: 'slow'; readonly seconds: number }
  /** The connection stays silent, and is reset after a long while; `afterEffect`: the call has taken effect all the same. */
  | { readonly kind: 'silence'; readonly afterEffect?: boolean }
  /** The call takes effect, and its answer is nothing that a client of AWS can read. Of calls of functions only. */
  | { readonly kind: 'malformed' }
  /** The calling function's environment dies, before the call reaches AWS or after it took effect. */
  | { readonly kind: 'death'; readonly when: 'before' | 'after' }
  /** The role behind the call has lost the permission. */
  | { readonly kind: 'denial' };

/** Asked about every call; answers what goes wrong with it, usually nothing. */
export type Disturb = (
  call: Pick<ApiCall, 'at' | 'service' | 'operation' | 'input' | 'by' | 'state'>,
) => Disturbance | undefined;

/** Something that AWS sends by itself: an event to a rule's target, or a tick of a schedule. */
export interface Sent {
  readonly of: 'rule' | 'schedule';
  /** Name of the rule or the schedule. */
  readonly name: string;
}

/** What becomes of it on its way. */
export type Straying =
  /** Neither the target nor a dead-letter queue hears of it. */
  | { readonly kind: 'lost' }
  /** It comes so many seconds later than usual. */
  | { readonly kind: 'late'; readonly seconds: number }
  /** It comes once more, so many seconds later. */
  | { readonly kind: 'twice'; readonly afterSeconds: number };

/** Asked about everything AWS sends, before its first delivery; answers what goes wrong on the way, usually nothing. */
export type Stray = (sent: Sent) => Straying | undefined;

/** The connection was reset before an answer came. */
export class Silent extends Error {
  override readonly name = 'Silent';
}

/** The answer is no answer of AWS. */
export class Malformed extends Error {
  override readonly name = 'Malformed';
}

/** A function's environment died while it called: nobody is left to hear the answer. */
export class Died extends Error {
  override readonly name = 'Died';
}
