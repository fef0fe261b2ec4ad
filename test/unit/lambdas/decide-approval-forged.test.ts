import { SignJWT, UnsecuredJWT } from 'jose';
import { formToken } from '../../../lambdas/shared/form-token';
import { claims, cookie, encoded, fields, type Posted, PRESSED, signedBy } from './approvals/api-world';
import { changesNothing, door, refused } from './approvals/door';
import { INCIDENT } from './approvals/people';

const at = door();

describe('a sign-in that does not count', () => {
  const forged = (header: object, payload: object, signature = '') =>
    [header, payload]
      .map((part) => Buffer.from(JSON.stringify(part)).toString('base64url'))
      .concat(signature)
      .join('.');

  test.each<[string, () => Promise<string | undefined> | string | undefined, RegExp]>([
    ['none', () => undefined, /You are not signed in\. Nothing was done\./],
    ['an empty one', () => '', /You are not signed in/],
    ['garbage', () => 'a.b.c', /cannot be read/],
    [
      'expired',
      () => signedBy(at.keys.ours, claims('trading-primary', { exp: PRESSED / 1000 - 31 })),
      /Your sign-in has expired/,
    ],
    [
      'of another issuer',
      () => signedBy(at.keys.ours, claims('trading-primary', { iss: 'https://elsewhere.example' })),
      /another issuer/,
    ],
    [
      'for another application',
      () => signedBy(at.keys.ours, claims('trading-primary', { aud: 'payroll' })),
      /another application/,
    ],
    [
      'unsigned (alg none)',
      () => new UnsecuredJWT(claims('trading-primary')).encode(),
      /Your sign-in is not signed\. Nothing was done/,
    ],
    [
      'unsigned, with the algorithm written in capitals',
      () => forged({ alg: 'NONE' }, claims('trading-primary')),
      /not signed in a way that is accepted/,
    ],
    [
      'signed with the public key as if it were a secret (HS256)',
      () =>
        new SignJWT(claims('trading-primary'))
          .setProtectedHeader({ alg: 'HS256', kid: 'first' })
          .sign(new TextEncoder().encode(at.keys.published)),
      /not signed in a way that is accepted/,
    ],
    [
      'signed by somebody else',
      () => signedBy(at.keys.strangers, claims('trading-primary')),
      /somebody else signed it/,
    ],
    [
      'of a stranger, and otherwise good',
      () => signedBy(at.keys.ours, claims('a-stranger')),
      /subject subject-of-a-stranger of https:\/\/issuer\.example is nobody we know/,
    ],
    [
      'of a contact who is not on the list',
      () => signedBy(at.keys.ours, claims('cto')),
      /cto may not decide about scale-up/,
    ],
  ])('%s: 403, and the page says so', async (_what, token, because) => {
    const given = await token();
    // The form is as good as it can be made: nobody needs a secret of ours for that.
    const form = fields(given || 'nobody');
    await refused(at, () => at.press(form, { cookies: given === undefined ? [] : [cookie(given)] }), 403, because);
  });

  test('in a cookie of another name, in a header, in the body: the cookie alone is read', async () => {
    const otherwise: Posted = {
      cookies: [`session=${at.session}`, `__host-session=${at.session}`, `__Secure-session=${at.session}`],
      headers: {
        'content-type': 'application/x-www-form-urlencoded',
        authorization: `Bearer ${at.session}`,
        cookie: cookie(at.session),
      },
    };
    await refused(
      at,
      () => at.press({ ...fields(at.session), session: at.session }, otherwise),
      403,
      /You are not signed in/,
    );
  });
});

