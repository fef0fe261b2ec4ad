import { failed, type ItemAnswer } from '../shared/checklist/item';
import { dateInWords, type ExportedFile, type ExportManifest } from '../shared/day-signals';
import { counted } from '../shared/wording';

/** A file as its manifest describes it, and where its copy belongs. */
export interface Planned extends ExportedFile {
  /** Its name in the export's folder. */
  readonly name: string;
  readonly copy: string;
}

/** Larger ones are not read here: hashing them would take longer than a checklist has. */
export const MAX_FILE_BYTES = 50 * 1_048_576;

export interface Places {
  /** Key of the manifest: the exported files lie beside it. */
  readonly manifest: string;
  /** What the copies' keys begin with, without a slash at its end. */
  readonly prefix: string;
}

/** Where the copy of a file of that day belongs. */
export const copyOf = ({ prefix }: Places, date: string, name: string): string => `${prefix}/${date}/${name}`;

/** A key without its folder, which ends with a slash. */
export const folderOf = (key: string): string => key.slice(0, key.lastIndexOf('/') + 1);

/**
 * What is to be copied where, or why nothing is. An export without files is none: the system that wrote it had nothing to
 * write from. A file outside the export's folder, two that would have one copy, one that would take the manifest's place, and
 * one too large to be read here are faults of the manifest: what it means is then nobody's guess.
 */
export function planOf(
  { date, files }: ExportManifest,
  places: Places,
): { readonly plan: readonly Planned[] } | { readonly refused: ItemAnswer } {
  const folder = folderOf(places.manifest);
  const refused = (says: string) => ({
    refused: failed(`The export of ${dateInWords(date)} ${says}. Nothing was copied.`, {
      numbers: { files: files.length },
    }),
  });
  if (files.length === 0) return refused('is empty: its manifest names no file');
  const plan = files.map((file): Planned => {
    const name = file.key.slice(folder.length);
    return { ...file, name, copy: copyOf(places, date, name) };
  });
  const outside = files.find(({ key }) => !key.startsWith(folder) || !isName(key.slice(folder.length)));
  if (outside) return refused(`names ${outside.key}, which is no file in ${folder}`);
  const twice = plan.find(({ key }, index) => plan.findIndex((other) => other.key === key) !== index);
  if (twice) return refused(`names ${twice.key} twice`);
  if (plan.some(({ key }) => key === places.manifest)) return refused('names its own manifest as a file');
  const large = plan.filter(({ bytes }) => bytes > MAX_FILE_BYTES);
  if (large.length > 0) {
    const [first] = large as [Planned];
    return refused(
      `has ${counted(large.length, 'file')} above ${mebibytes(MAX_FILE_BYTES)} (${first.name}, ${mebibytes(first.bytes)}), more than is copied here`,
    );
  }
  return { plan };
}

/** A path of names: `.` and `..` are keys to S3 and lead elsewhere where the backup is restored to a disk. */
const isName = (path: string): boolean => path.split('/').every((part) => part !== '' && part !== '.' && part !== '..');

const mebibytes = (bytes: number): string => `${Math.ceil(bytes / 1_048_576)} MiB`;
