import { compare } from '../list-backup/decide';
import { dateInWords } from '../shared/day-signals';
import type { Incident } from '../shared/incident';
import { oneLine } from '../shared/markdown';
import { counted, dateAndTime } from '../shared/wording';
import { goodOf, type Seen, strangers } from './decide';

/** Where a run's report is, in the bucket of reports. */
export const reportKey = (incidentId: string): string => `restores/${incidentId}/files.md`;

/** What was restored, file by file, with the commands to look at it and to delete it. */
export function reportOf(seen: Seen, incident: Pick<Incident, 'id' | 'cause'>, at: number): string {
  const { date, bucket, backup, progress } = seen;
  const to = `s3://${bucket}/${progress.folder}`;
  const wrong = new Map(progress.wrong.map(({ name, says }) => [name, says]));
  const good = goodOf(seen).length;
  const whole = wrong.size === 0 ? 'whole' : '**not whole**';
  const rows = [...backup.plan, backup.manifest].map(({ name, bytes, sha256 }) => {
    const says = wrong.get(name);
    return `| ${oneLine(name)} | ${bytes} | ${sha256.toLowerCase()} | ${says === undefined ? 'good' : `**${oneLine(says)}**`} |`;
  });
  return `${[
    `# Data Recovery (S3 backup): ${dateInWords(date)}`,
    [
      `- Incident: ${incident.id}`,
      `- ${oneLine(incident.cause)}`,
      `- From: s3://${bucket}/${backup.folder}`,
      `- To: ${to}`,
      `- Compared at: ${dateAndTime(at)}`,
      `- Result: ${whole}, ${good} of ${counted(backup.plan.length, 'file')} good`,
    ].join('\n'),
    'The copies lie in a folder that nothing reads, beside everything that is used: nothing that is used has changed, and the backup is as it was.',
    ['| File | Bytes | SHA-256, by the manifest | Copy |', '|---|---|---|---|', ...rows].join('\n'),
    ...listed('In the backup, and named by no manifest (left alone)', compare(backup).unnamed),
    ...listed('In the folder, and not of this run', strangers(seen)),
    '## Look at it',
    commands(`aws s3 ls ${to} --recursive`, `aws s3 cp ${to} ./restore/ --recursive`),
    '## Delete it',
    'When nobody needs the copies any more; nothing does it by itself:',
    commands(`aws s3 rm ${to} --recursive`),
  ].join('\n\n')}\n`;
}

const listed = (title: string, objects: readonly { key: string; bytes: number }[]): string[] =>
  objects.length === 0
    ? []
    : [`## ${title}`, objects.map(({ key, bytes }) => `- ${oneLine(key)} (${bytes} bytes)`).join('\n')];

const commands = (...lines: readonly string[]): string => ['```sh', ...lines, '```'].join('\n');
