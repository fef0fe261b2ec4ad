import type {
  CopyObjectCommandInput,
  CopyObjectCommandOutput,
  GetObjectCommandInput,
  GetObjectCommandOutput,
  HeadObjectCommandInput,
  HeadObjectCommandOutput,
  ListObjectsV2CommandInput,
  ListObjectsV2CommandOutput,
  PutObjectCommandInput,
  PutObjectCommandOutput,
} from '@aws-sdk/client-s3';
import type { VirtualClock } from '../../clock';
import { copySource } from '../../copy-source';
import { NotPlayed, refuseOthers } from '../../refuse';
import { AwsError, type Caller, type ServiceModel } from '../service';
import { algorithmOf, checked, checksumBy } from './checksum';
import { byBytes, listObjects } from './list';
import { bytes, type Content, etagOf, headersOf, lastModified, type Version } from './version';

/** The body is whole, not a stream. */
type Got = Omit<GetObjectCommandOutput, 'Body' | '$metadata'> & { Body: Buffer };

const PUT = [
  'Bucket',
  'Key',
  'Body',
  'ContentType',
  'ContentLength',
  'Metadata',
  'IfMatch',
  'IfNoneMatch',
  'ChecksumAlgorithm',
  'ChecksumCRC32',
  'ChecksumSHA256',
];
const GET = ['Bucket', 'Key', 'ChecksumMode'];
const COPY = [
  'Bucket',
  'Key',
  'CopySource',
  'ChecksumAlgorithm',
  'MetadataDirective',
  'TaggingDirective',
  'IfNoneMatch',
  'CopySourceIfMatch',
];

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
      return { ...headersOf(version, input), Body: Buffer.from(version.body) };
    },
    HeadObject: (input: HeadObjectCommandInput, caller: Caller): Omit<HeadObjectCommandOutput, '$metadata'> => {
      refuseOthers('s3 HeadObject', input, GET);
      // @claim documented: HeadObject has no body to carry an error, so a missing key answers a bare 404 Not Found.
      // @source https://docs.aws.amazon.com/AmazonS3/latest/API/API_HeadObject.html
      return headersOf(this.existing(input, caller, 'NotFound'), input);
    },
    ListObjectsV2: (input: ListObjectsV2CommandInput): Omit<ListObjectsV2CommandOutput, '$metadata'> => {
      const objects = this.bucket(input.Bucket ?? '');
      const newest = [...objects].flatMap(([key, versions]) => {
        const version = versions.at(-1);
        return version ? [[key, version] as const] : [];
      });
      return listObjects(
        input,
        newest.sort(([a], [b]) => byBytes(a, b)),
      );
    },
    CopyObject: (input: CopyObjectCommandInput, caller: Caller): Omit<CopyObjectCommandOutput, '$metadata'> =>
      this.copyObject(input, caller),
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
    return [...this.bucket(bucket).keys()].sort(byBytes);
  }

  /** The platform writes an object. */
  put(bucket: string, key: string, body: string | Uint8Array): void {
    this.add(this.bucket(bucket), key, { body: bytes(body), metadata: {}, checksums: {} });
  }

  private putObject(input: PutObjectCommandInput): Omit<PutObjectCommandOutput, '$metadata'> {
    refuseOthers('s3 PutObject', input, PUT);
    const objects = this.bucket(input.Bucket ?? '');
    const key = input.Key ?? '';
    const body = bytes(input.Body ?? '');
    const checksums = checked(input, body);
    refuseUnlessAsked(input, objects.get(key)?.at(-1));
    const version = this.add(objects, key, {
      body,
      metadata: { ...input.Metadata },
      checksums,
      ...(input.ContentType === undefined ? {} : { contentType: input.ContentType }),
    });
    return { ETag: version.etag, VersionId: version.versionId, ...checksums };
  }

  private copyObject(input: CopyObjectCommandInput, caller: Caller): Omit<CopyObjectCommandOutput, '$metadata'> {
    refuseOthers('s3 CopyObject', input, COPY);
    const { Bucket = '', Key = '', MetadataDirective = 'COPY' } = input;
    if (MetadataDirective !== 'COPY') {
      throw new NotPlayed(`s3 CopyObject MetadataDirective ${MetadataDirective}`, ['COPY']);
    }
    // Objects here have no tags, so that neither directive changes anything.
    const algorithm = algorithmOf('s3 CopyObject', input.ChecksumAlgorithm);
    const from = copySource(input.CopySource);
    if (!from) throw new NotPlayed(`s3 CopyObject CopySource ${input.CopySource}`, ['bucket/key, URL-encoded']);
    const objects = this.bucket(Bucket);
    const source = this.existing({ Bucket: from.bucket, Key: from.key }, caller, 'NoSuchKey');
    // @claim documented: An object cannot be copied onto itself without a change: InvalidRequest.
    // @source https://docs.aws.amazon.com/AmazonS3/latest/API/API_CopyObject.html
    if (from.bucket === Bucket && from.key === Key) {
      const message =
        "This copy request is illegal because it is trying to copy an object to itself without changing the object's " +
        'metadata, storage class, website redirect location or encryption attributes.';
      throw new AwsError('InvalidRequest', message);
    }
    // @claim documented: CopySourceIfMatch answers 412 PreconditionFailed when the source has another ETag, and IfNoneMatch `*` when the destination exists.
    // @source https://docs.aws.amazon.com/AmazonS3/latest/API/API_CopyObject.html
    const { IfNoneMatch, CopySourceIfMatch } = input;
    refuseUnlessAsked(CopySourceIfMatch === undefined ? {} : { IfMatch: CopySourceIfMatch }, source);
    refuseUnlessAsked(IfNoneMatch === undefined ? {} : { IfNoneMatch }, objects.get(Key)?.at(-1));
    // @claim documented: A copy takes over content, content type and metadata, and the checksum of its source unless another algorithm is asked for.
    // @source SDK client-s3 CopyObject documentation (MetadataDirective, ChecksumAlgorithm)
    const { body, contentType, metadata } = source;
    const checksums = algorithm ? checksumBy(algorithm, body) : source.checksums;
    const kept = contentType === undefined ? {} : { contentType };
    const version = this.add(objects, Key, { body, metadata, checksums, ...kept });
    return {
      CopyObjectResult: { ETag: version.etag, LastModified: lastModified(version), ...checksums },
      CopySourceVersionId: source.versionId,
      VersionId: version.versionId,
    };
  }

  // @claim documented: In a bucket with versioning on, every PutObject makes a new version and keeps the ones before.
  // @source https://docs.aws.amazon.com/AmazonS3/latest/userguide/Versioning.html
  private add(objects: Map<string, Version[]>, key: string, content: Content): Version {
    const versionId = `version-${++this.versions}`;
    const version = { ...content, etag: etagOf(content), versionId, at: this.clock.now() };
    const versions = objects.get(key);
    if (versions) versions.push(version);
    else objects.set(key, [version]);
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

/** @throws AwsError where what a request was told to expect of an object does not hold. */
function refuseUnlessAsked(
  { IfMatch, IfNoneMatch }: Pick<PutObjectCommandInput, 'IfMatch' | 'IfNoneMatch'>,
  present: Version | undefined,
): void {
  const failed = 'At least one of the pre-conditions you specified did not hold';
  // @claim documented: A PutObject with IfNoneMatch `*` answers 412 PreconditionFailed when the key already has an object.
  // @source https://docs.aws.amazon.com/AmazonS3/latest/userguide/conditional-writes.html
  if (IfNoneMatch !== undefined) {
    if (IfNoneMatch !== '*' || IfMatch !== undefined) {
      throw new NotPlayed(`s3 PutObject IfNoneMatch ${IfNoneMatch}${IfMatch === undefined ? '' : ' and IfMatch'}`, [
        '*',
      ]);
    }
    if (present) throw new AwsError('PreconditionFailed', failed, 412);
  }
  if (IfMatch === undefined) return;
  // @claim documented: A PutObject with IfMatch answers 412 PreconditionFailed when the object has another ETag.
  // @source SDK client-s3 PutObject documentation (IfMatch)
  // @claim assumed: Where there is no object it answers 404 NoSuchKey.
  // @source https://docs.aws.amazon.com/AmazonS3/latest/userguide/conditional-writes.html (the part on objects that are gone was not read)
  if (IfMatch === '*') throw new NotPlayed('s3 PutObject IfMatch *', ['an ETag']);
  if (!present) throw new AwsError('NoSuchKey', 'The specified key does not exist.', 404);
  // @claim assumed: The ETag may be given with its quotation marks or without.
  // @source https://docs.aws.amazon.com/AmazonS3/latest/userguide/conditional-writes.html (its examples have both)
  if (IfMatch.replace(/^"|"$/g, '') !== present.etag.replace(/"/g, '')) {
    throw new AwsError('PreconditionFailed', failed, 412);
  }
}
