import { createHash } from 'node:crypto';
import { crc32 } from 'node:zlib';
import type {
  GetObjectCommandInput,
  GetObjectCommandOutput,
  HeadObjectCommandInput,
  HeadObjectCommandOutput,
  PutObjectCommandInput,
  PutObjectCommandOutput,
} from '@aws-sdk/client-s3';
import type { VirtualClock } from '../clock';
import { NotPlayed, refuseOthers } from '../refuse';
import { AwsError, type Caller, type ServiceModel } from './service';

interface Version {
  readonly body: Buffer;
  readonly contentType?: string;
  readonly metadata: Readonly<Record<string, string>>;
  readonly checksum?: string;
  readonly versionId: string;
  readonly etag: string;
  /** Milliseconds since the epoch. */
  readonly at: number;
}

/** The body is whole, not a stream. */
type Got = Omit<GetObjectCommandOutput, 'Body' | '$metadata'> & { Body: Buffer };

const PUT = [
  'Bucket',
  'Key',
  'Body',
  'ContentType',
  'ContentLength',
  'Metadata',
  'IfNoneMatch',
  'ChecksumAlgorithm',
  'ChecksumCRC32',
];
const GET = ['Bucket', 'Key', 'ChecksumMode'];

/** S3: buckets with versioning on. */
export class S3 implements ServiceModel {
  private readonly buckets: ReadonlyMap<string, Map<string, Version[]>>;
  private readonly clock: VirtualClock;
  private readonly mayList: (caller: Caller, bucket: string) => boolean;
  private versions = 0;

  /**
   * @param o.buckets names of versioned buckets.
   * @param o.mayList whether the caller has s3:ListBucket, which decides how a missing key is answered; true if not given.
   */
  constructor(o: {
    buckets: readonly string[];
    clock: VirtualClock;
    mayList?: (caller: Caller, bucket: string) => boolean;
  }) {
    this.buckets = new Map(o.buckets.map((name) => [name, new Map()]));
    this.clock = o.clock;
    this.mayList = o.mayList ?? (() => true);
  }

  readonly operations = {
    PutObject: (input: PutObjectCommandInput): Omit<PutObjectCommandOutput, '$metadata'> => this.putObject(input),
    GetObject: (input: GetObjectCommandInput, caller: Caller): Got => {
      refuseOthers('s3 GetObject', input, GET);
      const version = this.existing(input, caller, 'NoSuchKey');
      return { ...headersOf(version), ...checksumOf(version, input), Body: Buffer.from(version.body) };
    },
    HeadObject: (input: HeadObjectCommandInput, caller: Caller): Omit<HeadObjectCommandOutput, '$metadata'> => {
      refuseOthers('s3 HeadObject', input, GET);
      // @claim documented: HeadObject has no body to carry an error, so a missing key answers a bare 404 Not Found.
      // @source https://docs.aws.amazon.com/AmazonS3/latest/API/API_HeadObject.html
      const version = this.existing(input, caller, 'NotFound');
      return { ...headersOf(version), ...checksumOf(version, input) };
    },
  };

  /** The newest version of an object, for assertions and for the platform. */
  object(bucket: string, key: string): { body: Buffer; contentType?: string; versionId: string } | undefined {
    const version = this.bucket(bucket).get(key)?.at(-1);
    if (!version) return undefined;
    const { body, contentType, versionId } = version;
    return { body, versionId, ...(contentType === undefined ? {} : { contentType }) };
  }

  /** Every body an object has had, oldest first. */
  history(bucket: string, key: string): Buffer[] {
    return (this.bucket(bucket).get(key) ?? []).map((version) => version.body);
  }

  /** Keys in the order S3 lists them: by UTF-8 bytes. */
  keys(bucket: string): string[] {
    return [...this.bucket(bucket).keys()].sort((a, b) => Buffer.compare(Buffer.from(a), Buffer.from(b)));
  }

  /** The platform writes an object. */
  put(bucket: string, key: string, body: string | Uint8Array): void {
    this.add(this.bucket(bucket), key, { body: bytes(body), metadata: {} });
  }

