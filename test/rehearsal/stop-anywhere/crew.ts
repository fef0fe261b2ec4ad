import { type ChildProcess, fork } from 'node:child_process';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import type { Injected, Injection, Recorded } from './inject';
import type { Answer, Task } from './player';

/** Processes that play side by side, each one story at a time. */
export class Crew {
  private readonly players: ChildProcess[];

  constructor(
    private readonly directory: string,
    size = Math.min(4, availableParallelism()),
  ) {
    this.players = Array.from({ length: size }, () =>
      fork(join(__dirname, 'player.ts'), [], {
        execArgv: ['--import', 'tsx', '--max-semi-space-size=64', '--max-old-space-size=1500'],
        stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
      }),
    );
  }

  /** Plays stories as they are. @returns in their order. @throws what one of them threw. */
  record(stories: readonly string[]): Promise<Recorded[]> {
    return this.all(stories.map((record) => ({ record, directory: this.directory }))) as Promise<Recorded[]>;
  }

  /** Plays stories with a stop in them. @returns in their order. @throws what one of them threw. */
  inject(injections: readonly Injection[]): Promise<Injected[]> {
    return this.all(injections.map((inject) => ({ inject, directory: this.directory }))) as Promise<Injected[]>;
  }

  private async all(tasks: readonly Task[]): Promise<Answer[]> {
    const answers: Answer[] = [];
    let next = 0;
    await Promise.all(
      this.players.map(async (player) => {
        for (let mine = next++; mine < tasks.length; mine = next++) {
          const task = tasks[mine] as Task;
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
