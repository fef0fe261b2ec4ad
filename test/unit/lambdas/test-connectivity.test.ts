import { type Connection, classify } from '../../../lambdas/shared/connection';
import { readCredentials } from '../../../lambdas/shared/postgres';
import { decideConnectivity } from '../../../lambdas/test-connectivity/decide';
import { seen, unseen } from '../../support/incidents';

const failure = (code: string | undefined, message = 'no') => Object.assign(new Error(message), code ? { code } : {});
const decide = (connection: Connection, code?: string) =>
  decideConnectivity({
    instance: 'prod-db',
    database: 'algotrading_prod',
    timeoutSeconds: 5,
    attempt: seen({ connection, ...(code === undefined ? {} : { code }) }),
  });

describe('a failed attempt is read as', () => {
  // SQLSTATEs: https://www.postgresql.org/docs/15/errcodes-appendix.html
  test.each<[Connection, string, Error]>([
    ['refused', 'nothing listens', failure('ECONNREFUSED')],
    ['timed-out', 'the network gives up', failure('ETIMEDOUT')],
    ['timed-out', 'there is no route', failure('EHOSTUNREACH')],
    ['timed-out', 'the driver gives up', failure(undefined, 'timeout expired')],
    [
      'timed-out',
      'the pool of the driver gives up',
      failure(undefined, 'Connection terminated due to connection timeout'),
    ],
    ['unanswered', 'connected, and no answer', failure(undefined, 'Query read timeout')],
    ['unresolved', 'no such name', failure('ENOTFOUND')],
    ['tls', 'no TLS on offer', failure(undefined, 'The server does not support SSL connections')],
    ['tls', 'a handshake that breaks', failure(undefined, 'There was an error establishing an SSL connection')],
    ['tls', 'an authority nobody trusts', failure('SELF_SIGNED_CERT_IN_CHAIN')],
    ['tls', 'its issuer unknown', failure('UNABLE_TO_GET_ISSUER_CERT_LOCALLY')],
    ['tls', 'another name in the certificate', failure('ERR_TLS_CERT_ALTNAME_INVALID')],
    ['tls', 'an expired certificate', failure('CERT_HAS_EXPIRED')],
    ['authentication', 'invalid_password', failure('28P01')],
    ['authentication', 'invalid_authorization_specification', failure('28000')],
    ['too-many-connections', 'too_many_connections', failure('53300')],
    ['starting-up', 'cannot_connect_now', failure('57P03')],
    ['unknown-database', 'invalid_catalog_name', failure('3D000')],
    ['failed', 'a code nobody listed', failure('XX000')],
    ['failed', 'a connection that breaks', failure(undefined, 'Connection terminated unexpectedly')],
    ['failed', 'a code that says one thing and a message another', failure('XX000', 'timeout expired')],
  ])('%s: %s', (connection, _what, error) => {
    expect(classify(error).connection).toBe(connection);
  });

  test('failed, when what was thrown is no error', () => {
    expect(classify('boom')).toEqual({ connection: 'failed' });
  });
});

test('a database that answers over verified TLS lets the runbook go on, in the same words every time', () => {
  expect(decide('connected')).toEqual({
    outcome: 'continue',
    finding: 'prod-db answers SELECT 1 in algotrading_prod over verified TLS.',
  });
});

test('a database that is starting up is waited for', () => {
  expect(decide('starting-up', '57P03')).toMatchObject({
    outcome: 'wait',
    verdict: 'not-fixed',
    finding: 'prod-db is starting up (57P03); waiting for it, no longer than this step may.',
  });
});

test.each<[Connection, string, RegExp]>([
  ['refused', 'prod-db refuses the connection: the way is open and nothing listens.', /log of the instance/],
  ['timed-out', 'prod-db does not answer in 5 s: the network or a security group.', /security groups/],
  ['unanswered', 'prod-db accepts the connection and does not answer SELECT 1 in 5 s.', /locks/],
  ['unresolved', 'prod-db has an endpoint whose name does not resolve.', /DNS/],
  ['tls', 'prod-db offers no TLS connection we can verify.', /Do not switch verification off/],
  [
    'authentication',
    'prod-db refuses the credentials of the secret: the secret and the database disagree.',
    /never repeated/,
  ],
  ['too-many-connections', 'prod-db has no connection left: too many are open.', /Do not restart blindly/],
  ['unknown-database', 'prod-db does not know a database named algotrading_prod.', /name in the environment/],
  ['failed', 'prod-db drops the connection, for a reason this runbook does not know.', /psql/],
])('%s is for people, with what to do about it', (connection, finding, advice) => {
  expect(decide(connection)).toEqual({
    outcome: 'escalate',
    finding,
    verdict: 'not-fixed',
    advice: expect.stringMatching(advice),
  });
});

test('a finding carries the code it was told by', () => {
  expect(decide('tls', 'CERT_HAS_EXPIRED').finding).toBe(
    'prod-db offers no TLS connection we can verify (CERT_HAS_EXPIRED).',
  );
});

test('where endpoint or secret cannot be read nothing is proved: unknown, and for people', () => {
  const attempt = unseen('AccessDeniedException: no');
  expect(decideConnectivity({ instance: 'prod-db', database: 'd', timeoutSeconds: 5, attempt })).toMatchObject({
    outcome: 'escalate',
    verdict: 'unknown',
    finding: 'Could not check whether prod-db answers: AccessDeniedException: no.',
  });
});

describe('a secret', () => {
  test('gives user and password, and nothing of the rest', () => {
    const text = JSON.stringify({ username: 'app', password: 'hunter2', host: 'db.example', port: 5432 });
    expect(readCredentials(text)).toEqual({ username: 'app', password: 'hunter2' });
  });

  test.each([
    ['is no JSON', 'hunter2'],
    ['is half of it', '{"username":"app","password":"hunter2'],
    ['is a JSON string', '"hunter2"'],
    ['has a password of another kind', '{"username":"app","password":["hunter2"]}'],
    ['has no user', '{"password":"hunter2"}'],
    ['has an empty user', '{"username":"","password":"hunter2"}'],
    ['is not there', undefined],
  ])('that %s is an error that quotes nothing of it', (_what, text) => {
    const read = () => readCredentials(text);
    expect(read).toThrow(/^the secret is not JSON with a username and a password$/);
  });
});
