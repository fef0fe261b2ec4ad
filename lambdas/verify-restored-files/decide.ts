import type { Backup, Listed } from '../list-backup/backup';
import { compare, told, toldUnnamed } from '../list-backup/decide';
import type { Fault, Progress } from '../restore-files/progress';
import { dateInWords } from '../shared/day-signals';
import type { Mode } from '../shared/guard/mode';
import type { Look, StepResult } from '../shared/step';
import { counted } from '../shared/wording';

export interface Seen {
  readonly date: string;
  readonly bucket: string;
  readonly backup: Backup;
  /** How far the looking has come; what is wrong of every file of the manifest, and of the manifest's own copy. */
  readonly progress: Progress;
  /** What lies in the folder that was restored to. */
  readonly there: readonly Listed[];
}

/** Every file that has to be there: the manifest comes last. */
export const expectedOf = ({ plan, manifest }: Backup) => [...plan, manifest];

/** In the folder, and put there by nobody of ours. */
export function strangers({ backup, progress, there }: Pick<Seen, 'backup' | 'progress' | 'there'>): Listed[] {
  const ours = new Set(expectedOf(backup).map(({ name }) => `${progress.folder}${name}`));
  return there.filter(({ key }) => !ours.has(key));
}

/** Those of the manifest that are there and are what it says. */
export const goodOf = ({ backup, progress }: Pick<Seen, 'backup' | 'progress'>): readonly string[] =>
  backup.plan.map(({ name }) => name).filter((name) => !progress.wrong.some((fault) => fault.name === name));

/**
 * Whether the restore is done. It is when every file that the manifest names is there and reads as it says, and the manifest
 * with them. Anything less is told by name and is not done, however much of it is good; what could not be read is neither.
 * @param report where everything is written down.
 */
export function decideVerified(seen: Seen, report: string): StepResult {
  const { date, bucket, backup, progress } = seen;
  const { folder, wrong } = progress;
  const place = `s3://${bucket}/${folder}`;
  const good = goodOf(seen).length;
  const { unnamed } = compare(backup);
  const extra = strangers(seen);
  const strange =
    extra.length === 0
      ? ''
      : ` Not of this run: ${extra
          .map(({ key }) => key)
          .slice(0, 3)
          .join(', ')}.`;
  const more = `${toldUnnamed(unnamed, backup.folder)}${strange} Report: ${report}.`;
  const evidence = { good: goodOf(seen).slice(0, 100), wrong, unnamed, strangers: extra };
  if (wrong.length === 0) {
    const bytes = backup.plan.reduce((sum, file) => sum + file.bytes, 0);
    return {
      outcome: 'continue',
      finding: `All ${counted(backup.plan.length, 'file')} (${bytes} bytes) of ${dateInWords(date)} are in ${place} and are what the manifest of the backup says.${more}`,
      evidence,
    };
  }
  return {
    outcome: 'escalate',
    finding: `Not whole: ${good} of ${counted(backup.plan.length, 'file')} of ${dateInWords(date)} are in ${place} and are good; ${told(wrong)}.${more}`,
    verdict: wrong.every(({ unknown }) => unknown) ? 'unknown' : 'not-fixed',
    advice: `Take what is good from ${place}, and decide what to do about the rest: earlier versions of the backup (aws s3api list-object-versions --bucket ${bucket} --prefix ${backup.folder}), or the export itself.`,
    evidence,
  };
}

export const goingOn = ({ backup, progress }: Pick<Seen, 'backup' | 'progress'>): StepResult => ({
  outcome: 'wait',
  finding: `${progress.next} of ${counted(expectedOf(backup).length, 'file')} read so far; the rest follows.`,
  verdict: 'unknown',
  advice: 'Compare the rest by hand with the manifest of the backup before anybody uses it.',
});

/** Nothing was begun: the step before has said why, or only said what it would have done. */
export function withoutRestore(mode: Look<Mode>): StepResult {
  if ('seen' in mode && mode.seen === 'observe') {
    return { outcome: 'continue', finding: 'Nothing was restored, as the runbook only observes.' };
  }
  return {
    outcome: 'escalate',
    finding: 'Nothing was restored, so there is nothing to verify.',
    verdict: 'not-fixed',
    advice: 'See why in the step before; close this incident, and start the runbook again.',
  };
}

export const unreadable = (what: string, because: string): StepResult => ({
  outcome: 'escalate',
  finding: `The restored files could not be compared: ${what} could not be read (${because}).`,
  verdict: 'unknown',
  advice: 'Nobody should use the copies before they are compared with the manifest of the backup.',
});

export const missing = (name: string): Fault => ({ name, says: 'was not restored' });
