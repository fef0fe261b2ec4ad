import net from 'node:net';
import tls from 'node:tls';
import { refusal } from './errors';
import type { Exchange, TlsOptions } from './exchange';
import { reduced, refuse } from './refused';
import { DatabaseSocket, openSocket, takeLine } from './socket';

/** What asks nothing of the network. */
const HARMLESS = { isIP: net.isIP, isIPv4: net.isIPv4, isIPv6: net.isIPv6 };

const UNAVAILABLE = 'is not available to a bundle in the rehearsal';
const TLS_OPTIONS = ['socket', 'host', 'servername', 'ca', 'rejectUnauthorized'];

type Modules = Readonly<Record<'net' | 'tls', Record<string, unknown>>>;

/** `node:net` and `node:tls` that lead to the database and nowhere else; without one, nowhere. */
export function createSockets(exchange: Exchange | undefined): Modules {
  const given = exchange === undefined ? { net: {}, tls: {} } : socketsOf(exchange);
  const why = exchange === undefined ? 'no database was given' : '';
  return {
    net: reduced('node:net', net, { ...HARMLESS, ...given.net }, why),
    tls: reduced('node:tls', tls, given.tls, why),
  };
}

function socketsOf(exchange: Exchange): Modules {
  class Socket extends DatabaseSocket {
    constructor(options: object = {}) {
      refuseOptions('new net.Socket', options, []);
      super(exchange);
    }

    connect(...values: unknown[]): this {
      const database = exchange.find(...destination(values));
      const listener = values.at(-1);
      if (typeof listener === 'function') this.once('connect', listener as () => void);
      this.connecting = true;
      exchange.life.whenRunning(() => {
        if (!this.destroyed)
          openSocket(
            this,
            (told) => exchange.dial(database, told),
            () => this.emit('connect'),
          );
      });
      return this;
    }
  }
  class TLSSocket extends DatabaseSocket {
    readonly encrypted = true;
    authorized = false;
    authorizationError: unknown = null;

    constructor({ socket, ...options }: TlsOptions & { socket: unknown }) {
      super(exchange);
      const plain = takeLine(socket);
      if (plain === undefined) throw refusal(`tls.connect over a socket that is not connected ${UNAVAILABLE}`);
      openSocket(
        this,
        (listener) => exchange.secure(plain, options, listener),
        (line) => {
          this.authorizationError = line.authorizationError;
          this.authorized = this.authorizationError === null;
          this.emit('secureConnect');
        },
      );
    }
  }
  refuseTheRest('node:net.Socket', Socket.prototype, net.Socket.prototype);
  refuseTheRest('node:tls.TLSSocket', TLSSocket.prototype, tls.TLSSocket.prototype, net.Socket.prototype);
  const connect = (...values: unknown[]) => new Socket().connect(...values);
  const secure = (options: TlsOptions & { socket?: unknown }, listener?: () => void) => {
    const { socket } = options;
    if (socket === undefined) throw refusal(`tls.connect without a socket ${UNAVAILABLE}: give it one of node:net`);
    refuseOptions('tls.connect', options, TLS_OPTIONS);
    const secured = new TLSSocket({ ...options, socket });
    if (listener !== undefined) secured.once('secureConnect', listener);
    return secured;
  };
  return {
    net: { Socket, Stream: Socket, connect, createConnection: connect },
    tls: { connect: secure },
  };
}

/** Host and port of what `connect` was given. */
function destination(values: readonly unknown[]): [host: string, port: number] {
  const [first, second] = values;
  if (typeof first === 'object' && first !== null) {
    refuseOptions('net.connect', first, ['host', 'port']);
    const { host, port } = first as { host?: string; port?: unknown };
    return [host ?? 'localhost', Number(port)];
  }
  if (Number.isNaN(Number(first))) throw refusal(`A connection to ${String(first)} ${UNAVAILABLE}`);
  return [typeof second === 'string' ? second : 'localhost', Number(first)];
}

function refuseOptions(where: string, options: object, supported: readonly string[]): void {
  const given = Object.entries(options).filter(([, value]) => value !== undefined);
  const others = given.flatMap(([name]) => (supported.includes(name) ? [] : [name]));
  if (others.length === 0) return;
  throw refusal(
    `${where} with ${others.join(', ')} ${UNAVAILABLE}: ${supported.join(', ') || 'no option'} can be given`,
  );
}

/** Whatever else Node's sockets have is there and refuses. */
function refuseTheRest(label: string, prototype: object, ...real: readonly object[]): void {
  for (const name of real.flatMap((each) => Object.getOwnPropertyNames(each))) {
    if (name in prototype || name.startsWith('_')) continue;
    Object.defineProperty(prototype, name, { get: refuse(`${label}.${name}`) });
  }
}
