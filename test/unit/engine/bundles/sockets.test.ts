import net from 'node:net';
import { type Database, guardProcess } from '../../../../rehearsal/engine/bundles';
import { bench } from './support';

// A "database" that sends back what it gets, and a neighbour nobody may talk to.
let database: Database;
let neighbour: net.Server;
let neighboursPort: number;
const sockets = new Map<number, net.Socket>();
const arrived: string[] = [];
const servers: net.Server[] = [];

const listen = (server: net.Server): Promise<number> => {
  servers.push(server);
  return new Promise((resolve) =>
    server.listen(0, '127.0.0.1', () => resolve((server.address() as net.AddressInfo).port)),
  );
};

beforeAll(async () => {
  const echo = net.createServer((socket) => {
    const port = socket.remotePort ?? 0;
    sockets.set(port, socket);
    socket.on('data', (chunk) => socket.write(chunk));
    socket.on('error', () => undefined);
    socket.on('close', () => sockets.delete(port));
  });
  neighbour = net.createServer((socket) => {
    arrived.push('a connection');
    socket.destroy();
  });
  database = {
    host: 'db.example.com',
    port: 5432,
    localPort: await listen(echo),
    ca: '',
    atRest: (port, sent, received) =>
      sockets.get(port)?.bytesRead === sent && sockets.get(port)?.bytesWritten === received,
  };
  neighboursPort = await listen(neighbour);
});

afterAll(() => {
  for (const server of servers) server.close();
});

/** What a function that runs `body`, with `net`, `tls` and the two ports at hand, answers or fails with. */
async function run(body: string, given: Partial<{ database: Database }> = { database }): Promise<unknown> {
  const { invoke } = bench(
    `const net = require('net'), tls = require('tls');
     const until = (socket, event) => new Promise((resolve, reject) => socket.once(event, resolve).once('error', reject));
     exports.handler = async ({ localPort, port }) => { ${body} }`,
    given,
  );
  try {
    return await invoke({ localPort: database.localPort, port: neighboursPort });
  } catch (error) {
    return (error as { errorMessage: string }).errorMessage;
  }
}

const ONLY = 'only the database at db.example.com:5432 is';
const refusedPlace = (place: string) =>
  `A connection to ${place} is not available to a bundle in the rehearsal: ${ONLY}`;

test('the place that was given is reached, by each way a client connects', async () => {
  const talk = `const heard = await (socket.write('hello'), until(socket, 'data')); socket.end();
    await until(socket, 'close'); return String(heard);`;
  for (const connect of [
    "net.connect(5432, 'db.example.com')",
    "net.createConnection({ port: 5432, host: 'db.example.com' })",
    "new net.Socket().setNoDelay(true).connect('5432', 'db.example.com').setKeepAlive(true)",
  ]) {
    expect(await run(`const socket = ${connect}; await until(socket, 'connect'); ${talk}`)).toBe('hello');
    expect(await run(`const socket = ${connect}; ${talk}`)).toBe('hello');
  }
});

test('addresses are told apart without a database as well', async () => {
  expect(await run("return [net.isIP('10.0.0.1'), net.isIPv6('::1'), net.isIP('db')]", {})).toEqual([4, true, 0]);
});

