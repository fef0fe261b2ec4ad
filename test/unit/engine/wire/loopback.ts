import { Readable } from 'node:stream';
import { HttpResponse as SdkResponse } from '@smithy/core/protocols';
import type { AwsError } from '../../../../rehearsal/engine/aws/service';
import { decode, encode, encodeError, type HttpRequest, type WireCall } from '../../../../rehearsal/engine/wire';

export const REQUEST_ID = '7a62c49f-347e-4fc4-9331-6e8e7a96aa73';

/** What an SDK client hands to its request handler. */
interface SdkRequest {
  method: string;
  hostname: string;
  path: string;
  query?: Record<string, string | string[] | null>;
  headers: Record<string, string>;
  body?: string | Uint8Array | AsyncIterable<Uint8Array>;
}

/** The far end of a real SDK client: what it was asked, and what it answers next. */
export class Loopback {
  readonly requests: HttpRequest[] = [];
  readonly calls: WireCall[] = [];
  answer: (call: WireCall) => { output: unknown } | { error: AwsError } = () => ({ output: {} });

  /** Configuration of a client that talks to this end and to nothing else. */
  readonly config = {
    region: 'ap-south-1',
    credentials: { accessKeyId: 'AKIDROLE', secretAccessKey: 'secret' },
    maxAttempts: 1,
    requestHandler: { handle: async (request: unknown) => ({ response: await this.serve(request as SdkRequest) }) },
  };

  private async serve(sent: SdkRequest): Promise<SdkResponse> {
    const request = {
      method: sent.method,
      host: sent.hostname,
      path: sent.path + search(sent.query),
      headers: sent.headers,
      body: await collect(sent.body),
    };
    this.requests.push(request);
    const call = await decode(request);
    this.calls.push(call);
    const answer = this.answer(call);
    const response =
      'error' in answer ? encodeError(call, answer.error, REQUEST_ID) : encode(call, answer.output, REQUEST_ID);
    const body = Readable.from([Buffer.from(response.body)], { objectMode: false });
    return new SdkResponse({ statusCode: response.status, headers: response.headers, body });
  }
}

function search(query: SdkRequest['query']): string {
  const pairs = Object.entries(query ?? {}).flatMap(([name, value]) =>
    [value ?? ''].flat().map((item) => `${encodeURIComponent(name)}=${encodeURIComponent(item)}`),
  );
  return pairs.length ? `?${pairs.join('&')}` : '';
}

async function collect(body: SdkRequest['body']): Promise<Buffer> {
  if (body === undefined || body === null) return Buffer.alloc(0);
  if (typeof body === 'string') return Buffer.from(body);
  // By its memory: Buffer.from(body) would call valueOf() of the SDK's own kind of bytes, which warns.
  if (ArrayBuffer.isView(body)) return Buffer.from(body.buffer, body.byteOffset, body.byteLength);
  const chunks: Uint8Array[] = [];
  for await (const chunk of body) chunks.push(chunk);
  return Buffer.concat(chunks);
}

export interface AnyClient {
  send(command: object): Promise<Record<string, unknown>>;
}

/** The client class and the commands a client package exports. */
export function clientOf(exported: Readonly<Record<string, unknown>>) {
  const [, Client] = Object.entries(exported).find(([name]) => /^[A-Z]\w+Client$/.test(name)) ?? [];
  const commands = new Map(
    Object.entries(exported)
      .filter(([name]) => /^[A-Z]\w+Command$/.test(name))
      .map(([name, command]) => [name.slice(0, -'Command'.length), command as new (input: unknown) => object]),
  );
  return { Client: Client as new (config: object) => AnyClient, commands };
}
