import { S3Client } from '@aws-sdk/client-s3';
import * as v from 'valibot';
import { asItem, failed, type ItemAnswer, type ItemContext, notConfigured } from '../shared/checklist/item';
import { CLIENT } from '../shared/clients';
import { answerUnread, at, dateInWords, ExportManifest, placeOf, readSignal, S3Source } from '../shared/day-signals';
import { look } from '../shared/step';
import { type Done, decideBackup } from './decide';
import { contentOf, type Place } from './objects';
import { copyOf, folderOf, type Planned, planOf } from './plan';
import { copy, type Fate, verify } from './work';

const s3 = new S3Client(CLIENT);

const Input = v.object({
  /** `null`: not configured. Of S3 only: the exported files lie beside it. */
  manifest: v.nullable(S3Source),
  /** Where the copies go: `<prefix>/<date>/…`, without a slash at the prefix's end. */
  backups: v.object({ bucket: v.string(), prefix: v.string() }),
});

/** Kept for the file under way, whose calls may be tried again. */
const LAST_FILE_MS = 10_000;

/** Sees that the day's reports were exported whole, copies them to the backups, and reads the copies back. */
export const handler = asItem(Input, async ({ manifest, backups }, context) => {
  if (!manifest) return notConfigured('The export manifest');
  const { date, now } = context;
  const own = { bucket: manifest.bucket, key: at(manifest.key, date) };
  // First its content, then its words: a manifest that changes in between is not copied.
  const content = await look(() => contentOf(s3, own));
  const reading = await readSignal(manifest, ExportManifest, { date, now: now(), s3 });
  if (reading.state === 'missing') {
    return failed(`No export of ${dateInWords(date)}: ${placeOf(manifest, date)} is not there.`, { numbers: { date } });
  }
  if (reading.state !== 'seen') return answerUnread(`The export manifest of ${dateInWords(date)}`, reading);
  if ('unseen' in content) throw new Error(`The manifest could not be read: ${content.unseen}`);
  if (!content.seen) throw new Error('The manifest was written while it was looked for. Run the checklist again.');
  const places = { manifest: own.key, prefix: backups.prefix };
  const planned = planOf(reading.value, places);
  if ('refused' in planned) return planned.refused;
  const itself = { key: own.key, name: own.key.slice(folderOf(own.key).length), ...content.seen };
  return backUp(
    planned.plan,
    { ...itself, copy: copyOf(places, date, itself.name) },
    own.bucket,
    backups.bucket,
    context,
  );
});

type Manifest = Planned & { readonly etag: string | undefined };

async function backUp(
  plan: readonly Planned[],
  manifest: Manifest,
  from: string,
  to: string,
  { date, now, answerBy }: ItemContext,
): Promise<ItemAnswer> {
  const inTime = () => now() < answerBy - LAST_FILE_MS;
  // The manifest never goes where a file of it does not.
  const well = (before: Fate | undefined) => before?.is !== 'wrong' && before?.is !== 'unknown' && inTime();
  const verified = await inTurn(plan, inTime, (file) => verify(s3, from, file));
  const ready = verified.flatMap(({ file, fate }) => (fate.is === 'right' ? [{ ...file, etag: fate.etag }] : []));
  const copyOne = (file: Manifest): Promise<Fate> => {
    const source: Place & { etag: string | undefined } = { bucket: from, key: file.key, etag: file.etag };
    return copy(s3, source, { bucket: to, key: file.copy }, file);
  };
  const all = ready.length === plan.length;
  const copied = all ? await inTurn([...ready, manifest], well, copyOne) : [];
  const bytes = plan.reduce((sum, file) => sum + file.bytes, 0);
  const folder = `s3://${to}/${folderOf(manifest.copy)}`;
  return decideBackup({ date, files: plan.length, bytes, verified, copied, to: folder });
}

/** One after the other, until the time is up, or one of them says that the others may not be begun. */
async function inTurn<F extends Planned>(
  files: readonly F[],
  mayGoOn: (before: Fate | undefined) => boolean,
  work: (file: F) => Promise<Fate>,
): Promise<(Done & { readonly file: F })[]> {
  const done: (Done & { readonly file: F })[] = [];
  for (const file of files) {
    if (!mayGoOn(done.at(-1)?.fate)) break;
    done.push({ name: file.name, file, fate: await work(file) });
  }
  return done;
}
