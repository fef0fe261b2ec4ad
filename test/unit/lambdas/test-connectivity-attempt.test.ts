import { createServer, type Server, type Socket } from 'node:net';
import { TLSSocket } from 'node:tls';
import { Client } from 'pg';
import { generate } from 'selfsigned';
import { attempt } from '../../../lambdas/test-connectivity/attempt';

/** The driver against servers on this machine: its own words for what goes wrong are what the classification reads. */
const CREDENTIALS = { username: 'app', password: 'hunter2', database: 'd' };
/** Longer than a busy machine takes to answer on its own loopback: only the server that says nothing is given less. */
const PATIENCE_MS = 20_000;
const SHORT_PATIENCE_MS = 300;
let server: Server | undefined;
let sockets: Socket[] = [];

afterEach(async () => {
  jest.restoreAllMocks();
  for (const socket of sockets) socket.destroy();
  await new Promise((resolve) => (server ? server.close(resolve) : resolve(undefined)));
  sockets = [];
  server = undefined;
});

const listen = async (meet: (socket: Socket) => void): Promise<number> => {
  const made = createServer((socket) => {
    sockets.push(socket);
    socket.on('error', () => {});
    meet(socket);
  });
  server = made;
  await new Promise<void>((resolve) => made.listen(0, '127.0.0.1', resolve));
  const address = made.address();
  return typeof address === 'object' && address ? address.port : 0;
};
const tried = (port: number, { host = '127.0.0.1', patienceMs = PATIENCE_MS } = {}) =>
  attempt({ ...CREDENTIALS, host, port }, patienceMs);

test('a port nobody listens on is refused', async () => {
  const port = await listen(() => {});
  await new Promise((resolve) => server?.close(resolve));
  server = undefined;
  await expect(tried(port)).resolves.toEqual({ connection: 'refused', code: 'ECONNREFUSED' });
});

test('a server that says nothing is timed out', async () => {
  const port = await listen(() => {});
  await expect(tried(port, { patienceMs: SHORT_PATIENCE_MS })).resolves.toEqual({ connection: 'timed-out' });
});

test('a server that hangs up has failed', async () => {
  await expect(tried(await listen((socket) => socket.end()))).resolves.toMatchObject({ connection: 'failed' });
});

test('a server without TLS is not spoken to in clear', async () => {
  const said: Buffer[] = [];
  const port = await listen((socket) => socket.on('data', (data) => said.push(data) === 1 && socket.write('N')));
  await expect(tried(port)).resolves.toEqual({ connection: 'tls' });
  expect(Buffer.concat(said).toString('latin1')).not.toContain('app');
});

test('a certificate nobody vouches for is refused before the log-in', async () => {
  const { private: key, cert } = await generate([{ name: 'commonName', value: 'localhost' }]);
  const heard: Buffer[] = [];
  const port = await listen((socket) =>
    socket.once('data', () => {
      socket.write('S');
      const secure = new TLSSocket(socket, { isServer: true, key, cert });
      secure.on('error', () => {});
      secure.on('data', (data) => heard.push(data));
    }),
  );
  await expect(tried(port, { host: 'localhost' })).resolves.toEqual({
    connection: 'tls',
    code: 'DEPTH_ZERO_SELF_SIGNED_CERT',
  });
  expect(heard).toEqual([]);
});

describe('the connection is ended', () => {
  const ends = () => jest.spyOn(Client.prototype, 'end').mockImplementation(async () => {});

  test.each([
    ['when it answered', async () => ({ rows: [] }), { connection: 'connected' }],
    [
      'when the question failed',
      async () => {
        throw new Error('Query read timeout');
      },
      { connection: 'unanswered' },
    ],
  ])('%s', async (_when, query, answer) => {
    const end = ends();
    jest.spyOn(Client.prototype, 'connect').mockImplementation(async () => {});
    jest.spyOn(Client.prototype, 'query').mockImplementation(query as never);
    await expect(tried(5432)).resolves.toEqual(answer);
    expect(end).toHaveBeenCalledTimes(1);
  });

  test('when it was never made', async () => {
    const end = ends();
    jest.spyOn(Client.prototype, 'connect').mockRejectedValue(new Error('timeout expired') as never);
    await expect(tried(5432)).resolves.toEqual({ connection: 'timed-out' });
    expect(end).toHaveBeenCalledTimes(1);
  });

  test('even when the goodbye is never answered: the step does not hang on it', async () => {
    jest.spyOn(Client.prototype, 'connect').mockImplementation(async () => {});
    jest.spyOn(Client.prototype, 'query').mockImplementation(async () => ({ rows: [] }) as never);
    jest.spyOn(Client.prototype, 'end').mockImplementation(() => new Promise<void>(() => {}) as never);
    await expect(tried(5432)).resolves.toEqual({ connection: 'connected' });
  });
});
