import { type AddressInfo, createServer, type Server } from 'node:net';
import type { Database } from '../../engine/bundles';
import { Backend } from './backend';
import { Authority } from './certificates';
import { Conditions } from './conditions';
import { Connection, type Setting } from './connection';

/**
 * How the database meets who connects. `silent`: what is sent to it is swallowed. `nameless`: its name is not there (no
 * longer, or not yet), so that nobody finds it. `no-tls`: it has none to offer.
 * `untrusted-certificate`: its certificate is of an authority nobody knows.
 */
export type Mode =
  | 'up'
  | 'refused'
  | 'silent'
  | 'nameless'
  | 'no-tls'
  | 'untrusted-certificate'
  | 'too-many-connections'
  | 'starting-up';

/** https://www.postgresql.org/docs/current/errcodes-appendix.html; the words are PostgreSQL's own. */
const TURNS_AWAY: Partial<Record<Mode, { readonly code: string; readonly message: string }>> = {
  'too-many-connections': { code: '53300', message: 'sorry, too many clients already' },
  'starting-up': { code: '57P03', message: 'the database system is starting up' },
};

const LOOPBACK = '127.0.0.1';

/** A PostgreSQL server on this machine's loopback, as one RDS instance. A story sets what it is and how it fares. */
export class DatabaseServer implements Database, Setting {
  mode: Mode = 'up';
  /** What clients ask for, and its certificate says. */
  host = 'database.example.com';
  port = 5432;
  /** The one who may log in. Has no rights but those `prepare` gives: it is no superuser, and owns nothing. */
  user = 'app';
  password = 'secret';
  /** The one database there is. */
  database = 'app';
  private readonly connections = new Map<number, Connection>();
  private readonly backend = new Backend();
  /** What queries meet beside tables and data. Time passes for them once somebody has given it a clock. */
  readonly queries = new Conditions((sql) => this.backend.prepare(sql));
  private authorities: Promise<{ readonly known: Authority; readonly unknown: Authority }> | undefined;
  private certificateOfKnown: string | undefined;

  private constructor(
    private readonly listener: Server,
    private readonly onStop: () => void,
    /** Servers of instances that are restored; each has a PostgreSQL of its own, which starts when somebody logs in. */
    readonly beside: readonly DatabaseServer[],
  ) {
    listener.unref();
    listener.on('connection', (wire) => {
      const clientPort = wire.remotePort ?? 0;
      this.connections.set(clientPort, new Connection(wire, this, this.backend));
      wire.on('close', () => this.connections.delete(clientPort));
    });
  }

  /** Listens on a free port. Nothing that takes time is made before somebody needs it. */
  static async listen(onStop: () => void, beside: readonly DatabaseServer[] = []): Promise<DatabaseServer> {
    const listener = createServer({ noDelay: true });
    await new Promise<void>((resolve, reject) => {
      listener.once('error', reject).listen(0, LOOPBACK, resolve);
    });
    return new DatabaseServer(listener, onStop, beside);
  }

  get localPort(): number {
    return (this.listener.address() as AddressInfo).port;
  }

  /** Its own port on this machine, and those of the servers beside it. */
  get localPorts(): readonly number[] {
    return [this.localPort, ...this.beside.flatMap(({ localPorts }) => localPorts)];
  }

  /** @throws before anybody has asked for TLS. */
  get ca(): string {
    if (this.certificateOfKnown === undefined) throw new Error('There is no authority before somebody asks for TLS.');
    return this.certificateOfKnown;
  }

  get turnsAway() {
    return TURNS_AWAY[this.mode];
  }

  /**
   * SQL that a superuser runs before anybody's next query: tables, and what `user` may do with them.
   * Where it fails, that query is answered with its error.
   */
  prepare(sql: string): void {
    this.queries.prepare(sql);
  }

  /** For the next story: up, without tables. */
  reset(): void {
    this.mode = 'up';
    this.queries.reset();
    this.backend.reset();
    for (const one of this.beside) {
      one.reset();
      one.mode = 'nameless';
      one.host = '';
    }
  }

  /**
   * Starts PostgreSQL now, while nobody waits. Left out, it starts when somebody has logged in, and a rehearsal that
   * stands still for longer than its clock allows (20 s) on a busy machine ends in an error.
   */
  ready(): Promise<void> {
    return this.backend.ready();
  }

  reach(): 'open' | 'refused' | 'silent' | 'nameless' {
    return this.mode === 'refused' || this.mode === 'silent' || this.mode === 'nameless' ? this.mode : 'open';
  }

  atRest(clientPort: number, bytesSent: number, bytesReceived: number): boolean {
    const connection = this.connections.get(clientPort);
    if (connection === undefined || connection.working || connection.ended) return false;
    return connection.wire.bytesRead === bytesSent && connection.wire.bytesWritten === bytesReceived;
  }

  certificate() {
    return this.mode === 'no-tls' ? undefined : this.issue();
  }

  /** Hangs up on everybody. The process need not stop it: it keeps nothing alive. */
  async stop(): Promise<void> {
    this.onStop();
    await Promise.all(this.beside.map((one) => one.stop()));
    for (const { wire } of this.connections.values()) wire.destroy();
    await new Promise((resolve) => this.listener.close(resolve));
    await this.backend.stop();
  }

  private async issue() {
    const unknown = this.mode === 'untrusted-certificate';
    this.authorities ??= Promise.all([Authority.create('Database Root CA'), Authority.create('Nobody knows')]).then(
      ([known, nobodys]) => ({ known, unknown: nobodys }),
    );
    const authorities = await this.authorities;
    this.certificateOfKnown = authorities.known.certificate;
    return (unknown ? authorities.unknown : authorities.known).contextOf(this.host);
  }
}
