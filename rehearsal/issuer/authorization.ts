/** An authorization request that may be answered. */
export interface AuthorizationRequest {
  readonly clientId: string;
  readonly redirectUri: string;
  readonly state: string | undefined;
  readonly nonce: string | undefined;
  readonly challenge: string;
}

/** A request that is told to the person: where to send the browser cannot be trusted. */
export interface Untrusted {
  readonly untrusted: string;
}

/** A request that is refused at the client's redirect URI. */
export interface Refused {
  readonly refused: 'unsupported_response_type' | 'invalid_request' | 'invalid_scope';
  readonly because: string;
  readonly redirectUri: string;
  readonly state: string | undefined;
}

export type Parameters = Readonly<Record<string, string | undefined>>;

/**
 * Reads an authorization request. A wrong client or redirect URI never redirects; anything else is told to the client.
 */
// https://www.rfc-editor.org/rfc/rfc6749#section-4.1.2.1
export function readAuthorization(
  given: Parameters,
  registered: { readonly clientId: string; readonly redirectUri: string },
): AuthorizationRequest | Untrusted | Refused {
  if (given.client_id !== registered.clientId)
    return { untrusted: `client_id: given ${told(given.client_id)}, expected "${registered.clientId}"` };
  if (given.redirect_uri !== registered.redirectUri)
    return { untrusted: `redirect_uri: given ${told(given.redirect_uri)}, expected "${registered.redirectUri}"` };
  const { state, nonce, code_challenge: challenge } = given;
  const { clientId, redirectUri } = registered;
  const refuse = (refused: Refused['refused'], because: string): Refused => ({ refused, because, redirectUri, state });
  if (given.response_type !== 'code')
    return refuse('unsupported_response_type', `response_type: given ${told(given.response_type)}, expected "code"`);
  if (!given.scope?.split(' ').includes('openid'))
    return refuse('invalid_scope', `scope: given ${told(given.scope)}, expected "openid" among it`);
  if (given.code_challenge_method !== 'S256')
    return refuse(
      'invalid_request',
      `code_challenge_method: given ${told(given.code_challenge_method)}, expected "S256"`,
    );
  // 32 bytes in base64url.
  if (challenge === undefined || !/^[\w-]{43}$/.test(challenge))
    return refuse('invalid_request', `code_challenge: given ${told(challenge)}, expected 43 characters of base64url`);
  return { clientId, redirectUri, state, nonce, challenge };
}

const told = (given: string | undefined): string => (given === undefined ? 'nothing' : `"${given}"`);
