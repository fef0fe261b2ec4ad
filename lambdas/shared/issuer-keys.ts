import { createRemoteJWKSet } from 'jose/jwks/remote';
import type { JWTVerifyGetKey } from 'jose/jwt/verify';
import * as v from 'valibot';
import { get } from './http';
import { parse } from './step';

/** Finds the public key that a token says it was signed with. */
export type IssuerKeys = JWTVerifyGetKey;

/** How long the issuer may take for one answer. */
export const ISSUER_PATIENCE_MS = 3_000;

/** Keys are fetched anew for a key id that is not known, but not more often than this: anybody can make up key ids. */
const BETWEEN_FETCHES_MS = 30_000;

/** By issuer; they live as long as the environment, and a failure is not kept. */
const discovered = new Map<string, Promise<IssuerKeys>>();

/**
 * The keys of an issuer, from where its discovery document says. Fetched when they are first asked for.
 *
 * The function that is returned rejects when the issuer does not answer in time or not as it should.
 */
// https://openid.net/specs/openid-connect-discovery-1_0.html#ProviderConfig
export function issuerKeys(issuer: string): IssuerKeys {
  return async (header, token) => {
    let keys = discovered.get(issuer);
    if (keys === undefined) {
      keys = discover(issuer);
      discovered.set(issuer, keys);
      keys.catch(() => discovered.delete(issuer));
    }
    return (await keys)(header, token);
  };
}

async function discover(issuer: string): Promise<IssuerKeys> {
  const from = `${issuer.replace(/\/$/, '')}/.well-known/openid-configuration`;
  const { status, text } = await get(from, ISSUER_PATIENCE_MS, { redirect: 'manual' });
  if (status !== 200) throw new Error(`${from} answers ${status}, expected 200`);
  const document = v.object({
    issuer: v.literal(issuer),
    jwks_uri: v.pipe(v.string(), v.url(), v.startsWith('https://')),
  });
  const { jwks_uri } = parse(document, JSON.parse(text), from);
  return createRemoteJWKSet(new URL(jwks_uri), {
    timeoutDuration: ISSUER_PATIENCE_MS,
    cooldownDuration: BETWEEN_FETCHES_MS,
  });
}
