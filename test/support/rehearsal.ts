import { type ChildProcess, execFile, fork } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Order } from '../../rehearsal/order';
import type { Answer } from '../../rehearsal/player';
import { synthesise } from '../../rehearsal/synthesise';

const ROOT = join(__dirname, '..', '..');

/** What the command line said, and the status it ended with. */
export interface Run {
  readonly status: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs the command line as a person does. */
export function rehearse(...args: readonly string[]): Promise<Run> {
  return new Promise((resolve, reject) => {
    execFile(
      process.execPath,
      ['--import', 'tsx', join('rehearsal', 'cli.ts'), ...args],
      { cwd: ROOT, env: process.env, maxBuffer: 64 * 1024 * 1024 },
      (error, stdout, stderr) => {
        const status = error ? error.code : 0;
        if (typeof status === 'number') resolve({ status, stdout, stderr });
        else reject(error);
      },
    );
  });
}

/** A folder of its own, and how it is removed. */
export function temporaryFolder(): { readonly folder: string; readonly remove: () => void } {
  const folder = mkdtempSync(join(tmpdir(), 'rehearsal-'));
  return { folder, remove: () => rmSync(folder, { recursive: true, force: true }) };
}

/** Synthesises the app, in a process of its own, into a folder. @returns the cloud assembly's folder. */
export const synthesiseInto = (folder: string): string => synthesise(join(folder, 'cdk.out'));

/** Processes that play side by side: one a core of a small machine. */
const PROCESSES = 2;

/**
 * Plays scenarios as the command line does. Unlike there, one that cannot go on does not end the others: it answers what
 * it failed of.
 */
export async function playEach(orders: readonly Order[]): Promise<readonly Answer[]> {
  const answers: Answer[] = [];
  let next = 0;
  await Promise.all(
    Array.from({ length: PROCESSES }, async () => {
      let player: ChildProcess | undefined;
      for (let mine = next++; mine < orders.length; mine = next++) {
        player = player?.connected ? player : newPlayer();
        answers[mine] = await ask(player, orders[mine] as Order);
      }
      player?.kill();
    }),
  );
  return answers;
}

const newPlayer = (): ChildProcess =>
  fork(join(ROOT, 'rehearsal', 'player.ts'), [], { cwd: ROOT, execArgv: ['--import', 'tsx'] });

const ask = (player: ChildProcess, order: Order): Promise<Answer> =>
  new Promise((resolve) => {
    const gone = (code: number | null): void => resolve({ failed: `The process ended with ${code}.` });
    player.once('exit', gone);
    player.once('message', (answer) => {
      player.off('exit', gone);
      resolve(answer as Answer);
    });
    player.send(order);
  });
