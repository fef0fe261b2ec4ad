import type { Look, StepResult } from './step';

export type Connection =
  | 'connected'
  | 'refused'
  | 'timed-out'
  | 'unanswered'
  | 'unresolved'
  | 'tls'
  | 'authentication'
  | 'too-many-connections'
  | 'starting-up'
  | 'unknown-database'
  | 'failed';

/** How one attempt went: what it means, and the code it was told by, if any. Never a message: it may quote anything. */
export interface Attempt {
  readonly connection: Connection;
  readonly code?: string;
}

/** What the error's code says. SQLSTATEs: https://www.postgresql.org/docs/15/errcodes-appendix.html */
const CODES: readonly [RegExp, Connection][] = [
  [/^ECONNREFUSED$/, 'refused'],
  [/^(ETIMEDOUT|EHOSTUNREACH|ENETUNREACH)$/, 'timed-out'],
  [/^(ENOTFOUND|EAI_AGAIN)$/, 'unresolved'],
  [/^(EPROTO|ERR_(SSL|TLS)_\w+|(CERT|UNABLE_TO|SELF_SIGNED|DEPTH_ZERO|INVALID_CA)_\w+|HOSTNAME_MISMATCH)$/, 'tls'],
  [/^(28P01|28000)$/, 'authentication'],
  [/^53300$/, 'too-many-connections'],
  [/^57P03$/, 'starting-up'],
  [/^3D000$/, 'unknown-database'],
];

/** What an error without a code says: the driver's own. */
const MESSAGES: readonly [RegExp, Connection][] = [
  [/^timeout expired$|due to connection timeout$/, 'timed-out'],
  [/^Query read timeout$/, 'unanswered'],
  [/does not support SSL|establishing an SSL connection/, 'tls'],
];

/** What a failed attempt to connect and ask means. A code or message nobody here knows is `failed`. */
export function classify(error: unknown): Attempt {
  const { code: given, message = '' } = Object(error) as { code?: unknown; message?: string };
  const code = typeof given === 'string' ? given : undefined;
  const known =
    code === undefined ? MESSAGES.find(([words]) => words.test(message)) : CODES.find(([codes]) => codes.test(code));
  return { connection: known?.[1] ?? 'failed', ...(code === undefined ? {} : { code }) };
}

export interface Seen {
  readonly instance: string;
  readonly database: string;
  readonly timeoutSeconds: number;
  /** `unseen`: there was nothing to attempt with, the endpoint or the secret being unreadable. */
  readonly attempt: Look<Attempt>;
}

/** What each failure means, and what a person does about it. */
const FAULTS: Readonly<
  Record<Exclude<Connection, 'connected' | 'starting-up'>, { is: (seen: Seen) => string; advice: string }>
> = {
  refused: {
    is: () => 'refuses the connection: the way is open and nothing listens',
    advice:
      'Look at the events and the log of the instance: its host answers and PostgreSQL does not. Check the port of its endpoint.',
  },
  'timed-out': {
    is: ({ timeoutSeconds }) => `does not answer in ${timeoutSeconds} s: the network or a security group`,
    advice:
      'Check the security groups on both sides, the route tables and the network ACLs between the services and the database. No restart of a service helps.',
  },
  unanswered: {
    is: ({ timeoutSeconds }) => `accepts the connection and does not answer SELECT 1 in ${timeoutSeconds} s`,
    advice: 'Look at its CPU, its storage and the sessions that hold locks; it is up and overwhelmed.',
  },
  unresolved: {
    is: () => 'has an endpoint whose name does not resolve',
    advice: 'Check DNS in the VPC, and whether the instance was renamed or restored under another name.',
  },
  tls: {
    is: () => 'offers no TLS connection we can verify',
    advice:
      'Check the certificate of the instance (aws rds describe-db-instances, CACertificateIdentifier) against the bundle the functions trust. Do not switch verification off.',
  },
  authentication: {
    is: () => 'refuses the credentials of the secret: the secret and the database disagree',
    advice:
      'Find out which of the two was changed, and bring them together by rotating the secret. The log-in was tried once and is never repeated.',
  },
  'too-many-connections': {
    is: () => 'has no connection left: too many are open',
    advice:
      'See who holds them (SELECT usename, application_name, state, count(*) FROM pg_stat_activity GROUP BY 1, 2, 3). Do not restart blindly: restarted services open all theirs at once.',
  },
  'unknown-database': {
    is: ({ database }) => `does not know a database named ${database}`,
    advice: 'Check the name in the environment against \\l; a restore or a migration may have left another one.',
  },
  failed: {
    is: () => 'drops the connection, for a reason this runbook does not know',
    advice: 'Connect with psql from within the VPC, and read the log of the instance.',
  },
};

/** What a connection that was not made means for a step; undefined where it was made. Starting up is waited for. */
export function unconnected(seen: Seen): StepResult | undefined {
  const { attempt, instance, database } = seen;
  if ('unseen' in attempt) {
    return {
      outcome: 'escalate',
      finding: `Could not check whether ${instance} answers: ${attempt.unseen}.`,
      verdict: 'unknown',
      advice: `Try from within the VPC: psql "host=<endpoint> dbname=${database} sslmode=verify-full" -c "SELECT 1;"`,
    };
  }
  const { connection, code } = attempt.seen;
  const because = code === undefined ? '' : ` (${code})`;
  if (connection === 'connected') return undefined;
  if (connection === 'starting-up') {
    return {
      outcome: 'wait',
      finding: `${instance} is starting up${because}; waiting for it, no longer than this step may.`,
      verdict: 'not-fixed',
      advice: 'Read the log of the instance: a long recovery after a crash looks like this.',
    };
  }
  const { is, advice } = FAULTS[connection];
  return { outcome: 'escalate', finding: `${instance} ${is(seen)}${because}.`, verdict: 'not-fixed', advice };
}
