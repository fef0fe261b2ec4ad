import { S3 } from '../../../../rehearsal/engine/aws/s3';
import { VirtualClock } from '../../../../rehearsal/engine/clock';

const START = Date.UTC(2026, 10, 23, 3, 45);
const Bucket = 'reports';
const caller = { principal: 'arn:aws:iam::111122223333:role/writer' };
const make = () => new S3({ buckets: [Bucket], clock: new VirtualClock(START) });

test('a report is read back as it was written', () => {
  const s3 = make();
  const { VersionId } = s3.operations.PutObject({
    Bucket,
    Key: 'a.md',
    Body: 'abc',
    ContentType: 'text/markdown',
    Metadata: { incident: 'inc-1' },
  });
  expect(s3.operations.GetObject({ Bucket, Key: 'a.md' }, caller)).toEqual({
    Body: Buffer.from('abc'),
    ContentLength: 3,
    ContentType: 'text/markdown',
    ETag: '"900150983cd24fb0d6963f7d28e17f72"', // MD5 of abc: https://www.rfc-editor.org/rfc/rfc1321#appendix-A.5
    LastModified: new Date(START),
    Metadata: { incident: 'inc-1' },
    VersionId,
  });
  expect(s3.operations.HeadObject({ Bucket, Key: 'a.md' }, caller)).not.toHaveProperty('Body');
});

// https://docs.aws.amazon.com/AmazonS3/latest/userguide/conditional-writes.html
test('a ledger entry that exists is not written a second time', () => {
  const s3 = make();
  const entry = { Bucket, Key: 'ledger/1', Body: 'first', IfNoneMatch: '*' };
  s3.operations.PutObject(entry);
  expect(() => s3.operations.PutObject({ ...entry, Body: 'second' })).toThrow(
    expect.objectContaining({ code: 'PreconditionFailed', status: 412 }),
  );
  expect(s3.object(Bucket, 'ledger/1')?.body.toString()).toBe('first');
});

// https://docs.aws.amazon.com/AmazonS3/latest/userguide/Versioning.html
test('writing over an object keeps what was there before', () => {
  const s3 = make();
  s3.put(Bucket, 'a', 'one');
  s3.put(Bucket, 'a', 'two');
  expect(s3.history(Bucket, 'a').map(String)).toEqual(['one', 'two']);
  expect(s3.object(Bucket, 'a')?.body.toString()).toBe('two');
});

// https://docs.aws.amazon.com/AmazonS3/latest/API/API_GetObject.html and API_HeadObject.html: which error a missing key gives
test('a missing key is 404 to who may list the bucket, and 403 to who may not', () => {
  const s3 = make();
  const code = (code: string, status: number) => expect.objectContaining({ code, status });
  expect(() => s3.operations.GetObject({ Bucket, Key: 'x' }, caller)).toThrow(code('NoSuchKey', 404));
  expect(() => s3.operations.HeadObject({ Bucket, Key: 'x' }, caller)).toThrow(code('NotFound', 404));
  expect(() => s3.operations.GetObject({ Bucket: 'other', Key: 'x' }, caller)).toThrow(code('NoSuchBucket', 404));
  const blind = new S3({ buckets: [Bucket], clock: new VirtualClock(START), mayList: () => false });
  expect(() => blind.operations.GetObject({ Bucket, Key: 'x' }, caller)).toThrow(code('AccessDenied', 403));
});

// CRC32 of "123456789" is cbf43926: https://reveng.sourceforge.io/crc-catalogue/all.htm (CRC-32/ISO-HDLC)
test('a body that does not fit its checksum is refused, and a checksum that fits comes back', () => {
  const s3 = make();
  const put = { Bucket, Key: 'a', Body: '123456789', ChecksumAlgorithm: 'CRC32' as const };
  expect(() => s3.operations.PutObject({ ...put, ChecksumCRC32: 'AAAAAA==' })).toThrow(
    expect.objectContaining({ code: 'BadDigest' }),
  );
  s3.operations.PutObject({ ...put, ChecksumCRC32: 'y/Q5Jg==' });
  expect(s3.operations.GetObject({ Bucket, Key: 'a', ChecksumMode: 'ENABLED' }, caller).ChecksumCRC32).toBe('y/Q5Jg==');
});

