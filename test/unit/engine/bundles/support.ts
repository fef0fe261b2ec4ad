import { createHash } from 'node:crypto';
import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  Bundle,
  type FunctionError,
  type HttpRequest,
  Sandbox,
  type SandboxOptions,
} from '../../../../rehearsal/engine/bundles';
import { VirtualClock } from '../../../../rehearsal/engine/clock';
import { seeded } from '../../../../rehearsal/engine/random';

export const START = Date.UTC(2026, 0, 5, 4, 30);

const folder = mkdtempSync(join(tmpdir(), 'bundles-'));

/** A bundle of a few lines of CommonJS. */
export function bundleOf(source: string): Bundle {
  const file = join(folder, `${createHash('sha256').update(source).digest('hex').slice(0, 12)}.js`);
  writeFileSync(file, source);
  return Bundle.load(file);
}

export const noNetwork = (request: HttpRequest) =>
  Promise.reject(new Error(`nobody expected a request to ${request.host}`));

export interface Bench {
  readonly clock: VirtualClock;
  readonly sandbox: Sandbox;
  readonly lines: string[];
  /** Invokes, and lets virtual time run until the answer is there. */
  invoke(event?: unknown, timeoutMs?: number): Promise<unknown>;
}

/** One initialised environment, of inline CommonJS or of a bundle. */
export function bench(source: string | Bundle, options: Partial<SandboxOptions> = {}): Bench {
  const clock = options.clock ?? new VirtualClock(START);
  const lines: string[] = [];
  const sandbox = new Sandbox({
    name: 'function under test',
    bundle: typeof source === 'string' ? bundleOf(source) : source,
    handler: 'handler',
    env: {},
    clock,
    random: seeded(7),
    network: noNetwork,
    log: (line) => void lines.push(line),
    ...options,
  });
  sandbox.initialise();
  return {
    clock,
    sandbox,
    lines,
    invoke: (event, timeoutMs) => finish(clock, sandbox.invoke(event, invocation(timeoutMs))),
  };
}

export function invocation(timeoutMs = 30_000) {
  return {
    functionName: 'under-test',
    invokedFunctionArn: 'arn:aws:lambda:ap-south-1:123456789012:function:under-test',
    awsRequestId: 'req-1',
    timeoutMs,
  };
}

/** Lets virtual time run until the promise is settled. */
export async function finish<T>(clock: VirtualClock, promise: Promise<T>): Promise<T> {
  let settled = false;
  promise.then(
    () => {
      settled = true;
    },
    () => {
      settled = true;
    },
  );
  if (!(await clock.run(() => settled))) throw new Error('virtual time ended before the answer came');
  return promise;
}

/** The failure of an invocation that must not succeed. */
export function failure(promise: Promise<unknown>): Promise<FunctionError> {
  return promise.then(
    () => {
      throw new Error('it did not fail');
    },
    (error: FunctionError) => error,
  );
}
