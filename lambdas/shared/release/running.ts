import { DescribeTasksCommand, type ECSClient, ListTasksCommand, type Task } from '@aws-sdk/client-ecs';
import type { ServiceName } from '../ecs';

/** What the running tasks of a service were started from. */
export interface Running {
  readonly tasks: number;
  /** Of one container, sorted; a task whose digest ECS does not tell counts as `unknown`. */
  readonly digests: readonly string[];
}

/** DescribeTasks takes so many at most. */
const AT_ONCE = 100;

/** @throws when a call fails. */
export async function runningImages(
  ecs: ECSClient,
  { cluster, service }: ServiceName,
  container: string,
): Promise<Running> {
  const arns: string[] = [];
  let nextToken: string | undefined;
  do {
    const page = await ecs.send(
      new ListTasksCommand({
        cluster,
        serviceName: service,
        desiredStatus: 'RUNNING',
        ...(nextToken ? { nextToken } : {}),
      }),
    );
    arns.push(...(page.taskArns ?? []));
    nextToken = page.nextToken;
  } while (nextToken);
  const all: Task[] = [];
  for (let from = 0; from < arns.length; from += AT_ONCE) {
    const { tasks = [] } = await ecs.send(
      new DescribeTasksCommand({ cluster, tasks: arns.slice(from, from + AT_ONCE) }),
    );
    all.push(...tasks);
  }
  const running = all.filter(({ lastStatus }) => lastStatus === 'RUNNING');
  const digests = running.map(
    ({ containers = [] }) => containers.find(({ name }) => name === container)?.imageDigest ?? 'unknown',
  );
  return { tasks: running.length, digests: [...new Set(digests)].sort() };
}
