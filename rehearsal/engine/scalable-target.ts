import { createHash } from 'node:crypto';
import { type Account, arn } from './aws/service';

/** `service/<cluster>/<service>`, taken apart. */
export interface EcsResource {
  readonly cluster: string;
  readonly service: string;
}

const ECS_SERVICE = /^service\/([\w-]+)\/([\w-]+)$/;

/** @returns undefined for the id of anything but an ECS service. */
export function ecsResource(resourceId: string | undefined): EcsResource | undefined {
  const [, cluster, service] = ECS_SERVICE.exec(resourceId ?? '') ?? [];
  return cluster === undefined || service === undefined ? undefined : { cluster, service };
}

// @claim documented: The ARN of a scalable target ends in an id that AWS assigns, not in the id of the resource.
// @source https://docs.aws.amazon.com/autoscaling/application/userguide/services-that-can-integrate-ecs.html
/** The same ARN for the same account and resource, in every run. */
export function scalableTargetArn(account: Account, resourceId: string): string {
  const id = createHash('sha256').update(`${account.id}/${account.region}/${resourceId}`).digest('hex').slice(0, 34);
  return arn('application-autoscaling', account, `scalable-target/${id}`);
}
