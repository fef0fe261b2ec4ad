import * as oidc from 'openid-client';
import { ISSUER_PATIENCE_MS } from '../shared/issuer-keys';
import type { SignIn } from '../shared/session';
import type { Attempt } from './attempt';

/** By issuer and client; they live as long as the environment, and a failure is not kept. */
const discovered = new Map<string, Promise<oidc.Configuration>>();

function configuration({ issuer, clientId }: SignIn): Promise<oidc.Configuration> {
  const key = JSON.stringify([issuer, clientId]);
  const known = discovered.get(key);
  if (known !== undefined) return known;
  // A public client: PKCE takes the place of a secret.
  const found = oidc.discovery(new URL(issuer), clientId, undefined, oidc.None(), {
    timeout: ISSUER_PATIENCE_MS / 1000,
  });
  discovered.set(key, found);
  found.catch(() => discovered.delete(key));
  return found;
}

/** Where the browser is sent, and what it has to keep until it comes back. */
export async function begin(
  signIn: SignIn,
  redirectUri: string,
  to: string,
  now: number,
): Promise<{ url: string; attempt: Attempt }> {
  const config = await configuration(signIn);
  const attempt: Attempt = {
    verifier: oidc.randomPKCECodeVerifier(),
    state: oidc.randomState(),
    nonce: oidc.randomNonce(),
    to,
    at: now,
  };
  const url = oidc.buildAuthorizationUrl(config, {
    redirect_uri: redirectUri,
    scope: 'openid',
    state: attempt.state,
    nonce: attempt.nonce,
    code_challenge: await oidc.calculatePKCECodeChallenge(attempt.verifier),
    code_challenge_method: 'S256',
  });
  return { url: url.href, attempt };
}

/**
 * Redeems the code the browser came back with.
 *
 * openid-client compares state, nonce, issuer, audience and times; the signature of the ID token it does not check, because
 * the token comes straight from the issuer over TLS. verifySession checks it: right after this, and at every request that
 * shows the session.
 *
 * @param cameBackTo the redirect URI with the query the issuer has given it.
 * @returns the ID token.
 * @throws errors of openid-client, which `explain` reads.
 */
export async function redeem(signIn: SignIn, cameBackTo: URL, attempt: Attempt): Promise<string> {
  const tokens = await oidc.authorizationCodeGrant(await configuration(signIn), cameBackTo, {
    pkceCodeVerifier: attempt.verifier,
    expectedState: attempt.state,
    expectedNonce: attempt.nonce,
    idTokenExpected: true,
  });
  return tokens.id_token as string;
}
