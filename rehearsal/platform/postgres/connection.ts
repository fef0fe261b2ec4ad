import type { Socket } from 'node:net';
import { type SecureContext, TLSSocket } from 'node:tls';
import { type Backend, Occupied, type Session } from './backend';
import type { Cancelled, Conditions } from './conditions';
import {
  authenticated,
  continueSasl,
  endSasl,
  error as failed,
  fatal,
  Inbox,
  type Message,
  type Opening,
  offerSasl,
  readOpening,
  readSaslInitial,
  readyForQuery,
  sqlOf,
} from './messages';
import { MECHANISM, ScramExchange } from './scram';
import { inWordsOf15 } from './wording';

/** What a connection meets, as it stands when it matters. */
export interface Setting {
  readonly user: string;
  readonly password: string;
  readonly database: string;
  /** Key and certificate; undefined where the server speaks no TLS. */
  certificate(): Promise<SecureContext> | undefined;
  /** SQLSTATE and message every session is turned away with. */
  readonly turnsAway: { readonly code: string; readonly message: string } | undefined;
  /** What its statements meet. */
  readonly queries: Conditions;
}

/** Real milliseconds that a client is given to take an answer that came after a wait, and goes. */
const HEARD_WITHIN = { times: 10, ms: 1 };

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
  /** Whether a statement waits for virtual time to pass. */
  private waiting = false;

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
      // Like PostgreSQL, it hears nothing before its statement is done.
      this.working = !this.waiting;
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
    for (let batch: Message[] = []; ; ) {
      const next: Message = await this.next(() => this.inbox.take());
      if (next.type === 'X') return;
      if (!HANDED_ON.has(next.type)) throw new Fatal('0A000', `message type "${next.type}" is not played`);
      batch.push(next);
      if (!ENDS.has(next.type)) continue;
      await this.answer(session, batch);
      batch = [];
    }
  }

  private async answer(session: Session, batch: readonly Message[]): Promise<void> {
    const { queries } = this.setting;
    const held = batch.map(sqlOf).find((sql) => sql !== undefined && queries.holdsUp(sql));
    const timeOuts = held === undefined ? undefined : await this.backend.timeOuts(session);
    if (held === undefined || timeOuts === undefined) {
      this.stream.write(await this.run(session, batch));
      return;
    }
    await new Promise<void>((resolve, reject) => {
      queries.wait(held, timeOuts, (cancelled) => this.answerLate(session, batch, cancelled).then(resolve, reject));
      this.waiting = true;
      this.working = false;
    });
  }

  /** Answers at the end of a wait. Nobody watches this connection then, so the answer is seen to its client here. */
  private async answerLate(session: Session, batch: readonly Message[], cancelled: Cancelled | undefined) {
    this.waiting = false;
    this.working = true;
    const answer = cancelled
      ? Buffer.concat([failed(cancelled.code, cancelled.message), readyForQuery])
      : await this.run(session, batch);
    const heard = this.wire.bytesRead;
    await new Promise<void>((resolve) => this.stream.write(answer, () => resolve()));
    for (let time = 0; time < HEARD_WITHIN.times && this.wire.bytesRead === heard && !this.wire.destroyed; time++) {
      await new Promise((resolve) => setTimeout(resolve, HEARD_WITHIN.ms));
    }
  }

  private async run(session: Session, batch: readonly Message[]): Promise<Buffer> {
    const answer = await this.backend.run(session, Buffer.concat(batch.map(({ whole }) => whole)));
    return this.setting.queries.words === 15 ? inWordsOf15(answer) : answer;
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
