import type { Random } from '../random';
import { createExchange } from './exchange';
import { createFetch } from './fetch';
import { createFiles } from './files';
import type { Life } from './life';
import { createRequire, type Require } from './modules';
import type { Output } from './output';
import { createProcess } from './process';
import { createCrypto } from './randomness';
import type { Realm } from './realm';
import { createHttp } from './request';
import type { SandboxOptions } from './sandbox';
import { createSockets } from './sockets';
import { createTimers, virtualAbortSignal } from './timer-globals';

/** What the globals and modules of one sandbox are made of. */
export interface Parts {
  readonly options: SandboxOptions;
  readonly life: Life;
  readonly realm: Realm;
  readonly output: Output;
  readonly random: Random;
  /** Called by `process.exit`. */
  exit(code: number): void;
}

/**
 * Globals of Node that hold no state and reach nothing. The binary types come from the host, because Buffer and the
 * streams hand out the host's and the SDK asks `instanceof Uint8Array` everywhere.
 */
const HARMLESS = [
  'AbortController',
  'ArrayBuffer',
  'BigInt64Array',
  'BigUint64Array',
  'Blob',
  'Buffer',
  'DataView',
  'DOMException',
  'Event',
  'EventTarget',
  'Float32Array',
  'Float64Array',
  'FormData',
  'Headers',
  'Int16Array',
  'Int32Array',
  'Int8Array',
  'ReadableStream',
  'Request',
  'Response',
  'TextDecoder',
  'TextDecoderStream',
  'TextEncoder',
  'TextEncoderStream',
  'TransformStream',
  'URL',
  'URLSearchParams',
  'Uint16Array',
  'Uint32Array',
  'Uint8Array',
  'Uint8ClampedArray',
  'WritableStream',
  'atob',
  'btoa',
  'structuredClone',
] as const;

/** Puts Node's globals into the realm. @returns the bundle's `require`. */
export function furnish(parts: Parts): Require {
  const { options, life, realm, output, random } = parts;
  const timers = createTimers(life, realm);
  const crypto = createCrypto(life, random, realm.adopt);
  const files = createFiles((callback) => life.enter(callback), realm);
  const require: Require = createRequire(life, {
    console: output.module,
    crypto,
    fs: files.fs,
    'fs/promises': files.promises,
    http: createHttp(life, 'http'),
    https: createHttp(life, 'https'),
    ...createSockets(options.database && createExchange(life, options.database, options.env)),
    process: createProcess(parts, (id) => require(id)),
    timers: { ...timers.globals, promises: timers.promises },
    'timers/promises': timers.promises,
  });
  for (const name of HARMLESS) realm.global[name] = (globalThis as Record<string, unknown>)[name];
  Object.assign(realm.global, timers.globals, {
    global: realm.global,
    AbortSignal: virtualAbortSignal(life),
    console: output.console,
    crypto: crypto.webcrypto,
    fetch: createFetch(life, realm),
    performance: (require('node:perf_hooks') as { performance: unknown }).performance,
    process: require('node:process'),
    queueMicrotask: (callback: () => void) => queueMicrotask(() => life.enter(callback)),
  });
  return require;
}
