/** The API was asked and said no, or failed. Exit status 1. */
export class NotDone extends Error {
  override readonly name = 'NotDone';
}

/** The API could not be asked; the message says what to do about it. Exit status 2. */
export class CannotAsk extends Error {
  override readonly name = 'CannotAsk';
}

/** Why a connection failed, as Node says it: `ECONNREFUSED`, `ENOTFOUND`. */
export function connectionError(error: unknown): string {
  const { code, cause, message } = error as {
    code?: string;
    cause?: { code?: string; message?: string };
    message?: string;
  };
  return cause?.code ?? code ?? cause?.message ?? message ?? String(error);
}
