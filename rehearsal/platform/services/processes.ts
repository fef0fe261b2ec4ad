import type { Ecs, Task, TaskListener } from '../../engine/aws/ecs';
import type { VirtualClock } from '../../engine/clock';
import type { Random } from '../../engine/random';
import { between } from '../random';
import type { Flaw, Releases } from './releases';

const START_MS = { least: 2_000, most: 5_000 };
/** What cannot even begin its work is gone at once. */
const EXIT_MS = { least: 500, most: 1_500 };
const LEAVE_MS = { least: 1_000, most: 2_000 };

/** What runs in one task. */
export interface Process {
  readonly task: Task;
  /** It has started and listens. */
  up: boolean;
  hung: boolean;
}

export interface ProcessesOptions {
  readonly clock: VirtualClock;
  readonly random: Random;
  readonly ecs: Pick<Ecs, 'exitTask'>;
  readonly releases: Releases;
  /** The service's name in ECS. */
  readonly service: string;
  /** Something started, hangs or left. */
  readonly onChange: () => void;
}

/** What happens inside the tasks of one service that does nothing but be there. */
export class Processes implements TaskListener {
  private readonly processes = new Map<string, Process>();

  constructor(private readonly options: ProcessesOptions) {}

  running(task: Task): void {
    const { clock, random, service, onChange } = this.options;
    if (task.service !== service) return;
    const standing = (task.startedAt ?? clock.now()) < clock.now();
    const process: Process = { task, up: standing, hung: false };
    this.processes.set(task.arn, process);
    if (standing) return;
    const ready = () => {
      if (task.lastStatus !== 'RUNNING') return;
      if (this.flaw(process) === 'exits') return this.options.ecs.exitTask(task.arn, { exitCode: 1 });
      process.up = true;
      onChange();
    };
    const takes = this.flaw(process) === 'exits' ? EXIT_MS : START_MS;
    clock.setTimeout(ready, between(random, takes.least, takes.most));
  }

  stopping(task: Task): void {
    const { clock, random, ecs, service } = this.options;
    if (task.service !== service) return;
    const process = this.processes.get(task.arn);
    this.processes.delete(task.arn);
    // What hangs does not hear its SIGTERM either.
    if (process?.hung || this.options.releases.flaw(task) === 'hangs') return;
    const leave = () => {
      if (task.lastStatus === 'STOPPING') ecs.exitTask(task.arn, { exitCode: 0 });
    };
    clock.setTimeout(leave, between(random, LEAVE_MS.least, LEAVE_MS.most));
  }

  stopped(task: Task): void {
    this.processes.delete(task.arn);
  }

  /** Everything that runs now stands still. */
  hang(): void {
    for (const process of this.processes.values()) process.hung = true;
  }

  wake(): void {
    for (const process of this.processes.values()) process.hung = false;
  }

  /** Those that do their work. */
  working(): Process[] {
    return this.all().filter((process) => process.up && !process.hung && this.flaw(process) === undefined);
  }

  /** Those that run, working or not. */
  all(): Process[] {
    return [...this.processes.values()];
  }

  flaw({ task }: Process): Flaw | undefined {
    return this.options.releases.flaw(task);
  }
}
