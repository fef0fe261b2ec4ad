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

const LONGEST_BODY = 1_000_000;

/** Takes requests on the loopback, one after the other, and tells open desks that something has changed. */
export class LoopbackServer {
  private readonly visits: Visit[] = [];
  private readonly desks = new Set<ServerResponse>();
  private wakers: (() => void)[] = [];
  /** Real time at which the last desk was closed; undefined while one is open, or none ever was. */
  private closedAt: number | undefined;

  private constructor(private readonly server: Server) {
    server.on('request', (request, response) => this.take(request, response));
  }

  /** @throws when the port is taken; the message says what to do. */
  static listen(port: number): Promise<LoopbackServer> {
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

  get address(): AddressInfo {
    return this.server.address() as AddressInfo;
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

  /** Tells every open desk. */
  tell(event: 'changed' | 'over'): void {
    for (const desk of this.desks) desk.write(`event: ${event}\ndata: {}\n\n`);
  }

  close(): Promise<void> {
    for (const desk of this.desks) desk.end();
    this.server.closeAllConnections();
    return new Promise((resolve) => void this.server.close(() => resolve()));
  }

  private take(request: IncomingMessage, response: ServerResponse): void {
    // A page of somebody else's must not reach us by a name of its own that leads to this machine.
    const { host = '' } = request.headers;
    if (!/^(127\.0\.0\.1|localhost):\d+$/.test(host)) {
      response.writeHead(421).end();
      return;
    }
    if (request.url === '/rehearsal/events') this.openDesk(request, response);
    else void this.queue(request, response);
  }

  private openDesk(request: IncomingMessage, response: ServerResponse): void {
    response.writeHead(200, { 'content-type': 'text/event-stream', 'cache-control': 'no-store' });
    response.write('retry: 500\n\n');
    this.desks.add(response);
    this.closedAt = undefined;
    request.on('close', () => {
      this.desks.delete(response);
      if (this.desks.size === 0) this.closedAt = performance.now();
      this.wake();
    });
  }

  private async queue(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const chunks: Buffer[] = [];
    let length = 0;
    for await (const chunk of request as AsyncIterable<Buffer>) {
      length += chunk.length;
      if (length > LONGEST_BODY) {
        response.writeHead(413).end();
        return;
      }
      chunks.push(chunk);
    }
    const headers = Object.entries(request.headers).map(([name, value]) => [name, String(value)] as const);
    this.visits.push({
      method: request.method ?? 'GET',
      path: request.url ?? '/',
      headers: Object.fromEntries(headers),
      body: Buffer.concat(chunks),
      answer: ({ status, headers: answered, body }) => {
        for (const [name, value] of answered) response.appendHeader(name, value);
        response.writeHead(status).end(request.method === 'HEAD' ? undefined : body);
      },
    });
    this.wake();
  }
}
