import type { Ecs, Task, TaskListener } from '../../engine/aws/ecs';
import type { VirtualClock } from '../../engine/clock';

/** Percent a task that does not leak holds. */
const NORMAL = 40;
const MINUTE_MS = 60_000;

interface Leak {
  readonly percentPerMinute: number;
  readonly since: number;
}

/** How much memory each task holds, and its end when that is all there is. */
export class Memory implements TaskListener {
  /** By service. */
  private readonly leaks = new Map<string, Leak>();
  /** What tasks hold that leaked once, by ARN. */
  private readonly held = new Map<string, number>();

  constructor(
    private readonly clock: VirtualClock,
    private readonly ecs: Pick<Ecs, 'exitTask' | 'tasks'>,
  ) {}

  leak(service: string, percentPerMinute: number): void {
    this.leaks.set(service, { percentPerMinute, since: this.clock.now() });
    for (const task of this.runningTasks(service)) this.awaitEnd(task);
  }

  /** Nothing leaks any more; what is held stays held. */
  stopLeaking(): void {
    for (const service of this.leaks.keys()) {
      for (const task of this.runningTasks(service)) this.held.set(task.arn, this.percent(task));
    }
    this.leaks.clear();
  }

  running(task: Task): void {
    if (this.leaks.has(task.service)) this.awaitEnd(task);
  }

  stopped(task: Task): void {
    this.held.delete(task.arn);
  }

  percent(task: Task): number {
    const leak = this.leaks.get(task.service);
    const held = this.held.get(task.arn) ?? NORMAL;
    if (leak === undefined) return held;
    const minutes = (this.clock.now() - Math.max(leak.since, task.startedAt ?? 0)) / MINUTE_MS;
    return Math.min(100, held + leak.percentPerMinute * minutes);
  }

  private awaitEnd(task: Task): void {
    const leak = this.leaks.get(task.service);
    if (leak === undefined) return;
    const kill = () => {
      if (this.leaks.get(task.service) !== leak || task.lastStatus !== 'RUNNING') return;
      // @claim documented: A container that needs more memory than it may is killed, and says "OutOfMemoryError: Container killed due to memory usage".
      // @source https://repost.aws/knowledge-center/ecs-resolve-outofmemory-errors
      // @claim assumed: Its exit code is 137, that of SIGKILL.
      // @source https://repost.aws/knowledge-center/ecs-task-stopped (128 + 9)
      const reason = 'OutOfMemoryError: Container killed due to memory usage';
      this.ecs.exitTask(task.arn, { exitCode: 137, reason });
    };
    this.clock.setTimeout(kill, Math.ceil(((100 - this.percent(task)) / leak.percentPerMinute) * MINUTE_MS));
  }

  private runningTasks(service: string): Task[] {
    return this.ecs.tasks(service).filter(({ lastStatus }) => lastStatus === 'RUNNING');
  }
}
