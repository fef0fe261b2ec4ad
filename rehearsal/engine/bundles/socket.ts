import { Duplex } from 'node:stream';
import type { Exchange } from './exchange';
import type { Line, Listener } from './line';

type Dial = (listener: Listener) => Line | undefined;

/** Opens a socket over what `dial` returns; `connected` is called when that is open. No method: a bundle could override it. */
export let openSocket: (socket: DatabaseSocket, dial: Dial, connected: (line: Line) => void) => void;

/** Takes its line from a socket that goes on in TLS. @returns undefined for anything that is no connection to the database. */
export let takeLine: (socket: unknown) => Line | undefined;

/**
 * A bundle's end of a connection to the database: Node's `Socket` or `TLSSocket`, as far as a database client uses it. It
 * passes bytes on, and no socket of the host's can be got at through it.
 */
export abstract class DatabaseSocket extends Duplex {
  connecting = false;
  // Truly private: a bundle holds this object. One that makes its own exchange gets what its own exchange does.
  readonly #exchange: Exchange;
  #line: Line | undefined;
  /** What waits for a line. */
  #held: ((line: Line) => void) | undefined;
  #ended = false;
  #letGo: () => void = () => undefined;

  constructor(exchange: Exchange) {
    super({ allowHalfOpen: false });
    this.#exchange = exchange;
  }

  static {
    openSocket = (socket, dial, connected) => socket.#open(dial, connected);
    takeLine = (socket) => {
      if (typeof socket !== 'object' || socket === null || !(#line in socket)) return undefined;
      socket.#letGo();
      return socket.#line;
    };
  }

  setNoDelay(): this {
    return this;
  }

  setKeepAlive(): this {
    return this;
  }

  ref(): this {
    return this;
  }

  unref(): this {
    return this;
  }

  override _read(): void {}

  override _write(chunk: Buffer, _encoding: BufferEncoding, done: () => void): void {
    this.#withLine((line) => line.write(chunk, done));
  }

  override _final(done: () => void): void {
    this.#withLine((line) => {
      line.end();
      done();
    });
  }

  override _destroy(error: Error | null, done: (error: Error | null) => void): void {
    this.connecting = false;
    this.#letGo();
    this.#line?.destroy();
    done(error);
  }

  #open(dial: Dial, connected: (line: Line) => void): void {
    this.connecting = true;
    const line = dial({
      connected: () => {
        this.connecting = false;
        if (line !== undefined) connected(line);
      },
      received: (chunk) => void this.push(chunk),
      ended: () => {
        this.#ended = true;
        this.push(null);
      },
      failed: (error) => void this.destroy(this.#exchange.toldAs(error)),
      // After its end it closes by itself, once everything is read.
      closed: () => void (this.#ended || this.destroy()),
    });
    this.#line = line;
    this.#letGo = this.#exchange.life.keepOpen(() => this.#cut());
    if (line !== undefined) this.#held?.(line);
  }

  #withLine(act: (line: Line) => void): void {
    if (this.#line === undefined) this.#held = act;
    else act(this.#line);
  }

  #cut(): void {
    const { life, connectError, resetError } = this.#exchange;
    const lost = this.connecting ? connectError('ETIMEDOUT') : resetError();
    const error = this.writableEnded ? undefined : lost;
    this.#line?.destroy();
    life.whenRunning(() => this.destroy(error));
  }
}