// https://docs.aws.amazon.com/AmazonS3/latest/API/API_ListObjectsV2.html: UTF-8 binary order
test('keys come in the order of their bytes', () => {
  const s3 = make();
  for (const key of ['b', 'a/2', 'Z', 'a/10', 'é']) s3.put(Bucket, key, '');
  expect(s3.keys(Bucket)).toEqual(['Z', 'a/10', 'a/2', 'b', 'é']);
});

// SHA-256 of "abc": https://www.di-mgmt.com.au/sha_testvectors.html, ba7816bf...20015ad in base64
const SHA256 = 'ungWv48Bz+pBQUDeXa4iI7ADYaOWF3qctBD/YfIAFa0=';

test('a SHA-256 that comes with an object is checked, kept, and told to whoever asks', () => {
  const s3 = make();
  const put = { Bucket, Key: 'a', Body: 'abc' };
  const bad = expect.objectContaining({ code: 'BadDigest', status: 400 });
  expect(() => s3.operations.PutObject({ ...put, Body: 'abd', ChecksumSHA256: SHA256 })).toThrow(bad);
  expect(() => s3.operations.PutObject({ ...put, ChecksumAlgorithm: 'CRC32', ChecksumSHA256: SHA256 })).toThrow(bad);
  expect(s3.keys(Bucket)).toEqual([]);
  expect(s3.operations.PutObject({ ...put, ChecksumSHA256: SHA256 }).ChecksumSHA256).toBe(SHA256);
  const asked = { Bucket, Key: 'a', ChecksumMode: 'ENABLED' as const };
  expect(s3.operations.HeadObject(asked, caller).ChecksumSHA256).toBe(SHA256);
  expect(s3.operations.GetObject(asked, caller).ChecksumSHA256).toBe(SHA256);
  expect(s3.operations.HeadObject({ Bucket, Key: 'a' }, caller)).not.toHaveProperty('ChecksumSHA256');
  // https://github.com/versity/versitygw/issues/1186
  expect(() => s3.operations.PutObject({ ...put, ChecksumSHA256: SHA256, ChecksumCRC32: 'y/Q5Jg==' })).toThrow(
    expect.objectContaining({ code: 'InvalidRequest' }),
  );
});

