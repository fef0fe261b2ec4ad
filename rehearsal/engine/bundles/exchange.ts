import net from 'node:net';
import tls from 'node:tls';
import { type Database, PRIVATE_ADDRESS, trusted } from './database';
import { refusal } from './errors';
import type { Life } from './life';
import { Line, type Listener } from './line';

/** As Linux numbers them. */
const ERRNO = { ECONNREFUSED: -111, ETIMEDOUT: -110, ECONNRESET: -104 } as const;
/** libuv's own number for a name that is not there. */
const ENOTFOUND = -3008;

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
  /** @throws a refusal for any host and port but those of databases. */
  find(host: string, port: number): Database;
  /** Connects to a database. @returns undefined where there is nothing to send on: nobody answers, or a refusal. */
  dial(to: Database, listener: Listener): Line | undefined;
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
  const unresolved = (hostname: string) => {
    const members = { errno: ENOTFOUND, code: 'ENOTFOUND', syscall: 'getaddrinfo', hostname };
    return life.makeError(`getaddrinfo ENOTFOUND ${hostname}`, members);
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
    find(host, port) {
      const all = [database, ...(database.beside ?? [])];
      const found = all.find((one) => one.host === host && one.port === port);
      if (found) return found;
      throw refusal(
        `A connection to ${host}:${port} is not available to a bundle in the rehearsal: ` +
          `only the database at ${all.map((one) => `${one.host}:${one.port}`).join(' or ')} is`,
      );
    },
    dial(to, listener) {
      const reach = to.reach?.() ?? 'open';
      if (reach === 'silent') return undefined;
      if (reach === 'nameless') {
        process.nextTick(() => life.whenRunning(() => listener.failed(unresolved(to.host))));
        return undefined;
      }
      if (reach === 'refused') {
        process.nextTick(() => life.whenRunning(() => listener.failed(connectError('ECONNREFUSED'))));
        return undefined;
      }
      const wire = new net.Socket();
      const line = new Line(life, to, wire, wire, listener);
      try {
        wire.connect({ host: '127.0.0.1', port: to.localPort });
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
        ca: trusted(ca, env, line.database),
        rejectUnauthorized: rejectUnauthorized !== false,
        ...(host === undefined ? {} : { host }),
        ...(servername === undefined ? {} : { servername }),
      });
      return new Line(life, line.database, line.wire, secured, listener);
    },
  };
}
