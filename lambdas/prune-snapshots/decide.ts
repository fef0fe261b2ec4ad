import type { DBSnapshot } from '@aws-sdk/client-rds';
import type { DatabaseAsk } from '../shared/guard/decide-database';
import { type Finished, finishedOfOurs, type Ours } from '../shared/maintenance/snapshots';
import type { Look, StepResult } from '../shared/step';
import { counted } from '../shared/wording';

export interface Seen extends Ours {
  readonly instance: string;
  /** How many of ours are kept. */
  readonly keep: number;
  /** The one this run has taken; undefined where it has taken none. */
  readonly mine: string | undefined;
  /** Every manual snapshot of the instance, or why there is no such list. */
  readonly snapshots: Look<readonly DBSnapshot[]>;
}

export type Plan = { readonly delete: readonly Finished[] } | { readonly result: StepResult };

/**
 * Which snapshots may go. Deleting a backup is the one thing here that nobody can undo, so everything must be certain:
 *
 * 1. The whole list was read. A list that failed or broke off says nothing about which are the oldest.
 * 2. The snapshot of this run is in it and available: a run that has made no backup takes none away. A run that only
 *    observes has none; there it is said what would go.
 * 3. Only ours: by the form of the name and by the tag of this environment, manual, available (shared/maintenance).
 * 4. The newest `keep` stay, and the one just taken always does. The oldest go first.
 */
export function planPruning(seen: Seen, observing: boolean): Plan {
  const { snapshots, keep, mine } = seen;
  if ('unseen' in snapshots) {
    return unplanned({
      outcome: 'escalate',
      finding: `Could not list the snapshots of ${seen.instance}: ${snapshots.unseen}. Nothing was deleted.`,
      verdict: 'unknown',
      refused: { act: 'prune', because: 'the snapshots cannot be listed' },
      advice:
        'Old backups stay until the next run. See whether they can be listed at all: the quota fills up otherwise.',
    });
  }
  const ours = finishedOfOurs(snapshots.seen, seen);
  if (!observing && !ours.some(({ id }) => id === mine)) {
    return unplanned({
      outcome: 'escalate',
      finding: `The snapshot of this run${mine ? `, ${mine},` : ''} is not among those that are available. Nothing was deleted.`,
      verdict: 'not-fixed',
      refused: { act: 'prune', because: 'this run has no backup' },
      advice: 'Read the timeline for why there is none; a run without a backup takes no other away.',
    });
  }
  // One that only observes speaks of what would be, with the backup it would have taken.
  const count = ours.length + (observing && mine === undefined ? 1 : 0);
  const old = ours.slice(0, Math.max(0, count - keep)).filter(({ id }) => id !== mine);
  if (old.length > 0) return { delete: old };
  return unplanned({
    outcome: 'continue',
    finding: `Nothing to delete: ${counted(ours.length, 'backup')} of ours, and ${keep} are kept.`,
  });
}

const unplanned = (result: StepResult): Plan => ({ result });

const command = ({ id }: Finished): string => `aws rds delete-db-snapshot --db-snapshot-identifier ${id}`;

/** The same wish in the words of the guard. */
export const askToPrune = (instance: string, old: readonly Finished[]): DatabaseAsk => ({
  act: 'database-backup',
  resource: instance,
  command: old.map(command).join('; '),
  effect: 'The oldest of our own backups are deleted for good.',
});

/** What became of those that were to go. */
export interface Pruned {
  readonly deleted: readonly string[];
  /** Had gone by themselves, or by somebody else's hand. */
  readonly gone: readonly string[];
  /** RDS said no, with its words; or it is not known what it did. */
  readonly failed: readonly { readonly id: string; readonly because: string }[];
  /** The time of the step ended before their turn. */
  readonly left: readonly string[];
}

/** @param kept how many of ours were meant to stay. */
export function describePruning({ deleted, gone, failed, left }: Pruned, kept: number): StepResult {
  const parts = [
    deleted.length > 0 ? `Deleted ${deleted.join(', ')}` : 'Deleted none',
    ...(gone.length > 0 ? [`gone before: ${gone.join(', ')}`] : []),
    ...failed.map(({ id, because }) => `not deleted: ${id} (${because})`),
    ...(left.length > 0 ? [`left for the next run: ${left.join(', ')}`] : []),
  ];
  const finding = `${parts.join('; ')}. The newest ${kept} of ours are kept.`;
  const act = deleted.length > 0 ? { act: { action: 'delete-snapshot', resource: deleted.join(', ') } } : {};
  if (failed.length === 0) return { outcome: 'continue', finding, ...act };
  return {
    outcome: 'escalate',
    finding,
    ...act,
    verdict: 'not-fixed',
    advice: `See what keeps them (being copied, being restored from, a permission), and delete them by hand if nobody needs them: ${failed.map(({ id }) => command({ id, takenAt: 0 })).join('; ')}`,
  };
}
