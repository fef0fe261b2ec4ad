import * as v from 'valibot';
import { Refusal } from '../command';
import { MOST_AT_ONCE, shortId } from './letter';
import { type DeadLetterQueues, HELD_SECONDS, type Held } from './queues';

/** What is found by then is worked on: the rest of a function's time is for that, and for giving back. */
const LOOKING_MS = 8_000;

/** Ids of letters, whole. */
export const Ids = v.pipe(v.array(v.pipe(v.string(), v.nonEmpty())), v.minLength(1), v.maxLength(MOST_AT_ONCE));

/**
 * Takes the letters with these ids out of their queues, and gives everything else back.
 * @returns them in the order in which they were sent.
 * @throws Refusal naming each that is not there; then all are given back.
 */
export async function takeById(queues: DeadLetterQueues, ids: readonly string[], now: number): Promise<Held[]> {
  const wanted = new Set(ids);
  const isWanted = ({ letter }: Held): boolean => wanted.has(letter.id);
  const { held, unseen } = await queues.take((some) => some.filter(isWanted).length === wanted.size, now + LOOKING_MS);
  const found = held.filter(isWanted);
  await queues.giveBack(held.filter((one) => !isWanted(one)));
  if (found.length === wanted.size) return found;
  await queues.giveBack(found);
  const missing = [...wanted].filter((id) => !found.some(({ letter }) => letter.id === id));
  const because = unseen.map(({ queue, because }) => `${queue} could not be looked into: ${because}`).join('; ');
  throw new Refusal(
    404,
    `There is no letter ${missing.map(shortId).join(', ')}, so nothing was done${because === '' ? '' : ` (${because})`}. ` +
      `Somebody may have been quicker; one that somebody has in hand is seen again within ${HELD_SECONDS} s.`,
  );
}
