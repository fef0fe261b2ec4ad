import { join } from 'node:path';
import { type Database, guardProcess } from '../../../../rehearsal/engine/bundles';
import { type DatabaseServer, type Mode, startDatabase } from '../../../../rehearsal/platform/postgres';
import { bundled } from '../../../support/bundled';
import { bench, failure, finish, invocation, START } from './support';

jest.mock('@electric-sql/pglite', () => jest.requireActual('../../../support/pglite-outside'));

// The only file that starts PostgreSQL: some seconds, more on a machine that is busy.
jest.setTimeout(120_000);

const bundle = bundled(join(__dirname, 'fixtures', 'database.ts'));

const TRUSTING = { NODE_EXTRA_CA_CERTS: '/var/runtime/ca-cert.pem' };

let server: DatabaseServer;
let unguard: () => void;
beforeAll(async () => {
  server = await startDatabase();
  unguard = guardProcess({ allow: [server.localPort] });
  await server.ready();
});
afterAll(async () => {
  unguard();
  await server.stop();
});
beforeEach(() => {
  server.reset();
  server.host = 'db.example.com';
});

const environment = (env: Record<string, string> = TRUSTING, database: Database = server) =>
  bench(bundle, { env, database });
const ask = (asked: object = {}, env?: Record<string, string>) => environment(env).invoke(asked);

describe('a function that trusts the database', () => {
  test('is answered over TLS, in no virtual time', async () => {
    const { invoke, clock } = environment();
    expect(await invoke({})).toEqual({ rows: [{ one: 1 }], notices: [] });
    expect(clock.now()).toBe(START);
  });

  test('is answered before a time-out of one virtual millisecond, however long the work takes', async () => {
    for (let round = 0; round < 10; round++) {
      expect(await ask({ patience: 1, sql: `SELECT repeat('x', 100000)` })).toMatchObject({ rows: [{}] });
    }
  });

  test('is the user it logged in as, in the database it asked for', async () => {
    const sql = 'SELECT current_user AS user, current_database() AS database';
    expect(await ask({ sql })).toMatchObject({ rows: [{ user: 'app', database: 'app' }] });
  });

  // https://www.postgresql.org/docs/current/sql-vacuum.html: what one may not vacuum is skipped with a warning.
  test('gets the notices of what it may not do, and none where it may', async () => {
    server.prepare('CREATE TABLE theirs (n int); CREATE TABLE ours (n int); ALTER TABLE ours OWNER TO app');
    expect(await ask({ sql: 'VACUUM (ANALYZE) theirs' })).toEqual({
      rows: [],
      notices: ['permission denied to vacuum "theirs", skipping it'],
    });
    expect(await ask({ sql: 'VACUUM (ANALYZE) ours' })).toEqual({ rows: [], notices: [] });
  });

  test('finds another story’s tables gone', async () => {
    server.prepare('CREATE TABLE gone ()');
    await ask();
    server.reset();
    expect(await ask({ sql: 'SELECT FROM gone' })).toMatchObject({ failed: 'relation "gone" does not exist' });
  });

  test('is not alone: connections at the same time keep apart', async () => {
    const { clock, sandbox } = environment();
    const other = bench(bundle, { env: TRUSTING, database: server, clock }).sandbox;
    const both = [1, 2].map((n) =>
      (n === 1 ? sandbox : other).invoke({ sql: `SELECT ${n} AS n` }, invocation()),
    ) as Promise<unknown>[];
    expect(await finish(clock, Promise.all(both))).toMatchObject([{ rows: [{ n: 1 }] }, { rows: [{ n: 2 }] }]);
  });
});

