import type { ServiceRevision as RevisionAnswer, ServiceDeployment, ServiceDeploymentBrief } from '@aws-sdk/client-ecs';
import type { Account } from '../service';
import { describeLoadBalancer } from './answers';
import type { ServiceDeploymentRecord, ServiceRevision } from './history';
import { countOf, type ServiceRecord } from './state';
import { definitionArn } from './task-definition';

const given = <K extends string>(key: K, at: number | undefined) =>
  (at === undefined ? {} : { [key]: new Date(at) }) as Partial<Record<K, Date>>;

/** What ListServiceDeployments answers of one. */
export function briefOf(service: ServiceRecord, deployment: ServiceDeploymentRecord): ServiceDeploymentBrief {
  return {
    serviceDeploymentArn: deployment.arn,
    serviceArn: service.arn,
    clusterArn: service.clusterArn,
    createdAt: new Date(deployment.createdAt),
    ...given('startedAt', deployment.startedAt),
    ...given('finishedAt', deployment.finishedAt),
    targetServiceRevisionArn: deployment.target.arn,
    status: deployment.status,
  };
}

/** What DescribeServiceDeployments answers. The circuit breaker and alarms are off. */
export function describeServiceDeployment(
  service: ServiceRecord,
  deployment: ServiceDeploymentRecord,
): ServiceDeployment {
  const { targetServiceRevisionArn: _, ...brief } = briefOf(service, deployment);
  const { rollback, source, target, counted } = deployment;
  const summary = (revision: ServiceRevision) => {
    const { requested, running, pending } = counted?.get(revision) ?? countOf(service, revision);
    return {
      arn: revision.arn,
      requestedTaskCount: requested,
      runningTaskCount: running,
      pendingTaskCount: pending,
    };
  };
  return {
    ...brief,
    ...given('stoppedAt', deployment.stoppedAt),
    updatedAt: new Date(deployment.updatedAt),
    sourceServiceRevisions: source.map(summary),
    targetServiceRevision: summary(target),
    deploymentConfiguration: {
      deploymentCircuitBreaker: { enable: false, rollback: false },
      maximumPercent: service.maximumPercent,
      minimumHealthyPercent: service.minimumHealthyPercent,
    },
    ...(rollback && {
      rollback: {
        // @claim assumed: a rollback that was asked for gives as its reason that it was
        // @source not documented; SDK client-ecs DescribeServiceDeployments documentation (Rollback.reason)
        reason: 'Service deployment rolled back because of a user request.',
        startedAt: new Date(rollback.startedAt),
        serviceRevisionArn: rollback.revision.arn,
      },
    }),
    // @claim documented: a circuit breaker and alarms that are not used are DISABLED
    // @source SDK client-ecs DescribeServiceDeployments documentation (ServiceDeploymentCircuitBreaker, ServiceDeploymentAlarms)
    deploymentCircuitBreaker: { status: 'DISABLED', failureCount: 0, threshold: threshold(service.desiredCount) },
    alarms: { status: 'DISABLED' },
  };
}

// @claim documented: the circuit breaker's threshold is half the desired count, but at least 3 and at most 200
// @source SDK client-ecs DescribeServiceDeployments documentation (ServiceDeploymentCircuitBreaker.threshold)
const threshold = (desired: number): number => Math.min(200, Math.max(3, Math.ceil(0.5 * desired)));

/** What DescribeServiceRevisions answers. Networks are not part of the model. */
export function describeServiceRevision(
  service: ServiceRecord,
  revision: ServiceRevision,
  account: Account,
): RevisionAnswer {
  const { containerName, image, digest } = revision;
  return {
    serviceRevisionArn: revision.arn,
    serviceArn: service.arn,
    clusterArn: service.clusterArn,
    taskDefinition: definitionArn(account, revision.taskDefinition),
    launchType: 'FARGATE',
    platformVersion: '1.4.0',
    platformFamily: 'Linux',
    ...(describeLoadBalancer(service).loadBalancers && { loadBalancers: describeLoadBalancer(service).loadBalancers }),
    // @claim documented: a service revision names the image of each container as the task definition does, and the digest it was resolved to
    // @source https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_ContainerImage.html
    // @claim assumed: a revision of which no task has pulled its image yet has no digest
    // @source not documented; https://docs.aws.amazon.com/AmazonECS/latest/developerguide/deployment-type-ecs.html#deployment-container-image-stability
    containerImages: [{ containerName, ...(digest !== undefined && { imageDigest: digest }), image }],
    guardDutyEnabled: false,
    createdAt: new Date(revision.createdAt),
  };
}
