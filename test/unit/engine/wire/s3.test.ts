import { createHash } from 'node:crypto';
import { Readable } from 'node:stream';
import {
  CopyObjectCommand,
  CreateMultipartUploadCommand,
  DeleteObjectCommand,
  GetObjectCommand,
  HeadObjectCommand,
  ListObjectsV2Command,
  PutObjectCommand,
  S3Client,
  UploadPartCommand,
} from '@aws-sdk/client-s3';
import { encode, type WireCall } from '../../../../rehearsal/engine/wire';
import { unchunk } from '../../../../rehearsal/engine/wire/aws-chunked';
import type { Shape } from '../../../../rehearsal/engine/wire/schema';
import { serviceOf } from '../../../../rehearsal/engine/wire/services';
import { clientOf, Loopback, REQUEST_ID } from './loopback';
import { SOME_TIME } from './sample';

const BODY = Buffer.from('123456789');
/** The check value of CRC-32/ISO-HDLC over these nine digits, 0xCBF43926: https://reveng.sourceforge.io/crc-catalogue/17plus.htm */
const CRC32 = 'y/Q5Jg==';

function input(call: WireCall | undefined): Record<string, unknown> {
  return call?.input as Record<string, unknown>;
}

describe('every member of the operations on one object', () => {
  /** Members whose value the client or HTTP decides. */
  const FIXED: Readonly<Record<string, unknown>> = {
    Bucket: 'reports',
    Key: '2026/03/01 a+b/ü.json',
    Body: BODY,
    ContentLength: BODY.length,
    ChecksumAlgorithm: 'CRC32',
    // The client wants 32 bytes here, and computes their digest itself.
    SSECustomerKey: Buffer.alloc(32).toString('base64'),
    SSECustomerKeyMD5: createHash('md5').update(Buffer.alloc(32)).digest('base64'),
    Metadata: { 'written-by': 'a test' },
    // The client copies Expires here as it came.
    ExpiresString: SOME_TIME.toUTCString(),
  };

  function sampled(shape: Shape): Record<string, unknown> {
    const byKind: Readonly<Record<string, unknown>> = { number: 7, boolean: true, timestamp: SOME_TIME };
    return Object.fromEntries(
      [...shape.members].map(([name, member]) => [name, FIXED[name] ?? byKind[member.kind] ?? `v-${name}`]),
    );
  }

  test.each(['PutObject', 'GetObject', 'HeadObject'])('%s arrives and answers as it was given', async (name) => {
    const { Client, commands } = clientOf(await import('@aws-sdk/client-s3'));
    const Command = commands.get(name);
    const schema = serviceOf('s3').operations.get(name);
    if (!Command || !schema) throw new Error(`${name} has no command or no schema`);
    const given = sampled(schema.input);
    const output = { ...sampled(schema.output), ...(name === 'HeadObject' && { ContentLength: 4_096 }) };
    const end = new Loopback();
    end.answer = () => ({ output });

    // The sampled checksums are not those of the body, so the client must not check them here.
    const client = new Client({ ...end.config, responseChecksumValidation: 'WHEN_REQUIRED' });
    const { $metadata, Body, ...received } = await client.send(new Command(given));

    expect(end.calls.at(-1)).toEqual({
      service: 's3',
      operation: name,
      input: given,
      accessKeyId: 'AKIDROLE',
      region: 'ap-south-1',
    });
    const { Body: sentBody, ...sent } = output as Record<string, unknown>;
    expect(received).toEqual(sent);
    if (sentBody) {
      const bytes = await (Body as { transformToByteArray(): Promise<Uint8Array> }).transformToByteArray();
      expect(Buffer.from(bytes)).toEqual(BODY);
    }
  });
});

