import type { Directory } from '../shared/directory';
import { contactOf, type Identity, inWords } from '../shared/identity';
import type { IssuerKeys } from '../shared/issuer-keys';
import { verifySession } from '../shared/session';
import type { Look } from '../shared/step';
import type { Parameters } from './gather';
import { timely } from './looks';
import type { SignedIn, Viewer } from './viewer';

/** Who the session's cookie belongs to; what cannot be checked is nobody. */
export async function whoIs(
  cookie: string | undefined,
  parameters: Look<Parameters>,
  keysOf: (issuer: string) => IssuerKeys,
  now: number,
): Promise<Viewer['signedIn']> {
  if (!cookie) return { not: 'You are not signed in.' };
  if ('unseen' in parameters) return { not: `Could not check who is signed in: ${parameters.unseen}.` };
  const { directory } = parameters.seen;
  const state = await timely(() => verifySession(cookie, directory.signIn, now, keysOf(directory.signIn.issuer)));
  if ('unseen' in state) return { not: `Could not check who is signed in: ${state.unseen}.` };
  if ('signedOut' in state.seen) return { not: state.seen.signedOut };
  return personOf(state.seen, directory);
}

function personOf(
  { signedIn, token }: { signedIn: { issuer: string; subject: string }; token: string },
  directory: Directory,
): SignedIn {
  const identity: Identity = { kind: 'oidc', ...signedIn };
  const contact = contactOf(identity, directory);
  return { session: token, known: inWords(identity), ...(contact ? { contact } : {}) };
}