  private putObject(input: PutObjectCommandInput): Omit<PutObjectCommandOutput, '$metadata'> {
    refuseOthers('s3 PutObject', input, PUT);
    const objects = this.bucket(input.Bucket ?? '');
    const key = input.Key ?? '';
    const body = bytes(input.Body ?? '');
    refuseDamaged(input, body);
    // @claim documented: A PutObject with IfNoneMatch `*` answers 412 PreconditionFailed when the key already has an object.
    // @source https://docs.aws.amazon.com/AmazonS3/latest/userguide/conditional-writes.html
    if (input.IfNoneMatch !== undefined) {
      if (input.IfNoneMatch !== '*') throw new NotPlayed(`s3 PutObject IfNoneMatch ${input.IfNoneMatch}`, ['*']);
      if (objects.has(key)) {
        const message = 'At least one of the pre-conditions you specified did not hold';
        throw new AwsError('PreconditionFailed', message, 412);
      }
    }
    const version = this.add(objects, key, {
      body,
      metadata: { ...input.Metadata },
      ...(input.ContentType === undefined ? {} : { contentType: input.ContentType }),
      ...(input.ChecksumCRC32 === undefined ? {} : { checksum: input.ChecksumCRC32 }),
    });
    return { ETag: version.etag, VersionId: version.versionId };
  }

  // @claim documented: In a bucket with versioning on, every PutObject makes a new version and keeps the ones before.
  // @source https://docs.aws.amazon.com/AmazonS3/latest/userguide/Versioning.html
  private add(
    objects: Map<string, Version[]>,
    key: string,
    content: Pick<Version, 'body' | 'metadata' | 'contentType' | 'checksum'>,
  ): Version {
    // @claim documented: The ETag of an object put in one piece, encrypted with S3 keys or not at all, is the MD5 digest of its content.
    // @source https://docs.aws.amazon.com/AmazonS3/latest/API/API_Object.html
    const etag = `"${createHash('md5').update(content.body).digest('hex')}"`;
    const version = { ...content, etag, versionId: `version-${++this.versions}`, at: this.clock.now() };
    objects.set(key, [...(objects.get(key) ?? []), version]);
    return version;
  }

  private existing(
    input: { Bucket?: string | undefined; Key?: string | undefined },
    caller: Caller,
    code: 'NoSuchKey' | 'NotFound',
  ): Version {
    const bucket = input.Bucket ?? '';
    const version = this.bucket(bucket)
      .get(input.Key ?? '')
      ?.at(-1);
    if (version) return version;
    // @claim documented: Reading a key that does not exist answers 404 to a caller with s3:ListBucket and 403 Access Denied to one without.
    // @source https://docs.aws.amazon.com/AmazonS3/latest/API/API_GetObject.html
    if (!this.mayList(caller, bucket)) throw new AwsError('AccessDenied', 'Access Denied', 403);
    const message = code === 'NoSuchKey' ? 'The specified key does not exist.' : 'Not Found';
    throw new AwsError(code, message, 404);
  }

  private bucket(name: string): Map<string, Version[]> {
    const objects = this.buckets.get(name);
    if (!objects) throw new AwsError('NoSuchBucket', 'The specified bucket does not exist', 404);
    return objects;
  }
}

function headersOf(version: Version) {
  return {
    ContentLength: version.body.length,
    ContentType: version.contentType ?? 'binary/octet-stream',
    ETag: version.etag,
    LastModified: new Date(Math.floor(version.at / 1000) * 1000),
    Metadata: { ...version.metadata },
    VersionId: version.versionId,
  };
}

function checksumOf(version: Version, input: { ChecksumMode?: string | undefined }): { ChecksumCRC32?: string } {
  return input.ChecksumMode === 'ENABLED' && version.checksum !== undefined ? { ChecksumCRC32: version.checksum } : {};
}

function refuseDamaged(input: PutObjectCommandInput, body: Buffer): void {
  if (input.ChecksumAlgorithm !== undefined && input.ChecksumAlgorithm !== 'CRC32') {
    throw new NotPlayed(`s3 PutObject ChecksumAlgorithm ${input.ChecksumAlgorithm}`, ['CRC32']);
  }
  if (input.ChecksumCRC32 === undefined) return;
  const checksum = Buffer.alloc(4);
  checksum.writeUInt32BE(crc32(body));
  if (checksum.toString('base64') !== input.ChecksumCRC32) {
    throw new AwsError('BadDigest', 'The CRC32 you specified did not match the calculated checksum.', 400);
  }
}

function bytes(body: unknown): Buffer {
  if (typeof body === 'string' || body instanceof Uint8Array) return Buffer.from(body as Uint8Array);
  throw new NotPlayed('an s3 object body that is a stream', ['a string', 'bytes']);
}
