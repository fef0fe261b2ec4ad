import assert from 'node:assert';
import asyncHooks from 'node:async_hooks';
import buffer from 'node:buffer';
import diagnostics from 'node:diagnostics_channel';
import events from 'node:events';
import module from 'node:module';
import os from 'node:os';
import path from 'node:path';
import performanceHooks from 'node:perf_hooks';
import querystring from 'node:querystring';
import stream from 'node:stream';
import streamPromises from 'node:stream/promises';
import streamWeb from 'node:stream/web';
import stringDecoder from 'node:string_decoder';
import url from 'node:url';
import util from 'node:util';
import zlib from 'node:zlib';
import { REFUSED, refusal } from './errors';
import type { Life } from './life';
import { held } from './randomness';
import { readOnly, reduced } from './refused';

/** Modules that lead out of the sandbox. They can be required, because the SDK does so for code it never runs. */
const OUTSIDE = new Set([
  'child_process',
  'cluster',
  'dgram',
  'dns',
  'dns/promises',
  'http2',
  'inspector',
  'module',
  'readline',
  'tty',
  'v8',
  'vm',
  'worker_threads',
]);

/** The host's modules, which keep no state a bundle could reach another through. */
const SHARED: Readonly<Record<string, object>> = {
  assert,
  'assert/strict': assert.strict,
  buffer,
  events,
  path,
  'path/posix': path.posix,
  querystring,
  stream,
  'stream/promises': streamPromises,
  'stream/web': streamWeb,
  string_decoder: stringDecoder,
  url,
  util,
  'util/types': util.types,
};

export type Require = ((id: string) => unknown) & { resolve(id: string): string };

/**
 * The sandbox's `require`: what it was given, the harmless modules of Node, and refusals by name.
 *
 * @param given the sandbox's own stand-ins, by name without `node:`.
 */
export function createRequire(life: Life, given: Readonly<Record<string, unknown>>): Require {
  const modules = new Map<string, unknown>(Object.entries({ ...standIns(life), ...given }));
  const hostRequire = module.createRequire(__filename);
  const build = (name: string): unknown => {
    const shared = SHARED[name];
    if (shared !== undefined) return readOnly(`node:${name}`, shared);
    if (OUTSIDE.has(name)) return reduced(`node:${name}`, hostRequire(`node:${name}`) as object, {});
    throw notFound(name);
  };
  const require = (id: string) => {
    const name = String(id).replace(/^node:/, '');
    if (!modules.has(name)) modules.set(name, build(name));
    return modules.get(name);
  };
  return Object.assign(require, { resolve: (id: string) => id, cache: {}, main: undefined });
}

/** A module that is no part of the bundle and not on the list: what Node says, so that optional packages stay optional. */
function notFound(name: string): Error {
  const isBuiltin = module.isBuiltin(name);
  const message = isBuiltin
    ? `The module node:${name} is not available to a bundle in the rehearsal`
    : `Cannot find module '${name}': a bundle must contain what it requires`;
  const code = isBuiltin ? REFUSED : 'MODULE_NOT_FOUND';
  return Object.assign(refusal(message), { code });
}

function standIns(life: Life): Record<string, unknown> {
  const startedAt = life.clock.now();
  const performance = reduced('performance', Object.getPrototypeOf(performanceHooks.performance) as object, {
    now: () => life.clock.now() - startedAt,
    timeOrigin: startedAt,
    toJSON: () => ({ timeOrigin: startedAt }),
  });
  return {
    // createHook would show the host's own resources.
    async_hooks: reduced('node:async_hooks', asyncHooks, {
      AsyncLocalStorage: asyncHooks.AsyncLocalStorage,
      AsyncResource: asyncHooks.AsyncResource,
    }),
    diagnostics_channel: createChannels(),
    os: createOs(),
    perf_hooks: reduced('node:perf_hooks', performanceHooks, { performance }),
    zlib: createZlib(life),
  };
}

/** Channels of the sandbox's own: the host's tell of the host's sockets. */
function createChannels(): Record<string, unknown> {
  const names = new Map<string | symbol, symbol>();
  const own = (name: string | symbol): symbol => {
    const symbol = names.get(name) ?? Symbol(String(name));
    names.set(name, symbol);
    return symbol;
  };
  return reduced('node:diagnostics_channel', diagnostics, {
    Channel: diagnostics.Channel,
    channel: (name: string | symbol) => diagnostics.channel(own(name)),
    hasSubscribers: (name: string | symbol) => diagnostics.hasSubscribers(own(name)),
    subscribe: (name: string | symbol, listener: diagnostics.ChannelListener) =>
      diagnostics.subscribe(own(name), listener),
    unsubscribe: (name: string | symbol, listener: diagnostics.ChannelListener) =>
      diagnostics.unsubscribe(own(name), listener),
  });
}

/** One machine, the same on every laptop. */
function createOs(): Record<string, unknown> {
  const user = { username: 'sbx_user1051', uid: 993, gid: 990, shell: null, homedir: '/home/sbx_user1051' };
  const answers: Record<string, unknown> = {
    arch: 'arm64',
    availableParallelism: 2,
    cpus: [],
    endianness: 'LE',
    freemem: 0,
    homedir: user.homedir,
    hostname: 'localhost',
    loadavg: [0, 0, 0],
    machine: 'aarch64',
    networkInterfaces: {},
    platform: 'linux',
    release: '5.10.0',
    tmpdir: '/tmp',
    totalmem: 0,
    type: 'Linux',
    uptime: 0,
    userInfo: user,
    version: '#1 SMP',
  };
  const given = Object.fromEntries(Object.entries(answers).map(([name, answer]) => [name, () => answer]));
  return reduced('node:os', os, { ...given, EOL: '\n', devNull: '/dev/null', constants: os.constants });
}

/** zlib works on other threads when it calls back or streams; virtual time waits for it. */
function createZlib(life: Life): Record<string, unknown> {
  const given: Record<string, unknown> = { constants: zlib.constants };
  for (const [name, { value }] of Object.entries(Object.getOwnPropertyDescriptors(zlib))) {
    if (typeof value !== 'function') continue;
    if (name.endsWith('Sync') || name === 'crc32') given[name] = value;
    else if (name.startsWith('create')) given[name] = (options?: object) => heldStream(life, value(options));
    else if (/^[a-z]/.test(name)) given[name] = held(life, value);
  }
  return reduced('node:zlib', zlib, given);
}

function heldStream(life: Life, transform: stream.Transform): stream.Transform {
  const work = transform._transform;
  transform._transform = (chunk, encoding, done) => {
    const deliver = life.hold();
    work.call(transform, chunk, encoding, (...outcome) => deliver(() => done(...outcome)));
  };
  return transform;
}
