import { createHash } from 'node:crypto';
import { crc32 } from 'node:zlib';
import type { PutObjectCommandInput } from '@aws-sdk/client-s3';
import { NotPlayed } from '../../refuse';
import { AwsError } from '../service';

/** Base64. */
export interface Checksums {
  readonly ChecksumCRC32?: string;
  readonly ChecksumSHA256?: string;
}

const ALGORITHMS = {
  CRC32: (body: Buffer) => {
    const checksum = Buffer.alloc(4);
    checksum.writeUInt32BE(crc32(body));
    return checksum.toString('base64');
  },
  SHA256: (body: Buffer) => createHash('sha256').update(body).digest('base64'),
} as const;

type Algorithm = keyof typeof ALGORITHMS;
const NAMES = Object.keys(ALGORITHMS) as Algorithm[];

/** @throws NotPlayed for an algorithm that is not played. */
export function algorithmOf(where: string, given: string | undefined): Algorithm | undefined {
  const found = NAMES.find((name) => name === given);
  if (given !== undefined && found === undefined) throw new NotPlayed(`${where} ChecksumAlgorithm ${given}`, NAMES);
  return found;
}

/** The checksum of a body by one algorithm, as S3 computes it. */
export const checksumBy = (algorithm: Algorithm, body: Buffer): Checksums => ({
  [`Checksum${algorithm}`]: ALGORITHMS[algorithm](body),
});

/** The checksum that came with an object. @throws AwsError BadDigest, InvalidRequest; NotPlayed for another algorithm. */
export function checked(input: PutObjectCommandInput, body: Buffer): Checksums {
  const named = algorithmOf('s3 PutObject', input.ChecksumAlgorithm);
  const given = NAMES.flatMap((name) => {
    const value = input[`Checksum${name}`];
    return value === undefined ? [] : [{ name, value }];
  });
  // @claim cross-checked: More than one checksum is InvalidRequest "Expecting a single x-amz-checksum- header. Multiple checksum Types are not allowed."
  // @source https://github.com/versity/versitygw/issues/1186
  if (given.length > 1) {
    const message = 'Expecting a single x-amz-checksum- header. Multiple checksum Types are not allowed.';
    throw new AwsError('InvalidRequest', message);
  }
  // @claim documented: A checksum by another algorithm than ChecksumAlgorithm names is BadDigest.
  // @source SDK client-s3 PutObject documentation (ChecksumAlgorithm)
  if (named && given[0] && given[0].name !== named) {
    throw new AwsError('BadDigest', `ChecksumAlgorithm is ${named} and the checksum given is ${given[0].name}.`);
  }
  // @claim documented: A body that does not fit the checksum it comes with is refused with BadDigest.
  // @source https://docs.aws.amazon.com/AmazonS3/latest/userguide/checking-object-integrity.html
  for (const { name, value } of given) {
    if (ALGORITHMS[name](body) !== value) {
      throw new AwsError('BadDigest', `The ${name} you specified did not match the calculated checksum.`, 400);
    }
  }
  return Object.fromEntries(given.map(({ name, value }) => [`Checksum${name}`, value]));
}
