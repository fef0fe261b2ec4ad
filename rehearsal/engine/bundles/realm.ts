import { types } from 'node:util';
import { createContext, runInContext, type Script } from 'node:vm';
import type { Random } from '../random';

/** The JavaScript world one sandbox lives in. */
export interface Realm {
  /** Its global object. */
  readonly global: Record<string, unknown>;
  /** Prototypes by which an object is recognised as born here. */
  readonly birthmarks: readonly object[];
  run(script: Script): unknown;
  parse(json: string): unknown;
  stringify(value: unknown): string | undefined;
  /** An error of this realm; its stack is its headline. */
  makeError(message: string, members: object): Error;
  /** The same outcome as a promise of this realm. */
  adopt<T>(promise: Promise<T>): Promise<T>;
}

interface Intrinsics {
  Promise: PromiseConstructor;
  Error: ErrorConstructor & { prepareStackTrace?: (error: unknown, sites: NodeJS.CallSite[]) => string };
  Date: DateConstructor;
  Math: Math;
  JSON: JSON;
  Intl: typeof Intl;
}

/** Reach other threads, other machines' code or the machine's clock, and nothing a bundle of ours needs. */
const WITHHELD = ['WebAssembly', 'Atomics', 'SharedArrayBuffer', 'Temporal'];

/**
 * A context of its own: the bundle's globals, `eval`, `Function` and every object literal's constructor lead to this
 * global object, never to the host's. A context costs half a millisecond; running a bundle's top level in it costs what
 * it costs in the host's.
 *
 * Node's own modules (Buffer, streams, cryptography) still come from the host. Their errors and objects would fail
 * `instanceof`, so the context's constructors recognise them by kind; and by them a determined bundle finds the host's
 * `Function`, which is why guardProcess takes that away and closes the network a second time.
 */
export function createRealm(now: () => number, random: Random, taskRoot: string): Realm {
  const global: Record<string, unknown> = Object.create(null);
  createContext(global, { name: 'sandbox' });
  const intrinsics = runInContext('({ Promise, Error, Date, Math, JSON, Intl })', global) as Intrinsics;
  for (const name of WITHHELD) runInContext(`delete globalThis.${name}`, global);
  recogniseForeign(global);
  // Node's emitters and streams throw what is an Error to them, and wrap everything else.
  Object.setPrototypeOf(intrinsics.Error.prototype, NODE_ERROR);
  virtualTime(global, intrinsics, now);
  intrinsics.Math.random = () => random();
  intrinsics.Error.prepareStackTrace = (error, sites) => ownFrames(error, sites, taskRoot);
  return {
    global,
    birthmarks: [intrinsics.Promise.prototype, intrinsics.Error.prototype],
    run: (script) => script.runInContext(global),
    parse: (json) => intrinsics.JSON.parse(json),
    stringify: (value) => intrinsics.JSON.stringify(value) as string | undefined,
    makeError: (message, members) =>
      Object.assign(new intrinsics.Error(message), { stack: `Error: ${message}` }, members),
    adopt: (promise) => new intrinsics.Promise((resolve, reject) => void promise.then(resolve, reject)),
  };
}

/** `Error.prototype` of Node's own modules, which a test runner may have in another realm than this file. */
const NODE_ERROR: object = Object.getPrototypeOf(DOMException.prototype);

/** Whether the value is an error of any realm; DOMException, by which an abort is told, is one as well. */
export function isError(value: unknown): value is Error {
  return types.isNativeError(value) || (isObject(value) && Object.prototype.isPrototypeOf.call(NODE_ERROR, value));
}

/** Kinds of value that Node's modules make and bundles ask about with `instanceof`. */
const KINDS: Readonly<Record<string, (value: unknown) => boolean>> = {
  Object: (value) => isObject(value) && Object.getPrototypeOf(value) !== null,
  Function: (value) => typeof value === 'function',
  Array: (value) => Array.isArray(value),
  Error: isError,
  TypeError: (value) => types.isNativeError(value) && value.name === 'TypeError',
  RangeError: (value) => types.isNativeError(value) && value.name === 'RangeError',
  SyntaxError: (value) => types.isNativeError(value) && value.name === 'SyntaxError',
  Promise: types.isPromise,
  Map: types.isMap,
  Set: types.isSet,
  RegExp: types.isRegExp,
};

function isObject(value: unknown): value is object {
  return (typeof value === 'object' && value !== null) || typeof value === 'function';
}

function recogniseForeign(global: Record<string, unknown>): void {
  const ordinary = Function.prototype[Symbol.hasInstance];
  for (const [name, isOfKind] of Object.entries(KINDS)) {
    const kind: unknown = runInContext(name, global);
    Object.defineProperty(kind as object, Symbol.hasInstance, {
      configurable: true,
      // Subclasses inherit this; a foreign object is never one of theirs.
      value(this: unknown, value: unknown) {
        return ordinary.call(this as never, value) || (this === kind && isOfKind(value));
      },
    });
  }
}

function virtualTime(
  global: Record<string, unknown>,
  { Date: RealDate, Intl: intl }: Intrinsics,
  now: () => number,
): void {
  const virtualNow = () => now();
  const VirtualDate: DateConstructor = new Proxy(RealDate, {
    construct: (target, values, newTarget) =>
      Reflect.construct(target, values.length === 0 ? [now()] : values, newTarget) as Date,
    apply: (target) => new target(now()).toString(),
    get: (target, key, receiver) => (key === 'now' ? virtualNow : Reflect.get(target, key, receiver)),
  });
  // Otherwise `new Date().constructor.now()` is the machine's clock, and so is a format without a date.
  RealDate.prototype.constructor = VirtualDate;
  global.Date = VirtualDate;
  const prototype = intl.DateTimeFormat.prototype;
  const format = Object.getOwnPropertyDescriptor(prototype, 'format')?.get;
  const formatToParts = prototype.formatToParts;
  Object.defineProperty(prototype, 'format', {
    get(this: Intl.DateTimeFormat) {
      const bound = format?.call(this) as (date: Date | number) => string;
      return (date?: Date | number) => bound(date ?? now());
    },
  });
  prototype.formatToParts = function (this: Intl.DateTimeFormat, date?: Date | number) {
    return formatToParts.call(this, date ?? now());
  };
}

/** A stack with the bundle's own frames only: the others name paths of this machine. */
function ownFrames(error: unknown, sites: NodeJS.CallSite[], taskRoot: string): string {
  const frames = sites.filter((site) => site.getFileName()?.startsWith(taskRoot)).map((site) => `\n    at ${site}`);
  return `${headline(error)}${frames.join('')}`;
}

function headline(error: unknown): string {
  try {
    return String(error);
  } catch {
    return 'Error';
  }
}
