/**
 * Messages of PostgreSQL's protocol, version 3, as far as a session is started with them. What they hold:
 * https://www.postgresql.org/docs/current/protocol-message-formats.html
 */

/** A message of the client, after the first one. */
export interface Message {
  /** `Q`, `P`, `X`, …: a letter. */
  readonly type: string;
  readonly body: Buffer;
  /** Type, length and body. */
  readonly whole: Buffer;
}

const LENGTH_BYTES = 4;

/** Cuts what arrives into messages. */
export class Inbox {
  private bytes = Buffer.alloc(0);

  add(chunk: Buffer): void {
    this.bytes = Buffer.concat([this.bytes, chunk]);
  }

  /** The body of the next message that has no type: those before a session. @returns undefined while it is not all there. */
  takeOpening(): Buffer | undefined {
    return this.cut(0)?.subarray(LENGTH_BYTES);
  }

  /** @returns undefined while it is not all there. */
  take(): Message | undefined {
    const whole = this.cut(1);
    return whole && { type: String.fromCharCode(whole[0] ?? 0), body: whole.subarray(1 + LENGTH_BYTES), whole };
  }

  /** @param at where the length stands, which counts itself. */
  private cut(at: number): Buffer | undefined {
    if (this.bytes.length < at + LENGTH_BYTES) return undefined;
    const end = at + this.bytes.readInt32BE(at);
    if (this.bytes.length < end) return undefined;
    const message = this.bytes.subarray(0, end);
    this.bytes = this.bytes.subarray(end);
    return message;
  }
}

/** What a client opens a connection with. */
export type Opening =
  | { readonly kind: 'tls' }
  | { readonly kind: 'gss' }
  | { readonly kind: 'cancel' }
  | { readonly kind: 'startup'; readonly parameters: Readonly<Record<string, string>> }
  | { readonly kind: 'unknown'; readonly version: string };

const CODES: Readonly<Record<number, Opening>> = {
  80877102: { kind: 'cancel' },
  80877103: { kind: 'tls' },
  80877104: { kind: 'gss' },
};

export function readOpening(body: Buffer): Opening {
  const code = body.readInt32BE(0);
  const known = CODES[code];
  if (known !== undefined) return known;
  if (code !== 3 << 16) return { kind: 'unknown', version: `${code >> 16}.${code & 0xffff}` };
  const words = texts(body.subarray(4));
  const pairs = words.flatMap((name, at) => (at % 2 === 0 && name !== '' ? [[name, words[at + 1] ?? '']] : []));
  return { kind: 'startup', parameters: Object.fromEntries(pairs) };
}

/** The strings in a body; each ends with a zero byte. */
export function texts(body: Buffer): string[] {
  return body.toString('utf8').split('\0').slice(0, -1);
}

/** The first answer to a password's client: the mechanism and what it says. */
export function readSaslInitial(body: Buffer): { mechanism: string; says: string } {
  const end = body.indexOf(0);
  return { mechanism: body.toString('utf8', 0, end), says: body.toString('utf8', end + 1 + LENGTH_BYTES) };
}

export const message = (type: string, ...parts: readonly (string | Buffer)[]): Buffer => {
  const body = Buffer.concat(parts.map((part) => Buffer.from(part)));
  const head = Buffer.from(`${type}\0\0\0\0`);
  head.writeInt32BE(LENGTH_BYTES + body.length, 1);
  return Buffer.concat([head, body]);
};

const int32 = (value: number): Buffer => {
  const bytes = Buffer.alloc(4);
  bytes.writeInt32BE(value);
  return bytes;
};

/** AuthenticationOk. */
export const authenticated = message('R', int32(0));
/** AuthenticationSASL, AuthenticationSASLContinue and AuthenticationSASLFinal. */
export const offerSasl = (mechanism: string): Buffer => message('R', int32(10), `${mechanism}\0\0`);
export const continueSasl = (says: string): Buffer => message('R', int32(11), says);
export const endSasl = (says: string): Buffer => message('R', int32(12), says);

export const parameterStatus = (name: string, value: string): Buffer => message('S', `${name}\0${value}\0`);
export const readyForQuery = message('Z', 'I');
export const query = (sql: string): Buffer => message('Q', `${sql}\0`);

/**
 * ErrorResponse. Its fields: https://www.postgresql.org/docs/current/protocol-error-fields.html
 * @param code SQLSTATE.
 */
const failure = (severity: string, code: string, text: string): Buffer =>
  message('E', `S${severity}\0V${severity}\0C${code}\0M${text}\0`, Buffer.alloc(1));
/** It ends the connection. */
export const fatal = (code: string, text: string): Buffer => failure('FATAL', code, text);
/** It ends the statement. */
export const error = (code: string, text: string): Buffer => failure('ERROR', code, text);

/** The SQL of a message that brings some; undefined for any other. */
export function sqlOf({ type, body }: Message): string | undefined {
  if (type === 'Q') return texts(body)[0];
  return type === 'P' ? texts(body)[1] : undefined;
}
