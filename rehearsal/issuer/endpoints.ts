import type { HttpRequest, HttpResponse } from '../engine/bundles/http';
import type { Codes } from './codes';
import type { Tokens } from './tokens';

/** Addresses on the issuer's own host. */
export interface Addresses {
  readonly discovery: string;
  readonly keys: string;
  readonly token: string;
  readonly authorize: string;
}

export function addressesOf(issuer: string): Addresses {
  const base = issuer.replace(/\/$/, '');
  return {
    discovery: `${base}/.well-known/openid-configuration`,
    keys: `${base}/.well-known/jwks.json`,
    token: `${base}/oauth2/token`,
    authorize: `${base}/oauth2/authorize`,
  };
}

export interface EndpointOptions {
  readonly issuer: string;
  readonly codes: Codes;
  readonly tokens: Tokens;
  readonly now: () => number;
  readonly lifetimeSeconds: number;
}

/** What a function asks an issuer for: the discovery document, the keys, and tokens for a code. */
export function createEndpoints(options: EndpointOptions): (request: HttpRequest) => Promise<HttpResponse> {
  const { issuer, tokens } = options;
  const addresses = addressesOf(issuer);
  return async (request) => {
    const { pathname } = new URL(request.path, issuer);
    const asked = `https://${request.host}${pathname}`;
    if (asked === addresses.token) return redeem(request, options);
    if (request.method !== 'GET') return json(405, { error: `${request.method} is not answered at ${pathname}` });
    if (asked === addresses.discovery) return json(200, discovery(issuer, addresses));
    if (asked === addresses.keys) return json(200, await tokens.keys());
    return json(404, { error: `nothing is answered at ${pathname}` });
  };
}

// https://openid.net/specs/openid-connect-discovery-1_0.html#ProviderMetadata
const discovery = (issuer: string, { authorize, keys, token }: Addresses): object => ({
  issuer,
  authorization_endpoint: authorize,
  token_endpoint: token,
  jwks_uri: keys,
  response_types_supported: ['code'],
  grant_types_supported: ['authorization_code'],
  subject_types_supported: ['public'],
  id_token_signing_alg_values_supported: ['RS256'],
  scopes_supported: ['openid'],
  token_endpoint_auth_methods_supported: ['none'],
  code_challenge_methods_supported: ['S256'],
});

async function redeem(
  { method, headers, body }: HttpRequest,
  { codes, tokens, now, lifetimeSeconds }: EndpointOptions,
): Promise<HttpResponse> {
  if (method !== 'POST') return json(405, { error: 'invalid_request', error_description: 'only POST is answered' });
  if (!headers['content-type']?.startsWith('application/x-www-form-urlencoded'))
    return tokenError('invalid_request', 'the body is no form');
  const form = new URLSearchParams(body.toString('utf8'));
  const field = (name: string): string => form.get(name) ?? '';
  if (field('grant_type') !== 'authorization_code')
    return tokenError(
      'unsupported_grant_type',
      `grant_type: given "${field('grant_type')}", expected "authorization_code"`,
    );
  const grant = codes.redeem(
    {
      code: field('code'),
      clientId: field('client_id'),
      redirectUri: field('redirect_uri'),
      verifier: field('code_verifier'),
    },
    now(),
  );
  if ('refused' in grant) return tokenError('invalid_grant', grant.refused);
  const { id, access } = await tokens.of(grant, now());
  return json(200, { id_token: id, access_token: access, token_type: 'Bearer', expires_in: lifetimeSeconds });
}

const json = (status: number, body: object): HttpResponse => ({
  status,
  headers: { 'content-type': 'application/json', 'cache-control': 'no-store' },
  body: JSON.stringify(body),
});

// https://www.rfc-editor.org/rfc/rfc6749#section-5.2
const tokenError = (error: string, description: string): HttpResponse =>
  json(400, { error, error_description: description });
