import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';

const ROOT = join(__dirname, '..', '..');

/** A rehearsal that is served. */
export interface Served {
  /** Address of its desk. */
  readonly desk: string;
  /** What it has said so far. */
  said(): string;
  /** Ends it as Ctrl-C does. @returns its exit status; null when it did not end within ten seconds, and was killed. */
  end(): Promise<number | null>;
}

/** Starts a story with real people in it, as a person does. @throws with what it said, when it ends before it is served. */
export async function serve(scenario: string, assembly: string): Promise<Served> {
  const child = spawn(
    process.execPath,
    ['--import', 'tsx', join('rehearsal', 'cli.ts'), scenario, '--page', '--port', '0', '--assembly', assembly],
    { cwd: ROOT, env: process.env },
  );
  const ended = once(child, 'exit') as Promise<[number | null]>;
  let said = '';
  const desk = await new Promise<string>((resolve, reject) => {
    const hear = (chunk: Buffer): void => {
      said += chunk.toString();
      const [, url] = /Your desk is (http:\S+):/.exec(said) ?? [];
      if (url) resolve(url);
    };
    child.stdout.on('data', hear);
    child.stderr.on('data', hear);
    void ended.then(() => reject(new Error(`The rehearsal ended before it was served:\n${said}`)));
  });
  return {
    desk,
    said: () => said,
    end: async () => {
      child.kill('SIGINT');
      const impatient = setTimeout(() => child.kill('SIGKILL'), 10_000);
      const [status] = await ended;
      clearTimeout(impatient);
      return status;
    },
  };
}
