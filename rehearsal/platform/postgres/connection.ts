import type { Socket } from 'node:net';
import { type SecureContext, TLSSocket } from 'node:tls';
import { type Backend, Occupied, type Session } from './backend';
import {
  authenticated,
  continueSasl,
  endSasl,
  fatal,
  Inbox,
  type Message,
  type Opening,
  offerSasl,
  readOpening,
  readSaslInitial,
  readyForQuery,
} from './messages';
import { MECHANISM, ScramExchange } from './scram';

/** What a connection meets, as it stands when it matters. */
export interface Setting {
  readonly user: string;
  readonly password: string;
  readonly database: string;
  /** Key and certificate; undefined where the server speaks no TLS. */
  certificate(): Promise<SecureContext> | undefined;
  /** SQLSTATE and message every session is turned away with. */
  readonly turnsAway: { readonly code: string; readonly message: string } | undefined;
}

/** The client is told this, and the connection ends. */
class Fatal extends Error {
  constructor(
    readonly code: string,
    message: string,
  ) {
    super(message);
  }
}

/** The messages that are handed to PostgreSQL; the last two of them end what is answered at once. */
const HANDED_ON = new Set(['P', 'B', 'D', 'E', 'C', 'Q', 'S']);
const ENDS = new Set(['Q', 'S']);

/**
 * The server's side of one connection: https://www.postgresql.org/docs/current/protocol-flow.html.
 * Its start is spoken here, up to the password; everything after it is PostgreSQL's own.
 */
export class Connection {
  /** Whether the server has something to do for the client. */
  working = false;
  /** Whether the server has said its last. */
  ended = false;
  private stream: Socket;
  private readonly inbox = new Inbox();
  private wake: () => void = () => undefined;
  private session: Session | undefined;

  constructor(
    readonly wire: Socket,
    private readonly setting: Setting,
    private readonly backend: Backend,
  ) {
    this.stream = wire;
    wire.unref();
    this.listenTo(wire);
    wire.on('close', () => void (this.session && this.backend.leave(this.session)));
    void this.serve();
  }

  private listenTo(stream: Socket): void {
    this.stream = stream;
    stream.on('data', (chunk: Buffer) => {
      this.inbox.add(chunk);
      this.working = true;
      this.wake();
    });
    // A client that breaks off, or does not trust the certificate, is no error of the server's.
    stream.on('error', () => undefined);
  }

  private async serve(): Promise<void> {
    try {
      const parameters = await this.start();
      await this.authenticate(parameters.user ?? '');
      await this.work(this.open(parameters));
    } catch (error) {
      const code = error instanceof Fatal ? error.code : error instanceof Occupied ? '0A000' : codeOf(error);
      this.stream.write(fatal(code, error instanceof Error ? error.message : String(error)));
    }
    this.ended = true;
    this.stream.end();
    this.working = false;
  }

  /** @returns the start-up message's parameters. */
  private async start(): Promise<Readonly<Record<string, string>>> {
    for (;;) {
      const opening = readOpening(await this.next(() => this.inbox.takeOpening()));
      if (opening.kind === 'startup') {
        this.admit();
        return opening.parameters;
      }
      await this.negotiate(opening);
    }
  }

  private async negotiate({ kind, ...rest }: Opening): Promise<void> {
    if (kind === 'cancel') throw new Fatal('0A000', 'cancelling a query is not played');
    if (kind === 'unknown') {
      const version = 'version' in rest ? rest.version : '';
      throw new Fatal('0A000', `unsupported frontend protocol ${version}: server supports 3.0`);
    }
    const certificate = kind === 'tls' ? this.setting.certificate() : undefined;
    if (certificate === undefined) {
      this.stream.write('N');
      return;
    }
    const secureContext = await certificate;
    this.wire.removeAllListeners('data');
    this.wire.write('S');
    this.listenTo(new TLSSocket(this.wire, { isServer: true, secureContext }));
  }

  private admit(): void {
    const { turnsAway } = this.setting;
    // @claim assumed: An RDS instance lets nobody in without TLS (rds.force_ssl, on by default from PostgreSQL 15 on): it answers 28000, "no pg_hba.conf entry … no encryption".
    // @source https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/PostgreSQL.Concepts.General.SSL.html
    if (this.stream === this.wire) throw new Fatal('28000', 'no pg_hba.conf entry for this host, no encryption');
    if (turnsAway !== undefined) throw new Fatal(turnsAway.code, turnsAway.message);
  }

  // @claim documented: From PostgreSQL 14 on, RDS keeps a password that is set as SCRAM-SHA-256, and a client must speak it to log in.
  // @source https://aws.amazon.com/blogs/database/scram-authentication-in-rds-for-postgresql-13/
  private async authenticate(user: string): Promise<void> {
    const { setting } = this;
    const wrong = new Fatal('28P01', `password authentication failed for user "${user}"`);
    this.stream.write(offerSasl(MECHANISM));
    const { mechanism, says } = readSaslInitial(await this.password());
    const exchange = new ScramExchange(setting.password);
    const first = mechanism === MECHANISM ? exchange.first(says) : undefined;
    if (first === undefined)
      throw new Fatal('08P01', `SASL other than ${MECHANISM} without channel binding is not played`);
    this.stream.write(continueSasl(first));
    const last = exchange.last((await this.password()).toString('utf8'));
    // A user who does not exist is told the same.
    if (last === undefined || user !== setting.user) throw wrong;
    this.stream.write(Buffer.concat([endSasl(last), authenticated]));
  }

  private async password(): Promise<Buffer> {
    const { type, body } = await this.next(() => this.inbox.take());
    if (type !== 'p') throw new Fatal('08P01', `expected SASL response, got message type "${type}"`);
    return body;
  }

  private open({ user = '', database = user, ...parameters }: Readonly<Record<string, string>>): Session {
    if (database !== this.setting.database) throw new Fatal('3D000', `database "${database}" does not exist`);
    const unplayed = ['options', 'replication'].find((name) => name in parameters);
    if (unplayed !== undefined) throw new Fatal('0A000', `the start-up parameter ${unplayed} is not played`);
    this.session = { user, database, parameters };
    return this.session;
  }

  private async work(session: Session): Promise<void> {
    this.stream.write(Buffer.concat([await this.backend.greet(session), readyForQuery]));
    for (let batch: Buffer[] = []; ; ) {
      const { type, whole }: Message = await this.next(() => this.inbox.take());
      if (type === 'X') return;
      if (!HANDED_ON.has(type)) throw new Fatal('0A000', `message type "${type}" is not played`);
      batch.push(whole);
      if (!ENDS.has(type)) continue;
      this.stream.write(await this.backend.run(session, Buffer.concat(batch)));
      batch = [];
    }
  }

  private async next<T>(take: () => T | undefined): Promise<T> {
    for (;;) {
      const taken = take();
      if (taken !== undefined) return taken;
      this.working = false;
      await new Promise<void>((resolve) => {
        this.wake = resolve;
      });
    }
  }
}

/** PostgreSQL's own code, where an error has one. */
function codeOf(error: unknown): string {
  const code = (error as { code?: unknown } | null)?.code;
  return typeof code === 'string' && /^[0-9A-Z]{5}$/.test(code) ? code : 'XX000';
}
