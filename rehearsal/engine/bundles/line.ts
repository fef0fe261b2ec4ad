import type { Socket } from 'node:net';
import type { TLSSocket } from 'node:tls';
import type { Database } from './database';
import type { Life } from './life';

/** Told what happens on a line, while the environment runs. */
export interface Listener {
  connected(): void;
  received(chunk: Buffer): void;
  /** The other side will send no more. */
  ended(): void;
  failed(error: NodeJS.ErrnoException): void;
  closed(): void;
}

/** The host's side of one connection to the database. Virtual time stands still while bytes are under way on it. */
export class Line {
  private readonly open: Set<Socket>;
  private watched = false;

  /**
   * @param wire the TCP connection, whose bytes are counted.
   * @param host the same, or the TLS connection over it.
   */
  constructor(
    private readonly life: Life,
    readonly database: Database,
    readonly wire: Socket,
    private readonly host: Socket | TLSSocket,
    listener: Listener,
  ) {
    this.open = new Set([wire, host]);
    for (const socket of this.open) socket.once('close', () => this.open.delete(socket));
    host.unref();
    host.once(host === wire ? 'connect' : 'secureConnect', () => life.whenRunning(() => listener.connected()));
    host.on('data', (chunk: Buffer) => life.whenRunning(() => listener.received(chunk)));
    host.once('end', () => life.whenRunning(() => listener.ended()));
    host.on('error', (error) => life.whenRunning(() => listener.failed(error)));
    host.once('close', () => life.whenRunning(() => listener.closed()));
    this.watch();
  }

  /** What Node found wrong with the certificate, where the bundle wants no verification. */
  get authorizationError(): unknown {
    return 'authorizationError' in this.host ? this.host.authorizationError : null;
  }

  write(chunk: Buffer, written: () => void): void {
    // A write that fails is told by the connection's own error.
    this.host.write(chunk, (error) => (error ? undefined : this.life.whenRunning(written)));
    this.watch();
  }

  end(): void {
    this.host.end();
    this.watch();
  }

  destroy(): void {
    this.host.destroy();
    this.watch();
  }

  private watch(): void {
    if (this.watched) return;
    this.watched = true;
    void this.life.clock.whileBusy(async () => {
      while (this.underWay()) await new Promise((resolve) => setImmediate(resolve));
      this.watched = false;
    });
  }

  private underWay(): boolean {
    const { wire, host, open } = this;
    if (open.size === 0) return false;
    if (wire.connecting || wire.destroyed || host.destroyed || host.writableEnded) return true;
    return !this.database.atRest(wire.localPort ?? 0, wire.bytesWritten, wire.bytesRead);
  }
}
