import type { S3Client } from '@aws-sdk/client-s3';
import { look } from '../shared/step';
import { type Content, contentOf, copyToFree, type Place, sizeOf } from './objects';
import type { Planned } from './plan';

/** What became of one file. `unknown` is neither right nor wrong. */
export type Fate =
  | { readonly is: 'right'; readonly etag: string | undefined }
  | { readonly is: 'copied' | 'there' }
  | { readonly is: 'wrong' | 'unknown'; readonly says: string };

/** Whether an exported file is what its manifest says: there, of that size, with that checksum. */
export async function verify(s3: S3Client, bucket: string, file: Planned): Promise<Fate> {
  const place = { bucket, key: file.key };
  const read = await look(async (): Promise<Fate> => {
    const size = await sizeOf(s3, place);
    if (size === undefined) return wrong('is not there');
    // Before it is read: a wrong one may be of any size.
    if (size !== file.bytes) return wrong(`is ${size} bytes, and its manifest says ${file.bytes}`);
    const content = await contentOf(s3, place);
    if (!content) return wrong('is not there any more');
    return same(content, file)
      ? { is: 'right', etag: content.etag }
      : wrong(`has another checksum than its manifest says`);
  });
  return 'seen' in read ? read.seen : { is: 'unknown', says: `could not be read (${read.unseen})` };
}

/** Copies what was read, where nothing is, and reads the copy back. What is there already is never written over. */
export async function copy(
  s3: S3Client,
  from: Place & Pick<Content, 'etag'>,
  to: Place,
  expected: Pick<Content, 'bytes' | 'sha256'>,
): Promise<Fate> {
  const done = await look(async (): Promise<Fate> => {
    const before = await contentOf(s3, to);
    if (before)
      return same(before, expected) ? { is: 'there' } : wrong('has another copy already, which was left alone');
    const copied = await copyToFree(s3, from, to);
    const after = await contentOf(s3, to);
    if (after && same(after, expected)) return { is: copied ? 'copied' : 'there' };
    if (copied) return wrong('was copied, and its copy reads back as something else');
    return wrong(after ? 'has another copy already, which was left alone' : 'has changed since it was read');
  });
  return 'seen' in done ? done.seen : { is: 'unknown', says: `could not be copied (${done.unseen})` };
}

const wrong = (says: string): Fate => ({ is: 'wrong', says });

const same = (one: Pick<Content, 'bytes' | 'sha256'>, other: Pick<Content, 'bytes' | 'sha256'>): boolean =>
  one.bytes === other.bytes && one.sha256.toLowerCase() === other.sha256.toLowerCase();
