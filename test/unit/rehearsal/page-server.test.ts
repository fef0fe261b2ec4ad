import { once } from 'node:events';
import { get, request as httpRequest } from 'node:http';
import { connect } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { LoopbackServer, NEWS } from '../../../rehearsal/page/server';

let server: LoopbackServer;
beforeEach(async () => {
  server = await LoopbackServer.listen(0);
});
afterEach(() => server.close());

interface Asked {
  readonly method?: string;
  readonly path?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
}

/** A request with whatever headers, which `fetch` would not send. */
async function ask({ method = 'GET', path = '/i/one', headers = {}, body }: Asked) {
  const request = httpRequest(new URL(server.url), { method, path, headers, agent: false });
  request.end(body);
  const [response] = await once(request, 'response');
  const chunks: Buffer[] = [];
  for await (const chunk of response) chunks.push(chunk as Buffer);
  return { status: response.statusCode as number, headers: response.headers, text: Buffer.concat(chunks).toString() };
}

/** Answers whoever comes, and keeps what they asked. */
function answering(answer = { status: 200, headers: [] as [string, string][], body: 'here' }) {
  const visits: { method: string; path: string; length: number }[] = [];
  const timer = setInterval(() => {
    for (let visit = server.nextVisit(); visit; visit = server.nextVisit()) {
      visits.push({ method: visit.method, path: visit.path, length: visit.body.length });
      visit.answer(answer);
    }
  }, 1);
  return { visits, stop: () => clearInterval(timer) };
}

describe('a request that is not looked at', () => {
  test.each<[string, Asked, number, RegExp]>([
    ['under somebody else’s name', { headers: { host: 'evil.example' } }, 421, /not evil\.example/],
    ['under a name that begins like ours', { headers: { host: '127.0.0.1.evil.example' } }, 421, /rehearsal on http/],
    ['under a name that ends like ours', { headers: { host: 'notlocalhost:8790' } }, 421, /rehearsal on http/],
    [
      'as a form of another site',
      { method: 'POST', headers: { 'sec-fetch-site': 'cross-site' }, body: 'a=b' },
      403,
      /form of another site/,
    ],
    [
      'as a form of another name of this machine',
      { method: 'POST', headers: { 'sec-fetch-site': 'same-site' }, body: 'a=b' },
      403,
      /form of another site/,
    ],
    ['for no path', { method: 'OPTIONS', path: '*' }, 400, /begins with \//],
    ['as a proxy is asked', { path: 'http://evil.example/' }, 400, /begins with \//],
    ['with a body that is too long', { method: 'POST', body: 'x'.repeat(1_000_001) }, 413, /longer than 1000000 bytes/],
  ])('%s is refused, in words', async (_what, asked, status, says) => {
    const { visits, stop } = answering();
    const answer = await ask(asked);
    stop();
    expect(answer).toMatchObject({ status, text: expect.stringMatching(says) });
    expect(visits).toEqual([]);
  });

  test('is one whose sender goes away in the middle, and the next is answered', async () => {
    const { visits, stop } = answering();
    const socket = connect(Number(new URL(server.url).port), '127.0.0.1');
    await once(socket, 'connect');
    socket.write('POST /i/one HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: 100\r\n\r\nabc');
    await sleep(20);
    socket.destroy();
    await once(socket, 'close');
    expect((await ask({})).status).toBe(200);
    stop();
    expect(visits).toEqual([{ method: 'GET', path: '/i/one', length: 0 }]);
  });
});

test.each<[string, Asked]>([
  ['a browser’s own form', { method: 'POST', headers: { 'sec-fetch-site': 'same-origin' }, body: 'a=b' }],
  ['an address that was typed', { headers: { 'sec-fetch-site': 'none', accept: 'text/html' } }],
  ['a link in somebody’s mail', { headers: { 'sec-fetch-site': 'cross-site', accept: 'text/html' } }],
  ['a command line', { method: 'POST', headers: { host: 'localhost:8790', accept: '*/*' }, body: '{}' }],
  ['the longest body', { method: 'POST', body: 'x'.repeat(1_000_000) }],
])('%s is answered', async (_what, asked) => {
  const { visits, stop } = answering();
  expect((await ask(asked)).status).toBe(200);
  stop();
  expect(visits).toHaveLength(1);
});

test('a browser that comes by the name localhost is sent to the address that its cookies will be of', async () => {
  const answer = await ask({ path: '/i/one?a=b', headers: { host: 'localhost:8790', accept: 'text/html,*/*' } });
  expect(answer).toMatchObject({ status: 307, headers: { location: `${server.url}/i/one?a=b` } });
});

test('an answer arrives as it was given, each of its cookies apart; HEAD gets no body', async () => {
  const headers: [string, string][] = [
    ['set-cookie', 'a=1'],
    ['set-cookie', 'b=2'],
  ];
  const { stop } = answering({ status: 404, headers, body: 'nothing' });
  expect(await ask({})).toMatchObject({ status: 404, text: 'nothing', headers: { 'set-cookie': ['a=1', 'b=2'] } });
  expect(await ask({ method: 'HEAD' })).toMatchObject({ status: 404, text: '' });
  stop();
});

describe('a port', () => {
  test('that is taken is named, with what to do about it', async () => {
    const port = Number(new URL(server.url).port);
    await expect(LoopbackServer.listen(port)).rejects.toThrow(
      `Port ${port} is taken: --port chooses another, 0 any that is free.`,
    );
  });

  test('that is none is refused', async () => {
    await expect(LoopbackServer.listen(70_000)).rejects.toThrow('--port: given 70000, expected 0 to 65535.');
  });
});

describe('a desk', () => {
  async function openDesk() {
    const request = get(`${server.url}${NEWS}`, { agent: false });
    const [response] = await once(request, 'response');
    let heard = '';
    response.on('data', (chunk: Buffer) => {
      heard += chunk.toString();
    });
    const hears = async (text: string) => {
      while (!heard.includes(text)) await sleep(1);
    };
    const close = async () => {
      request.destroy();
      await server.somethingHappens(1_000);
    };
    return { hears, close };
  }

  test('is told what there is, when it is opened and whenever there is something new', async () => {
    server.tell('first');
    const desk = await openDesk();
    await desk.hears('data: first\n\n');
    server.tell('second');
    await desk.hears('data: second\n\n');
    await desk.close();
  });

  test('is closed when it has been for a while, and not when another is open', async () => {
    expect(server.everybodyLeft(0)).toBe(false);
    const [one, two] = [await openDesk(), await openDesk()];
    await one.close();
    expect(server.everybodyLeft(0)).toBe(false);
    await two.close();
    expect(server.everybodyLeft(0)).toBe(true);
    expect(server.everybodyLeft(60_000)).toBe(false);
    const again = await openDesk();
    expect(server.everybodyLeft(0)).toBe(false);
    await again.close();
  });
});
