import net from 'node:net';
import { Client, type DatabaseError } from 'pg';
import { type DatabaseServer, startDatabase } from '../../../rehearsal/platform/postgres';
import { fatal, Inbox, readOpening } from '../../../rehearsal/platform/postgres/messages';
import { ScramExchange } from '../../../rehearsal/platform/postgres/scram';

// Nothing here logs in, so PostgreSQL itself never starts; what follows a log-in is in the bundles' database.postgres.test.ts.

let server: DatabaseServer;
beforeAll(async () => {
  server = await startDatabase();
});
afterAll(() => server.stop());
beforeEach(() => server.reset());

const connect = (more: object = {}): Promise<DatabaseError> => {
  const client = new Client({
    host: '127.0.0.1',
    port: server.localPort,
    user: 'app',
    password: 'wrong',
    database: 'app',
    ssl: { rejectUnauthorized: false },
    ...more,
  });
  return client.connect().then(
    () => Promise.reject(new Error('it was let in')),
    (error: DatabaseError) => error,
  );
};

/** What the server answers to bytes, until it hangs up or has said one byte. */
const answerTo = (bytes: Buffer): Promise<string> =>
  new Promise((resolve, reject) => {
    let heard = '';
    const socket = net.connect(server.localPort, '127.0.0.1', () => socket.write(bytes));
    socket.on('data', (chunk) => {
      heard += chunk.toString('latin1');
      if (heard.length === 1) socket.destroy();
    });
    socket.on('close', () => resolve(heard)).on('error', reject);
  });

const opening = (code: number, body = ''): Buffer => {
  const bytes = Buffer.concat([Buffer.alloc(8), Buffer.from(body)]);
  bytes.writeInt32BE(bytes.length, 0);
  bytes.writeInt32BE(code, 4);
  return bytes;
};
// Codes: https://www.postgresql.org/docs/current/protocol-message-formats.html
const SSL_REQUEST = opening(80877103);
const GSS_REQUEST = opening(80877104);

describe('the server', () => {
  test('is one for the whole process', async () => {
    expect(await startDatabase()).toBe(server);
  });

  test('offers TLS where it has it, and never GSSAPI', async () => {
    expect(await answerTo(SSL_REQUEST)).toBe('S');
    expect(await answerTo(GSS_REQUEST)).toBe('N');
    server.mode = 'no-tls';
    expect(await answerTo(SSL_REQUEST)).toBe('N');
  });

  test('lets nobody in without TLS', async () => {
    expect(await answerTo(opening(3 << 16, 'user\0app\0\0'))).toContain('C28000\0Mno pg_hba.conf entry');
  });

  test('refuses what it does not speak by name', async () => {
    expect(await answerTo(opening(2 << 16))).toContain('C0A000\0Munsupported frontend protocol 2.0');
    expect(await answerTo(opening(80877102))).toContain('C0A000\0Mcancelling a query is not played');
  });

  // The client reads the server's messages by its own parser. SQLSTATEs: https://www.postgresql.org/docs/current/errcodes-appendix.html
  test.each([
    ['too-many-connections', '53300', 'sorry, too many clients already'],
    ['starting-up', '57P03', 'the database system is starting up'],
    ['up', '28P01', 'password authentication failed for user "app"'],
  ] as const)('that is %s tells a client with the wrong password %s', async (mode, code, message) => {
    server.mode = mode;
    expect(await connect()).toMatchObject({ severity: 'FATAL', code, message });
  });

  test('tells a user it does not know the same as one with the wrong password', async () => {
    expect(await connect({ user: 'stranger', password: server.password })).toMatchObject({ code: '28P01' });
  });

  test('has a certificate for its host, of an authority of its own', async () => {
    server.host = 'db.example.com';
    const verifying = (checked: object) =>
      connect({ ssl: { ca: server.ca, ...checked }, host: 'localhost', password: 'wrong' });
    await connect();
    expect(await verifying({ checkServerIdentity: () => undefined })).toMatchObject({ code: '28P01' });
    expect(await verifying({})).toMatchObject({ code: 'ERR_TLS_CERT_ALTNAME_INVALID' });
    server.mode = 'untrusted-certificate';
    expect(await verifying({ checkServerIdentity: () => undefined })).toMatchObject({
      code: 'SELF_SIGNED_CERT_IN_CHAIN',
    });
  });

  test.each(['refused', 'silent'] as const)('says of itself that it is %s', (mode) => {
    expect(server.reach()).toBe('open');
    server.mode = mode;
    expect(server.reach()).toBe(mode);
  });
});

// https://www.rfc-editor.org/rfc/rfc7677#section-3: user "user", password "pencil"
describe('the password', () => {
  const exchange = () =>
    new ScramExchange('pencil', Buffer.from('W22ZaJ0SNY7soEsUEjb6gQ==', 'base64'), '%hvYDpWUa2RaTCAfuxFIlj)hNlF$k0');
  const CLIENT_FIRST = 'n,,n=user,r=rOprNGfwEbeRWgbNEkqO';
  const NONCE = 'rOprNGfwEbeRWgbNEkqO%hvYDpWUa2RaTCAfuxFIlj)hNlF$k0';
  const PROOF = 'dHzbZapWIk4jUhN+Ute9ytag9zjfMHgsqmmiz7AndVQ=';

  test('is proved as in the example of RFC 7677', () => {
    const scram = exchange();
    expect(scram.first(CLIENT_FIRST)).toBe(`r=${NONCE},s=W22ZaJ0SNY7soEsUEjb6gQ==,i=4096`);
    expect(scram.last(`c=biws,r=${NONCE},p=${PROOF}`)).toBe('v=6rriTRBi23WpRR/wtup+mMhUZUn/dB5nLTJRsjl95G4=');
  });

  test.each([
    ['a wrong proof', `c=biws,r=${NONCE},p=${PROOF.replace('d', 'e')}`],
    ['another nonce', `c=biws,r=${NONCE}x,p=${PROOF}`],
    ['a short nonce', `c=biws,r=rOprNGfwEbeRWgbNEkqO,p=${PROOF}`],
    ['no proof', `c=biws,r=${NONCE}`],
  ])('is not proved by %s', (_what, says) => {
    const scram = exchange();
    scram.first(CLIENT_FIRST);
    expect(scram.last(says)).toBeUndefined();
  });

  test('is not asked for with channel binding', () => {
    expect(exchange().first('p=tls-server-end-point,,n=user,r=rOprNGfwEbeRWgbNEkqO')).toBeUndefined();
  });
});

describe('the protocol', () => {
  test('an error is made of fields that end with a zero byte, and a last zero byte', () => {
    // https://www.postgresql.org/docs/current/protocol-message-formats.html: ErrorResponse
    expect(fatal('57P03', 'no').toString('latin1')).toBe('E\0\0\0\x1eSFATAL\0VFATAL\0C57P03\0Mno\0\0');
  });

  test('a message is taken when all of it is there, however it was cut', () => {
    const inbox = new Inbox();
    const whole = Buffer.from('Q\0\0\0\x0dSELECT 1\0X\0\0\0\x04');
    const taken = [...whole].flatMap((byte) => {
      inbox.add(Buffer.from([byte]));
      return inbox.take() ?? [];
    });
    expect(taken.map(({ type, body }) => [type, body.toString()])).toEqual([
      ['Q', 'SELECT 1\0'],
      ['X', ''],
    ]);
  });

  test('a start-up message names its parameters', () => {
    expect(readOpening(opening(3 << 16, 'user\0app\0database\0orders\0\0').subarray(4))).toEqual({
      kind: 'startup',
      parameters: { user: 'app', database: 'orders' },
    });
  });
});
