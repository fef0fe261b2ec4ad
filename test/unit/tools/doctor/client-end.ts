import { Readable } from 'node:stream';
import { HttpResponse as SdkResponse } from '@smithy/core/protocols';
import type { HttpRequest, HttpResponse } from '../../../../rehearsal/engine/wire';
import type { ClientConfig } from '../../../../tools/doctor/clients';

/** What an SDK client hands to its request handler. */
interface SdkRequest {
  readonly method: string;
  readonly hostname: string;
  readonly path: string;
  readonly query?: Readonly<Record<string, string | string[] | null>>;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string | Uint8Array;
}

/** Configuration of real SDK clients whose every request is answered here, and which reach nothing else. */
export function clientEnd(answer: (request: HttpRequest) => Promise<HttpResponse>): ClientConfig {
  const handle = async (request: unknown) => {
    const { method, hostname: host, path, query, headers, body } = request as SdkRequest;
    const said = await answer({ method, host, path: path + search(query), headers: { ...headers }, body: bytes(body) });
    const stream = Readable.from([Buffer.from(said.body)], { objectMode: false });
    return { response: new SdkResponse({ statusCode: said.status, headers: said.headers, body: stream }) };
  };
  return {
    region: 'ap-south-1',
    credentials: { accessKeyId: 'AKIAENGINEER0042', secretAccessKey: 'rehearsal' },
    maxAttempts: 1,
    requestHandler: { handle },
  };
}

function search(query: SdkRequest['query']): string {
  const pairs = Object.entries(query ?? {}).flatMap(([name, value]) =>
    [value ?? ''].flat().map((item) => `${encodeURIComponent(name)}=${encodeURIComponent(item)}`),
  );
  return pairs.length > 0 ? `?${pairs.join('&')}` : '';
}

// By its memory: Buffer.from(body) would call valueOf() of the SDK's own kind of bytes, which warns.
const bytes = (body: SdkRequest['body']): Buffer =>
  typeof body === 'object' ? Buffer.from(body.buffer, body.byteOffset, body.byteLength) : Buffer.from(body ?? '');
