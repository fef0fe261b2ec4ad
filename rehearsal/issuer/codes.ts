import { createHash, randomBytes } from 'node:crypto';

/** What an authorization code stands for. */
export interface Grant {
  readonly clientId: string;
  readonly redirectUri: string;
  readonly subject: string;
  /** Of PKCE, method S256. */
  readonly challenge: string;
  readonly nonce: string | undefined;
  /** When the person chose, milliseconds since the epoch. */
  readonly at: number;
}

/** What comes with a code when it is redeemed. */
export interface Redemption {
  readonly code: string;
  readonly clientId: string;
  readonly redirectUri: string;
  readonly verifier: string;
}

/** Of virtual time, as long as those of Cognito. */
const CODE_LIVES_MS = 300_000;

/** Authorization codes under way. */
export class Codes {
  private readonly grants = new Map<string, Grant>();

  issue(grant: Grant): string {
    const code = randomBytes(32).toString('base64url');
    this.grants.set(code, grant);
    return code;
  }

  /** @returns the grant, or the reason why there is none. A code that was shown once is spent, whatever came with it. */
  redeem({ code, clientId, redirectUri, verifier }: Redemption, now: number): Grant | { readonly refused: string } {
    const grant = this.grants.get(code);
    this.grants.delete(code);
    if (grant === undefined) return { refused: 'the code is unknown, or was used before' };
    if (now - grant.at > CODE_LIVES_MS) return { refused: 'the code has expired' };
    if (grant.clientId !== clientId) return { refused: 'the code was issued to another client' };
    if (grant.redirectUri !== redirectUri) return { refused: 'the code was issued for another redirect_uri' };
    if (grant.challenge !== challengeOf(verifier))
      return { refused: 'the code_verifier is not that of the code_challenge' };
    return grant;
  }
}

// https://www.rfc-editor.org/rfc/rfc7636#section-4.2
const challengeOf = (verifier: string): string => createHash('sha256').update(verifier).digest('base64url');
