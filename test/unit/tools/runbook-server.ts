import { createHash, createHmac } from 'node:crypto';
import { createServer, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { SSMClient } from '@aws-sdk/client-ssm';
import { prod } from '../../../environments/prod';
import { main } from '../../../tools/runbook/main';
import type { World } from '../../../tools/runbook/world';

export const HOST = 'abc123.execute-api.ap-south-1.amazonaws.com';
export const VIRTUAL_NOW = '2026-11-20T04:32:17.000Z';

const KEYS: Readonly<Record<string, string>> = { AKIAPRIMARY: 'primary secret', AKIABACKUP: 'backup secret' };

export interface Received {
  readonly method: string;
  readonly url: string;
  readonly headers: IncomingMessage['headers'];
  readonly body: string;
  /** Whether the signature is the one that this server computes itself. */
  readonly genuine: boolean;
}

export interface Answer {
  readonly status?: number;
  readonly body: unknown;
}

/** Takes a request for an answer; undefined: it never answers, and cuts the connection. */
type Answers = (request: Received) => Answer | undefined;

export interface Served {
  readonly url: string;
  readonly received: Received[];
  close(): Promise<void>;
}

/** A server on loopback that is asked as a rehearsal is: it says who may sign, and checks every signature. */
export async function serve(answers: Answers, rehearsal: object = REHEARSAL): Promise<Served> {
  const received: Received[] = [];
  const server: Server = createServer((incoming, response) => {
    const chunks: Buffer[] = [];
    incoming.on('data', (chunk: Buffer) => chunks.push(chunk));
    incoming.on('end', () => {
      const { method = '', url = '', headers } = incoming;
      const body = Buffer.concat(chunks).toString();
      const host = String(headers['x-rehearsal-host'] ?? headers.host);
      const request = { method, url, headers, body, genuine: isGenuine({ method, url, headers, body }, host) };
      const asked = url !== '/rehearsal';
      if (asked) received.push(request);
      const answer = asked ? answers(request) : { body: rehearsal };
      if (!answer) return void response.destroy();
      response.writeHead(answer.status ?? 200, { 'content-type': 'application/json', connection: 'close' });
      response.end(typeof answer.body === 'string' ? answer.body : JSON.stringify(answer.body));
    });
  });
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    received,
    close: () => new Promise((closed) => server.close(() => closed())),
  };
}

export const REHEARSAL = {
  now: VIRTUAL_NOW,
  api: `https://${HOST}`,
  region: 'ap-south-1',
  environment: 'prod',
  engineers: [
    { contact: 'trading-primary', accessKeyId: 'AKIAPRIMARY', secretAccessKey: 'primary secret' },
    { contact: 'trading-backup', accessKeyId: 'AKIABACKUP', secretAccessKey: 'backup secret' },
  ],
};

/**
 * Signature Version 4 from its description, with no code of whoever signs.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-create-signed-request.html
 */
function isGenuine({ method, url, headers, body }: Omit<Received, 'genuine'>, host: string): boolean {
  const [, key = '', date = '', region = '', signed = '', signature = ''] =
    /^AWS4-HMAC-SHA256 Credential=([^/]+)\/(\d{8})\/([^/]+)\/execute-api\/aws4_request, SignedHeaders=([^,]+), Signature=([0-9a-f]{64})$/.exec(
      headers.authorization ?? '',
    ) ?? [];
  const [path = '', query = ''] = url.split('?');
  const names = signed.split(';');
  const value = (name: string): string => (name === 'host' ? host : String(headers[name] ?? '').trim());
  const canonical = [
    method,
    path.split('/').map(strictly).join('/'),
    query.split('&').sort().join('&'),
    ...names.map((name) => `${name}:${value(name)}`),
    '',
    signed,
    sha256(body),
  ].join('\n');
  const at = String(headers['x-amz-date']);
  const toSign = ['AWS4-HMAC-SHA256', at, `${date}/${region}/execute-api/aws4_request`, sha256(canonical)].join('\n');
  const secret = [date, region, 'execute-api', 'aws4_request'].reduce<string | Buffer>(
    (last, next) => hmac(last, next),
    `AWS4${KEYS[key] ?? ''}`,
  );
  return names.includes('host') && at.startsWith(date) && hmac(secret, toSign).toString('hex') === signature;
}

const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex');
const hmac = (key: string | Buffer, text: string): Buffer => createHmac('sha256', key).update(text).digest();
const strictly = (text: string): string =>
  encodeURIComponent(text).replace(/[!'()*]/g, (sign) => `%${sign.charCodeAt(0).toString(16).toUpperCase()}`);

export interface Ran {
  readonly status: number;
  readonly out: string;
  readonly err: string;
}

/** Runs one command line. What it has around it is empty unless it is said. */
export async function run(words: readonly string[], over: Partial<World> = {}): Promise<Ran> {
  const printed = { out: '', err: '' };
  const status = await main(words, {
    environments: [prod],
    out: (text) => {
      printed.out += text;
    },
    err: (text) => {
      printed.err += text;
    },
    now: () => Date.parse(VIRTUAL_NOW),
    ssm: () => {
      throw new Error('A rehearsal needs no AWS.');
    },
    interruptible: () => new AbortController().signal,
    ...over,
  });
  return { status, ...printed };
}

/** Systems Manager and the credentials in front of it, as far as the command line asks for them. */
export const systemsManager = (o: {
  credentials?: () => Promise<object>;
  send?: (command: { input: { Name?: string } }) => Promise<object>;
}): SSMClient =>
  ({
    config: {
      credentials: o.credentials ?? (async () => ({ accessKeyId: 'AKIAPRIMARY', secretAccessKey: 'primary secret' })),
    },
    send: o.send,
  }) as unknown as SSMClient;