// SDK client-s3 PutObject documentation (IfMatch); https://docs.aws.amazon.com/AmazonS3/latest/userguide/conditional-writes.html
test('an object is only written over by who has seen what it is now', () => {
  const s3 = make();
  const first = s3.operations.PutObject({ Bucket, Key: 'a', Body: 'one' });
  const second = s3.operations.PutObject({ Bucket, Key: 'a', Body: 'two', IfMatch: first.ETag });
  expect(() => s3.operations.PutObject({ Bucket, Key: 'a', Body: 'three', IfMatch: first.ETag })).toThrow(
    expect.objectContaining({ code: 'PreconditionFailed', status: 412 }),
  );
  expect(() => s3.operations.PutObject({ Bucket, Key: 'b', Body: 'x', IfMatch: first.ETag })).toThrow(
    expect.objectContaining({ code: 'NoSuchKey', status: 404 }),
  );
  s3.operations.PutObject({ Bucket, Key: 'a', Body: 'three', IfMatch: second.ETag?.replace(/"/g, '') });
  expect(s3.history(Bucket, 'a').map(String)).toEqual(['one', 'two', 'three']);
});

describe('ListObjectsV2', () => {
  // https://docs.aws.amazon.com/AmazonS3/latest/API/API_ListObjectsV2.html: response elements
  test('lists the newest version of each key that begins with the prefix', () => {
    const s3 = make();
    s3.put(Bucket, 'day/1', 'old');
    s3.put(Bucket, 'day/1', 'abc');
    s3.put(Bucket, 'other', 'x');
    expect(s3.operations.ListObjectsV2({ Bucket, Prefix: 'day/' })).toEqual({
      Name: Bucket,
      Prefix: 'day/',
      MaxKeys: 1000,
      KeyCount: 1,
      IsTruncated: false,
      Contents: [
        {
          Key: 'day/1',
          LastModified: new Date(START),
          ETag: '"900150983cd24fb0d6963f7d28e17f72"',
          Size: 3,
          StorageClass: 'STANDARD',
        },
      ],
    });
    expect(s3.operations.ListObjectsV2({ Bucket, Prefix: 'none' })).not.toHaveProperty('Contents');
    expect(() => s3.operations.ListObjectsV2({ Bucket: 'gone' })).toThrow(
      expect.objectContaining({ code: 'NoSuchBucket', status: 404 }),
    );
  });

  test('a page has at most a thousand keys, whatever is asked for, and the token leads on', () => {
    const s3 = make();
    for (let n = 0; n < 1500; n++) s3.put(Bucket, `k${String(n).padStart(4, '0')}`, '');
    const walk = (MaxKeys: number) => {
      const pages: number[] = [];
      const keys: string[] = [];
      let ContinuationToken: string | undefined;
      do {
        const page = s3.operations.ListObjectsV2({ Bucket, MaxKeys, ContinuationToken });
        pages.push(page.KeyCount ?? 0);
        keys.push(...(page.Contents ?? []).map(({ Key }) => Key ?? ''));
        ContinuationToken = page.NextContinuationToken;
        expect(page.IsTruncated).toBe(ContinuationToken !== undefined);
      } while (ContinuationToken);
      return { pages, keys };
    };
    expect(walk(5000)).toEqual({ pages: [1000, 500], keys: s3.keys(Bucket) });
    expect(walk(700)).toEqual({ pages: [700, 700, 100], keys: s3.keys(Bucket) });
    expect(s3.operations.ListObjectsV2({ Bucket, MaxKeys: 0 })).toMatchObject({ KeyCount: 0, IsTruncated: false });
  });

  // https://docs.aws.amazon.com/AmazonS3/latest/userguide/using-prefixes.html: the keys of its example, listed by folder
  test('keys are rolled up to the delimiter, as folders of which each counts once', () => {
    const s3 = make();
    for (const key of [
      'sample.jpg',
      'photos/2006/January/sample.jpg',
      'photos/2006/February/sample2.jpg',
      'photos/2006/February/sample3.jpg',
    ])
      s3.put(Bucket, key, '');
    const root = s3.operations.ListObjectsV2({ Bucket, Delimiter: '/' });
    expect(root).toMatchObject({ KeyCount: 2, Delimiter: '/', CommonPrefixes: [{ Prefix: 'photos/' }] });
    expect(root.Contents?.map(({ Key }) => Key)).toEqual(['sample.jpg']);
    const year = s3.operations.ListObjectsV2({ Bucket, Delimiter: '/', Prefix: 'photos/2006/' });
    expect(year).not.toHaveProperty('Contents');
    expect(year.CommonPrefixes).toEqual([{ Prefix: 'photos/2006/February/' }, { Prefix: 'photos/2006/January/' }]);
    const first = s3.operations.ListObjectsV2({ Bucket, Delimiter: '/', Prefix: 'photos/2006/', MaxKeys: 1 });
    expect(first).toMatchObject({ KeyCount: 1, IsTruncated: true });
    const { NextContinuationToken: ContinuationToken } = first;
    expect(
      s3.operations.ListObjectsV2({ Bucket, Delimiter: '/', Prefix: 'photos/2006/', ContinuationToken }).CommonPrefixes,
    ).toEqual([{ Prefix: 'photos/2006/January/' }]);
  });

  test.each([{ ContinuationToken: 'k0001' }, { MaxKeys: -1 }])('%j is InvalidArgument', (input) => {
    expect(() => make().operations.ListObjectsV2({ Bucket, ...input })).toThrow(
      expect.objectContaining({ code: 'InvalidArgument', status: 400 }),
    );
  });
});

describe('CopyObject', () => {
  const stocked = () => {
    const s3 = new S3({ buckets: [Bucket, 'backup'], clock: new VirtualClock(START) });
    const { VersionId } = s3.operations.PutObject({
      Bucket,
      Key: 'day/a b+c.csv',
      Body: 'abc',
      ContentType: 'text/csv',
      Metadata: { day: '1' },
      ChecksumCRC32: 'NSRBwg==', // CRC-32 of abc: 352441c2
    });
    const copy = (more: object = {}) =>
      s3.operations.CopyObject(
        { Bucket: 'backup', Key: 'copy.csv', CopySource: `${Bucket}/day/a%20b%2Bc.csv`, ...more },
        caller,
      );
    const head = (Key = 'copy.csv') =>
      s3.operations.HeadObject({ Bucket: 'backup', Key, ChecksumMode: 'ENABLED' }, caller);
    return { s3, VersionId, copy, head };
  };

  // https://docs.aws.amazon.com/AmazonS3/latest/API/API_CopyObject.html
  test('the copy is what its source was, with its type, its metadata and its checksum', () => {
    const { VersionId, copy, head } = stocked();
    const ETag = '"900150983cd24fb0d6963f7d28e17f72"';
    const answer = copy({ MetadataDirective: 'COPY' });
    expect(answer).toEqual({
      CopyObjectResult: { ETag, LastModified: new Date(START), ChecksumCRC32: 'NSRBwg==' },
      CopySourceVersionId: VersionId,
      VersionId: expect.any(String),
    });
    expect(head()).toMatchObject({ ETag, ContentType: 'text/csv', Metadata: { day: '1' }, ChecksumCRC32: 'NSRBwg==' });
  });

  test('with another algorithm the copy gets the checksum that S3 computes', () => {
    const { copy, head } = stocked();
    expect(copy({ ChecksumAlgorithm: 'SHA256' }).CopyObjectResult?.ChecksumSHA256).toBe(SHA256);
    expect(head().ChecksumSHA256).toBe(SHA256);
    expect(head()).not.toHaveProperty('ChecksumCRC32');
  });

  test('what lay at the destination before is kept as a version', () => {
    const { s3, copy } = stocked();
    s3.put('backup', 'copy.csv', 'before');
    copy({ CopySource: `/${Bucket}/day/a%20b%2Bc.csv` });
    expect(s3.history('backup', 'copy.csv').map(String)).toEqual(['before', 'abc']);
  });

  test('a source that is not there, a bucket that is not there, and a copy onto itself are refused', () => {
    const { copy } = stocked();
    const code = (code: string, status: number) => expect.objectContaining({ code, status });
    expect(() => copy({ CopySource: `${Bucket}/gone` })).toThrow(code('NoSuchKey', 404));
    expect(() => copy({ Bucket: 'gone' })).toThrow(code('NoSuchBucket', 404));
    expect(() => copy({ Bucket, Key: 'day/a b+c.csv' })).toThrow(code('InvalidRequest', 400));
  });

  test('a copy that must not overwrite does not, and one of a source that has changed is refused', () => {
    const { copy } = stocked();
    copy({ IfNoneMatch: '*' });
    expect(() => copy({ IfNoneMatch: '*' })).toThrow(expect.objectContaining({ code: 'PreconditionFailed' }));
    expect(() => copy({ CopySourceIfMatch: '"another"' })).toThrow(
      expect.objectContaining({ code: 'PreconditionFailed' }),
    );
    expect(copy({ TaggingDirective: 'REPLACE' }).VersionId).toBeDefined();
  });

  test('what is not played is refused by name', () => {
    const { copy } = stocked();
    expect(() => copy({ MetadataDirective: 'REPLACE' })).toThrow('MetadataDirective REPLACE');
    expect(() => copy({ CopySource: `${Bucket}/a?versionId=1` })).toThrow('CopySource reports/a?versionId=1');
    expect(() => copy({ ChecksumAlgorithm: 'SHA1' })).toThrow('s3 CopyObject ChecksumAlgorithm SHA1');
    expect(() => copy({ Tagging: 'a=b' })).toThrow('s3 CopyObject Tagging');
  });
});

test('what is not played is refused by name', () => {
  const s3 = make();
  expect(() => s3.operations.PutObject({ Bucket, Key: 'a', Body: '', ACL: 'private' })).toThrow('s3 PutObject ACL');
  expect(() => s3.operations.GetObject({ Bucket, Key: 'a', Range: 'bytes=0-1' }, caller)).toThrow('s3 GetObject Range');
  expect(() => s3.operations.PutObject({ Bucket, Key: 'a', Body: '', IfNoneMatch: '"e"' })).toThrow('IfNoneMatch "e"');
  expect(() => s3.operations.PutObject({ Bucket, Key: 'a', Body: '', IfMatch: '*' })).toThrow('IfMatch *');
  expect(() => s3.operations.ListObjectsV2({ Bucket, StartAfter: 'a' })).toThrow('s3 ListObjectsV2 StartAfter');
});
