import type { DBInstance } from '@aws-sdk/client-rds';
import type { ItemAnswer } from '../shared/checklist/item';
import { tagOf } from '../shared/maintenance/snapshots';
import { deleteCommand, expiryOf, RESTORE_TAGS, replacedSince } from '../shared/restores/names';
import type { Look } from '../shared/step';
import { dateAndTime } from '../shared/wording';

/** An instance that somebody has to delete one day. */
export interface Leftover {
  readonly id: string;
  /** Who decides about it. */
  readonly owner: string;
  /** Milliseconds since the epoch. */
  readonly expiresAt: number;
  /** What it is: `restored from <snapshot>`. */
  readonly is: string;
}

/** How early somebody is told. */
const EARLY_MS = 86_400_000;

/**
 * What restores have left: the instances we have restored, by their tags, and those a restored one has taken the name of, by
 * theirs. The one that is used is none of them, wherever it came from.
 */
export function leftoversOf(
  instances: readonly DBInstance[],
  { instance, environment, keepDays }: { instance: string; environment: string; keepDays: number },
): Leftover[] {
  return instances.flatMap((one): Leftover[] => {
    const { DBInstanceIdentifier: id = '' } = one;
    if (id === instance) return [];
    const owner = tagOf(one, RESTORE_TAGS.owner) ?? 'nobody';
    const since = replacedSince(instance, id);
    if (since !== undefined) {
      const expiresAt = Date.parse(expiryOf(since, keepDays));
      return [{ id, owner, expiresAt, is: 'replaced by a restored one' }];
    }
    const expires = Date.parse(tagOf(one, RESTORE_TAGS.expires) ?? '');
    if (Number.isNaN(expires) || tagOf(one, RESTORE_TAGS.environment) !== environment) return [];
    return [{ id, owner, expiresAt: expires, is: `restored from ${tagOf(one, RESTORE_TAGS.restoredFrom) ?? '?'}` }];
  });
}

/**
 * What has expired, or does within a day, needs somebody's attention every morning until it is deleted: it costs money and
 * holds all the data. Nothing deletes it by itself, because nobody knows what somebody still looks for in it.
 */
export function withLeftovers(answer: ItemAnswer, leftovers: Look<readonly Leftover[]>, now: number): ItemAnswer {
  const { state, says: before, ...rest } = answer;
  const add = (says: string, instead: ItemAnswer['state']): ItemAnswer => ({
    state: state === 'ok' ? instead : state,
    says: `${before} ${says}`,
    ...rest,
  });
  if ('unseen' in leftovers) {
    return add(
      `Whether a restored instance has expired could not be checked (${leftovers.unseen}).`,
      'could not check',
    );
  }
  const due = leftovers.seen
    .filter(({ expiresAt }) => expiresAt - now <= EARLY_MS)
    .sort((one, other) => one.expiresAt - other.expiresAt);
  if (due.length === 0) return answer;
  const words = due.map(({ id, owner, is, expiresAt }) => {
    const when = `${expiresAt <= now ? 'expired' : 'expires'} on ${dateAndTime(expiresAt)}`;
    return `${id} (${is}) ${when}: ${owner} decides; to delete it: ${deleteCommand(id)}`;
  });
  return add(`${words.join('. ')}.`, 'attention');
}
