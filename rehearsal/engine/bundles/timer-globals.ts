import { promisify } from 'node:util';
import type { Life } from './life';
import type { Realm } from './realm';
import { refuse } from './refused';

/** `setTimeout` and its kin as globals and as `node:timers`, and `node:timers/promises`; all on virtual time. */
export function createTimers(life: Life, realm: Realm): { globals: object; promises: object } {
  const start =
    (repeats: boolean) =>
    (callback: unknown, milliseconds?: unknown, ...values: unknown[]) => {
      if (typeof callback !== 'function') throw new TypeError('The "callback" argument must be of type function.');
      return life.startTimer(() => callback(...values), milliseconds, repeats);
    };
  const stop = (timer: unknown) => life.stopTimer(timer);
  const setTimeout = start(false);
  const setImmediate = (callback: unknown, ...values: unknown[]) => setTimeout(callback, 1, ...values);
  const sleep = (milliseconds?: unknown, value?: unknown, options?: { signal?: AbortSignal }) =>
    realm.adopt(
      new Promise((resolve, reject) => {
        const { signal } = options ?? {};
        if (signal?.aborted) return reject(signal.reason);
        const timer = life.startTimer(() => resolve(value), milliseconds, false);
        signal?.addEventListener('abort', () => {
          life.stopTimer(timer);
          reject(signal.reason);
        });
        return undefined;
      }),
    );
  const immediately = (value?: unknown) => sleep(1, value);
  return {
    globals: {
      setTimeout: Object.assign(setTimeout, { [promisify.custom]: sleep }),
      setInterval: start(true),
      setImmediate: Object.assign(setImmediate, { [promisify.custom]: immediately }),
      clearTimeout: stop,
      clearInterval: stop,
      clearImmediate: stop,
    },
    promises: {
      setTimeout: sleep,
      setImmediate: immediately,
      setInterval: refuse('node:timers/promises.setInterval'),
      scheduler: { wait: sleep, yield: () => immediately() },
    },
  };
}

/** The host's AbortSignal with a `timeout` in virtual time. */
export function virtualAbortSignal(life: Life): typeof AbortSignal {
  const timeout = (milliseconds: number) => {
    const controller = new AbortController();
    const reason = new DOMException('The operation was aborted due to timeout', 'TimeoutError');
    life.startTimer(() => controller.abort(reason), milliseconds, false);
    return controller.signal;
  };
  return new Proxy(AbortSignal, {
    get: (target, key) => (key === 'timeout' ? timeout : Reflect.get(target, key)),
  });
}