describe('an upload', () => {
  test('arrives as bytes with the checksum the client computed', async () => {
    const end = new Loopback();
    await new S3Client(end.config).send(new PutObjectCommand({ Bucket: 'reports', Key: 'a', Body: '123456789' }));
    expect(input(end.calls[0])).toMatchObject({ Body: BODY, ChecksumCRC32: CRC32, ContentLength: 9 });
    expect(Buffer.isBuffer(input(end.calls[0]).Body)).toBe(true);
  });

  test('in chunks arrives without its chunks, its trailing checksum as if it had come in front', async () => {
    const end = new Loopback();
    await new S3Client(end.config).send(
      new PutObjectCommand({
        Bucket: 'reports',
        Key: 'a',
        Body: Readable.from([Buffer.from('1234'), Buffer.from('56789')]),
        ContentLength: 9,
      }),
    );
    expect(end.requests[0]?.headers['content-encoding']).toBe('aws-chunked');
    const { ContentEncoding, ...rest } = input(end.calls[0]);
    expect(ContentEncoding).toBeUndefined();
    expect(rest).toMatchObject({ Body: BODY, ChecksumCRC32: CRC32, ContentLength: 9 });
  });

  test('in chunks keeps the encoding that belongs to the object', async () => {
    const end = new Loopback();
    await new S3Client(end.config).send(
      new PutObjectCommand({
        Bucket: 'reports',
        Key: 'a',
        Body: Readable.from([BODY]),
        ContentLength: 9,
        ContentEncoding: 'gzip',
      }),
    );
    expect(input(end.calls[0])).toMatchObject({ ContentEncoding: 'gzip', Body: BODY });
  });

  test.each([
    ['signed chunks', '9\r\n123456789\r\n0\r\n\r\n', 'STREAMING-AWS4-HMAC-SHA256-PAYLOAD', 'x-amz-content-sha256'],
    ['a header that is no size', 'x\r\n', 'STREAMING-UNSIGNED-PAYLOAD-TRAILER', "the chunk header 'x'"],
    ['a body that breaks off', '9\r\n1234', 'STREAMING-UNSIGNED-PAYLOAD-TRAILER', 'breaks off'],
    ['another length', '4\r\n1234\r\n0\r\n\r\n', 'STREAMING-UNSIGNED-PAYLOAD-TRAILER', '4 bytes in chunks'],
  ])('in chunks is refused for %s', (_, body, signing, message) => {
    const headers = { 'x-amz-content-sha256': signing, 'x-amz-decoded-content-length': '9' };
    expect(() => unchunk(Buffer.from(body), headers)).toThrow(message);
  });

  test.each([
    ['virtual-hosted', false, 'reports.s3.ap-south-1.amazonaws.com'],
    ['path-style', true, 's3.ap-south-1.amazonaws.com'],
  ])('names its bucket %s', async (_, forcePathStyle, host) => {
    const end = new Loopback();
    const command = new PutObjectCommand({ Bucket: 'reports', Key: 'daily/a b.json', Body: 'x' });
    await new S3Client({ ...end.config, forcePathStyle }).send(command);
    expect(end.requests[0]?.host).toBe(host);
    expect(input(end.calls[0])).toMatchObject({ Bucket: 'reports', Key: 'daily/a b.json' });
  });
});

describe('a download', () => {
  test('given as text passes the checksum test of the client', async () => {
    const end = new Loopback();
    end.answer = () => ({ output: { Body: '123456789', ChecksumCRC32: CRC32 } });
    const { Body, ContentLength } = await new S3Client(end.config).send(
      new GetObjectCommand({ Bucket: 'reports', Key: 'a' }),
    );
    expect(await Body?.transformToString()).toBe('123456789');
    expect(ContentLength).toBe(9);
  });

  test('with a wrong checksum fails in the client', async () => {
    const end = new Loopback();
    end.answer = () => ({ output: { Body: '123456780', ChecksumCRC32: CRC32 } });
    const { Body } = await new S3Client(end.config).send(new GetObjectCommand({ Bucket: 'reports', Key: 'a' }));
    await expect(Body?.transformToString()).rejects.toThrow('Checksum mismatch');
  });

  test('is refused when its length is not that of its body', () => {
    const call: WireCall = { service: 's3', operation: 'GetObject', input: {}, accessKeyId: 'k', region: 'r' };
    expect(() => encode(call, { Body: 'abc', ContentLength: 4 }, REQUEST_ID)).toThrow(
      'GetObject output.ContentLength 4. Supported: the length of its Body, 3.',
    );
  });

  test('asked for by its head has a length and no body', async () => {
    const end = new Loopback();
    end.answer = () => ({ output: { ContentLength: 9, ETag: '"e"' } });
    const answer = await new S3Client(end.config).send(new HeadObjectCommand({ Bucket: 'reports', Key: 'a' }));
    expect(answer).toMatchObject({ ContentLength: 9, ETag: '"e"' });
  });
});

