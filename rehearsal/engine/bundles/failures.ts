import type { Bundle } from './bundle';
import { FunctionError } from './errors';
import { isError } from './realm';

// @claim cross-checked: An invocation past its time-out fails with Sandbox.Timedout, "RequestId: … Error: Task timed out after 3.00 seconds".
// @source LocalStack lambda-runtime-init https://github.com/localstack/lambda-runtime-init
export function timedOut(requestId: string, milliseconds: number): FunctionError {
  const seconds = (milliseconds / 1000).toFixed(2);
  return new FunctionError(
    'Sandbox.Timedout',
    `RequestId: ${requestId} Error: Task timed out after ${seconds} seconds`,
  );
}

// @claim assumed: A runtime that ends in an invocation fails it with Runtime.ExitError, "RequestId: … Error: Runtime exited with error: exit status 1".
// @source the wording seen in functions' logs; AWS documents no table of it
/** @param how `exit status 1`, `signal: killed`; nothing for a status of 0. */
export function exited(requestId: string, how: string | undefined): FunctionError {
  const what = how === undefined ? 'Runtime exited without providing a reason' : `Runtime exited with error: ${how}`;
  return new FunctionError('Runtime.ExitError', `RequestId: ${requestId} Error: ${what}`);
}

// @claim cross-checked: A thrown error is reported as errorType (its name), errorMessage and trace; anything else thrown by its typeof.
// @source aws-lambda-nodejs-runtime-interface-client src/utils/error.ts https://github.com/aws/aws-lambda-nodejs-runtime-interface-client
export function thrown(error: unknown, bundle: Bundle): FunctionError {
  if (error instanceof FunctionError) return error;
  try {
    return described(error, bundle);
  } catch {
    return new FunctionError('handled', 'The thrown value cannot be read: its name, message or stack throws');
  }
}

function described(error: unknown, bundle: Bundle): FunctionError {
  if (!isError(error)) return new FunctionError(typeof error, String(error));
  if (codeOf(error).startsWith('ERR_VM_DYNAMIC_IMPORT')) {
    const modules = bundle.dynamicImports().join(', ') || 'a module named at run time';
    const message = `import() is not available to a bundle in the rehearsal; this one has import() of ${modules}`;
    return new FunctionError('Error', message);
  }
  return new FunctionError(String(error.name), String(error.message), String(error.stack ?? '').split('\n'));
}

// @claim cross-checked: A module that cannot be found fails the init phase with Runtime.ImportModuleError.
// @source aws-lambda-nodejs-runtime-interface-client src/utils/errors.ts https://github.com/aws/aws-lambda-nodejs-runtime-interface-client
export function failedInit(error: unknown, bundle: Bundle): FunctionError {
  const failure = thrown(error, bundle);
  if (!isError(error) || codeOf(error) !== 'MODULE_NOT_FOUND') return failure;
  return new FunctionError('Runtime.ImportModuleError', String(error), failure.trace);
}

// @claim cross-checked: The Node.js runtime reports an unhandled rejection as Runtime.UnhandledPromiseRejection, an uncaught error by its name, and exits.
// @source aws-lambda-nodejs-runtime-interface-client src/index.mjs https://github.com/aws/aws-lambda-nodejs-runtime-interface-client
export function uncaught(error: unknown, kind: 'exception' | 'rejection', bundle: Bundle): FunctionError {
  const failure = thrown(error, bundle);
  if (kind === 'exception') return failure;
  const reason = isError(error) ? `${failure.errorType}: ${failure.errorMessage}` : failure.errorMessage;
  return new FunctionError('Runtime.UnhandledPromiseRejection', reason, failure.trace);
}

function codeOf(error: Error): string {
  return String((error as { code?: unknown }).code);
}