describe('verification', () => {
  // https://docs.aws.amazon.com/lambda/latest/dg/lambda-nodejs.html and the code Node gives it
  test('fails without the runtime’s certificates', async () => {
    expect(await ask({}, {})).toMatchObject({ code: 'SELF_SIGNED_CERT_IN_CHAIN', isError: true });
  });

  test('needs no setting where the function brings the authority itself', async () => {
    await ask();
    expect(await ask({ ca: server.ca }, {})).toMatchObject({ rows: [{ one: 1 }] });
  });

  test('goes by the authority the function brings alone', async () => {
    const nobody = '-----BEGIN CERTIFICATE-----\n-----END CERTIFICATE-----';
    expect(await ask({ ca: nobody })).toMatchObject({ failed: expect.stringMatching(/PEM|certificate/i) });
  });

  test('fails for a certificate of another host', async () => {
    const asked: Database = {
      host: 'db.example.com',
      port: 5432,
      localPort: server.localPort,
      get ca() {
        return server.ca;
      },
      atRest: (...connection) => server.atRest(...connection),
    };
    server.host = 'other.example.com';
    expect(await environment(TRUSTING, asked).invoke({})).toMatchObject({ code: 'ERR_TLS_CERT_ALTNAME_INVALID' });
  });

  test.each([
    [{ NODE_EXTRA_CA_CERTS: '/var/task/ca.pem' }, 'NODE_EXTRA_CA_CERTS=/var/task/ca.pem'],
    [{ NODE_TLS_REJECT_UNAUTHORIZED: '0' }, 'NODE_TLS_REJECT_UNAUTHORIZED'],
  ])('by %j is refused by name', async (env, name) => {
    expect(await ask({}, env)).toMatchObject({ failed: expect.stringContaining(name), code: 'ERR_REHEARSAL_REFUSED' });
  });
});

describe('a database that does not let a function in', () => {
  // Errors of connect(2) as Node words them; SQLSTATEs: https://www.postgresql.org/docs/current/errcodes-appendix.html
  test.each<[Mode, object]>([
    [
      'refused',
      {
        failed: 'connect ECONNREFUSED 10.0.0.10:5432',
        code: 'ECONNREFUSED',
        syscall: 'connect',
        address: '10.0.0.10',
        port: 5432,
      },
    ],
    ['no-tls', { failed: 'The server does not support SSL connections' }],
    [
      'untrusted-certificate',
      { failed: 'self-signed certificate in certificate chain', code: 'SELF_SIGNED_CERT_IN_CHAIN' },
    ],
    ['too-many-connections', { failed: 'sorry, too many clients already', code: '53300' }],
    ['starting-up', { failed: 'the database system is starting up', code: '57P03' }],
  ])('because it is %s says so at once', async (mode, told) => {
    server.mode = mode;
    const { invoke, clock } = environment();
    expect(await invoke({})).toEqual({ ...told, isError: true });
    expect(clock.now()).toBe(START);
  });

  test.each([
    [{ password: 'old' }, '28P01', 'password authentication failed for user "app"'],
    [{ user: 'stranger' }, '28P01', 'password authentication failed for user "stranger"'],
    [{ database: 'other' }, '3D000', 'database "other" does not exist'],
    [{ plain: true }, '28000', 'no pg_hba.conf entry for this host, no encryption'],
  ])('%j is told %s', async (asked, code, failed) => {
    expect(await ask(asked)).toEqual({ failed, code, isError: true });
  });

  test('and does not answer lets virtual time go on until the client’s patience ends', async () => {
    server.mode = 'silent';
    const { invoke, clock } = environment();
    expect(await invoke({ patience: 5000 })).toEqual({ failed: 'timeout expired', isError: true });
    expect(clock.now()).toBe(START + 5000);
  });

  test('and does not answer a client of endless patience lets the function time out', async () => {
    server.mode = 'silent';
    const { invoke, clock, sandbox } = environment();
    expect(await failure(invoke({ patience: 0 }, 30_000))).toMatchObject({ errorType: 'Sandbox.Timedout' });
    expect(clock.now()).toBe(START + 30_000);
    expect(sandbox.state).toBe('dead');
  });
});

