import type {
  DescribeServiceDeploymentsRequest,
  DescribeServiceDeploymentsResponse,
  DescribeServiceRevisionsRequest,
  DescribeServiceRevisionsResponse,
  ListServiceDeploymentsRequest,
  ListServiceDeploymentsResponse,
  StopServiceDeploymentRequest,
  StopServiceDeploymentResponse,
} from '@aws-sdk/client-ecs';
import { NotPlayed, refuseOthers } from '../../refuse';
import { AwsError } from '../service';
import { listOf, missing, named, pageOf, sort } from './asked';
import { briefOf, describeServiceDeployment, describeServiceRevision } from './deployment-answers';
import { isFinished } from './history';
import type { Registry } from './registry';
import type { Scheduler } from './scheduler';

/** The history of a service, and the way back. */
export interface ServiceDeploymentOperations {
  readonly ListServiceDeployments: (input: ListServiceDeploymentsRequest) => ListServiceDeploymentsResponse;
  readonly DescribeServiceDeployments: (input: DescribeServiceDeploymentsRequest) => DescribeServiceDeploymentsResponse;
  readonly DescribeServiceRevisions: (input: DescribeServiceRevisionsRequest) => DescribeServiceRevisionsResponse;
  readonly StopServiceDeployment: (input: StopServiceDeploymentRequest) => StopServiceDeploymentResponse;
}

// @claim documented: the history of a service's deployments reaches back 90 days
// @source https://docs.aws.amazon.com/AmazonECS/latest/developerguide/service-deployment.html
const KEPT_MS = 90 * 86_400_000;

export function serviceDeploymentOperations(registry: Registry, scheduler: Scheduler): ServiceDeploymentOperations {
  return {
    ListServiceDeployments: (input) => list(registry, scheduler, input),
    DescribeServiceDeployments: (input) => describeDeployments(registry, input),
    DescribeServiceRevisions: (input) => describeRevisions(registry, input),
    StopServiceDeployment: (input) => stop(registry, scheduler, input),
  };
}

function list(
  registry: Registry,
  scheduler: Scheduler,
  input: ListServiceDeploymentsRequest,
): ListServiceDeploymentsResponse {
  const members = ['cluster', 'service', 'status', 'createdAt', 'maxResults', 'nextToken'];
  refuseOthers('ecs ListServiceDeployments', input, members);
  const service = named(registry, input.cluster, input.service);
  // @claim documented: without a status those of every status are listed; createdAt leaves those made before one time and after another
  // @source SDK client-ecs ListServiceDeployments documentation (status, createdAt)
  const { status, createdAt: { before, after } = {} } = input;
  const from = Math.max(scheduler.now() - KEPT_MS, after?.getTime() ?? Number.NEGATIVE_INFINITY);
  const until = before?.getTime() ?? Number.POSITIVE_INFINITY;
  const asked = service.history.filter(
    (one) => (!status?.length || status.includes(one.status)) && one.createdAt > from && one.createdAt < until,
  );
  // @claim documented: ListServiceDeployments answers up to 20 deployments, or maxResults of 1 to 100, and a nextToken where there are more
  // @source SDK client-ecs ListServiceDeployments documentation (maxResults)
  // @claim cross-checked: the latest comes first
  // @source output of AWS: https://github.com/kayac/ecspresso/issues/899
  const { page, ...more } = pageOf(asked, { maxResults: input.maxResults ?? 20, nextToken: input.nextToken });
  return { serviceDeployments: page.map((one) => briefOf(service, one)), ...more };
}

function describeDeployments(
  registry: Registry,
  input: DescribeServiceDeploymentsRequest,
): DescribeServiceDeploymentsResponse {
  refuseOthers('ecs DescribeServiceDeployments', input, ['serviceDeploymentArns']);
  // @claim documented: DescribeServiceDeployments and DescribeServiceRevisions take up to 20 ARNs; what cannot be described is a failure with reason MISSING
  // @source SDK client-ecs DescribeServiceDeployments documentation; SDK client-ecs DescribeServiceRevisions documentation
  const asked = listOf('DescribeServiceDeployments', 'serviceDeploymentArns', input.serviceDeploymentArns, 20);
  return sort(
    asked,
    (arn) => registry.serviceDeployment(arn),
    (arn) => missing(registry, arn, ''),
    (all, failures) => ({
      serviceDeployments: all.map(({ service, found }) => describeServiceDeployment(service, found)),
      failures,
    }),
  );
}

function describeRevisions(
  registry: Registry,
  input: DescribeServiceRevisionsRequest,
): DescribeServiceRevisionsResponse {
  refuseOthers('ecs DescribeServiceRevisions', input, ['serviceRevisionArns']);
  const asked = listOf('DescribeServiceRevisions', 'serviceRevisionArns', input.serviceRevisionArns, 20);
  return sort(
    asked,
    (arn) => registry.serviceRevision(arn),
    (arn) => missing(registry, arn, ''),
    (all, failures) => ({
      serviceRevisions: all.map(({ service, found }) => describeServiceRevision(service, found, registry.account)),
      failures,
    }),
  );
}

function stop(
  registry: Registry,
  scheduler: Scheduler,
  input: StopServiceDeploymentRequest,
): StopServiceDeploymentResponse {
  refuseOthers('ecs StopServiceDeployment', input, ['serviceDeploymentArn', 'stopType']);
  if (input.stopType !== 'ROLLBACK') {
    throw new NotPlayed(`ecs StopServiceDeployment stopType ${input.stopType}`, ['ROLLBACK']);
  }
  const { serviceDeploymentArn = '' } = input;
  const deployment = registry.serviceDeployment(serviceDeploymentArn);
  // @claim documented: a deployment that is not there is ServiceDeploymentNotFoundException
  // @source SDK client-ecs StopServiceDeployment documentation
  if (deployment === undefined) {
    throw new AwsError('ServiceDeploymentNotFoundException', 'Service deployment not found.');
  }
  const { service, found } = deployment;
  // @claim documented: only a deployment that is PENDING, IN_PROGRESS, STOP_REQUESTED, ROLLBACK_REQUESTED or ROLLBACK_IN_PROGRESS can be stopped
  // @source https://docs.aws.amazon.com/AmazonECS/latest/developerguide/stop-service-deployment.html
  // @claim assumed: one that is over is ConflictException
  // @source documented is the exception, for a conflict in the current state of the resource: SDK client-ecs StopServiceDeployment documentation
  if (isFinished(found)) {
    throw new AwsError('ConflictException', `Service deployment is ${found.status} and cannot be stopped.`);
  }
  scheduler.rollBack(service, found);
  return { serviceDeploymentArn };
}
