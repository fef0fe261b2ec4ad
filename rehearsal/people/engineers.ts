import { createHash } from 'node:crypto';
import { Sha256 } from '@aws-crypto/sha256-js';
import { SignatureV4 } from '@smithy/signature-v4';
import type { Description } from '../description';
import type { Assembly } from '../engine/assembly';
import type { ApiAnswer, ApiRequest, Signer } from '../engine/http-api';

/** Somebody with AWS credentials and a command line. */
export interface Engineer extends Signer {
  /** Id of the contact; undefined: nobody the environment knows. */
  readonly contact?: string;
}

/** What the command line was answered. */
export interface CommandAnswer {
  readonly status: number;
  readonly body: Readonly<Record<string, unknown>>;
}

/** Whoever works in the account with an administrator's role, and calls their session as they like. */
export const SOMEBODY = 'somebody';

/**
 * Everybody who can sign a request to the HTTP API: each contact that is an IAM user, and somebody with a role of their own.
 * All may do what the stack's policy for engineers lets them.
 */
export function engineersOf({ environment }: Description, assembly: Assembly): ReadonlyMap<string, Engineer> {
  const policies = assembly
    .ofType('AWS::IAM::ManagedPolicy')
    .filter(({ name }) => name.endsWith('-engineer'))
    .map(({ properties }) => properties.PolicyDocument as Signer['policies'][number]);
  const { account } = environment;
  const make = (id: string, userArn: string, contact?: string): [string, Engineer] => [
    id,
    {
      ...(contact ? { contact } : {}),
      accessKeyId: `AKIA${digest(id).slice(0, 16).toUpperCase()}`,
      secretAccessKey: digest(`secret of ${id}`),
      userArn,
      userId: `AIDA${digest(`id of ${id}`).slice(0, 17).toUpperCase()}`,
      policies,
    },
  ];
  const users = Object.entries(environment.contacts).flatMap(([contact, { identities }]) =>
    identities?.iamUser ? [make(contact, `arn:aws:iam::${account}:user/${identities.iamUser}`, contact)] : [],
  );
  // The session's name says it is the primary engineer; anybody can write that there.
  const pretender = `arn:aws:sts::${account}:assumed-role/Administrator/trading-primary`;
  return new Map([...users, make(SOMEBODY, pretender)]);
}

const digest = (text: string): string => createHash('sha256').update(text).digest('hex');

/** The command line of one engineer: signs, sends, reads the answer. */
export class CommandLine {
  constructor(
    private readonly engineer: Engineer,
    private readonly api: { readonly endpoint: string; request(request: ApiRequest): Promise<ApiAnswer> },
    private readonly region: string,
    /** Milliseconds since the epoch, in virtual time. */
    private readonly now: () => number,
    /** Runs what takes real time while virtual time stands still. */
    private readonly whileBusy: <T>(work: () => Promise<T>) => Promise<T>,
  ) {}

  async ask(method: 'GET' | 'POST', path: string, body?: object): Promise<CommandAnswer> {
    const { hostname } = new URL(this.api.endpoint);
    const text = body === undefined ? undefined : JSON.stringify(body);
    const signed = await this.whileBusy(() => this.sign(method, hostname, path, text));
    const answer = await this.api.request({ method, path, headers: signed, ...(text ? { body: text } : {}) });
    return { status: answer.status, body: JSON.parse(answer.body.toString('utf8')) as CommandAnswer['body'] };
  }

  private async sign(method: string, hostname: string, path: string, body: string | undefined) {
    const signer = new SignatureV4({
      service: 'execute-api',
      region: this.region,
      sha256: Sha256,
      credentials: { accessKeyId: this.engineer.accessKeyId, secretAccessKey: this.engineer.secretAccessKey },
    });
    const [pathname = '', search = ''] = path.split('?');
    const { headers } = await signer.sign(
      {
        method,
        protocol: 'https:',
        hostname,
        path: pathname,
        query: Object.fromEntries(new URLSearchParams(search)),
        headers: { host: hostname, ...(body === undefined ? {} : { 'content-type': 'application/json' }) },
        ...(body === undefined ? {} : { body }),
      },
      { signingDate: new Date(this.now()) },
    );
    return headers;
  }
}
