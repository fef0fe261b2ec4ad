import { type ChildProcess, fork } from 'node:child_process';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import type { Answer, Task } from './player';

/** Processes that play side by side, each one story at a time. */
export class Crew {
  private readonly players: ChildProcess[];

  constructor(private readonly directory: string) {
    this.players = Array.from({ length: Math.min(4, availableParallelism()) }, () =>
      fork(join(__dirname, 'player.ts'), [], {
        execArgv: ['--import', 'tsx', '--max-semi-space-size=64'],
        stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
      }),
    );
  }

  /** @returns the answers in the order of the tasks. @throws what one of them threw. */
  async all(tasks: readonly Unplaced<Task>[]): Promise<Answer[]> {
    const answers: Answer[] = [];
    let next = 0;
    await Promise.all(
      this.players.map(async (player) => {
        for (let mine = next++; mine < tasks.length; mine = next++) {
          const task = { ...(tasks[mine] as Unplaced<Task>), directory: this.directory };
          const answer = await ask(player, task);
          if ('failed' in answer) throw new Error(`${JSON.stringify(task)}: ${answer.failed}`);
          answers[mine] = answer;
        }
      }),
    );
    return answers;
  }

  leave(): void {
    for (const player of this.players) player.kill();
  }
}

/** A task without the directory of the assembly, which is the crew's. */
type Unplaced<T> = T extends unknown ? Omit<T, 'directory'> : never;

function ask(player: ChildProcess, task: Task): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const gone = (code: number | null) =>
      reject(new Error(`The process playing ${JSON.stringify(task)} ended with ${code}.`));
    player.once('exit', gone);
    player.once('message', (answer: Answer) => {
      player.off('exit', gone);
      resolve(answer);
    });
    player.send(task);
  });
}
