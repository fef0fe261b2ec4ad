import type { Bundle } from './bundle';
import { FunctionError } from './errors';
import type { Realm } from './realm';

/** What Lambda knows of an invocation. */
export interface InvocationContext {
  readonly functionName: string;
  readonly invokedFunctionArn: string;
  readonly awsRequestId: string;
  /** The function's time-out in virtual milliseconds. */
  readonly timeoutMs: number;
}

// @claim documented: The context object names the function, its version, memory, log group and stream, and the milliseconds left.
// @source https://docs.aws.amazon.com/lambda/latest/dg/nodejs-context.html
/** The handler's second argument. */
export function handlerContext(
  realm: Realm,
  context: InvocationContext,
  env: Readonly<Record<string, string>>,
  remaining: () => number,
): unknown {
  const plain = realm.parse(
    JSON.stringify({
      callbackWaitsForEmptyEventLoop: true,
      functionName: context.functionName,
      functionVersion: env.AWS_LAMBDA_FUNCTION_VERSION ?? '$LATEST',
      invokedFunctionArn: context.invokedFunctionArn,
      memoryLimitInMB: env.AWS_LAMBDA_FUNCTION_MEMORY_SIZE,
      awsRequestId: context.awsRequestId,
      logGroupName: env.AWS_LAMBDA_LOG_GROUP_NAME,
      logStreamName: env.AWS_LAMBDA_LOG_STREAM_NAME,
    }),
  );
  return Object.assign(plain as object, { getRemainingTimeInMillis: remaining });
}

export type Handler = (event: unknown, context: unknown) => unknown;

// @claim cross-checked: A handler that is missing, or is no function, fails the init phase with Runtime.HandlerNotFound.
// @source aws-lambda-nodejs-runtime-interface-client src/function/handler-resolver.ts https://github.com/aws/aws-lambda-nodejs-runtime-interface-client
// @claim documented: Lambda supports callback-based handlers for Node.js 22 and earlier runtimes only.
// @source https://docs.aws.amazon.com/lambda/latest/dg/nodejs-context.html
/** @throws FunctionError when the bundle exports no such handler. */
export function findHandler(exported: unknown, name: string, bundle: Bundle): Handler {
  const module = bundle.filename.slice(bundle.dirname.length + 1).replace(/\.c?js$/, '');
  const handler = (exported as Record<string, unknown> | null | undefined)?.[name];
  if (typeof handler !== 'function') {
    const problem = handler === undefined ? 'is undefined or not exported' : 'is not a function';
    throw new FunctionError('Runtime.HandlerNotFound', `${module}.${name} ${problem}`);
  }
  if (handler.length > 2) {
    const message = `${module}.${name} takes a callback, which the nodejs24.x runtime does not support`;
    throw new FunctionError('Runtime.CallbackHandlerDeprecated', message);
  }
  return handler as Handler;
}
