import { createHash } from 'node:crypto';
import { Readable } from 'node:stream';
import { S3Client } from '@aws-sdk/client-s3';
import { sdkStreamMixin } from '@smithy/core/serde';

type Input = Readonly<Record<string, string | undefined>>;
interface Command {
  readonly constructor: { readonly name: string };
  readonly input: Input;
}

const fault = (name: string, message: string = name) => Object.assign(new Error(message), { name });

/** Buckets with content and conditions, under every S3 client that functions make. */
export class Buckets {
  private readonly objects = new Map<string, Buffer>();
  /** Every call, as `GetObject bucket/key`. */
  readonly calls: string[] = [];
  /** Fails the call, or lets somebody else get in between, right before it is answered. */
  before: (call: string) => void = () => undefined;

  put(place: string, content: string | Buffer): void {
    this.objects.set(place, Buffer.from(content));
  }

  delete(place: string): void {
    this.objects.delete(place);
  }

  text(place: string): string | undefined {
    return this.objects.get(place)?.toString();
  }

  keys(): string[] {
    return [...this.objects.keys()].sort();
  }

  /** Puts itself under every client; undone by `jest.restoreAllMocks`. */
  under(): this {
    jest
      .spyOn(S3Client.prototype, 'send')
      .mockImplementation((async (command: Command) => this.answer(command)) as never);
    return this;
  }

  private answer(command: Command): object {
    const { input } = command;
    const { name } = command.constructor;
    const place = `${input.Bucket}/${input.Key ?? input.Prefix}`;
    const call = `${name.replace('Command', '')} ${place}`;
    this.calls.push(call);
    this.before(call);
    switch (name) {
      case 'GetObjectCommand': {
        const body = this.existing(place, 'NoSuchKey');
        return { Body: sdkStreamMixin(Readable.from([body])), ContentLength: body.length, ETag: etag(body) };
      }
      case 'HeadObjectCommand': {
        const body = this.existing(place, 'NotFound');
        return { ContentLength: body.length, ETag: etag(body) };
      }
      case 'ListObjectsV2Command':
        return this.list(input);
      case 'PutObjectCommand':
        this.judge(place, input);
        this.put(place, input.Body ?? '');
        return {};
      case 'CopyObjectCommand': {
        const source = this.existing(decodeURIComponent(input.CopySource ?? ''), 'NoSuchKey');
        if (input.CopySourceIfMatch !== etag(source)) throw fault('PreconditionFailed');
        this.judge(place, input);
        this.put(place, source);
        return {};
      }
      default:
        throw new Error(`The buckets have no ${name}.`);
    }
  }

  /** In one page: what more pages are like is the engine's to test. */
  private list({ Bucket, Prefix = '', Delimiter }: Input): object {
    const keys = this.keys().flatMap((place) =>
      place.startsWith(`${Bucket}/${Prefix}`) ? [place.slice(`${Bucket}/`.length)] : [],
    );
    if (Delimiter === undefined) {
      return { Contents: keys.map((Key) => ({ Key, Size: this.objects.get(`${Bucket}/${Key}`)?.length })) };
    }
    const folders = keys.map((key) => key.slice(0, key.indexOf(Delimiter, Prefix.length) + 1));
    return { CommonPrefixes: [...new Set(folders)].map((one) => ({ Prefix: one })) };
  }

  private existing(place: string, missing: string): Buffer {
    const body = this.objects.get(place);
    if (!body) throw fault(missing);
    return body;
  }

  private judge(place: string, { IfMatch, IfNoneMatch }: Input): void {
    const present = this.objects.get(place);
    if (IfNoneMatch === '*' && present) throw fault('PreconditionFailed');
    if (IfMatch !== undefined && !present) throw fault('NoSuchKey');
    if (IfMatch !== undefined && present && IfMatch !== etag(present)) throw fault('PreconditionFailed');
  }
}

export const denied = (): never => {
  throw fault('AccessDenied', 'Access Denied');
};

const etag = (body: Buffer): string => `"${createHash('md5').update(body).digest('hex')}"`;
