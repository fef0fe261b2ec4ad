import { refusal } from './errors';

/**
 * A database a sandbox may reach. A bundle asks for `host` and `port`; what it gets is the port on this machine's
 * loopback. Addresses, errors and certificates are those of the host it asked for.
 */
export interface Database {
  /** Name of the host, as the bundle and the certificate say it. */
  readonly host: string;
  readonly port: number;
  /** Where it listens on 127.0.0.1. */
  readonly localPort: number;
  /** PEM: the authority that stands for the one of Amazon's behind its certificate. Read when a TLS connection begins. */
  readonly ca: string;
  /**
   * How the network answers who connects now: lets them through, refuses them, or swallows what they send; `nameless`:
   * nothing has that name any more, or yet. Left out: open.
   */
  reach?(): 'open' | 'refused' | 'silent' | 'nameless';
  /** Databases beside this one, each under a name of its own. */
  readonly beside?: readonly Database[];
  /**
   * Whether nothing is under way on the connection from `clientPort`: the database has read all the bytes that were sent,
   * is not at work on them, and all it has written was received. False for a connection it has not accepted yet or has
   * closed. Virtual time stands still until it answers true.
   */
  atRest(clientPort: number, bytesSent: number, bytesReceived: number): boolean;
}

// @claim assumed: A database's name resolves to one private address inside the VPC, and resolving takes no time.
// @source https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/USER_VPC.WorkingWithRDSInstanceinaVPC.html
export const PRIVATE_ADDRESS = '10.0.0.10';

// @claim documented: From Node.js 20 on, Lambda loads no certificates of Amazon's by itself: a function trusts those of RDS only with NODE_EXTRA_CA_CERTS=/var/runtime/ca-cert.pem.
// @source https://docs.aws.amazon.com/lambda/latest/dg/lambda-nodejs.html
const AMAZONS = '/var/runtime/ca-cert.pem';

/**
 * The authorities a TLS connection to the database trusts, as PEM: those the bundle names and, when it names none, those
 * of the process. Node's own list is left out: the database's certificate is never from one of them.
 * @throws for a NODE_EXTRA_CA_CERTS or NODE_TLS_REJECT_UNAUTHORIZED that is not played.
 */
export function trusted(named: unknown, env: Readonly<Record<string, string>>, database: Database): string[] {
  const { NODE_EXTRA_CA_CERTS: file, NODE_TLS_REJECT_UNAUTHORIZED: reject } = env;
  if (file !== undefined && file !== AMAZONS) {
    throw refusal(`NODE_EXTRA_CA_CERTS=${file} is not available to a bundle in the rehearsal: ${AMAZONS} is supported`);
  }
  if (reject !== undefined) {
    throw refusal(
      `NODE_TLS_REJECT_UNAUTHORIZED is not available in the rehearsal: give tls.connect rejectUnauthorized`,
    );
  }
  if (named !== undefined && named !== null) return [named].flat().map(String);
  return file === AMAZONS ? [database.ca] : [];
}
