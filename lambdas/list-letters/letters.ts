import type { Letter } from '../shared/letters/letter';
import { purposeOf, type Receivers } from '../shared/letters/purpose';
import { type Found, HELD_SECONDS } from '../shared/letters/queues';
import { againWords, whatWords, whyWords } from '../shared/letters/words';
import { counted } from '../shared/wording';

/** A dead letter as it is told, with all that stands in it. */
export interface ToldLetter {
  /** SQS's id of the message. */
  readonly id: string;
  /** Name of the queue. */
  readonly queue: string;
  /** ISO 8601 in UTC; null where SQS did not say. */
  readonly sentAt: string | null;
  /** When the queue deletes it by itself. */
  readonly keptUntil: string | null;
  readonly what: string;
  readonly why: string;
  /** What a redrive does, as it goes on after `A redrive`; null: nothing, for nobody knows what the letter was for. */
  readonly again: string | null;
  /** As it lies in the queue. */
  readonly body: string;
  readonly attributes: Readonly<Record<string, string>>;
}

/** What `GET /v1/letters` answers. */
export interface Letters {
  readonly letters: readonly ToldLetter[];
  /** Whether more may lie there than these. */
  readonly more: boolean;
  /** Queues that could not be looked into to the end, and why. */
  readonly unseen: Found['unseen'];
  readonly said: string;
}

const DAY_MS = 86_400_000;

/** As many as somebody can read, in fewer bytes than Lambda answers with: 6 MB. */
// https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html
export const MOST = { letters: 50, bytes: 4_000_000 };

export function tellLetters(
  { held, more, unseen }: Found,
  { keptDays, queues, ...receivers }: Receivers & { keptDays: number; queues: readonly { readonly name: string }[] },
): Letters {
  const letters = fitting(held.map(({ letter }) => tellLetter(letter, receivers, keptDays)));
  const leftOut = more || letters.length < held.length;
  return {
    letters,
    more: leftOut,
    unseen,
    said: [...countWords(letters.length, leftOut, queues, unseen), ...unseen.map(unseenWords)].join(' '),
  };
}

function tellLetter(letter: Letter, receivers: Receivers, keptDays: number): ToldLetter {
  const { id, queue, sentAt, body, attributes } = letter;
  const purpose = purposeOf(letter, receivers);
  const instant = (at: number): string | null => (Number.isFinite(at) ? new Date(at).toISOString() : null);
  return {
    id,
    queue,
    sentAt: instant(sentAt),
    keptUntil: instant(sentAt + keptDays * DAY_MS),
    what: whatWords(purpose),
    why: whyWords(letter),
    again: purpose.is === 'unknown' ? null : againWords(purpose),
    body,
    attributes,
  };
}

/** The first ones, as many as there is room for; a single one always. */
function fitting(letters: readonly ToldLetter[]): readonly ToldLetter[] {
  let bytes = 0;
  const end = letters.findIndex((letter, index) => {
    bytes += Buffer.byteLength(JSON.stringify(letter));
    return index >= MOST.letters || (bytes > MOST.bytes && index > 0);
  });
  return end < 0 ? letters : letters.slice(0, end);
}

function countWords(
  count: number,
  more: boolean,
  queues: readonly { readonly name: string }[],
  unseen: Found['unseen'],
): string[] {
  if (more) return [`${counted(count, 'dead letter')} of more.`];
  if (count > 0) return [`${counted(count, 'dead letter')}.`];
  const seen = queues.map(({ name }) => name).filter((name) => !unseen.some(({ queue }) => queue === name));
  if (seen.length === 0) return [];
  return [
    `No dead letter lies in ${seen.join(' or ')}. One that somebody has in hand in this moment is seen again within ${HELD_SECONDS} s.`,
  ];
}

export const unseenWords = ({ queue, because }: Found['unseen'][number]): string =>
  `${queue} could not be looked into (${because}): what lies there is not known.`;
