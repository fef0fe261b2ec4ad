import dgram from 'node:dgram';
import dns from 'node:dns';
import fs from 'node:fs';
import { syncBuiltinESMExports } from 'node:module';
import net from 'node:net';
import { refusal } from './errors';

type AnyFunction = (this: unknown, ...values: unknown[]) => unknown;

const LOOPBACK = new Set(['127.0.0.1', '::1', 'localhost']);

let guarded = false;

/**
 * For the run, this process refuses every outgoing connection and name look-up, by whatever road: `net`, `tls`, `http`,
 * `https`, `http2` and the global `fetch` all end in `Socket.prototype.connect`. The attempt throws an error that names
 * the host and the port. Listening, and answering those who connect, stays possible.
 *
 * It also takes away the host's `Function` constructor where code could find it (`anything.constructor.constructor`),
 * by which a bundle holding an object of the host would leave its realm. `new Function` written out still works.
 *
 * Not covered: other threads, other processes, and look-up functions taken from `node:dns` before.
 *
 * @param options.allow ports of this machine's loopback that may be connected to.
 * @returns what undoes it.
 * @throws when the guard is already up.
 */
export function guardProcess(options: { readonly allow?: readonly number[] } = {}): () => void {
  if (guarded) throw new Error('guardProcess: the guard is already up');
  guarded = true;
  const allowed = new Set(options.allow ?? []);
  const undo = [guardSockets(allowed), guardDatagrams(), guardLookups(), hideFunctionConstructors()];
  syncBuiltinESMExports();
  return () => {
    for (const step of undo.splice(0)) step();
    syncBuiltinESMExports();
    guarded = false;
  };
}

function replace(owner: object, name: string, wrap: (original: AnyFunction) => unknown): () => void {
  const descriptor = Object.getOwnPropertyDescriptor(owner, name);
  if (descriptor === undefined) return () => undefined;
  Object.defineProperty(owner, name, { ...descriptor, value: wrap(descriptor.value as AnyFunction) });
  return () => Object.defineProperty(owner, name, descriptor);
}

function guardSockets(allowed: ReadonlySet<number>): () => void {
  return replace(
    net.Socket.prototype,
    'connect',
    (original) =>
      function connect(this: unknown, ...values: unknown[]) {
        const { host, port, path } = destination(values);
        if (path !== undefined) throw refusal(`The rehearsal refuses to connect to ${path}`);
        if (!LOOPBACK.has(host) || !allowed.has(port)) {
          throw refusal(`The rehearsal refuses to connect to ${host}:${port}`);
        }
        return original.apply(this, values);
      },
  );
}

/** What `connect` was asked for: options, port and host, a path, or the array `net` hands on internally. */
function destination(values: readonly unknown[]): { host: string; port: number; path?: string } {
  const first: unknown = Array.isArray(values[0]) ? values[0][0] : values[0];
  if (typeof first === 'object' && first !== null) {
    const { host, port, path } = first as { host?: string; port?: number | string; path?: string | null };
    return { host: host ?? 'localhost', port: Number(port), ...(path ? { path } : {}) };
  }
  if (typeof first === 'string' && Number.isNaN(Number(first))) return { host: '', port: 0, path: first };
  return { host: typeof values[1] === 'string' ? values[1] : 'localhost', port: Number(first) };
}

function guardDatagrams(): () => void {
  const refuseTo = (what: string) => () =>
    function refused(this: unknown, ...values: unknown[]) {
      const host = values.filter((value) => typeof value === 'string').at(-1) ?? 'localhost';
      const port = values.filter((value) => typeof value === 'number').at(-1);
      throw refusal(`The rehearsal refuses to ${what} ${host}:${port}`);
    };
  const undo = [
    replace(dgram.Socket.prototype, 'send', refuseTo('send a datagram to')),
    replace(dgram.Socket.prototype, 'connect', refuseTo('connect a datagram socket to')),
  ];
  return () => {
    for (const step of undo) step();
  };
}

const LOOKUPS = /^(lookup|lookupService|resolve\w*|reverse)$/;

function guardLookups(): () => void {
  const owners = [dns, dns.promises, dns.Resolver.prototype, dns.promises.Resolver.prototype];
  const undo = owners.flatMap((owner) =>
    methodNames(owner).map(([holder, name]) =>
      replace(
        holder,
        name,
        (original) =>
          function refused(this: unknown, ...values: unknown[]) {
            const host = String(values[0]);
            // No packet leaves the machine for these two.
            if (name === 'lookup' && (LOOPBACK.has(host) || net.isIP(host) !== 0)) return original.apply(this, values);
            const error = refusal(`The rehearsal refuses to look up ${host}`);
            if (owner === dns.promises || owner === dns.promises.Resolver.prototype) return Promise.reject(error);
            throw error;
          },
      ),
    ),
  );
  return () => {
    for (const step of undo.reverse()) step();
  };
}

/** Look-up methods of an object and of the prototypes it shares them with. */
function methodNames(owner: object): [object, string][] {
  const found: [object, string][] = [];
  for (let at: object | null = owner; at !== null && at !== Object.prototype; at = Object.getPrototypeOf(at)) {
    for (const name of Object.getOwnPropertyNames(at)) if (LOOKUPS.test(name)) found.push([at, name]);
  }
  return found;
}

function hideFunctionConstructors(): () => void {
  // Node's modules may live in another realm than this file (a test runner's): take their `Function` as well.
  const constructors = new Set([Function, fs.readFile.constructor as FunctionConstructor]);
  const undo: (() => void)[] = [];
  for (const make of constructors) {
    const samples = make('return [function () {}, async () => {}, function* () {}, async function* () {}]')();
    for (const sample of samples as object[]) {
      undo.push(
        replace(
          Object.getPrototypeOf(sample),
          'constructor',
          (original) => new Proxy(original, { apply: noCode, construct: noCode }),
        ),
      );
    }
  }
  return () => {
    for (const step of undo) step();
  };
}

function noCode(): never {
  throw refusal('Making code from text by a function’s constructor is refused in the rehearsal');
}
