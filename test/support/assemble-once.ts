import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

let synthesis: ChildProcess | undefined;

/**
 * Begins to synthesise the app, once for a whole run of jest: every project that looks at what is synthesised asks for it.
 * Tests of anything else run meanwhile; those that need it wait for it (test/support/assembled.ts). Worker processes find
 * its folder in their environment.
 */
export default function assembleOnce(): void {
  if (process.env.ASSEMBLED) return;
  process.env.ASSEMBLED = mkdtempSync(join(tmpdir(), 'assembled-'));
  synthesis = spawn(process.execPath, ['--import', 'tsx', join(__dirname, 'assemble.ts'), process.env.ASSEMBLED], {
    stdio: 'ignore',
  });
}

/** Jest's `globalTeardown`: the last project to end takes the folder away. */
export async function remove(): Promise<void> {
  const folder = process.env.ASSEMBLED;
  if (synthesis?.exitCode === null) {
    // Every test that was asked for is over, and none of them needed it.
    const gone = new Promise((resolve) => synthesis?.once('exit', resolve));
    synthesis.kill();
    await gone;
  }
  if (folder) rmSync(folder, { recursive: true, force: true });
}
