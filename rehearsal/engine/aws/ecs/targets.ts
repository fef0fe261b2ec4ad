import type { TargetChange } from '../elbv2';
import type { LiveTask } from './state';
import type { ServiceLoadBalancer, Targets } from './types';

// @claim documented: A task with the awsvpc network mode, which Fargate always has, has a network interface with a private address of its own.
// @source https://docs.aws.amazon.com/AmazonECS/latest/developerguide/fargate-task-networking.html
// @claim assumed: The private addresses of tasks are given out one after the other within 10.0.0.0/16.
// @source a subnet of the VPC chooses them; https://docs.aws.amazon.com/AmazonECS/latest/developerguide/fargate-task-networking.html
const PER_BLOCK = 250;
const BLOCKS = 250;
const FIRST_HOST = 4;

/** The address of the n-th task, from 0; an address comes again after 62,500 tasks. */
export function privateIp(n: number): string {
  return `10.0.${Math.floor(n / PER_BLOCK) % BLOCKS}.${FIRST_HOST + (n % PER_BLOCK)}`;
}

/** Tasks as targets of a load balancer: what is registered, and what is heard of it. */
export class TaskTargets {
  private readonly tasks = new Map<string, LiveTask>();

  constructor(
    private readonly targets: Targets | undefined,
    private readonly on: {
      /** The target of a task has become healthy or unhealthy. */
      readonly changed: (task: LiveTask) => void;
      /** The target of a task is in its group no more. */
      readonly drained: (task: LiveTask) => void;
    },
  ) {
    targets?.onHealthChange((change) => this.hear(change));
  }

  /** Registers a task that runs since `startedAt`. */
  join(task: LiveTask, balancer: ServiceLoadBalancer, startedAt: number, as: 'new' | 'standing'): void {
    if (task.privateIp === undefined) throw new Error(`${task.arn} has no address to register`);
    const { targetGroupArn } = balancer;
    const target = { id: task.privateIp, port: balancer.containerPort };
    // @claim documented: The scheduler ignores unhealthy targets for healthCheckGracePeriodSeconds after a task has first started.
    // @source SDK client-ecs DescribeServices documentation (Service.healthCheckGracePeriodSeconds)
    const graceUntil = startedAt + balancer.healthCheckGracePeriodSeconds * 1000;
    task.target = { ...target, targetGroupArn, state: as === 'standing' ? 'healthy' : 'initial', graceUntil };
    this.tasks.set(key(targetGroupArn, target), task);
    this.targets?.register(targetGroupArn, target, as);
  }

  /** @returns whether the task has a target, which now drains. */
  leave(task: LiveTask): boolean {
    if (task.target === undefined) return false;
    const { targetGroupArn, id, port } = task.target;
    this.targets?.deregister(targetGroupArn, { id, port });
    return true;
  }

  private hear({ targetGroupArn, target, state, description }: TargetChange): void {
    const at = key(targetGroupArn, target);
    const task = this.tasks.get(at);
    if (task?.target === undefined) return;
    const { description: _, ...before } = task.target;
    task.target = { ...before, state, ...(description === undefined ? {} : { description }) };
    if (state === 'unused') {
      this.tasks.delete(at);
      this.on.drained(task);
    } else if (state !== before.state) {
      this.on.changed(task);
    }
  }
}

const key = (targetGroupArn: string, { id, port }: TargetChange['target']): string => `${targetGroupArn} ${id}:${port}`;
