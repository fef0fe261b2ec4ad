/** What an invocation answers when it fails, in the shape AWS Lambda answers it. */
export class FunctionError extends Error {
  override readonly name = 'FunctionError';

  constructor(
    /** The thrown error's `name`, `Sandbox.Timedout`, `Runtime.ExitError`, `Runtime.HandlerNotFound` and the like. */
    readonly errorType: string,
    readonly errorMessage: string,
    /** The lines of the thrown error's stack. */
    readonly trace: readonly string[] = [],
  ) {
    super(`${errorType}: ${errorMessage}`);
  }
}

/** Code of every error by which the sandbox or the process guard says no. */
export const REFUSED = 'ERR_REHEARSAL_REFUSED';

/** The error by which something is refused by name; its stack says nothing of the host. */
export function refusal(message: string): Error & { code: string } {
  const error = Object.assign(new Error(message), { code: REFUSED });
  error.stack = `Error: ${message}`;
  return error;
}
