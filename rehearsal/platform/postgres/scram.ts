import { createHash, createHmac, pbkdf2Sync, randomBytes, timingSafeEqual } from 'node:crypto';

export const MECHANISM = 'SCRAM-SHA-256';

/** PostgreSQL's own number (`scram_iterations`). */
const ITERATIONS = 4096;

const hmac = (key: Buffer, text: string) => createHmac('sha256', key).update(text).digest();
const hash = (bytes: Buffer) => createHash('sha256').update(bytes).digest();
const xor = (a: Buffer, b: Buffer) => Buffer.from(a.map((byte, at) => byte ^ (b[at] ?? 0)));

/**
 * The server's side of one SCRAM-SHA-256 exchange, without channel binding: RFC 5802 and RFC 7677, as
 * https://www.postgresql.org/docs/current/sasl-authentication.html uses them (the user's name is the start-up message's).
 * Passwords are taken as they are; one with other than ASCII characters may need SASLprep, which is not done.
 */
export class ScramExchange {
  private clientFirst = '';
  private serverFirst = '';

  constructor(
    private readonly password: string,
    private readonly salt: Buffer = randomBytes(16),
    private readonly nonce: string = randomBytes(18).toString('base64'),
  ) {}

  /** @returns the server's first message; undefined for a client's first message that is none, or wants channel binding. */
  first(says: string): string | undefined {
    const [, bare, nonce] = /^[ny],,((?:n=[^,]*),r=([^,]+))$/.exec(says) ?? [];
    if (bare === undefined) return undefined;
    this.clientFirst = bare;
    this.serverFirst = `r=${nonce}${this.nonce},s=${this.salt.toString('base64')},i=${ITERATIONS}`;
    return this.serverFirst;
  }

  /** @returns the server's last message; undefined when the client does not know the password. */
  last(says: string): string | undefined {
    const [, withoutProof, nonce, proof] = /^(c=[^,]+,r=([^,]+)),p=([^,]+)$/.exec(says) ?? [];
    if (withoutProof === undefined || proof === undefined) return undefined;
    if (!this.serverFirst.startsWith(`r=${nonce},`)) return undefined;
    const salted = pbkdf2Sync(this.password, this.salt, ITERATIONS, 32, 'sha256');
    const exchanged = `${this.clientFirst},${this.serverFirst},${withoutProof}`;
    const storedKey = hash(hmac(salted, 'Client Key'));
    const clientKey = xor(Buffer.from(proof, 'base64'), hmac(storedKey, exchanged));
    if (!timingSafeEqual(hash(clientKey), storedKey)) return undefined;
    return `v=${hmac(hmac(salted, 'Server Key'), exchanged).toString('base64')}`;
  }
}
