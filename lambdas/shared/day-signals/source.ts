import * as v from 'valibot';

const Metric = v.object({
  namespace: v.string(),
  name: v.string(),
  dimensions: v.record(v.string(), v.string()),
});

/** An object in S3; `{date}` in the key is the day it is about. */
export const S3Source = v.object({
  from: v.literal('s3'),
  bucket: v.string(),
  key: v.string(),
  maxAgeSeconds: v.number(),
});
export type S3Source = v.InferOutput<typeof S3Source>;

/** The same from an HTTPS address, asked with GET and without credentials. */
const HttpSource = v.object({
  from: v.literal('http'),
  url: v.pipe(v.string(), v.startsWith('https://', 'Expected an https URL')),
  maxAgeSeconds: v.number(),
});

/** The numbers of a day, each a metric. */
const MetricSource = v.object({
  from: v.literal('metric'),
  trades: Metric,
  realisedProfit: Metric,
  openPositions: Metric,
});
export type MetricSource = v.InferOutput<typeof MetricSource>;

export const ObjectSource = v.variant('from', [S3Source, HttpSource]);
export type ObjectSource = v.InferOutput<typeof ObjectSource>;

export const TradesSource = v.variant('from', [S3Source, HttpSource, MetricSource]);
export type TradesSource = v.InferOutput<typeof TradesSource>;

/** Where a source is for that day, for people: `s3://bucket/key` or the URL. */
export const placeOf = (source: ObjectSource, date: string): string =>
  source.from === 's3' ? `s3://${source.bucket}/${at(source.key, date)}` : at(source.url, date);

/** A key or a URL with its date in it. */
export const at = (template: string, date: string): string => template.replaceAll('{date}', date);
