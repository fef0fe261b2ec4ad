import { refusal } from './errors';

type Members = Readonly<Record<string, unknown>>;

/**
 * A builtin module of which only `given` works. Every other function or class is there, so that code which only mentions
 * it loads, and refuses by name when it is called or constructed.
 *
 * @param real the host's module, for its names only; its plain constants are passed on.
 */
export function reduced(label: string, real: object, given: Members, why = ''): Record<string, unknown> {
  const members: Record<string, unknown> = { ...given };
  for (const [name, { value }] of Object.entries(Object.getOwnPropertyDescriptors(real))) {
    if (name in members || name === 'default') continue;
    if (typeof value === 'function') members[name] = refuse(`${label}.${name}`, why);
    else if (name === 'constants' || typeof value === 'string' || typeof value === 'number') members[name] = value;
    else if (name === 'promises')
      members[name] = reduced(`${label}.promises`, Reflect.get(real, name) as object, {}, why);
  }
  return members;
}

/** A function that can be called and constructed, and refuses both. */
export function refuse(what: string, why = ''): () => never {
  return function refused() {
    throw refusal(`${what} is not available to a bundle in the rehearsal${why === '' ? '' : `: ${why}`}`);
  };
}

/** The host's own module, which a bundle may use and not change. */
export function readOnly<T extends object>(label: string, real: T): T {
  const forbid = (what: string) => (_target: T, key: string | symbol) => {
    throw refusal(`${label} is shared with the rehearsal: ${what} ${String(key)} is refused`);
  };
  return new Proxy(real, {
    set: forbid('setting'),
    defineProperty: forbid('defining'),
    deleteProperty: forbid('deleting'),
    setPrototypeOf: () => {
      throw refusal(`${label} is shared with the rehearsal: changing its prototype is refused`);
    },
  });
}
