import type { Planned } from '../backup-reports/plan';
import type { Backups, Listed } from '../list-backup/backup';
import { told } from '../list-backup/decide';
import { dateInWords } from '../shared/day-signals';
import type { Mode } from '../shared/guard/mode';
import type { Look, StepResult } from '../shared/step';
import { clockTime, counted } from '../shared/wording';
import type { Progress } from './progress';

/** Where a run restores to: by its own time, so that every run has a folder that nobody else writes into. */
export const targetOf = ({ restoredPrefix }: Pick<Backups, 'restoredPrefix'>, date: string, openedAt: string): string =>
  `${restoredPrefix}/${date}/${clockTime(openedAt).slice(0, 8).replaceAll(':', '')}/`;

/** What a person types for the same. */
export const restoreCommand = (bucket: string, folder: string, target: string): string =>
  `aws s3 cp s3://${bucket}/${folder} s3://${bucket}/${target} --recursive`;

/**
 * Where it may not be done. Copies under a prefix that nothing reads change nothing that is used: neither the market nor a
 * person's hand on a service has anything to say about them, and nobody has to approve them. Only the mode holds them back.
 */
export function heldBack(mode: Look<Mode>, command: string): StepResult | undefined {
  if ('unseen' in mode) {
    return {
      outcome: 'escalate',
      finding: `Could not check the mode: ${mode.unseen}.`,
      verdict: 'unknown',
      refused: { act: 'restore-files', because: 'the mode cannot be read' },
      advice: `Decide by hand; the runbook would have run: ${command}`,
    };
  }
  if (mode.seen === 'off') {
    return {
      outcome: 'stand-down',
      finding: 'The mode is off: nothing is done.',
      refused: { act: 'restore-files', because: 'mode off' },
    };
  }
  if (mode.seen === 'act') return undefined;
  return {
    outcome: 'continue',
    finding: `Would have done now: ${command}`,
    refused: { act: 'restore-files', because: 'observe' },
  };
}

/** Something is there that this run has not written. */
export function targetTaken(bucket: string, target: string, there: readonly Listed[]): StepResult {
  const [first] = there;
  const more = there.length > 1 ? ` and ${there.length - 1} more` : '';
  return {
    outcome: 'escalate',
    finding: `Nothing was restored: s3://${bucket}/${first?.key}${more} is there already, and nothing is ever written over.`,
    verdict: 'not-fixed',
    refused: { act: 'restore-files', because: 'the target exists' },
    advice: `See whose it is: aws s3 ls s3://${bucket}/${target} --recursive. Close this incident, and start the runbook again: it takes a folder of its own.`,
  };
}

export const targetUnread = (bucket: string, target: string, because: string): StepResult => ({
  outcome: 'escalate',
  finding: `Nothing was restored: whether s3://${bucket}/${target} is free could not be seen (${because}).`,
  verdict: 'unknown',
  refused: { act: 'restore-files', because: 'the target cannot be read' },
  advice: 'Mend the permission or the name the error speaks of; close this incident, and start the runbook again.',
});

export interface Restored {
  readonly date: string;
  readonly bucket: string;
  /** The folder of the backup. */
  readonly from: string;
  readonly plan: readonly Planned[];
  readonly progress: Progress;
  /** Of the manifest's own copy, which comes last and only to a whole set; absent: not copied. */
  readonly manifest?: 'copied' | { readonly says: string };
}

/**
 * What came of it. Each file is copied by itself, so that one that cannot be restored keeps nobody from the others; which are
 * there is said by number, and by name for those that are not. The manifest is copied last and only beside all of its files,
 * so that a folder with a manifest is a whole one.
 */
export function decideRestored({ date, bucket, from, plan, progress, manifest }: Restored): StepResult {
  const { folder, next, wrong } = progress;
  const good = next - wrong.length;
  const place = `s3://${bucket}/${folder}`;
  const of = `${good} of ${counted(plan.length, 'file')} of ${dateInWords(date)}`;
  const act = good > 0 ? { act: { action: 'restore-files', resource: place } } : {};
  const evidence = { evidence: { restored: good, of: plan.length, to: place, wrong } };
  if (next < plan.length) {
    return {
      outcome: 'wait',
      finding: `Restored ${of} to ${place} so far; the rest follows.`,
      verdict: 'unknown',
      advice: `The files are more than the runbook's time; the rest by hand: aws s3 sync s3://${bucket}/${from} ${place}`,
      ...act,
    };
  }
  if (good === 0) {
    return {
      outcome: 'escalate',
      finding: `Nothing was restored: ${told(wrong)}.`,
      verdict: wrong.every(({ unknown }) => unknown) ? 'unknown' : 'not-fixed',
      advice: 'Mend what the errors speak of; close this incident, and start the runbook again.',
      ...evidence,
    };
  }
  const free =
    'They are copies in a folder that nothing reads: nothing that is used has changed, and no approval is needed.';
  if (wrong.length > 0) {
    return {
      outcome: 'continue',
      finding: `Restored ${of} to ${place}; not restored: ${told(wrong)}. The manifest was not copied: the folder is not whole. ${free}`,
      ...act,
      ...evidence,
    };
  }
  const itself = manifest === 'copied' ? ' and the manifest' : '; the manifest was not copied';
  const why = typeof manifest === 'object' ? ` (${manifest.says})` : '';
  return {
    outcome: 'continue',
    finding: `Restored ${of}${itself}${why} to ${place}, each copy read back. ${free}`,
    ...act,
    ...evidence,
  };
}
