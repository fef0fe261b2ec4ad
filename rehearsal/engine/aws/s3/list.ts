import type { ListObjectsV2CommandInput, ListObjectsV2CommandOutput } from '@aws-sdk/client-s3';
import { refuseOthers } from '../../refuse';
import { AwsError } from '../service';
import { lastModified, type Version } from './version';

const MOST_KEYS = 1000;

// @claim documented: Keys are listed in the order of their UTF-8 bytes.
// @source https://docs.aws.amazon.com/AmazonS3/latest/API/API_ListObjectsV2.html
export const byBytes = (a: string, b: string): number => Buffer.compare(Buffer.from(a), Buffer.from(b));

/** What ListObjectsV2 answers. @param objects the newest version of each key, in the order of the keys. */
export function listObjects(
  input: ListObjectsV2CommandInput,
  objects: readonly (readonly [key: string, version: Version])[],
): Omit<ListObjectsV2CommandOutput, '$metadata'> {
  refuseOthers('s3 ListObjectsV2', input, ['Bucket', 'Prefix', 'Delimiter', 'MaxKeys', 'ContinuationToken']);
  const { Prefix = '', Delimiter, MaxKeys = MOST_KEYS, ContinuationToken } = input;
  if (!(Number.isInteger(MaxKeys) && MaxKeys >= 0)) {
    // @claim assumed: A MaxKeys below 0 is InvalidArgument "Argument maxKeys must be an integer between 0 and 2147483647".
    // @source https://docs.aws.amazon.com/AmazonS3/latest/API/ErrorResponses.html#ErrorCodeList (names no message)
    throw new AwsError('InvalidArgument', 'Argument maxKeys must be an integer between 0 and 2147483647');
  }
  const after = ContinuationToken === undefined ? undefined : readToken(ContinuationToken);
  const matching = objects.filter(([key]) => key.startsWith(Prefix));
  const left = rolledUp(matching, Prefix, Delimiter).filter(
    ({ name }) => after === undefined || byBytes(name, after) > 0,
  );
  // @claim documented: A page holds at most MaxKeys keys, and 1,000 whatever MaxKeys says; IsTruncated says that there are more, NextContinuationToken leads on.
  // @source SDK client-s3 ListObjectsV2 documentation (MaxKeys, IsTruncated, NextContinuationToken)
  const page = left.slice(0, Math.min(MaxKeys, MOST_KEYS));
  const last = page.at(-1)?.name;
  const more = last !== undefined && page.length < left.length;
  const keys = page.flatMap(({ name, version }) => (version ? [{ name, version }] : []));
  const folders = page.filter(({ version }) => version === undefined);
  return {
    Name: input.Bucket,
    Prefix,
    MaxKeys: Math.min(MaxKeys, MOST_KEYS),
    KeyCount: page.length,
    IsTruncated: more,
    ...(Delimiter === undefined ? {} : { Delimiter }),
    // @claim documented: A listing without keys has no Contents.
    // @source https://docs.aws.amazon.com/AmazonS3/latest/API/API_ListObjectsV2.html (response elements)
    ...(keys.length > 0 && {
      Contents: keys.map(({ name, version }) => ({
        Key: name,
        LastModified: lastModified(version),
        ETag: version.etag,
        Size: version.body.length,
        StorageClass: 'STANDARD' as const,
      })),
    }),
    ...(folders.length > 0 && { CommonPrefixes: folders.map(({ name }) => ({ Prefix: name })) }),
    ...(ContinuationToken === undefined ? {} : { ContinuationToken }),
    ...(more ? { NextContinuationToken: writeToken(last) } : {}),
  };
}

/** A key, or what several keys have in common up to the delimiter: then without a version. */
interface Entry {
  readonly name: string;
  readonly version?: Version;
}

// @claim documented: Keys that have the same text from the prefix to the first delimiter after it are rolled up into one common prefix, which ends with the delimiter and counts as one key; such keys are not listed themselves.
// @source https://docs.aws.amazon.com/AmazonS3/latest/API/API_ListObjectsV2.html (Delimiter, CommonPrefixes, MaxKeys)
function rolledUp(
  objects: readonly (readonly [key: string, version: Version])[],
  prefix: string,
  delimiter: string | undefined,
): Entry[] {
  const entries = new Map<string, Entry>();
  for (const [key, version] of objects) {
    const end = delimiter ? key.indexOf(delimiter, prefix.length) : -1;
    const name = end < 0 ? key : key.slice(0, end + (delimiter ?? '').length);
    entries.set(name, end < 0 ? { name, version } : { name });
  }
  return [...entries.values()].sort((one, other) => byBytes(one.name, other.name));
}

// @claim documented: A continuation token is not a key, and means nothing to its reader.
// @source SDK client-s3 ListObjectsV2 documentation (ContinuationToken)
const writeToken = (key: string): string => Buffer.from(`after ${key}`).toString('base64');

function readToken(token: string): string {
  const text = Buffer.from(token, 'base64').toString();
  if (text.startsWith('after ') && writeToken(text.slice(6)) === token) return text.slice(6);
  // @claim cross-checked: A token S3 did not give is InvalidArgument "The continuation token provided is incorrect".
  // @source https://github.com/aws/aws-sdk-js-v3/issues/1636
  throw new AwsError('InvalidArgument', 'The continuation token provided is incorrect');
}
