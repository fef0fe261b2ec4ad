import type { RDSClient } from '@aws-sdk/client-rds';
import { GetSecretValueCommand, type SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { Client } from 'pg';
import * as v from 'valibot';
import { describeDatabase } from './database';
import { jsonOf } from './json-text';

export interface Credentials {
  readonly username: string;
  readonly password: string;
}

const Secret = v.object({
  username: v.pipe(v.string(), v.nonEmpty()),
  password: v.pipe(v.string(), v.nonEmpty()),
});

/**
 * Reads a secret's text.
 * @throws an error that quotes nothing of it: what a parser says about a text that it cannot read is often the text itself.
 */
export function readCredentials(text: string | undefined): Credentials {
  const parsed = v.safeParse(Secret, jsonOf(text));
  if (!parsed.success) throw new Error('the secret is not JSON with a username and a password');
  return parsed.output;
}

/** Which database a step connects to, and how long it may take to be let in. */
export const Login = v.object({
  instance: v.string(),
  /** Name of the database within the instance. */
  database: v.string(),
  /** Name of the secret with a username and a password. */
  secret: v.string(),
  connectTimeoutSeconds: v.pipe(v.number(), v.minValue(1), v.maxValue(5)),
});
export type Login = v.InferOutput<typeof Login>;

export interface Target extends Credentials {
  readonly host: string;
  readonly port: number;
  readonly database: string;
}

/** Reads endpoint and secret. @throws when either cannot be read. */
export async function readTarget(
  { rds, secrets }: { readonly rds: RDSClient; readonly secrets: SecretsManagerClient },
  { instance, database, secret }: Pick<Login, 'instance' | 'database' | 'secret'>,
): Promise<Target> {
  const [found, { SecretString }] = await Promise.all([
    describeDatabase(rds, instance),
    secrets.send(new GetSecretValueCommand({ SecretId: secret })),
  ]);
  if (!found?.endpoint) throw new Error(found ? `${instance} has no endpoint` : `there is no database ${instance}`);
  return { ...found.endpoint, database, ...readCredentials(SecretString) };
}

/** What the server says beside its answers. */
export interface Notice {
  /** SQLSTATE; warnings begin with `01`. https://www.postgresql.org/docs/current/errcodes-appendix.html */
  readonly code: string;
  readonly message: string;
}

/** One connection to the database. */
export interface Session {
  /**
   * Asks for one statement, and returns its rows.
   * @param patienceMs how long the driver waits for the answer; a connection that did not answer is of no use any more.
   * @throws what the server or the driver says.
   */
  query<Row extends object>(sql: string, values?: readonly unknown[], patienceMs?: number): Promise<Row[]>;
  /** What the server has said since it was last asked for. */
  notices(): Notice[];
}

/** How long a connection may take to say goodbye. It has answered by then, or it never will. */
const GOODBYE_MS = 1_000;

/**
 * Connects over TLS, verifying certificate and name, and ends the connection whatever happened.
 * @param patienceMs for connecting, and again for every answer unless a query says otherwise.
 */
export async function withSession<T>(
  { username, ...target }: Target,
  patienceMs: number,
  work: (session: Session) => Promise<T>,
): Promise<T> {
  const client = new Client({
    ...target,
    user: username,
    application_name: 'runbook',
    // The authorities it trusts come from the runtime (NODE_EXTRA_CA_CERTS).
    ssl: { rejectUnauthorized: true, servername: target.host },
    connectionTimeoutMillis: patienceMs,
    query_timeout: patienceMs,
  });
  // A connection that breaks between two calls says so here; without a listener it would end the process.
  client.on('error', () => {});
  let said: Notice[] = [];
  client.on('notice', ({ code = '', message = '' }) => said.push({ code, message }));
  try {
    await client.connect();
    return await work({
      query: async <Row extends object>(text: string, values: readonly unknown[] = [], query_timeout = patienceMs) =>
        (await client.query<Row>({ text, values: [...values], query_timeout } as QueryWithTimeout)).rows,
      notices: () => {
        const all = said;
        said = [];
        return all;
      },
    });
  } finally {
    await goodbye(client);
  }
}

/** As the driver takes it; its types do not know the time-out of one query. */
interface QueryWithTimeout {
  readonly text: string;
  readonly values: unknown[];
  readonly query_timeout: number;
}

async function goodbye(client: Client): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<void>((resolve) => {
    timer = setTimeout(resolve, GOODBYE_MS);
  });
  await Promise.race([client.end().catch(() => {}), late]);
  clearTimeout(timer);
}

/** SQLSTATE of an error of the server's. */
export const sqlState = (error: unknown): string | undefined => {
  const { code } = Object(error) as { code?: unknown };
  return typeof code === 'string' && /^[0-9A-Z]{5}$/.test(code) ? code : undefined;
};

/**
 * Whether an error ends the connection: an answer of the server's keeps it, unless it says that the server goes down or
 * takes the connection away (classes 08 and 57P); what has no SQLSTATE is the driver's or the network's.
 */
export const isLost = (error: unknown): boolean => /^(08|57P)/.test(sqlState(error) ?? '08');
