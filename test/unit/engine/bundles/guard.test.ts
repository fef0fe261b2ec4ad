import dgram from 'node:dgram';
import dns from 'node:dns';
import http from 'node:http';
import http2 from 'node:http2';
import https from 'node:https';
import net from 'node:net';
import tls from 'node:tls';
import { guardProcess } from '../../../../rehearsal/engine/bundles';

let server: http.Server;
let udp: dgram.Socket;
let port: number;
const arrived: string[] = [];

beforeAll(async () => {
  server = http.createServer((_request, response) => response.end('hello'));
  server.on('connection', () => arrived.push('a TCP connection'));
  port = await new Promise((resolve) => {
    server.listen(0, '127.0.0.1', () => resolve((server.address() as net.AddressInfo).port));
  });
  udp = dgram.createSocket('udp4').on('message', () => arrived.push('a datagram'));
  await new Promise<void>((resolve) => udp.bind(port, '127.0.0.1', resolve));
});

afterAll(() => {
  server.close();
  udp.close();
});

let undo: () => void = () => undefined;
beforeEach(() => {
  arrived.length = 0;
});
afterEach(() => undo());

const datagramTo = (attempt: (socket: dgram.Socket) => void) => {
  const socket = dgram.createSocket('udp4');
  try {
    attempt(socket);
  } finally {
    socket.close();
  }
};

const connections: Record<string, () => unknown> = {
  'net.connect': () => net.connect(port, '127.0.0.1'),
  'net.connect with options': () => net.connect({ port, host: '127.0.0.1' }),
  'new net.Socket': () => new net.Socket().connect({ port, host: '127.0.0.1' }),
  'tls.connect': () => tls.connect({ port, host: '127.0.0.1' }),
  'http.get': () => http.get(`http://127.0.0.1:${port}`),
  'https.get': () => https.get(`https://127.0.0.1:${port}`),
  'http2.connect': () => http2.connect(`http://127.0.0.1:${port}`),
  'dgram send': () => datagramTo((socket) => socket.send('x', port, '127.0.0.1')),
  'dgram connect': () => datagramTo((socket) => socket.connect(port, '127.0.0.1')),
};

test.each(Object.entries(connections))('%s is refused with the host and port', async (_name, attempt) => {
  undo = guardProcess();
  expect(attempt).toThrow(new RegExp(`^The rehearsal refuses to .* 127\\.0\\.0\\.1:${port}$`));
  await new Promise((resolve) => setTimeout(resolve, 10));
  expect(arrived).toEqual([]);
});

test('the global fetch is refused with the host and port', async () => {
  undo = guardProcess();
  const failure = await fetch(`http://127.0.0.1:${port}`).catch((error: Error) => error);
  expect(failure).toMatchObject({ cause: { message: `The rehearsal refuses to connect to 127.0.0.1:${port}` } });
  expect(arrived).toEqual([]);
});

test('a socket file is refused with its path', () => {
  undo = guardProcess();
  expect(() => net.connect('/run/docker.sock')).toThrow('The rehearsal refuses to connect to /run/docker.sock');
});

const lookups: Record<string, () => unknown> = {
  'dns.lookup': () => dns.lookup('db.example.com', () => undefined),
  'dns.resolve4': () => dns.resolve4('db.example.com', () => undefined),
  'dns.reverse': () => dns.reverse('192.0.2.1', () => undefined),
  'dns.Resolver': () => new dns.Resolver().resolve('db.example.com', () => undefined),
};

test.each(Object.entries(lookups))('%s is refused with the name', (_name, attempt) => {
  undo = guardProcess();
  expect(attempt).toThrow(/^The rehearsal refuses to look up (db\.example\.com|192\.0\.2\.1)$/);
});

const promisedLookups: Record<string, () => Promise<unknown>> = {
  'dns.promises.lookup': () => dns.promises.lookup('db.example.com'),
  'dns.promises.resolve': () => dns.promises.resolve('db.example.com'),
  'dns.promises.Resolver': () => new dns.promises.Resolver().resolveTxt('db.example.com'),
};

test.each(Object.entries(promisedLookups))('%s is refused with the name', async (_name, attempt) => {
  undo = guardProcess();
  await expect(attempt()).rejects.toThrow('The rehearsal refuses to look up db.example.com');
});

test('a loopback port on the list is let through, by every spelling of the loopback', async () => {
  undo = guardProcess({ allow: [port] });
  expect(await (await fetch(`http://localhost:${port}`)).text()).toBe('hello');
  expect(await (await fetch(`http://127.0.0.1:${port}`)).text()).toBe('hello');
  expect(arrived).not.toEqual([]);
});

test('the same port of another host, and another port of the loopback, are refused', () => {
  undo = guardProcess({ allow: [port] });
  expect(() => net.connect(port, '192.0.2.1')).toThrow(`The rehearsal refuses to connect to 192.0.2.1:${port}`);
  expect(() => net.connect(port + 1, '127.0.0.1')).toThrow(`to connect to 127.0.0.1:${port + 1}`);
});

test('undone, the process connects again and functions have their constructor', async () => {
  guardProcess()();
  expect(await (await fetch(`http://127.0.0.1:${port}`)).text()).toBe('hello');
  expect((() => 1).constructor('return 2')()).toBe(2);
});

test('the guard is put up once', () => {
  undo = guardProcess();
  expect(() => guardProcess()).toThrow('the guard is already up');
});
