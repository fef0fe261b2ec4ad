import type { SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { askBroker, readSession } from '../../../../../lambdas/shared/positions/broker';
import { readAnswer } from '../../../../../lambdas/shared/positions/broker-answer';

const ROW = {
  exchange: 'NSE',
  symboltoken: '3045',
  producttype: 'INTRADAY',
  tradingsymbol: 'SBIN-EQ',
  netqty: '-20',
  buyqty: '0',
};
const ok = (data: unknown) => ({ status: true, message: 'SUCCESS', errorcode: '', data });
const answer = (body: unknown, status = 200) =>
  readAnswer({ status, text: typeof body === 'string' ? body : JSON.stringify(body) });

describe('the broker’s answer', () => {
  test('a list is read; numbers come as text', () => {
    expect(answer(ok([ROW]))).toEqual({
      state: 'seen',
      holdings: [{ exchange: 'NSE', symbol: 'SBIN-EQ', token: '3045', product: 'INTRADAY', netQuantity: -20 }],
    });
  });

  test('null is no position, and no error', () => {
    expect(answer(ok(null))).toEqual({ state: 'seen', holdings: [] });
  });

  test.each<[string, unknown, number, string]>([
    ['403 in plain text', 'Access denied because of exceeding access rate', 403, 'rate-limited'],
    ['429 in plain text', 'slow down', 429, 'rate-limited'],
    ['AB1021', { ...ok(null), status: false, errorcode: 'AB1021' }, 200, 'rate-limited'],
    [
      'AG8001, as the API words it',
      { success: false, message: 'Invalid Token', errorCode: 'AG8001', data: '' },
      200,
      'session-stale',
    ],
    ['AG8002', { ...ok(null), status: false, errorcode: 'AG8002' }, 200, 'session-stale'],
    ['AB1010', { ...ok(null), status: false, errorcode: 'AB1010' }, 200, 'session-stale'],
    ['AB8051', { ...ok(null), status: false, errorcode: 'AB8051' }, 401, 'session-stale'],
    ['AB1050', { ...ok(null), status: false, errorcode: 'AB1050' }, 200, 'credentials-bad'],
    ['AB2001', { ...ok(null), status: false, errorcode: 'AB2001' }, 200, 'unreachable'],
    ['a page of a proxy', '<html>Bad gateway</html>', 502, 'unreachable'],
    ['a page where JSON should be', '<html>Welcome</html>', 200, 'unreachable'],
    ['a redirection', '', 302, 'unreachable'],
    ['a code nobody here knows', { ...ok(null), errorcode: 'AB9999' }, 200, 'unknown'],
    ['null without a word of success', { data: null }, 200, 'unknown'],
    ['null with status false', { ...ok(null), status: false }, 200, 'unknown'],
    ['no data at all', { status: true, errorcode: '' }, 200, 'unknown'],
    ['text in place of a list', ok(''), 200, 'unknown'],
    ['an object in place of a list', ok({ net: [] }), 200, 'unknown'],
    ['one row without a quantity among many', ok([ROW, { ...ROW, netqty: undefined }]), 200, 'unknown'],
    ['a quantity that is none', ok([{ ...ROW, netqty: '20 shares' }]), 200, 'unknown'],
    ['half a share', ok([{ ...ROW, netqty: '0.5' }]), 200, 'unknown'],
    ['an empty quantity', ok([{ ...ROW, netqty: '' }]), 200, 'unknown'],
  ])('%s', (_what, body, status, state) => {
    expect(answer(body, status).state).toBe(state);
  });

  test('what the broker writes is not repeated: a code is shown in the form codes have, or not at all', () => {
    const found = answer({ ...ok(null), errorcode: 'Bearer abc.def' });
    expect(JSON.stringify(found)).not.toContain('Bearer');
  });
});

describe('asking', () => {
  const SECRET = { asOf: '2026-11-20T03:05:12Z', headers: { Authorization: 'Bearer s3cret', 'X-PrivateKey': 'k3y' } };
  const secrets = (text: string | undefined) =>
    ({ send: async () => ({ SecretString: text }) }) as unknown as SecretsManagerClient;
  const PLACE = { endpoint: 'https://broker.example/positions', sessionSecret: 'broker-session' };

  test('is one GET with the session’s headers, and follows nobody', async () => {
    const asked: unknown[] = [];
    const found = await askBroker(secrets(JSON.stringify(SECRET)), PLACE, (async (url: string, init: RequestInit) => {
      asked.push({ url, method: init.method, redirect: init.redirect, headers: init.headers });
      return Response.json(ok(null));
    }) as typeof fetch);
    expect(found).toEqual({ state: 'seen', holdings: [] });
    expect(asked).toEqual([{ url: PLACE.endpoint, method: 'GET', redirect: 'manual', headers: SECRET.headers }]);
  });

  test('no word about it ever holds anything of the session', async () => {
    const refusing = (async () => {
      throw new TypeError('fetch failed');
    }) as unknown as typeof fetch;
    const stale = (async () =>
      Response.json({ success: false, errorCode: 'AG8001', data: '' })) as unknown as typeof fetch;
    for (const ask of [refusing, stale]) {
      const found = await askBroker(secrets(JSON.stringify(SECRET)), PLACE, ask);
      expect(JSON.stringify(found)).not.toMatch(/s3cret|k3y/);
      expect(found.state).not.toBe('seen');
    }
  });

  test.each([
    ['nothing', undefined],
    ['no JSON', 'Bearer s3cret'],
    ['no headers', JSON.stringify({ asOf: SECRET.asOf })],
    ['empty headers', JSON.stringify({ ...SECRET, headers: {} })],
    ['a header of the connection', JSON.stringify({ ...SECRET, headers: { Host: 'elsewhere.example' } })],
    ['a value of two lines', JSON.stringify({ ...SECRET, headers: { Authorization: 'Bearer s3cret\r\nX-Other: 1' } })],
    ['an instant that is none', JSON.stringify({ ...SECRET, asOf: 'today' })],
  ])('with %s in the secret nobody is asked, and nothing of it is said', async (_what, text) => {
    const ask = jest.fn();
    const found = await askBroker(secrets(text), PLACE, ask);
    expect(ask).not.toHaveBeenCalled();
    expect(found).toMatchObject({ state: 'no-session' });
    expect(JSON.stringify(found)).not.toContain('s3cret');
    expect(() => readSession(text)).toThrow('the secret is not JSON with asOf and the headers of a session');
  });
});
