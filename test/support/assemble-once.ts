import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { synthesise } from '../../rehearsal/synthesise';

/**
 * Synthesises the app once for a whole run of jest: every project that looks at what is synthesised asks for it, and the
 * first one that does has it made. Worker processes find it in their environment.
 */
export default function assembleOnce(): void {
  process.env.ASSEMBLED ??= synthesise(join(mkdtempSync(join(tmpdir(), 'assembled-')), 'cdk.out'));
}

/** Jest's `globalTeardown`: the last project to end takes the folder away. */
export function remove(): void {
  const directory = process.env.ASSEMBLED;
  if (directory) rmSync(join(directory, '..'), { recursive: true, force: true });
}
