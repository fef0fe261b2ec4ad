import {
  DescribeServiceRevisionsCommand,
  type ECSClient,
  ListServiceDeploymentsCommand,
  type ServiceDeploymentBrief,
  type ServiceRevision,
} from '@aws-sdk/client-ecs';
import type { ServiceName } from '../ecs';
import { definitionName } from './definition';

/** One deployment of a service, over or not, with what it brought. */
export interface PastDeployment {
  readonly arn: string;
  /** As ECS words it: `SUCCESSFUL`, `IN_PROGRESS`, `ROLLBACK_SUCCESSFUL`, … */
  readonly status: string;
  /** Milliseconds since the epoch. */
  readonly createdAt: number;
  readonly finishedAt?: number;
  /** What it was meant to bring. */
  readonly revision: {
    readonly arn: string;
    /** `family:revision`. */
    readonly taskDefinition: string;
    /** Of the service's container, as it was resolved then; absent where ECS has recorded none. */
    readonly digest?: string;
  };
}

/** DescribeServiceRevisions takes so many at most. */
const AT_ONCE = 20;
/** Nobody goes back further. */
const MOST = 200;

/** The deployments ECS tells of, the newest first. @throws when a call fails. */
export async function deploymentsOf(ecs: ECSClient, name: ServiceName, container: string): Promise<PastDeployment[]> {
  const briefs = (await listDeployments(ecs, name)).sort((one, other) => time(other.createdAt) - time(one.createdAt));
  const arns = [...new Set(briefs.flatMap(({ targetServiceRevisionArn }) => targetServiceRevisionArn ?? []))];
  const revisions = new Map<string, ServiceRevision>();
  for (let from = 0; from < arns.length; from += AT_ONCE) {
    const { serviceRevisions = [] } = await ecs.send(
      new DescribeServiceRevisionsCommand({ serviceRevisionArns: arns.slice(from, from + AT_ONCE) }),
    );
    for (const one of serviceRevisions) if (one.serviceRevisionArn) revisions.set(one.serviceRevisionArn, one);
  }
  return briefs.flatMap((brief) => {
    const revision = revisions.get(brief.targetServiceRevisionArn ?? '');
    return revision ? [past(brief, revision, container)] : [];
  });
}

async function listDeployments(ecs: ECSClient, { cluster, service }: ServiceName): Promise<ServiceDeploymentBrief[]> {
  const all: ServiceDeploymentBrief[] = [];
  let nextToken: string | undefined;
  do {
    const page = await ecs.send(
      new ListServiceDeploymentsCommand({ cluster, service, ...(nextToken ? { nextToken } : {}) }),
    );
    all.push(...(page.serviceDeployments ?? []));
    nextToken = page.nextToken;
  } while (nextToken && all.length < MOST);
  return all;
}

function past(brief: ServiceDeploymentBrief, revision: ServiceRevision, container: string): PastDeployment {
  const digest = revision.containerImages?.find(({ containerName }) => containerName === container)?.imageDigest;
  return {
    arn: brief.serviceDeploymentArn ?? '?',
    status: brief.status ?? '?',
    createdAt: time(brief.createdAt),
    ...(brief.finishedAt ? { finishedAt: time(brief.finishedAt) } : {}),
    revision: {
      arn: revision.serviceRevisionArn ?? '?',
      taskDefinition: definitionName(revision.taskDefinition),
      ...(digest ? { digest } : {}),
    },
  };
}

const time = (at: Date | undefined): number => at?.getTime() ?? 0;

export const underWayStatus = (status: string): boolean => status === 'PENDING' || status === 'IN_PROGRESS';

/**
 * What ECS goes back to when it stops a deployment and rolls it back: what the last successful one before it has brought.
 * @param history the newest first.
 */
// https://docs.aws.amazon.com/AmazonECS/latest/developerguide/service-revision.html
export const rollbackTarget = (history: readonly PastDeployment[]): PastDeployment | undefined =>
  history.slice(1).find(({ status }) => status === 'SUCCESSFUL');
