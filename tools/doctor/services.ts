import { DescribeScalableTargetsCommand, type ScalableTarget } from '@aws-sdk/client-application-auto-scaling';
import {
  type Cluster,
  ClusterNotFoundException,
  DescribeClustersCommand,
  DescribeServicesCommand,
  type Service,
} from '@aws-sdk/client-ecs';
import type { Environment, ServiceRole } from '../../environments/schema';
import type { Check, World } from './check';
import { type Finding, missing, ok } from './finding';

const ROLES = ['trading', 'dashboard', 'data-service'] as const satisfies readonly ServiceRole[];

const fileOf = ({ name }: Environment): string => `environments/${name}.ts`;

export const cluster: Check<Cluster | undefined> = {
  title: 'cluster',
  needs: ['ecs:DescribeClusters'],
  look: async ({ environment, clients: { ecs } }) => {
    const { clusters = [] } = await ecs.send(
      new DescribeClustersCommand({ clusters: [environment.cluster], include: ['SETTINGS'] }),
    );
    return clusters[0];
  },
  decide: (seen, { environment }) => {
    const { cluster: name, region } = environment;
    if (seen?.status !== 'ACTIVE') {
      const says = seen ? `Cluster ${name} is ${seen.status ?? 'without a status'}.` : `There is no cluster ${name}.`;
      const list = `aws ecs list-clusters --region ${region}`;
      return missing('cluster', says, `Correct cluster in ${fileOf(environment)}; there are: ${list}`);
    }
    return [ok('cluster', `Cluster ${name} is ACTIVE.`), insights(seen, environment)];
  },
};

function insights({ settings = [] }: Cluster, { cluster: name, region }: Environment): Finding {
  const title = 'Container Insights';
  const value = settings.find((setting) => setting.name === 'containerInsights')?.value ?? 'not set';
  if (value === 'enabled' || value === 'enhanced') return ok(title, `Container Insights of ${name} is ${value}.`);
  return missing(
    title,
    `Container Insights of ${name} is ${value}: nobody notices that no task runs.`,
    `aws ecs update-cluster-settings --cluster ${name} --settings name=containerInsights,value=enabled --region ${region}`,
  );
}

export const services: Check<readonly Service[]> = {
  title: 'services',
  needs: ['ecs:DescribeServices'],
  look: async ({ environment, clients: { ecs } }) => {
    const names = ROLES.map((role) => environment.services[role].name);
    const asked = { cluster: environment.cluster, services: names };
    try {
      return (await ecs.send(new DescribeServicesCommand(asked))).services ?? [];
    } catch (error) {
      if (error instanceof ClusterNotFoundException) return [];
      throw error;
    }
  },
  decide: (seen, world) => ROLES.map((role) => decideService(role, seen, world)),
};

/** A service that exists is ACTIVE, and somebody wants it to run. */
function decideService(role: ServiceRole, seen: readonly Service[], { environment }: World): Finding {
  const { name, desiredTasks } = environment.services[role];
  const { cluster: where, region } = environment;
  const title = `service ${role}`;
  const service = seen.find(({ serviceName }) => serviceName === name);
  if (service?.status !== 'ACTIVE') {
    const says = service
      ? `Service ${name} is ${service.status ?? 'without a status'}.`
      : `There is no service ${name}.`;
    const list = `aws ecs list-services --cluster ${where} --region ${region}`;
    return missing(title, says, `Correct services.${role}.name in ${fileOf(environment)}; there are: ${list}`);
  }
  const { desiredCount = 0, runningCount = 0 } = service;
  if (desiredCount === 0) {
    return missing(
      title,
      `Service ${name} has a desired count of 0: no runbook starts what a person stopped.`,
      `Unless it is meant so: aws ecs update-service --cluster ${where} --service ${name} --desired-count ${desiredTasks} --region ${region}`,
    );
  }
  return ok(title, `Service ${name} is ACTIVE, with ${runningCount} of ${desiredCount} tasks running.`);
}

const resourceId = ({ cluster: where, services: { trading } }: Environment): string =>
  `service/${where}/${trading.name}`;

export const scaling: Check<ScalableTarget | undefined> = {
  title: 'scaling of trading',
  needs: ['application-autoscaling:DescribeScalableTargets'],
  look: async ({ environment, clients }) => {
    const { ScalableTargets = [] } = await clients.scaling.send(
      new DescribeScalableTargetsCommand({
        ServiceNamespace: 'ecs',
        ResourceIds: [resourceId(environment)],
        ScalableDimension: 'ecs:service:DesiredCount',
      }),
    );
    return ScalableTargets[0];
  },
  decide: (seen, { environment }) => {
    const title = 'scaling of trading';
    const { desiredTasks, maxTasks } = environment.services.trading;
    const id = resourceId(environment);
    const { MinCapacity: min, MaxCapacity: max } = seen ?? {};
    if (min === desiredTasks && max === maxTasks) return ok(title, `${id} is scaled from ${min} to ${max} tasks.`);
    const is = seen ? `${id} is scaled from ${min} to ${max} tasks` : `There is no scalable target ${id}`;
    return missing(
      title,
      `${is}; ${fileOf(environment)} says ${desiredTasks} to ${maxTasks}.`,
      'Correct services.trading.desiredTasks and maxTasks, or: aws application-autoscaling register-scalable-target ' +
        `--service-namespace ecs --scalable-dimension ecs:service:DesiredCount --resource-id ${id} ` +
        `--min-capacity ${desiredTasks} --max-capacity ${maxTasks} --region ${environment.region}`,
    );
  },
};
