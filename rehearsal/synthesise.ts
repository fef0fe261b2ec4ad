import { spawnSync } from 'node:child_process';
import { mkdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';

const ROOT = join(__dirname, '..');

/**
 * Runs the app as the CDK command line does, without it: the same context, its own process.
 * @returns the cloud assembly's folder.
 * @throws with everything the app said when it fails.
 */
export function synthesise(directory = join(ROOT, 'cdk.out')): string {
  const { app, context } = JSON.parse(readFileSync(join(ROOT, 'cdk.json'), 'utf8')) as {
    app: string;
    context: Record<string, unknown>;
  };
  // Assets of earlier days would stay for ever.
  rmSync(directory, { recursive: true, force: true });
  mkdirSync(directory, { recursive: true });
  const [command = '', ...args] = app.split(' ');
  const { status, stdout, stderr, error } = spawnSync(command === 'node' ? process.execPath : command, args, {
    cwd: ROOT,
    encoding: 'utf8',
    env: {
      ...process.env,
      CDK_OUTDIR: directory,
      CDK_CONTEXT_JSON: JSON.stringify({ ...context, 'aws:cdk:enable-path-metadata': true }),
    },
  });
  if (error) throw error;
  if (status !== 0) throw new Error(`The app does not synthesise:\n${stdout}${stderr}`);
  return directory;
}
