import * as v from 'valibot';

export interface Credentials {
  readonly username: string;
  readonly password: string;
}

const Secret = v.object({
  username: v.pipe(v.string(), v.nonEmpty()),
  password: v.pipe(v.string(), v.nonEmpty()),
});

/**
 * Reads a secret's text.
 * @throws an error that quotes nothing of it: what a parser says about a text that it cannot read is often the text itself.
 */
export function readCredentials(text: string | undefined): Credentials {
  const parsed = v.safeParse(Secret, jsonOf(text));
  if (!parsed.success) throw new Error('the secret is not JSON with a username and a password');
  return parsed.output;
}

function jsonOf(text: string | undefined): unknown {
  try {
    return JSON.parse(text ?? '');
  } catch {
    return undefined;
  }
}
