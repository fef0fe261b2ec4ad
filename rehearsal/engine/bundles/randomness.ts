import crypto from 'node:crypto';
import { type Random, uuid } from '../random';
import { refusal } from './errors';
import type { Life } from './life';
import { reduced } from './refused';

/** Same input, same output, at once. */
const DETERMINISTIC = [
  'createHash',
  'createHmac',
  'hash',
  'getHashes',
  'timingSafeEqual',
  'createPublicKey',
  'createPrivateKey',
  'createSecretKey',
  'createVerify',
  'createCipheriv',
  'createDecipheriv',
  'hkdfSync',
  'pbkdf2Sync',
  'scryptSync',
  'KeyObject',
  'X509Certificate',
  'Hash',
  'Hmac',
] as const;

/** Same input, same output, by another thread when a callback is given. */
const BY_CALLBACK = ['hkdf', 'pbkdf2', 'scrypt', 'verify'] as const;

type AnyFunction = (...values: unknown[]) => unknown;

/** A function of Node that works on another thread and calls back; virtual time waits for it. */
export function held(life: Life, work: AnyFunction): AnyFunction {
  return (...values) => {
    const callback = values.at(-1);
    if (typeof callback !== 'function') return work(...values);
    const deliver = life.hold();
    return work(...values.slice(0, -1), (...outcome: unknown[]) => deliver(() => callback(...outcome)));
  };
}

/** `node:crypto` whose random numbers come from the seed. What is random in another way (key pairs, ECDSA) is refused. */
export function createCrypto(
  life: Life,
  random: Random,
  adopt: <T>(promise: Promise<T>) => Promise<T>,
): Record<string, unknown> {
  const members = crypto as unknown as Record<string, AnyFunction | undefined>;
  const given: Record<string, unknown> = seededFunctions(life, random);
  for (const name of DETERMINISTIC) if (members[name] !== undefined) given[name] = members[name];
  for (const name of BY_CALLBACK) given[name] = held(life, members[name] as AnyFunction);
  const subtle = createSubtle(life, adopt);
  given.subtle = subtle;
  given.webcrypto = { subtle, getRandomValues: given.getRandomValues, randomUUID: given.randomUUID };
  return reduced('node:crypto', crypto, given);
}

function seededFunctions(life: Life, random: Random): Record<string, unknown> {
  const byte = () => Math.floor(random() * 256);
  const fill = <T extends ArrayBufferView>(view: T, offset = 0, size?: number): T => {
    const bytes = new Uint8Array(view.buffer, view.byteOffset, view.byteLength);
    const end = size === undefined ? bytes.length : offset + size;
    for (let at = offset; at < end; at++) bytes[at] = byte();
    return view;
  };
  const later = (callback: (error: null, value: unknown) => void, value: unknown) =>
    process.nextTick(() => life.whenRunning(() => callback(null, value)));
  const randomBytes = (size: number, callback?: (error: null, value: Buffer) => void) => {
    const bytes = fill(Buffer.alloc(size));
    return callback === undefined ? bytes : later(callback as never, bytes);
  };
  return {
    randomBytes,
    randomUUID: () => uuid(random),
    getRandomValues: <T extends ArrayBufferView>(view: T) => fill(view),
    randomFillSync: fill,
    randomFill: (view: ArrayBufferView, ...rest: unknown[]) => {
      const [offset, size] = rest.slice(0, -1) as [number?, number?];
      later(rest.at(-1) as never, fill(view, offset, size));
    },
    randomInt: (first: number, second?: unknown, third?: unknown) => {
      const callback = [second, third].find((value) => typeof value === 'function');
      const [low, high] = typeof second === 'number' ? [first, second] : [0, first];
      const drawn = low + Math.floor(random() * (high - low));
      return callback === undefined ? drawn : later(callback as never, drawn);
    },
  };
}

function createSubtle(life: Life, adopt: <T>(promise: Promise<T>) => Promise<T>): Record<string, unknown> {
  const subtle = crypto.webcrypto.subtle;
  const methods = subtle as unknown as Record<string, (...values: unknown[]) => Promise<unknown>>;
  const through =
    (name: string) =>
    (...values: unknown[]) => {
      const deliver = life.hold();
      const outcome = methods[name]?.apply(subtle, values) as Promise<unknown>;
      return adopt(
        new Promise((resolve, reject) => {
          outcome.then(
            (value) => deliver(() => resolve(value)),
            (error: unknown) => deliver(() => reject(error)),
          );
        }),
      );
    };
  const given: Record<string, unknown> = {};
  for (const name of ['digest', 'importKey', 'exportKey', 'verify', 'deriveBits']) given[name] = through(name);
  given.sign = (by: string | { name: string }, ...rest: unknown[]) => {
    const name = typeof by === 'string' ? by : by.name;
    if (name.toUpperCase() !== 'HMAC') {
      throw refusal(
        `crypto.subtle.sign with ${name} is not available to a bundle in the rehearsal: only HMAC is the same every time`,
      );
    }
    return through('sign')(by, ...rest);
  };
  return reduced('crypto.subtle', Object.getPrototypeOf(subtle) as object, given);
}
