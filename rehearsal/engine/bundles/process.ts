import { EventEmitter } from 'node:events';
import type { Parts } from './furnish';
import { reduced } from './refused';

/** The runtime the bundles are built for; a fixed one, because the SDK signs it into every request. */
export const NODE_VERSION = '24.0.0';

/** Thrown by `process.exit` to leave the code that called it. */
export class Exit extends Error {
  constructor(readonly code: number) {
    super(`process.exit(${code})`);
  }
}

/**
 * The sandbox's `process`: its environment is what was given, its time is virtual, and what would reach the machine
 * (`kill`, `chdir`, `binding`, `dlopen` and whatever else the host's has) refuses by name.
 */
export function createProcess(parts: Parts, require: (id: string) => unknown): Record<string, unknown> {
  const { life, output, options, realm } = parts;
  const startedAt = life.clock.now();
  const uptime = () => (life.clock.now() - startedAt) / 1000;
  const exit = (code?: unknown) => {
    const status = Number(code ?? 0);
    parts.exit(status);
    throw new Exit(status);
  };
  // Listeners for signals and the end of the process are kept and never called: an environment dies without a word.
  const events = new EventEmitter();
  const given: Record<string, unknown> = {
    env: environment(realm.parse(JSON.stringify(options.env)) as Record<string, string>),
    argv: ['/var/lang/bin/node', '/var/runtime/index.mjs'],
    argv0: 'node',
    execArgv: [],
    execPath: '/var/lang/bin/node',
    title: 'node',
    pid: 8,
    ppid: 1,
    platform: 'linux',
    arch: 'arm64',
    version: `v${NODE_VERSION}`,
    versions: { node: NODE_VERSION, v8: '13.6', modules: '137' },
    release: { name: 'node', lts: 'Krypton' },
    features: {},
    config: {},
    exitCode: undefined,
    mainModule: undefined,
    stdout: output.stdout,
    stderr: output.stderr,
    cwd: () => options.bundle.dirname,
    umask: () => 0o22,
    geteuid: () => 993,
    getuid: () => 993,
    getegid: () => 990,
    getgid: () => 990,
    uptime,
    hrtime: hrtime(uptime),
    memoryUsage: Object.assign(() => ({ rss: 0, heapTotal: 0, heapUsed: 0, external: 0, arrayBuffers: 0 }), {
      rss: () => 0,
    }),
    cpuUsage: () => ({ user: 0, system: 0 }),
    emitWarning: (warning: unknown) => output.line(`(node:8) ${String(warning)}`),
    getBuiltinModule: require,
    nextTick: (callback: (...values: unknown[]) => void, ...values: unknown[]) =>
      process.nextTick(() => life.enter(() => callback(...values))),
    exit,
    reallyExit: exit,
    abort: () => exit(134),
  };
  for (const name of ['on', 'once', 'off', 'addListener', 'removeListener', 'removeAllListeners', 'prependListener']) {
    given[name] = (...values: unknown[]) => {
      Reflect.apply(Reflect.get(events, name) as () => unknown, events, values);
      return sandboxed;
    };
  }
  for (const name of ['emit', 'listeners', 'listenerCount', 'eventNames', 'getMaxListeners', 'setMaxListeners']) {
    given[name] = (...values: unknown[]) => Reflect.apply(Reflect.get(events, name) as () => unknown, events, values);
  }
  const sandboxed = Object.assign(Object.create(null), reduced('process', hostMembers(), given));
  Object.defineProperty(sandboxed, Symbol.toStringTag, { value: 'process' });
  return sandboxed;
}

/** The names the host's `process` has, without its values. */
function hostMembers(): object {
  const functions = Object.entries(Object.getOwnPropertyDescriptors(process)).filter(
    ([, { value }]) => typeof value === 'function',
  );
  return Object.fromEntries(functions.map(([name, { value }]) => [name, value]));
}

/** As Node's: whatever is written becomes a string. */
function environment(given: Record<string, string>): Record<string, string> {
  return new Proxy(given, {
    set(target, key, value) {
      if (typeof key === 'string') target[key] = String(value);
      return true;
    },
  });
}

function hrtime(seconds: () => number): unknown {
  const tuple = (since?: readonly [number, number]): [number, number] => {
    const nanoseconds = Math.round(seconds() * 1e9) - (since === undefined ? 0 : since[0] * 1e9 + since[1]);
    return [Math.floor(nanoseconds / 1e9), nanoseconds % 1e9];
  };
  return Object.assign(tuple, { bigint: () => BigInt(Math.round(seconds() * 1e9)) });
}
