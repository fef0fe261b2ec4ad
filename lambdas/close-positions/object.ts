import { GetObjectCommand, PutObjectCommand, type S3Client } from '@aws-sdk/client-s3';
import * as v from 'valibot';
import { dateInIndia, ObjectSource, Positions, type Reading, readSignal } from '../shared/day-signals';
import { readBounded } from '../shared/day-signals/bounded';
import { jsonOf } from '../shared/json-text';
import { Answer, Command, FRESH_SECONDS } from './command';

/** Where the command is put and its answer is found. */
export const CommandPlace = v.object({
  bucket: v.string(),
  key: v.string(),
  answer: v.object({ key: v.string(), maxAgeSeconds: v.number() }),
  maxSlippagePercent: v.number(),
});
export type CommandPlace = v.InferOutput<typeof CommandPlace>;

/** What an environment says about closing positions; null: not configured. */
export const ClosingInput = v.object({
  command: v.nullable(CommandPlace),
  positions: v.nullable(ObjectSource),
  /** Whom to call when it has to be done by hand. */
  broker: v.object({ name: v.string(), contact: v.string() }),
});
export type ClosingInput = v.InferOutput<typeof ClosingInput>;

export const placeOf = ({ bucket, key }: Pick<CommandPlace, 'bucket' | 'key'>): string => `s3://${bucket}/${key}`;

/** What lies where commands are put. */
export type Held =
  | { readonly state: 'nothing' }
  | { readonly state: 'command'; readonly command: Command; readonly etag: string }
  /** Whatever it is, it is nobody's to write over. */
  | { readonly state: 'something else' };

/** @throws when it cannot be read. */
export async function readCommand(s3: S3Client, { bucket, key }: CommandPlace): Promise<Held> {
  try {
    const { Body, ETag } = await s3.send(new GetObjectCommand({ Bucket: bucket, Key: key }));
    const text = (await readBounded((Body ?? []) as AsyncIterable<Uint8Array>)).toString();
    if (ETag === undefined) throw new Error('S3 answered the command without an ETag.');
    const parsed = v.safeParse(Command, jsonOf(text));
    return parsed.success ? { state: 'command', command: parsed.output, etag: ETag } : { state: 'something else' };
  } catch (error) {
    if ((error as Error).name === 'NoSuchKey') return { state: 'nothing' };
    throw error;
  }
}

/**
 * Writes a command where nothing is, or in the place of the very object that was seen.
 * @returns whether it was written: false when somebody else has written meanwhile.
 * @throws when the call fails otherwise; then nobody knows.
 */
export async function writeCommand(
  s3: S3Client,
  { bucket, key }: CommandPlace,
  command: Command,
  before: Held,
): Promise<boolean> {
  try {
    await s3.send(
      new PutObjectCommand({
        Bucket: bucket,
        Key: key,
        Body: JSON.stringify(command),
        ContentType: 'application/json',
        ...(before.state === 'command' ? { IfMatch: before.etag } : { IfNoneMatch: '*' }),
      }),
    );
    return true;
  } catch (error) {
    if (CHANGED.includes((error as Error).name)) return false;
    throw error;
  }
}

/** 412, 409 for two writes at once, and 404 for an object that was deleted after it was read. */
const CHANGED = ['PreconditionFailed', 'ConditionalRequestConflict', 'NoSuchKey'];

/** Whatever its age: how old it is, is judged beside what it says. It never throws. */
export const readAnswer = (s3: S3Client, { bucket, answer }: CommandPlace, now: number): Promise<Reading<Answer>> =>
  readSignal({ from: 's3', bucket, key: answer.key, maxAgeSeconds: Number.POSITIVE_INFINITY }, Answer, {
    date: dateInIndia(now),
    now,
    s3,
  });

/** The positions as they are now: an hour-old list is good for a ledger, and not for closing what is in it. */
export const readOpen = (
  s3: S3Client,
  source: ObjectSource,
  now: number,
  maxAgeSeconds = FRESH_SECONDS,
): Promise<Reading<Positions>> =>
  readSignal({ ...source, maxAgeSeconds: Math.min(source.maxAgeSeconds, maxAgeSeconds) }, Positions, {
    date: dateInIndia(now),
    now,
    s3,
  });
