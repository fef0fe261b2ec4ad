import { Client } from 'pg';
import type { Credentials } from './credentials';
import { type Attempt, classify } from './decide';

export interface Target extends Credentials {
  readonly host: string;
  readonly port: number;
  readonly database: string;
}

/** How long a connection may take to say goodbye. It has answered by then, or it never will. */
const GOODBYE_MS = 1_000;

/**
 * Connects over TLS, verifying certificate and name, asks `SELECT 1`, and ends the connection whatever happened.
 * @param patienceMs for connecting, and again for the answer.
 */
export async function attempt({ username, ...target }: Target, patienceMs: number): Promise<Attempt> {
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
  try {
    await client.connect();
    await client.query('SELECT 1');
    return { connection: 'connected' };
  } catch (error) {
    return classify(error);
  } finally {
    await goodbye(client);
  }
}

async function goodbye(client: Client): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<void>((resolve) => {
    timer = setTimeout(resolve, GOODBYE_MS);
  });
  await Promise.race([client.end().catch(() => {}), late]);
  clearTimeout(timer);
}
