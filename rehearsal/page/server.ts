import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface VisitAnswer {
  readonly status: number;
  readonly headers: readonly (readonly [string, string])[];
  readonly body: string | Buffer;
}

/** One request of a browser or a command line, waiting for its answer. */
export interface Visit {
  readonly method: string;
  /** With its query. */
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Buffer;
  answer(answer: VisitAnswer): void;
}

/** Bytes of a body that are read at most. */
const LONGEST_BODY = 1_000_000;

/** Where desks listen for news. */
export const NEWS = '/rehearsal/events';

/** Takes requests on the loopback, one after the other, and tells open desks what there is to be seen. */
export class LoopbackServer {
  private readonly visits: Visit[] = [];
  private readonly desks = new Set<ServerResponse>();
  private news = '';
  private wakers: (() => void)[] = [];
  /** Real time at which the last desk was closed; undefined while one is open, or none ever was. */
  private closedAt: number | undefined;

  private constructor(private readonly server: Server) {
    server.on('request', (request, response) => this.take(request, response));
  }

  /** @throws when the port is taken, or is none: the message says what to do. */
  static async listen(port: number): Promise<LoopbackServer> {
    if (port > 65_535) throw new Error(`--port: given ${port}, expected 0 to 65535.`);
    return new Promise((resolve, reject) => {
      const server = createServer();
      const loopback = new LoopbackServer(server);
      server.once('error', (error: NodeJS.ErrnoException) => {
        const taken = error.code === 'EADDRINUSE';
        reject(taken ? new Error(`Port ${port} is taken: --port chooses another, 0 any that is free.`) : error);
      });
      server.listen(port, '127.0.0.1', () => resolve(loopback));
    });
  }

  /** `http://127.0.0.1:8790`. */
  get url(): string {
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  get hasVisit(): boolean {
    return this.visits.length > 0;
  }

  nextVisit(): Visit | undefined {
    return this.visits.shift();
  }

  /** Whether there was a desk, and all have been closed for that long (real milliseconds). */
  everybodyLeft(forMs: number): boolean {
    return this.closedAt !== undefined && performance.now() - this.closedAt >= forMs;
  }

  /** Until a request comes, a desk is closed, or somebody calls `wake`; and after that long at the latest. */
  somethingHappens(atMostMs: number): Promise<void> {
    if (this.hasVisit) return Promise.resolve();
    return new Promise((resolve) => {
      const timer = setTimeout(resolve, atMostMs);
      this.wakers.push(() => {
        clearTimeout(timer);
        resolve();
      });
    });
  }

  wake(): void {
    for (const waker of this.wakers.splice(0)) waker();
  }

  /** Tells every desk that is open, or will be, what there is to be seen now. @param news on one line. */
  tell(news: string): void {
    this.news = news;
    for (const desk of this.desks) desk.write(`data: ${news}\n\n`);
  }

  close(): Promise<void> {
    for (const desk of this.desks) desk.end();
    this.server.closeAllConnections();
    return new Promise((resolve) => void this.server.close(() => resolve()));
  }

  private take(request: IncomingMessage, response: ServerResponse): void {
    const refused = refusalOf(request, this.url);
    if (refused) response.writeHead(refused.status, Object.fromEntries(refused.headers)).end(refused.body);
    else if (request.url === NEWS) this.openDesk(request, response);
    else void this.queue(request, response);
  }

  private openDesk(request: IncomingMessage, response: ServerResponse): void {
    response.writeHead(200, { 'content-type': 'text/event-stream', 'cache-control': 'no-store' });
    response.write(`retry: 500\ndata: ${this.news}\n\n`);
    this.desks.add(response);
    this.closedAt = undefined;
    request.on('close', () => {
      this.desks.delete(response);
      if (this.desks.size === 0) this.closedAt = performance.now();
      this.wake();
    });
  }

  private async queue(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const body = await bodyOf(request);
    if (body === undefined) return;
    if (body === 'too long') {
      response.writeHead(413, PLAIN).end(`The body is longer than ${LONGEST_BODY} bytes.\n`);
      return;
    }
    const headers = Object.entries(request.headers).map(([name, value]) => [name, String(value)] as const);
    this.visits.push({
      method: request.method ?? 'GET',
      path: request.url ?? '/',
      headers: Object.fromEntries(headers),
      body,
      answer: ({ status, headers: answered, body }) => {
        for (const [name, value] of answered) response.appendHeader(name, value);
        response.writeHead(status).end(request.method === 'HEAD' ? undefined : body);
      },
    });
    this.wake();
  }
}

const PLAIN = { 'content-type': 'text/plain; charset=utf-8' } as const;

/** Why a request is not even looked at, or where it has to go first. */
function refusalOf({ method, headers, url = '' }: IncomingMessage, here: string): VisitAnswer | undefined {
  const { host = '', accept = '', 'sec-fetch-site': site } = headers;
  const refuse = (status: number, text: string): VisitAnswer => ({
    status,
    headers: Object.entries(PLAIN),
    body: `${text}\n`,
  });
  // A browser sends no other, and API Gateway never sees one.
  if (!/^\/[!-~]*$/.test(url)) return refuse(400, 'Expected a path that begins with / and is encoded.');
  // A page of somebody else's must not reach us by a name of its own that leads to this machine,
  if (!/^(127\.0\.0\.1|localhost)(:\d+)?$/.test(host))
    return refuse(421, `This is a rehearsal on ${here}, and not ${host}.`);
  // nor send forms in the name of whoever has it open in this browser.
  const reads = method === 'GET' || method === 'HEAD';
  if (!reads && (site === 'cross-site' || site === 'same-site'))
    return refuse(403, `A form of another site is not taken. This is a rehearsal: open ${here}.`);
  // To a browser these are two sites, and the issuer sends people back to one of them: cookies of the other are not there.
  if (reads && host.startsWith('localhost') && accept.includes('text/html'))
    return { status: 307, headers: [['location', `${here}${url}`]], body: '' };
  return undefined;
}

/** @returns undefined when whoever sent it has gone. */
function bodyOf(request: IncomingMessage): Promise<Buffer | 'too long' | undefined> {
  return new Promise((resolve) => {
    const chunks: Buffer[] = [];
    let length = 0;
    request.on('data', (chunk: Buffer) => {
      length += chunk.length;
      if (length <= LONGEST_BODY) chunks.push(chunk);
      // The rest is let pass by: who is cut off in the middle of sending may never read the answer.
      else resolve('too long');
    });
    request.on('end', () => resolve(Buffer.concat(chunks)));
    request.on('error', () => resolve(undefined));
  });
}
