import type { HttpRequest, HttpResponse } from '../../engine/bundles/http';
import type { ObjectSource } from '../description';
import type { Ports } from '../ports';

/** Where the trading service shows what it writes: an object in S3, or a document behind a URL. */
export class Outlets {
  /** By URL. */
  private readonly documents = new Map<string, string>();
  private readonly served = new Set<string>();

  constructor(private readonly ports: Pick<Ports, 's3' | 'serve'>) {}

  /** Answers at the source's host from now on, where it has one. */
  raise(source: ObjectSource | undefined): void {
    if (source?.from !== 'http') return;
    const { host } = new URL(source.url);
    if (this.served.has(host)) return;
    this.served.add(host);
    this.ports.serve(host, (request) => this.answer(request));
  }

  /** @param date what stands for `{date}` in the key or the URL. */
  write(source: ObjectSource | undefined, date: string, body: string): void {
    if (source === undefined) return;
    if (source.from === 's3') this.ports.s3.put(source.bucket, at(source.key, date), body);
    else this.documents.set(new URL(at(source.url, date)).href, body);
  }

  /** @throws without a code for a request nobody should send. */
  private async answer({ method, host, path }: HttpRequest): Promise<HttpResponse> {
    if (method !== 'GET')
      throw new Error(`The trading service does not play ${method} https://${host}${path}: GET only.`);
    const body = this.documents.get(new URL(`https://${host}${path}`).href);
    if (body === undefined) return { status: 404, headers: { 'content-type': 'text/plain' }, body: 'not found' };
    return { status: 200, headers: { 'content-type': 'application/json' }, body };
  }
}

/** A key or a URL for a date. */
export const at = (place: string, date: string): string => place.replaceAll('{date}', date);
