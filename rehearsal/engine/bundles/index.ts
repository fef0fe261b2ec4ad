export { Bundle } from './bundle';
export type { Database } from './database';
export { FunctionError } from './errors';
export { guardProcess } from './guard';
export type { HttpRequest, HttpResponse, Network } from './http';
export { type InvocationContext, QUIET_SDK, Sandbox, type SandboxOptions } from './sandbox';