const LOCAL = "'127.0.0.1'";
const refused: readonly (readonly [road: string, words: (() => string) | RegExp])[] = [
  [`net.connect(port, ${LOCAL})`, () => refusedPlace(`127.0.0.1:${neighboursPort}`)],
  [`net.connect({ port, host: ${LOCAL} })`, () => refusedPlace(`127.0.0.1:${neighboursPort}`)],
  ['net.connect(port)', () => refusedPlace(`localhost:${neighboursPort}`)],
  [`net.connect(localPort, ${LOCAL})`, () => refusedPlace(`127.0.0.1:${database.localPort}`)],
  ["net.connect(port, 'db.example.com')", () => refusedPlace(`db.example.com:${neighboursPort}`)],
  ["net.connect(5432, 'example.com')", () => refusedPlace('example.com:5432')],
  ["net.connect('/run/docker.sock')", /^A connection to \/run\/docker\.sock is not available/],
  ["net.connect({ path: '/run/docker.sock' })", /^net\.connect with path is not available/],
  ["net.connect({ host: 'db.example.com', port: 5432, lookup() {} })", /^net\.connect with lookup is not available/],
  ['new net.Socket({ fd: 3 })', /^new net\.Socket with fd is not available/],
  [`tls.connect({ port, host: ${LOCAL} })`, /^tls\.connect without a socket is not available/],
  [`tls.connect(port, ${LOCAL})`, /^tls\.connect without a socket is not available/],
  ['tls.connect({ socket: { write() {}, on() {} } })', /^tls\.connect over a socket that is not connected/],
  ['tls.connect({ socket: new net.Socket() })', /^tls\.connect over a socket that is not connected/],
  ["tls.connect({ socket: new net.Socket(), key: 'k' })", /^tls\.connect with key is not available/],
  ['net.createServer()', /^node:net\.createServer is not available/],
  ['new net.Server()', /^node:net\.Server is not available/],
  ['tls.createSecureContext()', /^node:tls\.createSecureContext is not available/],
  ['new tls.TLSSocket()', /^node:tls\.TLSSocket is not available/],
  ['new net.Socket().setTimeout(1)', /^node:net\.Socket\.setTimeout is not available/],
  ['new net.Socket().remoteAddress', /^node:net\.Socket\.remoteAddress is not available/],
];

const elsewhere: Readonly<Record<string, string>> = {
  'a socket that was connected': `const socket = net.connect(5432, 'db.example.com'); await until(socket, 'connect');
    socket.connect(port, ${LOCAL}); await until(socket, 'connect')`,
  'an exchange of its own making': `const Base = Object.getPrototypeOf(net.Socket);
    const forged = { life: { whenRunning: (act) => act(), keepOpen: () => () => {} }, check() {}, dial() {}, secure() {},
      database: { host: ${LOCAL}, port, localPort: port, reach: () => 'open', atRest: () => true } };
    new Base(forged).connect(port, ${LOCAL})`,
  'methods that hand out what they are called with': `const given = [];
    class Curious extends net.Socket {}
    for (let at = net.Socket.prototype; at; at = Object.getPrototypeOf(at))
      for (const name of Object.getOwnPropertyNames(at)) {
        const method = Object.getOwnPropertyDescriptor(at, name).value;
        if (typeof method !== 'function' || name === 'constructor' || name in Object.prototype) continue;
        Curious.prototype[name] = function (...values) { given.push(...values); return method.apply(this, values); };
      }
    const socket = new Curious().connect(5432, 'db.example.com'); await until(socket, 'connect');
    const secure = tls.connect({ socket, rejectUnauthorized: false }); secure.on('error', () => {}); secure.destroy();
    const names = given.map((value) => value?.constructor?.name);
    if (names.some((name) => /^(Line|Life|Exchange|TCP|TLSWrap)$/.test(name))) return names.join();
    const dial = given.find((value) => value?.name === 'dial' || value?.dial); dial({})`,
  'a class over theirs': `class Mine extends net.Socket { constructor() { super(); this.host = ${LOCAL}; this.port = port; } }
    await until(new Mine().connect({ host: ${LOCAL}, port }), 'connect')`,
};

describe.each([
  ['alone', () => () => undefined],
  ['with the process guarded as well', () => guardProcess({ allow: [database.localPort] })],
])('the sandbox %s', (_how, guard) => {
  let undo: () => void;
  beforeAll(() => {
    undo = guard();
  });
  afterAll(() => undo());
  afterEach(async () => {
    await new Promise((resolve) => setTimeout(resolve, 5));
    expect(arrived).toEqual([]);
  });

  test.each(refused)('refuses %s by name', async (road, words) => {
    const told = await run(`await ${road}`);
    if (words instanceof RegExp) expect(told).toMatch(words);
    else expect(told).toBe(words());
  });

  test.each(Object.entries(elsewhere))('does not lead elsewhere by %s', async (_road, body) => {
    expect(String(await run(body))).toMatch(/not available|not a function/);
  });
});
