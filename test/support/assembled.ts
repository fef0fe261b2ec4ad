import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** Ten times as long as it takes; machines are busy. */
const PATIENCE_MS = 300_000;

/**
 * The app of this run of jest, synthesised once for all test files (test/support/assemble-once.ts). Waits until it is.
 * @returns its folder.
 * @throws with everything the app said when it does not synthesise.
 */
export function assembled(): string {
  const folder = process.env.ASSEMBLED;
  if (!folder) throw new Error('Nothing is assembled: the jest project lacks the globalSetup that does it.');
  const said = join(folder, 'said');
  const pause = new Int32Array(new SharedArrayBuffer(4));
  for (const until = Date.now() + PATIENCE_MS; !existsSync(said); Atomics.wait(pause, 0, 0, 50)) {
    if (Date.now() > until) throw new Error(`The app was not synthesised within ${PATIENCE_MS / 1000} s.`);
  }
  const failure = readFileSync(said, 'utf8');
  if (failure) throw new Error(failure);
  return join(folder, 'cdk.out');
}
