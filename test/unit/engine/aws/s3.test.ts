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

test('what is not played is refused by name', () => {
  const s3 = make();
  expect(() => s3.operations.PutObject({ Bucket, Key: 'a', Body: '', ACL: 'private' })).toThrow('s3 PutObject ACL');
  expect(() => s3.operations.GetObject({ Bucket, Key: 'a', Range: 'bytes=0-1' }, caller)).toThrow('s3 GetObject Range');
  expect(() => s3.operations.PutObject({ Bucket, Key: 'a', Body: '', IfNoneMatch: '"e"' })).toThrow('IfNoneMatch "e"');
});
