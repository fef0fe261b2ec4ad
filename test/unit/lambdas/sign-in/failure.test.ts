import { AuthorizationResponseError, ClientError, ResponseBodyError } from 'openid-client';
import { explain } from '../../../../lambdas/sign-in/failure';

const answered = (query: string) => new AuthorizationResponseError('refused', { cause: new URLSearchParams(query) });
const tokenError = (error: string) =>
  new ResponseBodyError('refused', { cause: { error }, response: new Response(null, { status: 400 }) });
const coded = (code: string) => Object.assign(new ClientError('it failed'), { code });

test.each<[string, unknown, number, string, string]>([
  [
    'a person who cancelled',
    answered('error=access_denied'),
    403,
    'You cancelled, or the issuer does not let you in.',
    'access_denied',
  ],
  [
    'an issuer that refuses',
    answered('error=login_required'),
    502,
    'The issuer refused the sign-in (login_required).',
    'login_required',
  ],
  [
    'a code that was used',
    tokenError('invalid_grant'),
    400,
    'The issuer no longer accepts this sign-in: it was used before, or took too long.',
    'invalid_grant',
  ],
  [
    'a client that is not registered',
    tokenError('invalid_client'),
    502,
    'The issuer did not complete the sign-in (invalid_client).',
    'invalid_client',
  ],
  ['no connection', new TypeError('fetch failed'), 502, 'The issuer does not answer, or not in time.', 'TypeError'],
  ['no answer in time', coded('OAUTH_TIMEOUT'), 502, 'The issuer does not answer, or not in time.', 'OAUTH_TIMEOUT'],
  [
    'a 503',
    coded('OAUTH_RESPONSE_IS_NOT_CONFORM'),
    502,
    'The issuer does not answer, or not in time.',
    'OAUTH_RESPONSE_IS_NOT_CONFORM',
  ],
  [
    'another nonce',
    coded('OAUTH_JWT_CLAIM_COMPARISON_FAILED'),
    502,
    'What the issuer answered is not as it should be, so it is not trusted.',
    'OAUTH_JWT_CLAIM_COMPARISON_FAILED',
  ],
  ['a mistake of ours', new RangeError('secret words'), 500, 'Something went wrong here, on our side.', 'RangeError'],
  ['a type error of ours', new TypeError('secret words'), 500, 'Something went wrong here, on our side.', 'TypeError'],
  ['what is no error', 'secret words', 500, 'Something went wrong here, on our side.', 'string'],
])('%s is told as what it is', (_, error, status, said, cause) => {
  expect(explain(error)).toEqual({ status, said, cause });
});

test.each([
  ['markup', 'error=%3Cscript%3Ealert(1)%3C/script%3E'],
  ['line breaks', 'error=server%0Aerror'],
  ['a novel', `error=${'a'.repeat(41)}`],
])('%s in the place of an error of OAuth is not repeated', (_, query) => {
  expect(explain(answered(query))).toEqual({
    status: 502,
    said: 'The issuer refused the sign-in.',
    cause: 'OAUTH_AUTHORIZATION_RESPONSE_ERROR',
  });
});
