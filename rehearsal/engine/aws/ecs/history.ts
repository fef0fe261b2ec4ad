import { createHash } from 'node:crypto';
import type { ServiceDeploymentStatus } from '@aws-sdk/client-ecs';
import type { PastDeployment } from './types';

/** What a deployment is to bring. */
export interface Configuration {
  /** `family:revision`. */
  readonly taskDefinition: string;
  /** As the task definition names it. */
  readonly image: string;
  readonly containerName: string;
}

/** The same, kept as it was asked for. It never changes, but for the digest that is found for its tag. */
export interface ServiceRevision extends Configuration {
  readonly arn: string;
  readonly createdAt: number;
  /** What the tag meant when the first task pulled it. */
  digest?: string;
  /** Of the deployments that brought it: one, and one more for each rollback to it. */
  readonly deploymentIds: string[];
}

export interface TaskCounts {
  readonly requested: number;
  readonly running: number;
  readonly pending: number;
}

/** One deployment in the history of its service. Times in milliseconds since the epoch. */
export interface ServiceDeploymentRecord {
  readonly arn: string;
  /** What ran before it. */
  readonly source: readonly ServiceRevision[];
  readonly target: ServiceRevision;
  readonly createdAt: number;
  status: ServiceDeploymentStatus;
  startedAt?: number;
  stoppedAt?: number;
  finishedAt?: number;
  updatedAt: number;
  rollback?: { readonly startedAt: number; readonly revision: ServiceRevision };
  /** What its revisions counted when it was over. */
  counted?: ReadonlyMap<ServiceRevision, TaskCounts>;
}

/** Of a service, as far as its history needs it. */
interface Owner {
  readonly arn: string;
}

const FINISHED: readonly ServiceDeploymentStatus[] = [
  'SUCCESSFUL',
  'STOPPED',
  'ROLLBACK_SUCCESSFUL',
  'ROLLBACK_FAILED',
];

export const isFinished = ({ status }: ServiceDeploymentRecord): boolean => FINISHED.includes(status);

const resource = ({ arn }: Owner, type: string, id: string): string => `${arn.replace(':service/', `:${type}/`)}/${id}`;

// Made of what it belongs to, and not drawn: what has a history draws no more than what has none.
const hashOf = (text: string): Buffer => createHash('sha256').update(text).digest();

// @claim documented: The ARN of a service revision ends in service-revision/<cluster>/<service>/<19 digits>, that of a service deployment in service-deployment/<cluster>/<service>/<21 letters, digits, - and _>.
// @source https://github.com/aws/aws-cli/blob/develop/awscli/examples/ecs/describe-service-deployments.rst
const revisionId = (text: string): string =>
  (
    (hashOf(text).readBigUInt64BE() % 9n) * 10n ** 18n +
    10n ** 18n +
    (hashOf(`${text}.`).readBigUInt64BE() % 10n ** 18n)
  ).toString();
const serviceDeploymentId = (text: string): string => hashOf(text).toString('base64url').slice(0, 21);

export function newRevision(
  service: Owner,
  deploymentId: string,
  configuration: Configuration,
  createdAt: number,
): ServiceRevision {
  const { taskDefinition, image, containerName } = configuration;
  const arn = resource(service, 'service-revision', revisionId(`revision ${service.arn} ${deploymentId}`));
  return { arn, taskDefinition, image, containerName, createdAt, deploymentIds: [deploymentId] };
}

/** A deployment that was just asked for. */
export function newServiceDeployment(
  service: Owner,
  target: ServiceRevision,
  source: readonly ServiceRevision[],
  createdAt: number,
): ServiceDeploymentRecord {
  const arn = resource(service, 'service-deployment', serviceDeploymentId(`deployment ${target.arn}`));
  // @claim documented: A service deployment starts in PENDING.
  // @source https://docs.aws.amazon.com/AmazonECS/latest/developerguide/service-deployment.html#service-deployments-lifecycle
  return { arn, source, target, createdAt, status: 'PENDING', updatedAt: createdAt };
}

/** Ends a deployment. @param count what a revision counts now. */
export function end(
  deployment: ServiceDeploymentRecord,
  status: 'SUCCESSFUL' | 'STOPPED' | 'ROLLBACK_SUCCESSFUL' | 'ROLLBACK_FAILED',
  now: number,
  count: (revision: ServiceRevision) => TaskCounts,
): void {
  // @claim documented: A deployment's running tasks are those at the moment it completed.
  // @source https://docs.aws.amazon.com/AmazonECS/latest/developerguide/service-deployment.html
  const counted = new Map([...deployment.source, deployment.target].map((revision) => [revision, count(revision)]));
  // @claim cross-checked: A deployment that was stopped has a time at which it finished.
  // @source output of AWS: https://github.com/kayac/ecspresso/issues/899
  Object.assign(deployment, { status, finishedAt: now, updatedAt: now, counted });
  if (status === 'STOPPED') deployment.stoppedAt = now;
}

/**
 * What a rollback goes back to: what the last successful deployment before this one brought.
 * @param history newest first.
 */
export function lastSuccessful(
  history: readonly ServiceDeploymentRecord[],
  before: ServiceDeploymentRecord,
): ServiceRevision | undefined {
  // @claim documented: A rollback makes no new service revision; it uses the last successfully deployed one.
  // @source https://docs.aws.amazon.com/AmazonECS/latest/developerguide/service-revision.html
  return history.slice(history.indexOf(before) + 1).find(({ status }) => status === 'SUCCESSFUL')?.target;
}

/** The history of a service whose deployments all lie before the story, newest first. @param past oldest first. */
export function historyOf(
  service: Owner & { readonly desiredCount: number },
  past: readonly PastDeployment[],
  containerName: string,
): ServiceDeploymentRecord[] {
  const records: ServiceDeploymentRecord[] = [];
  let running: ServiceRevision | undefined;
  for (const { taskDefinition, image, digest, status = 'SUCCESSFUL', at } of past) {
    const target = newRevision(service, `past ${taskDefinition} ${at}`, { taskDefinition, image, containerName }, at);
    if (digest !== undefined) target.digest = digest;
    const record = newServiceDeployment(service, target, running ? [running] : [], at);
    record.startedAt = at;
    const requested = service.desiredCount;
    end(record, status, at, (revision) => {
      const stays = (revision === target) === (status === 'SUCCESSFUL');
      return { requested: stays ? requested : 0, running: stays ? requested : 0, pending: 0 };
    });
    if (status === 'SUCCESSFUL') running = target;
    records.unshift(record);
  }
  return records;
}
