import { DescribeTasksCommand, type ECSClient, ListTasksCommand } from '@aws-sdk/client-ecs';
import { registerCommand } from '../shared/capacity';
import type { ServiceName } from '../shared/ecs';
import type { GuardInput } from '../shared/guard/guard';
import type { Capacity, Undo } from '../shared/guard/undo';
import type { SeenTask } from './where';

/** What a stop-first restart is about. */
export interface About extends ServiceName {
  readonly kind: 'trading' | 'other';
  readonly guard: GuardInput;
  /** Task definition of the new generation; that of the old one without it. */
  readonly brings?: string;
}

/** DescribeTasks takes so many at most. */
const AT_ONCE = 100;

/** Every task of the service that ECS still knows of, to the last page: one that still runs must not hide behind others. */
export async function allTasks(ecs: ECSClient, { cluster, service }: ServiceName): Promise<SeenTask[]> {
  const arns: string[] = [];
  for (const desiredStatus of ['RUNNING', 'STOPPED'] as const) {
    let nextToken: string | undefined;
    do {
      const page = await ecs.send(
        new ListTasksCommand({ cluster, serviceName: service, desiredStatus, ...(nextToken ? { nextToken } : {}) }),
      );
      arns.push(...(page.taskArns ?? []));
      nextToken = page.nextToken;
    } while (nextToken);
  }
  // One that goes from one list to the other in between is in both.
  const unique = [...new Set(arns)];
  const seen: SeenTask[] = [];
  for (let from = 0; from < unique.length; from += AT_ONCE) {
    const { tasks = [] } = await ecs.send(
      new DescribeTasksCommand({ cluster, tasks: unique.slice(from, from + AT_ONCE) }),
    );
    for (const { taskArn = '?', lastStatus = '?', startedAt } of tasks) {
      const started = startedAt ? { startedAt: startedAt.getTime() } : {};
      seen.push({ id: taskArn.split('/').at(-1) ?? '?', lastStatus, ...started });
    }
  }
  return seen;
}

/** What a person would type to start the service and put everything back, in this order. */
export function commandsBack(
  { cluster, service, brings }: ServiceName & Pick<About, 'brings'>,
  { before }: Undo,
): string {
  const definition = brings ? ` --task-definition ${brings}` : '';
  const start = `aws ecs update-service --cluster ${cluster} --service ${service}${definition} --desired-count ${before.desired} --force-new-deployment`;
  if (!('min' in before)) return start;
  return `${start} && ${boundsBack({ cluster, service }, before)}`;
}

export const boundsBack = (name: ServiceName, { min, suspended }: Pick<Capacity, 'min' | 'suspended'>): string =>
  registerCommand(name, { min, suspended });
