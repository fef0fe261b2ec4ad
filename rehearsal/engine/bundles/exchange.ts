import net from 'node:net';
import tls from 'node:tls';
import { type Database, PRIVATE_ADDRESS, trusted } from './database';
import { refusal } from './errors';
import type { Life } from './life';
import { Line, type Listener } from './line';

/** As Linux numbers them. */
const ERRNO = { ECONNREFUSED: -111, ETIMEDOUT: -110, ECONNRESET: -104 } as const;

/** What `tls.connect` may be given. */
export interface TlsOptions {
  readonly host?: string;
  readonly servername?: string;
  readonly ca?: unknown;
  readonly rejectUnauthorized?: boolean;
}

/** What the sockets of one sandbox are connected by; bundles never hold it. */
export interface Exchange {
  readonly life: Life;
  /** @throws a refusal for any host and port but the database's. */
  check(host: string, port: number): void;
  /** Connects to the database. @returns undefined where there is nothing to send on: nobody answers, or a refusal. */
  dial(listener: Listener): Line | undefined;
  /** Goes on in TLS over a line. @throws what `tls.connect` throws for its options, and refusals. */
  secure(line: Line, options: TlsOptions, listener: Listener): Line;
  connectError(code: keyof typeof ERRNO): Error;
  resetError(): Error;
  /** The host's error as the bundle is told it: without what is of this machine. */
  toldAs(error: NodeJS.ErrnoException): Error;
}

export function createExchange(life: Life, database: Database, env: Readonly<Record<string, string>>): Exchange {
  const connectError = (code: keyof typeof ERRNO) => {
    const place = { address: PRIVATE_ADDRESS, port: database.port };
    const message = `connect ${code} ${place.address}:${place.port}`;
    return life.makeError(message, { errno: ERRNO[code], code, syscall: 'connect', ...place });
  };
  const toldAs = (error: NodeJS.ErrnoException) => {
    const { code, errno, syscall, message } = error;
    if (syscall === 'connect' && code !== undefined && code in ERRNO) return connectError(code as keyof typeof ERRNO);
    const members = Object.entries({ code, errno, syscall }).filter(([, value]) => value !== undefined);
    return life.makeError(message, Object.fromEntries(members));
  };
  return {
    life,
    connectError,
    toldAs,
    resetError: () =>
      life.makeError('read ECONNRESET', { errno: ERRNO.ECONNRESET, code: 'ECONNRESET', syscall: 'read' }),
    check(host, port) {
      if (host === database.host && port === database.port) return;
      throw refusal(
        `A connection to ${host}:${port} is not available to a bundle in the rehearsal: ` +
          `only the database at ${database.host}:${database.port} is`,
      );
    },
    dial(listener) {
      const reach = database.reach?.() ?? 'open';
      if (reach === 'silent') return undefined;
      if (reach === 'refused') {
        process.nextTick(() => life.whenRunning(() => listener.failed(connectError('ECONNREFUSED'))));
        return undefined;
      }
      const wire = new net.Socket();
      const line = new Line(life, database, wire, wire, listener);
      try {
        wire.connect({ host: '127.0.0.1', port: database.localPort });
      } catch (error) {
        // The guard of this process was not told of the port.
        line.destroy();
        life.broke(error);
      }
      return line;
    },
    secure(line, { ca, host, servername, rejectUnauthorized }, listener) {
      const secured = tls.connect({
        socket: line.wire,
        ca: trusted(ca, env, database),
        rejectUnauthorized: rejectUnauthorized !== false,
        ...(host === undefined ? {} : { host }),
        ...(servername === undefined ? {} : { servername }),
      });
      return new Line(life, database, line.wire, secured, listener);
    },
  };
}
