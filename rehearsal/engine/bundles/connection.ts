import { EventEmitter } from 'node:events';
import http from 'node:http';
import { Readable } from 'node:stream';
import type { HttpResponse } from './http';
import type { Life } from './life';
import type { VirtualTimer } from './timers';

/** Stands in for the connection: connected from the start, and idle time is virtual. */
export class VirtualSocket extends EventEmitter {
  readonly connecting = false;
  readonly encrypted = true;
  // Truly private: a bundle holds this object.
  readonly #life: Life;
  readonly #request: { destroy(error?: Error): unknown };
  #idle: VirtualTimer | undefined;

  constructor(life: Life, request: { destroy(error?: Error): unknown }) {
    super();
    this.#life = life;
    this.#request = request;
  }

  setTimeout(milliseconds: number, listener?: () => void): this {
    this.stopIdling();
    if (listener !== undefined) this.once('timeout', listener);
    if (milliseconds > 0) this.#idle = this.#life.startTimer(() => this.emit('timeout'), milliseconds, false);
    return this;
  }

  stopIdling(): void {
    if (this.#idle !== undefined) this.#life.stopTimer(this.#idle);
    this.#idle = undefined;
  }

  setKeepAlive(): this {
    return this;
  }

  setNoDelay(): this {
    return this;
  }

  destroy(error?: Error): this {
    this.#request.destroy(error);
    return this;
  }
}

/** The answer as the bundle reads it. */
export class IncomingResponse extends Readable {
  readonly statusCode: number;
  readonly statusMessage: string;
  readonly headers: Record<string, string | string[]>;
  readonly rawHeaders: string[];
  readonly httpVersion = '1.1';
  complete = false;

  constructor(
    { status, headers, body }: HttpResponse,
    readonly socket: VirtualSocket,
  ) {
    super();
    this.statusCode = status;
    this.statusMessage = http.STATUS_CODES[status] ?? '';
    this.rawHeaders = Object.entries(headers).flat();
    this.headers = Object.fromEntries(
      Object.entries(headers).map(([name, value]) => {
        const key = name.toLowerCase();
        return [key, key === 'set-cookie' ? [value] : value];
      }),
    );
    if (body.length > 0) this.push(Buffer.from(body as Uint8Array));
    this.push(null);
    this.once('end', () => {
      this.complete = true;
    });
  }

  override _read(): void {}
}

/** An agent holds connections; here it is only carried about. */
export class Agent extends EventEmitter {
  readonly sockets = {};
  readonly freeSockets = {};
  readonly requests = {};
  readonly keepAlive: boolean;
  readonly maxSockets: number;
  readonly maxFreeSockets = 256;
  readonly maxTotalSockets = Number.POSITIVE_INFINITY;

  constructor(readonly options: { keepAlive?: boolean; maxSockets?: number } = {}) {
    super();
    this.keepAlive = options.keepAlive ?? false;
    this.maxSockets = options.maxSockets ?? Number.POSITIVE_INFINITY;
  }

  destroy(): void {}
}
