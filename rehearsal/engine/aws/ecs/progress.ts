import {
  end,
  isFinished,
  lastSuccessful,
  newServiceDeployment,
  type ServiceDeploymentRecord,
  type ServiceRevision,
} from './history';
import { countOf, type ServiceRecord } from './state';

type Ending = Parameters<typeof end>[1];

const finish = (service: ServiceRecord, deployment: ServiceDeploymentRecord, status: Ending, now: number): void =>
  end(deployment, status, now, (revision) => countOf(service, revision));

/** A new deployment was asked for, which is not among the service's deployments yet. */
export function ask(service: ServiceRecord, revision: ServiceRevision, now: number): void {
  const [before] = service.history;
  if (before && !isFinished(before)) supersede(service, before, now);
  const source = [...new Set(service.deployments.map((deployment) => deployment.revision))];
  service.history.unshift(newServiceDeployment(service, revision, source, now));
}

// @claim documented: a deployment is STOP_REQUESTED when another one is started, and becomes STOPPED; one that is being rolled back ends as ROLLBACK_SUCCESSFUL or ROLLBACK_FAILED
// @source https://docs.aws.amazon.com/AmazonECS/latest/developerguide/service-deployment.html
// @claim assumed: a rollback that another deployment interrupts is ROLLBACK_FAILED at once
// @source not documented; https://docs.aws.amazon.com/AmazonECS/latest/developerguide/service-deployment.html
function supersede(service: ServiceRecord, deployment: ServiceDeploymentRecord, now: number): void {
  if (deployment.rollback === undefined) Object.assign(deployment, { status: 'STOP_REQUESTED', updatedAt: now });
  else finish(service, deployment, 'ROLLBACK_FAILED', now);
}

// @claim documented: a deployment that is PENDING or IN_PROGRESS and is to be rolled back becomes ROLLBACK_REQUESTED, and then the rollback starts; one that is being stopped or rolled back already goes on with that
// @source https://docs.aws.amazon.com/AmazonECS/latest/developerguide/stop-service-deployment.html
/** A deployment is to be rolled back. @returns whether that is news. */
export function askBack(deployment: ServiceDeploymentRecord, now: number): boolean {
  if (deployment.status !== 'PENDING' && deployment.status !== 'IN_PROGRESS') return false;
  Object.assign(deployment, { status: 'ROLLBACK_REQUESTED', updatedAt: now });
  return true;
}

/** What was asked of the deployments begins. @returns the revision that the service now goes back to, where it does. */
export function advance(service: ServiceRecord, now: number): ServiceRevision | undefined {
  const [latest, ...others] = service.history;
  for (const deployment of others) {
    if (deployment.status === 'STOP_REQUESTED') finish(service, deployment, 'STOPPED', now);
  }
  // @claim assumed: a deployment is PENDING, and the one it replaces STOP_REQUESTED, until the scheduler first looks at the service
  // @source a second or less in outputs of AWS: https://github.com/kayac/ecspresso/issues/899
  if (latest?.status === 'PENDING') Object.assign(latest, { status: 'IN_PROGRESS', startedAt: now, updatedAt: now });
  return latest?.status === 'ROLLBACK_REQUESTED' ? goBack(service, latest, now) : undefined;
}

function goBack(service: ServiceRecord, deployment: ServiceDeploymentRecord, now: number): ServiceRevision | undefined {
  const revision = lastSuccessful(service.history, deployment);
  if (revision === undefined) {
    // @claim assumed: a deployment that is to be rolled back, with none successful before it, is STOPPED, and its tasks stay as they are
    // @source documented is that ROLLBACK_REQUESTED can become STOPPED: https://docs.aws.amazon.com/AmazonECS/latest/developerguide/service-deployment.html
    finish(service, deployment, 'STOPPED', now);
    return undefined;
  }
  const startedAt = deployment.startedAt ?? now;
  const rollback = { startedAt: now, revision };
  Object.assign(deployment, { status: 'ROLLBACK_IN_PROGRESS', startedAt, updatedAt: now, rollback });
  return revision;
}

// @claim documented: a deployment whose service is steady is SUCCESSFUL, and ROLLBACK_SUCCESSFUL where it was rolled back
// @source https://docs.aws.amazon.com/AmazonECS/latest/developerguide/service-deployment.html
/** The service is steady. */
export function succeed(service: ServiceRecord, now: number): void {
  const [latest] = service.history;
  if (latest === undefined || isFinished(latest)) return;
  finish(service, latest, latest.rollback === undefined ? 'SUCCESSFUL' : 'ROLLBACK_SUCCESSFUL', now);
}
