import { Exit } from './process';

/** Told of an error that nobody caught. */
export type CrashListener = (error: unknown, kind: 'exception' | 'rejection') => void;

const owners = new WeakMap<object, CrashListener>();
let watching = false;

/**
 * Attributes uncaught errors and unhandled rejections of this process to the realm they were born in, found by the
 * prototypes in their chain. All others end the process as they would without this.
 */
export function ownCrashes(birthmarks: readonly object[], listener: CrashListener): void {
  for (const birthmark of birthmarks) owners.set(birthmark, listener);
  if (watching) return;
  watching = true;
  process.on('unhandledRejection', (reason, promise) => {
    if (reason instanceof Exit) return;
    const owner = ownerOf(promise) ?? ownerOf(reason);
    if (owner !== undefined) owner(reason, 'rejection');
    else if (process.listenerCount('unhandledRejection') === 1) throw reason;
  });
  process.on('uncaughtException', (error) => {
    if (error instanceof Exit) return;
    const owner = ownerOf(error);
    if (owner !== undefined) owner(error, 'exception');
    else if (process.listenerCount('uncaughtException') === 1) throw error;
  });
}

function ownerOf(value: unknown): CrashListener | undefined {
  for (let at: unknown = value; typeof at === 'object' && at !== null; at = Object.getPrototypeOf(at)) {
    const owner = owners.get(at);
    if (owner !== undefined) return owner;
  }
  return undefined;
}
