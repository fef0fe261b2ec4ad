import type { Service } from '@aws-sdk/client-ecs';
import { NotPlayed } from '../../refuse';
import { ecsResource } from '../../scalable-target';
import type { Ecs } from '../ecs';
import type { ScalableServices } from './application-autoscaling';

/** ECS as Application Auto Scaling sees and changes it: through the operations of its API, like anybody else. */
export function ecsServices(ecs: Ecs): ScalableServices {
  return {
    desiredCount: (resourceId) => service(ecs, resourceId).desiredCount ?? 0,
    runningCount: (resourceId) => service(ecs, resourceId).runningCount ?? 0,
    deploymentInProgress: (resourceId) => {
      const { deployments = [] } = service(ecs, resourceId);
      return deployments.some(({ rolloutState }) => rolloutState === 'IN_PROGRESS') || deployments.length > 1;
    },
    setDesiredCount: (resourceId, desiredCount) => {
      ecs.operations.UpdateService({ ...parts(resourceId), desiredCount });
    },
  };
}

function parts(resourceId: string) {
  const resource = ecsResource(resourceId);
  if (!resource) throw new NotPlayed(`application-autoscaling of ${resourceId}`, ['service/<cluster>/<service>']);
  return resource;
}

function service(ecs: Ecs, resourceId: string): Service {
  const { cluster, service: name } = parts(resourceId);
  const [found] = ecs.operations.DescribeServices({ cluster, services: [name] }).services ?? [];
  if (found?.status === 'ACTIVE') return found;
  throw new NotPlayed(`application-autoscaling of ${resourceId}, which is ${found?.status ?? 'MISSING'}`, [
    'services that are ACTIVE',
  ]);
}
