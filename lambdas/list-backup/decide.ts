import { dateInWords } from '../shared/day-signals';
import type { Look, StepResult } from '../shared/step';
import { counted } from '../shared/wording';
import type { Backup, Found, Listed } from './backup';

/** What is wrong with one file, by its name. */
export interface Wrong {
  readonly name: string;
  readonly says: string;
}

export interface Comparison {
  /** Named by the manifest, and not there or of another size. */
  readonly wrong: readonly Wrong[];
  /** There, and named by nobody: nothing says what they should be. */
  readonly unnamed: readonly Listed[];
}

/** What a listing can tell: names and sizes. Checksums are compared when the files are read. */
export function compare({ plan, manifest, listed }: Backup): Comparison {
  const bytes = new Map(listed.map((one) => [one.key, one.bytes]));
  const wrong = plan.flatMap((file): Wrong[] => {
    const there = bytes.get(file.copy);
    if (there === undefined) return [{ name: file.name, says: 'is not there' }];
    return there === file.bytes
      ? []
      : [{ name: file.name, says: `is ${there} bytes, and its manifest says ${file.bytes}` }];
  });
  const named = new Set([...plan, manifest].map(({ copy }) => copy));
  return { wrong, unnamed: listed.filter(({ key }) => !named.has(key)) };
}

/** So many are told in a sentence; all of them stand in the report. */
const TOLD = 3;

/** `a is not there; b has another checksum` with how many more. */
export function told(wrong: readonly Wrong[]): string {
  const more = wrong.length - TOLD;
  const first = wrong.slice(0, TOLD).map(({ name, says }) => `${name} ${says}`);
  return [...first, ...(more > 0 ? [`and ${more} more`] : [])].join('; ');
}

/** ` 1 object there is named by no manifest and is left alone: notes.txt.`; empty where there is none. */
export function toldUnnamed(unnamed: readonly Listed[], folder: string): string {
  if (unnamed.length === 0) return '';
  const names = unnamed.slice(0, TOLD).map(({ key }) => key.slice(folder.length));
  const more = unnamed.length > TOLD ? ' and others' : '';
  return ` ${counted(unnamed.length, 'object')} there that its manifest does not name, left alone: ${names.join(', ')}${more}.`;
}

/**
 * Whether there is a backup that can be restored. What its manifest names and is not there, or is of another size, keeps
 * nobody from restoring the rest: it is told, and the run does not end as done. Without a manifest nobody can say what the
 * files should be, and nothing is restored.
 */
export function decideListed(date: string, bucket: string, found: Look<Found>): StepResult {
  const day = dateInWords(date);
  if ('unseen' in found) return unlisted(day, bucket, found.unseen);
  if (found.seen.state !== 'seen') return notToBeRestored(day, bucket, found.seen);
  const { backup } = found.seen;
  const { plan, folder } = backup;
  const { wrong, unnamed } = compare(backup);
  const evidence = { files: plan.map(({ name, bytes }) => ({ name, bytes })).slice(0, 100), wrong, unnamed };
  const bytes = plan.reduce((sum, file) => sum + file.bytes, 0);
  const is = `The backup of ${day} in s3://${bucket}/${folder} has ${counted(plan.length, 'file')} (${bytes} bytes) by its manifest.`;
  const more = toldUnnamed(unnamed, folder);
  if (wrong.length === plan.length) {
    return {
      outcome: 'escalate',
      finding: `${is} None of them can be restored: ${told(wrong)}.${more}`,
      verdict: 'not-fixed',
      advice: `Find out who has changed the backup. ${OTHER_COPIES}`,
      evidence,
    };
  }
  const some = wrong.length === 0 ? '' : ` ${counted(wrong.length, 'file')} cannot be restored: ${told(wrong)}.`;
  return { outcome: 'continue', finding: `${is}${some}${more}`, evidence };
}

const OTHER_COPIES =
  'The bucket may keep earlier versions (aws s3api list-object-versions), and the export itself may still be there.';

const unlisted = (day: string, bucket: string, because: string): StepResult => ({
  outcome: 'escalate',
  finding: `The backup of ${day} in s3://${bucket} could not be looked at: ${because}. Whether there is one is unknown.`,
  verdict: 'unknown',
  advice: 'Mend the permission or the name the error speaks of; close this incident, and start the runbook again.',
});

export const notConfigured = (day: string, folder: string): StepResult => ({
  outcome: 'escalate',
  finding: `Nothing is restored: signals.exportManifest is not configured, so that nothing says what the backup of ${dateInWords(day)} should be.`,
  verdict: 'unknown',
  refused: { act: 'restore-files', because: 'not configured' },
  advice: `Look by hand what there is: aws s3 ls ${folder} --recursive`,
});

/** Every reason for which a day has no backup that could be restored. */
export function notToBeRestored(
  day: string,
  bucket: string,
  found: Exclude<Found, { readonly state: 'seen' }>,
): StepResult {
  const place = `s3://${bucket}/${found.folder}`;
  const refused = (finding: string, because: string, advice: string): StepResult => ({
    outcome: 'escalate',
    finding,
    verdict: 'not-fixed',
    refused: { act: 'restore-files', because },
    advice,
  });
  switch (found.state) {
    case 'none': {
      const latest = found.days.length > 0 ? `The latest are of ${found.days.join(', ')}.` : 'There is none at all.';
      return refused(
        `There is no backup of ${day}: nothing in ${place}. ${latest}`,
        'there is no backup',
        'Days without trading have none. Close this incident, and start the runbook again with a day that has one.',
      );
    }
    case 'no manifest':
      return refused(
        `The backup of ${day} is not whole: ${place} has ${counted(found.listed.length, 'object')} and no manifest, which is copied last. Nothing is restored.`,
        'the backup has no manifest',
        `See what is there: aws s3 ls ${place} --recursive. ${OTHER_COPIES}`,
      );
    case 'malformed':
      return refused(
        `The backup of ${day} in ${place} cannot be gone by: ${found.says.replace(/\.?$/, '.')} Nothing is restored.`,
        'the manifest is malformed',
        `Read it: aws s3 ls ${place} --recursive. ${OTHER_COPIES}`,
      );
  }
}