describe('a connection that is left open', () => {
  test('is reset when the environment is used again', async () => {
    const { invoke, lines } = environment();
    expect(await invoke({ leave: true })).toMatchObject({ rows: [{ one: 1 }] });
    expect(lines).toEqual([]);
    expect(await invoke({})).toEqual({ failed: 'read ECONNRESET' });
    expect(lines).toEqual(['later: read ECONNRESET', 'later: Connection terminated unexpectedly']);
  });

  test('has its transaction undone', async () => {
    server.prepare('CREATE TABLE t (n int); GRANT ALL ON t TO app');
    await ask({ leave: true, sql: 'BEGIN; INSERT INTO t VALUES (1)' });
    expect(await ask({ sql: 'SELECT count(*)::int AS n FROM t' })).toMatchObject({ rows: [{ n: 0 }] });
  });

  test('ends with an environment that dies', async () => {
    const { sandbox, clock } = environment();
    const answer = failure(sandbox.invoke({ leave: true, sql: 'SELECT pg_sleep(0.01)' }, invocation()));
    await new Promise((resolve) => setTimeout(resolve, 5));
    sandbox.kill();
    expect(await answer).toMatchObject({ errorType: 'Runtime.ExitError' });
    await clock.settle();
    expect(await ask()).toMatchObject({ rows: [{ one: 1 }] });
  });
});

test('a query beside another connection’s transaction is refused by name', async () => {
  const { clock, sandbox } = environment();
  const other = bench(bundle, { env: TRUSTING, database: server, clock }).sandbox;
  const asked = { sql: 'BEGIN', pause: 1000 };
  const both = [sandbox, other].map((each) => each.invoke(asked, invocation()));
  const answers = (await finish(clock, Promise.all(both))) as { failed?: string }[];
  expect(answers.flatMap(({ failed }) => failed ?? [])).toEqual([
    'the rehearsal has one PostgreSQL session, and a transaction of another connection is open in it',
  ]);
});

test('a port the process may not connect to ends the rehearsal, and the function does not hide it', async () => {
  unguard();
  unguard = guardProcess();
  await expect(ask()).rejects.toThrow(`The rehearsal refuses to connect to 127.0.0.1:${server.localPort}`);
  unguard();
  unguard = guardProcess({ allow: [server.localPort] });
});

test('in TLS, too, nothing of the host can be got at', async () => {
  const walk = bench(
    `const net = require('net'), tls = require('tls');
     const suspicious = /^(TCP|TLSWrap|Line|Life|VirtualClock|DatabaseServer|SecureContext)$/;
     function find(start) {
       const seen = new Set();
       const queue = [[start, 'socket']];
       for (const [value, path] of queue) {
         if ((typeof value !== 'object' && typeof value !== 'function') || value === null || seen.has(value)) continue;
         seen.add(value);
         if (seen.size > 5000) break;
         if (Object.hasOwn(value, '_handle')) return path + '._handle';
         queue.push([Object.getPrototypeOf(value), path + '.__proto__']);
         for (const key of Reflect.ownKeys(value)) {
           const { value: next } = Reflect.getOwnPropertyDescriptor(value, key);
           if (key !== 'prototype' && suspicious.test(next?.constructor?.name)) return path + '.' + String(key);
           queue.push([next, path + '.' + String(key)]);
         }
       }
       return 'nothing';
     }
     exports.handler = () => new Promise((resolve, reject) => {
       const plain = net.connect(5432, 'db.example.com', () => plain.write(Buffer.from([0, 0, 0, 8, 4, 210, 22, 47])));
       plain.once('data', () => {
         const secure = tls.connect({ socket: plain, servername: 'db.example.com' }, () => {
           const found = [find(plain), find(secure), secure.authorized, secure.encrypted];
           secure.destroy();
           resolve(found);
         });
         secure.on('error', reject);
       });
       plain.on('error', reject);
     })`,
    { env: TRUSTING, database: server },
  );
  expect(await walk.invoke({})).toEqual(['nothing', 'nothing', true, true]);
});
