/** What is said to the person, and what to the log: never a code, a token, or words that came with the request. */
export interface Explained {
  readonly status: number;
  readonly said: string;
  /** The library's own code of the error; the issuer's where it is one of OAuth's words. */
  readonly cause: string;
}

/**
 * What an error of openid-client means. Whose turn it is decides: the person (they cancelled, or were too slow), the issuer
 * (it does not answer, or not as it should), or we (anything else). Nothing here is a sign-in.
 */
export function explain(error: unknown): Explained {
  const { code = '', message = '', error: word } = error as { code?: string; message?: string; error?: unknown };
  const told = isWord(word) ? word : undefined;
  const cause = told ?? (code || nameOf(error));
  if (code === 'OAUTH_AUTHORIZATION_RESPONSE_ERROR') {
    if (told === 'access_denied')
      return { status: 403, said: 'You cancelled, or the issuer does not let you in.', cause };
    return { status: 502, said: `The issuer refused the sign-in${inBrackets(told)}.`, cause };
  }
  if (code === 'OAUTH_RESPONSE_BODY_ERROR') {
    if (told === 'invalid_grant')
      return {
        status: 400,
        said: 'The issuer no longer accepts this sign-in: it was used before, or took too long.',
        cause,
      };
    return { status: 502, said: `The issuer did not complete the sign-in${inBrackets(told)}.`, cause };
  }
  if (UNREACHED.has(code) || (code === '' && message === 'fetch failed'))
    return { status: 502, said: 'The issuer does not answer, or not in time.', cause };
  if (code.startsWith('OAUTH_'))
    return { status: 502, said: 'What the issuer answered is not as it should be, so it is not trusted.', cause };
  return { status: 500, said: 'Something went wrong here, on our side.', cause };
}

const UNREACHED = new Set(['OAUTH_TIMEOUT', 'OAUTH_ABORT', 'OAUTH_RESPONSE_IS_NOT_CONFORM']);

/** As https://www.rfc-editor.org/rfc/rfc6749#section-4.1.2.1 names errors: what else stands there is not repeated. */
const isWord = (given: unknown): given is string => typeof given === 'string' && /^[a-z_]{1,40}$/.test(given);

const inBrackets = (word: string | undefined): string => (word === undefined ? '' : ` (${word})`);

const nameOf = (error: unknown): string => (error instanceof Error ? error.name : typeof error);
