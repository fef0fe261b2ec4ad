import type { JWK } from 'jose';
import type { OAuth2Issuer } from 'oauth2-mock-server';
import type { Grant } from './codes';

/** A private key as a JSON Web Key (RFC 7517), for RS256. */
export type SigningKey = JWK & { readonly alg: 'RS256'; readonly kid: string };

/** Signs with a key that lives as long as the rehearsal. */
export interface Tokens {
  /** The public keys, as a JSON Web Key Set. */
  keys(): Promise<object>;
  /** @param now milliseconds since the epoch, in virtual time. */
  of(grant: Grant, now: number): Promise<{ readonly id: string; readonly access: string }>;
}

/** Loaded when it is first asked for: it brings a web server along, which is not used. */
async function loadIssuer(url: string, key: SigningKey | undefined): Promise<OAuth2Issuer> {
  const { OAuth2Issuer } = await import('oauth2-mock-server');
  const issuer = new OAuth2Issuer();
  issuer.url = url;
  if (key) await issuer.keys.add(key);
  else await issuer.keys.generate('RS256');
  return issuer;
}

export function createTokens(issuer: string, lifetimeSeconds: number, key?: SigningKey): Tokens {
  let loading: Promise<OAuth2Issuer> | undefined;
  const load = (): Promise<OAuth2Issuer> => {
    loading ??= loadIssuer(issuer, key);
    return loading;
  };
  return {
    keys: async () => ({ keys: (await load()).keys.toJSON().map((key) => ({ ...key, use: 'sig' })) }),
    of: async (grant, now) => {
      const at = Math.floor(now / 1000);
      const sign = async (claims: object): Promise<string> =>
        (await load()).buildToken({
          scopesOrTransform: (_header, payload) => {
            // It writes the machine's time; the rehearsal's is another.
            for (const claim of Object.keys(payload)) delete payload[claim];
            Object.assign(payload, { iss: issuer, sub: grant.subject, iat: at, exp: at + lifetimeSeconds }, claims);
          },
        });
      const authenticated = { auth_time: Math.floor(grant.at / 1000) };
      const nonce = grant.nonce === undefined ? {} : { nonce: grant.nonce };
      // The claims by which Cognito tells its two kinds of token apart.
      // https://docs.aws.amazon.com/cognito/latest/developerguide/amazon-cognito-user-pools-using-the-id-token.html
      return {
        id: await sign({ ...authenticated, ...nonce, aud: grant.clientId, token_use: 'id' }),
        access: await sign({ ...authenticated, client_id: grant.clientId, scope: 'openid', token_use: 'access' }),
      };
    },
  };
}
