import { type ChildProcess, fork } from 'node:child_process';
import { availableParallelism } from 'node:os';

/** What a process answers that could not do its task. */
export interface Failed {
  readonly failed: string;
}

export interface CrewOptions {
  /** The file of a process: it calls `serve`. */
  readonly player: string;
  readonly size?: number;
}

/** A process makes and drops much: beyond so many tasks another takes its place, which is cheaper than a full heap. */
const TASKS_OF_A_PROCESS = 150;

/** Processes that do tasks side by side, each one at a time. */
export class Crew<Task, Answer extends object> {
  /** Every process there is, and how many tasks it has done. */
  private readonly members = new Map<ChildProcess, number>();
  private readonly idle: ChildProcess[] = [];

  constructor(private readonly options: CrewOptions) {}

  /**
   * @param told called with each answer as it comes, and the number of its task.
   * @returns answers in the order of their tasks.
   * @throws what one of them threw: no other task is begun then.
   */
  async all(
    tasks: readonly Task[],
    told: (answer: Answer, index: number) => void = () => undefined,
  ): Promise<Answer[]> {
    const answers: Answer[] = [];
    let next = 0;
    const size = Math.max(1, Math.min(this.options.size ?? Math.min(4, availableParallelism()), tasks.length));
    try {
      await Promise.all(
        Array.from({ length: size }, async () => {
          for (let mine = next++; mine < tasks.length; mine = next++) {
            const member = this.idle.pop() ?? this.join();
            const task = tasks[mine] as Task;
            const answer = (await ask(member, task)) as Answer | Failed;
            if ('failed' in answer) throw new Error(`${JSON.stringify(task)}: ${answer.failed}`);
            answers[mine] = answer;
            told(answer, mine);
            this.release(member);
          }
        }),
      );
    } catch (error) {
      next = tasks.length;
      this.leave();
      throw error;
    }
    return answers;
  }

  leave(): void {
    for (const member of this.members.keys()) this.dismiss(member);
    this.idle.length = 0;
  }

  private release(member: ChildProcess): void {
    const done = (this.members.get(member) ?? 0) + 1;
    this.members.set(member, done);
    if (done < TASKS_OF_A_PROCESS) this.idle.push(member);
    else this.dismiss(member);
  }

  private join(): ChildProcess {
    const member = fork(this.options.player, [], {
      // A rehearsal makes and drops much: a larger nursery spares a tenth of the time.
      execArgv: ['--import', 'tsx', '--max-semi-space-size=64', '--max-old-space-size=2000'],
      stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
    });
    this.members.set(member, 0);
    return member;
  }

  private dismiss(member: ChildProcess): void {
    this.members.delete(member);
    member.kill();
  }
}

function ask(member: ChildProcess, task: unknown): Promise<unknown> {
  return new Promise((resolve, reject) => {
    const gone = (code: number | null, signal: string | null) =>
      reject(new Error(`The process doing ${JSON.stringify(task)} ended with ${code ?? signal}.`));
    member.once('exit', gone);
    member.once('message', (answer) => {
      member.off('exit', gone);
      resolve(answer);
    });
    member.send(task as object);
  });
}

/** The other side: does one task after the other, as it is asked to. */
export function serve<Task, Answer extends object>(work: (task: Task) => Promise<Answer>): void {
  process.on('message', (task: Task) => {
    work(task)
      .catch(
        (error: unknown): Failed => ({
          failed: error instanceof Error ? (error.stack ?? error.message) : String(error),
        }),
      )
      .then((answer) => process.send?.(answer))
      .catch(() => process.exit(1));
  });
  // Whoever asks is gone.
  process.on('disconnect', () => process.exit());
}
