import type { CloudWatchClient } from '@aws-sdk/client-cloudwatch';
import { GetObjectCommand, type S3Client } from '@aws-sdk/client-s3';
import * as v from 'valibot';
import { named } from '../wording';
import { getBounded, MAX_BYTES, readBounded, TooLarge } from './bounded';
import { readFigures } from './figures';
import { type Expected, judge } from './judge';
import type { Reading } from './reading';
import { TradesAndProfit } from './schemas';
import { at, type MetricSource, type ObjectSource, placeOf, type TradesSource } from './source';
import { dateInWords, isDate } from './time';

/** With what a signal is looked at. */
export interface Means {
  readonly s3: S3Client;
  readonly cloudWatch: CloudWatchClient;
  /** The platform's own, unless a test gives another. */
  readonly fetch?: typeof fetch;
}

/** For the whole of an HTTP answer. */
const PATIENCE_MS = 5_000;

/**
 * Looks at a signal that is an object. It never throws: what could not be looked at is a reading as well.
 * @param o.date the day it is about, in the calendar's zone; replaces `{date}` in key or URL.
 * @param o.now milliseconds since the epoch.
 */
export async function readSignal<S extends v.GenericSchema<unknown, { asOf: string }>>(
  source: ObjectSource,
  schema: S,
  { date, now, ...means }: { readonly date: string; readonly now: number } & Pick<Means, 's3' | 'fetch'>,
): Promise<Reading<v.InferOutput<S>>> {
  const place = isDate(date) ? placeOf(source, date) : undefined;
  if (place === undefined) throw new TypeError(`date: given "${date}", expected a date that exists, like 2026-11-20`);
  const expected = { date, maxAgeSeconds: source.maxAgeSeconds, now };
  const reading =
    source.from === 's3'
      ? await fromS3({ bucket: source.bucket, key: at(source.key, date) }, schema, expected, means.s3)
      : await fromHttp(place, schema, expected, means.fetch ?? fetch);
  return reading.state === 'seen' ? reading : { ...reading, says: `${place} ${LINK[reading.state]} ${reading.says}` };
}

const LINK = { malformed: 'has', stale: 'is', missing: 'is', unreachable: 'is' } as const;

/** A day's numbers. What comes from metrics names no currency, and says nothing about being final. */
export type DayFigures = Omit<TradesAndProfit, 'currency' | 'final'> & Partial<TradesAndProfit>;

/** Looks at trades and profit, wherever they come from; otherwise as `readSignal`. */
export async function readTrades(
  source: TradesSource,
  o: { readonly date: string; readonly now: number } & Means,
): Promise<Reading<DayFigures>> {
  return source.from === 'metric' ? fromMetrics(source, o) : readSignal(source, TradesAndProfit, o);
}

async function fromS3<S extends v.GenericSchema<unknown, { asOf: string }>>(
  { bucket, key }: { bucket: string; key: string },
  schema: S,
  expected: Expected,
  s3: S3Client,
): Promise<Reading<v.InferOutput<S>>> {
  try {
    const { Body, ContentLength = 0 } = await s3.send(new GetObjectCommand({ Bucket: bucket, Key: key }));
    const body = Body as (AsyncIterable<Uint8Array> & { destroy?(): void }) | undefined;
    if (ContentLength > MAX_BYTES) {
      body?.destroy?.();
      return tooLarge(`given ${ContentLength} bytes, expected at most ${MAX_BYTES}`);
    }
    return judge(body ? (await readBounded(body)).toString() : '', schema, expected);
  } catch (error) {
    if (error instanceof TooLarge) return tooLarge(error.message);
    const { name = '' } = error as { name?: string };
    if (name === 'NoSuchKey' || name === 'NotFound') return { state: 'missing', says: 'not there' };
    // To whoever may not list a bucket, S3 answers AccessDenied for what does not exist as well:
    // https://docs.aws.amazon.com/AmazonS3/latest/API/API_GetObject.html
    return { state: 'unreachable', says: `not to be read (${named(error)})` };
  }
}

async function fromHttp<S extends v.GenericSchema<unknown, { asOf: string }>>(
  url: string,
  schema: S,
  expected: Expected,
  ask: typeof fetch,
): Promise<Reading<v.InferOutput<S>>> {
  try {
    if (new URL(url).protocol !== 'https:') return { state: 'unreachable', says: 'no https URL, and is not asked' };
    const { status, text, location } = await getBounded(url, PATIENCE_MS, ask);
    if (status === 404 || status === 410) return { state: 'missing', says: `not there (HTTP ${status})` };
    if (status === 200) return judge(text, schema, expected);
    // Followed, it could lead to a host that nobody has configured.
    const to = location === null ? '' : ` to ${location.slice(0, 200)}, which is not followed`;
    return { state: 'unreachable', says: `answered with HTTP ${status}${to}` };
  } catch (error) {
    if (error instanceof TooLarge) return tooLarge(error.message);
    return { state: 'unreachable', says: `not answered (${named(error)})` };
  }
}

const tooLarge = (says: string): Reading<never> => ({ state: 'malformed', says: `the whole: ${says}` });

const FromMetrics = v.omit(TradesAndProfit, ['currency', 'final']);

async function fromMetrics(
  source: MetricSource,
  { date, now, cloudWatch }: { readonly date: string; readonly now: number } & Means,
): Promise<Reading<DayFigures>> {
  const names = [source.trades, source.realisedProfit, source.openPositions].map(({ name }) => name).join(', ');
  try {
    const figures = await readFigures(cloudWatch, source, date, now);
    if ('silent' in figures) {
      const silent = figures.silent.map((name) => source[name].name).join(', ');
      return { state: 'missing', says: `no data of ${silent} on ${dateInWords(date)}` };
    }
    return judge(JSON.stringify(figures), FromMetrics, { date, maxAgeSeconds: Number.POSITIVE_INFINITY, now });
  } catch (error) {
    return { state: 'unreachable', says: `${names} could not be read (${named(error)})` };
  }
}
