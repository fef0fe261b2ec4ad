import type { Task } from '../engine/aws/ecs';
import type { Ports } from './ports';

type Level = 'INFO' | 'ERROR';

interface Line {
  readonly due: number;
  readonly stream: string;
  readonly message: string;
}

/** Writes what containers print to the platform's log group. */
export class LogBook {
  /** Lines on their way, in the order they were written. */
  private underWay: Line[] = [];

  constructor(
    private readonly ports: Pick<Ports, 'clock' | 'logs' | 'logDelayMs'>,
    private readonly group: string,
    /** ECS service name to how its streams begin. */
    private readonly prefixes: ReadonlyMap<string, string>,
  ) {}

  write(task: Task, level: Level, text: string): void {
    const { clock, logDelayMs } = this.ports;
    const now = clock.now();
    // @claim documented: with a stream prefix, the awslogs driver names a container's log stream prefix/container/task id
    // @source https://docs.aws.amazon.com/cdk/api/v2/python/aws_cdk.aws_ecs/AwsLogDriver.html
    const stream = `${this.prefixes.get(task.service) ?? `${task.service}/`}${task.service}/${task.id}`;
    this.underWay.push({ due: now + logDelayMs, stream, message: `${new Date(now).toISOString()} ${level} ${text}` });
    if (logDelayMs === 0) this.deliver();
    else if (this.underWay.length === 1) clock.setTimeout(() => this.deliver(), logDelayMs);
  }

  private deliver(): void {
    const { clock, logs } = this.ports;
    const now = clock.now();
    for (const { due, stream, message } of this.underWay) if (due <= now) logs.append(this.group, stream, message);
    this.underWay = this.underWay.filter(({ due }) => due > now);
    const next = this.underWay[0];
    if (next !== undefined) clock.setTimeout(() => this.deliver(), next.due - now);
  }
}