describe('a form that does not count', () => {
  const other = 'database-connection-issues-20261120T043000Z';

  test.each<[string, () => Readonly<Record<string, string>>, number, RegExp]>([
    [
      'without a token',
      () => ({ ...fields(at.session), token: '' }),
      403,
      /does not come from a page that was made for you/,
    ],
    ['with a token that is made up', () => ({ ...fields(at.session), token: 'A'.repeat(43) }), 403, /made for you/],
    [
      'with a token that is cut',
      () => ({ ...fields(at.session), token: fields(at.session).token?.slice(0, -1) ?? '' }),
      403,
      /./,
    ],
    ['made for another session', () => fields(at.leads), 403, /made for you/],
    ['made for another question', () => ({ ...fields(at.session, { approval: 'a2' }), approval: 'a1' }), 403, /./],
    [
      'made for another incident',
      () => ({ ...fields(at.session), token: formToken(at.session, 'approve', other, 'a1') }),
      403,
      /made for you/,
    ],
    ['made to refuse', () => ({ ...fields(at.session, { decision: 'refuse' }), decision: 'approve' }), 403, /./],
    [
      'made to acknowledge',
      () => ({ ...fields(at.session), token: formToken(at.session, 'acknowledge', INCIDENT, '1') }),
      403,
      /./,
    ],
    [
      'with a decision that is none',
      () => fields(at.session, { decision: 'APPROVE' }),
      400,
      /decision: given "APPROVE"/,
    ],
    [
      'with an approval that is no question',
      () => fields(at.session, { approval: 'a1 ' }),
      400,
      /approval: given "a1 "/,
    ],
    ['without a reason', () => fields(at.session, { reason: '' }), 400, /reason: given 0/],
    ['with a reason of blanks', () => fields(at.session, { reason: ' \t\n ' }), 400, /reason: given 0/],
    ['with a reason that is too long', () => fields(at.session, { reason: 'x'.repeat(501) }), 400, /reason: given 501/],
    ['with a huge reason', () => fields(at.session, { reason: 'x'.repeat(1_000_000) }), 400, /reason: given 1000000/],
  ])('%s', async (_what, form, status, because) => {
    await refused(at, () => at.press(form()), status, because);
  });

  test.each([
    'https://evil.example',
    '//evil.example/incidents/x',
    '/\\evil.example',
    'javascript:alert(1)',
    '/sign-out',
    '/i/../sign-out',
    '/incidents/x/decide',
    '/incidents/x?y=z',
    '/incidents/x#y',
    '/incidents/x\r\nset-cookie: a=b',
    '/incidents/',
    '',
  ])('that would lead to %j afterwards', async (to) => {
    await refused(at, () => at.press(fields(at.session, { to })), 400, /to: given .*expected/);
  });

  test('without saying where to go at.leads back to the incident', async () => {
    const { to: _to, ...form } = fields(at.session);
    await expect(at.press(form)).resolves.toMatchObject({ headers: { location: `/incidents/${INCIDENT}` } });
  });

  test.each(['application/json', 'text/plain', 'multipart/form-data; boundary=x', ''])('sent as "%s"', async (type) => {
    const headers: Record<string, string> = type ? { 'content-type': type } : {};
    await refused(at, () => at.press(undefined, { headers }), 400, /approval: given undefined/);
    const body = JSON.stringify(fields(at.session));
    await refused(at, () => at.press(undefined, { headers, body }), 400, /approval: given undefined/);
  });

  test.each(['approval', 'decision', 'reason', 'token'])('with two of %s: neither is taken', async (name) => {
    const form = fields(at.session);
    const twice = `${encoded(form)}&${name}=${encodeURIComponent(form[name] ?? '')}`;
    await refused(at, () => at.press(undefined, { body: twice }), 400, new RegExp(`${name}: given undefined`));
  });

  test('without any body', async () => {
    await refused(at, () => at.send({ cookies: [cookie(at.session)] }), 400, /The input of "The form" is wrong/);
  });

  test('of a question that the page would have shown for another incident', async () => {
    const form = { ...fields(at.session), token: formToken(at.session, 'approve', other, 'a1') };
    await refused(at, () => at.press(form, { id: other }), 404, /There is no incident/);
    const nowhere = { ...fields(at.session), token: formToken(at.session, 'approve', '', 'a1') };
    await refused(at, () => at.press(nowhere, { id: '' }), 404, /There is no incident/);
  });
});

test.each(['GET', 'HEAD', 'PUT', 'DELETE', 'OPTIONS'])('%s approves nothing, whatever it carries', async (method) => {
  await refused(at, () => at.press(undefined, { method }), 405, /An answer is sent with POST/);
  const userArn = 'arn:aws:iam::123456789012:user/trading-primary';
  const body = JSON.stringify({ approval: 'a1', decision: 'approve', reason: 'x' });
  const { statusCode } = await changesNothing(at, () =>
    at.send({ method, body, authorizer: { iam: { userArn, accountId: '123456789012' } } }),
  );
  expect(statusCode).toBe(405);
});

describe('a signature that API Gateway has not checked', () => {
  const arn = 'arn:aws:iam::123456789012:user/trading-primary';
  const proof = { iam: { userArn: arn, accountId: '123456789012' } };
  const claimed = { approval: 'a1', decision: 'approve', reason: 'x' };

  test.each<[string, Posted]>([
    ['in the body', { body: JSON.stringify({ ...claimed, authorizer: proof, requestContext: { authorizer: proof } }) }],
    ['in a form', { body: encoded({ ...claimed, token: 'x', 'authorizer[iam][userArn]': arn }) }],
    [
      'in headers',
      {
        headers: {
          'content-type': 'application/json',
          authorization: `AWS4-HMAC-SHA256 Credential=AKIA/20261120/ap-south-1/execute-api/aws4_request, Signature=0`,
          'x-amzn-iam-user-arn': arn,
          'x-amzn-request-context': JSON.stringify({ authorizer: proof }),
          'x-forwarded-user': 'trading-primary',
        },
        body: JSON.stringify(claimed),
      },
    ],
    [
      'of another kind',
      { authorizer: { jwt: { claims: { sub: 'subject-of-trading-primary' } } }, body: JSON.stringify(claimed) },
    ],
    ['inside another', { authorizer: { lambda: proof }, body: JSON.stringify(claimed) }],
    ['on the route of the command line', { routeKey: 'POST /v1/incidents/{id}/decide', body: JSON.stringify(claimed) }],
  ])('%s is none', async (_where, posted) => {
    await refused(at, () => at.send(posted), 403, /You are not signed in/);
  });
});
