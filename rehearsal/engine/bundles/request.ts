import http from 'node:http';
import https from 'node:https';
import { Writable } from 'node:stream';
import { Agent, IncomingResponse, VirtualSocket } from './connection';
import { refusal } from './errors';
import type { HttpRequest, HttpResponse } from './http';
import type { Life } from './life';
import { reduced } from './refused';
import { authority, DEFAULT_PORT, headerPairs, optionsOf, type RequestOptions } from './request-options';

type Listener = (response: IncomingResponse) => void;

/**
 * Node's `ClientRequest`, as far as the SDK's handler and plain code use it: written to, ended, answered or destroyed.
 * It is not destroyed by ending it, because the answer comes afterwards.
 */
class ClientRequest extends Writable {
  readonly socket: VirtualSocket;
  readonly method: string;
  readonly host: string;
  readonly path: string;
  readonly protocol: string;
  reusedSocket = false;
  // Truly private: a bundle holds this object.
  readonly #life: Life;
  readonly #chunks: Buffer[] = [];
  readonly #fields = new Map<string, string>();
  #answered = false;
  #abandon: () => void = () => undefined;

  constructor(life: Life, options: RequestOptions, listener?: Listener) {
    super({ autoDestroy: false });
    this.#life = life;
    const protocol = options.protocol ?? 'https:';
    if (options.socketPath !== undefined) throw refusal(`A request to the socket ${options.socketPath} is refused`);
    if (!(protocol in DEFAULT_PORT))
      throw refusal(`A request by ${protocol} is refused: http: and https: are supported`);
    this.protocol = protocol;
    this.method = (options.method ?? 'GET').toUpperCase();
    this.host = authority(options, protocol);
    this.path = options.path ?? '/';
    this.socket = new VirtualSocket(life, this);
    for (const [name, value] of headerPairs(options.headers)) this.setHeader(name, value);
    if (options.auth && !this.#fields.has('authorization')) {
      this.setHeader('authorization', `Basic ${Buffer.from(options.auth).toString('base64')}`);
    }
    if (!this.#fields.has('host')) this.setHeader('host', this.host);
    if (listener !== undefined) this.once('response', listener);
    if (options.timeout !== undefined) this.setTimeout(options.timeout);
    if (options.signal != null) this.#heed(options.signal);
    process.nextTick(() => life.enter(() => this.#connected()));
  }

  setHeader(name: string, value: unknown): this {
    this.#fields.set(name.toLowerCase(), Array.isArray(value) ? value.join(', ') : String(value));
    return this;
  }

  getHeader(name: string): string | undefined {
    return this.#fields.get(name.toLowerCase());
  }

  hasHeader(name: string): boolean {
    return this.#fields.has(name.toLowerCase());
  }

  removeHeader(name: string): void {
    this.#fields.delete(name.toLowerCase());
  }

  getHeaders(): Record<string, string> {
    return Object.fromEntries(this.#fields);
  }

  flushHeaders(): void {}

  setNoDelay(): void {}

  setSocketKeepAlive(): void {}

  setTimeout(milliseconds: number, listener?: () => void): this {
    if (listener !== undefined) this.once('timeout', listener);
    this.socket.setTimeout(milliseconds, () => this.emit('timeout'));
    return this;
  }

  abort(): void {
    this.destroy();
  }

  override _write(chunk: Buffer | string, encoding: BufferEncoding, done: () => void): void {
    this.#chunks.push(typeof chunk === 'string' ? Buffer.from(chunk, encoding) : Buffer.from(chunk));
    done();
  }

  override _final(done: () => void): void {
    const request: HttpRequest = {
      method: this.method,
      host: this.host,
      path: this.path,
      headers: this.getHeaders(),
      body: Buffer.concat(this.#chunks),
    };
    done();
    this.#abandon = this.#life.exchange(
      request,
      (response) => this.#answer(response),
      (error) => this.destroy(error),
    );
  }

  override _destroy(error: Error | null, done: (error: Error | null) => void): void {
    this.#abandon();
    this.socket.stopIdling();
    done(error ?? (this.#answered ? null : this.#life.makeError('socket hang up', { code: 'ECONNRESET' })));
  }

  #heed(signal: AbortSignal): void {
    const message = 'The operation was aborted';
    const members = { name: 'AbortError', code: 'ABORT_ERR', cause: signal.reason, stack: `AbortError: ${message}` };
    const abort = () => this.destroy(this.#life.makeError(message, members));
    if (signal.aborted) process.nextTick(() => this.#life.enter(abort));
    else signal.addEventListener('abort', abort, { once: true });
  }

  #connected(): void {
    if (this.destroyed) return;
    this.emit('socket', this.socket);
    if (this.getHeader('expect') === '100-continue') this.emit('continue');
  }

  #answer(response: HttpResponse): void {
    if (this.destroyed) return;
    this.#answered = true;
    this.socket.stopIdling();
    const incoming = new IncomingResponse(response, this.socket);
    incoming.once('close', () => this.destroy());
    if (!this.emit('response', incoming)) incoming.resume();
  }
}

/** Stand-ins for `node:http` and `node:https` that ask the network they are given and never open a socket. */
export function createHttp(life: Life, scheme: 'http' | 'https'): Record<string, unknown> {
  const request = (...values: unknown[]) => {
    const listener = values.find((value) => typeof value === 'function') as Listener | undefined;
    return new ClientRequest(life, { protocol: `${scheme}:`, ...optionsOf(values) }, listener);
  };
  const get = (...values: unknown[]) => {
    const sent = request(...values);
    sent.end();
    return sent;
  };
  const given = { request, get, Agent, globalAgent: new Agent({ keepAlive: true }), ClientRequest };
  const real = scheme === 'http' ? http : https;
  const plain = scheme === 'http' ? { METHODS: http.METHODS, STATUS_CODES: http.STATUS_CODES } : {};
  return reduced(`node:${scheme}`, real, { ...plain, ...given, IncomingMessage: IncomingResponse });
}
