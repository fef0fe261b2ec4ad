import { type ItemAnswer, unchecked } from '../checklist/item';

/** What one look at a signal gave. Each of the last four is a finding of its own: different people mend them. */
export type Reading<T> =
  | { readonly state: 'seen'; readonly value: T }
  /** It is there, and is not what the contract says: its writer has to be mended. */
  | Unread<'malformed'>
  /** It is right, and of another time. */
  | Unread<'stale'>
  /** Its place answers, and there is nothing: nobody has written it. */
  | Unread<'missing'>
  /** Nobody knows: the place did not answer, or did not let us look. */
  | Unread<'unreachable'>;

interface Unread<S> {
  readonly state: S;
  /** A sentence without its end: where, what was given, what is expected. */
  readonly says: string;
}

export type Unreadable = Exclude<Reading<never>, { state: 'seen' }>;

/** The answer of an item that cannot go by its signal. @param what as in `Trades and profit`. */
export function answerUnread(what: string, { state, says }: Unreadable): ItemAnswer {
  const because = state === 'malformed' || state === 'stale' ? { because: state } : {};
  return unchecked(`${what}: ${state}: ${says}.`, because);
}