describe('an answer of XML', () => {
  const Bucket = 'reports';

  test('a listing arrives with its parameters and answers with its keys', async () => {
    const end = new Loopback();
    const output = {
      Name: Bucket,
      Prefix: 'day/',
      MaxKeys: 2,
      KeyCount: 2,
      IsTruncated: true,
      Contents: ['day/1 & <2>', 'day/ü'].map((Key) => ({
        Key,
        LastModified: SOME_TIME,
        ETag: '"e"',
        Size: 9,
        StorageClass: 'STANDARD' as const,
      })),
      ContinuationToken: 'YQ==',
      NextContinuationToken: 'Yg+/==',
    };
    end.answer = () => ({ output });
    const given = { Bucket, Prefix: 'day/', MaxKeys: 2, ContinuationToken: 'YQ+/==' };
    const { $metadata, ...received } = await new S3Client(end.config).send(new ListObjectsV2Command(given));
    expect(end.calls[0]).toMatchObject({ operation: 'ListObjectsV2', input: given });
    expect(received).toEqual(output);
    expect($metadata.httpStatusCode).toBe(200);
  });

  test.each([true, false])('an empty listing is empty, in a path: %s', async (forcePathStyle) => {
    const end = new Loopback();
    end.answer = () => ({ output: { Name: Bucket, KeyCount: 0, IsTruncated: false } });
    const client = new S3Client({ ...end.config, forcePathStyle });
    const { Contents, KeyCount } = await client.send(new ListObjectsV2Command({ Bucket }));
    expect([Contents, KeyCount, input(end.calls[0]).Bucket]).toEqual([undefined, 0, Bucket]);
  });

  test('a copy arrives with its source and answers in headers and body', async () => {
    const end = new Loopback();
    const output = {
      CopyObjectResult: { ETag: '"e"', LastModified: SOME_TIME, ChecksumSHA256: 'x' },
      CopySourceVersionId: 'v1',
      VersionId: 'v2',
    };
    end.answer = () => ({ output });
    const given = {
      Bucket,
      Key: 'a b',
      CopySource: 'reports/day/a%20b',
      ChecksumAlgorithm: 'SHA256' as const,
      MetadataDirective: 'COPY' as const,
    };
    const { $metadata: _, ...received } = await new S3Client(end.config).send(new CopyObjectCommand(given));
    expect(end.calls[0]).toMatchObject({ operation: 'CopyObject', input: given });
    expect(received).toEqual(output);
  });

  test('a listing with a member nobody models is refused by name', () => {
    const call: WireCall = { service: 's3', operation: 'ListObjectsV2', input: {}, accessKeyId: 'k', region: 'r' };
    expect(() => encode(call, { Contents: [{ Keys: 'a' }] }, REQUEST_ID)).toThrow(
      "ListObjectsV2 output.Contents[0] has no member 'Keys'",
    );
  });
});

describe('the other operations of S3', () => {
  const Bucket = 'reports';
  test.each([
    ['DeleteObject', new DeleteObjectCommand({ Bucket, Key: 'a' })],
    ['CreateMultipartUpload', new CreateMultipartUploadCommand({ Bucket, Key: 'a' })],
    ['UploadPart', new UploadPartCommand({ Bucket, Key: 'a', UploadId: 'u', PartNumber: 1, Body: 'x' })],
  ])('%s is refused by name', async (name, command) => {
    const client = new S3Client(new Loopback().config);
    await expect(client.send(command as never)).rejects.toThrow(
      `s3 ${name} is not on the wire. Supported: CopyObject, GetObject, HeadObject, ListObjectsV2, PutObject.`,
    );
  });
});
