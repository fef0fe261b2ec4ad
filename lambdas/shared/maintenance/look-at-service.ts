import {
  type ApplicationAutoScalingClient,
  DescribeScalingPoliciesCommand,
} from '@aws-sdk/client-application-auto-scaling';
import { DescribeTaskDefinitionCommand, type ECSClient } from '@aws-sdk/client-ecs';
import { readBounds, resourceId } from '../capacity';
import { describeService, runningDigests, type ServiceName } from '../ecs';
import { stableJson } from './documents';
import type { ServiceState } from './state';

/** How one service is set up. @throws when there is none, or a part of it cannot be read. */
export async function lookAtService(
  { ecs, scaling }: { readonly ecs: ECSClient; readonly scaling: ApplicationAutoScalingClient },
  name: ServiceName,
): Promise<ServiceState> {
  const service = await describeService(ecs, name);
  if (!service?.taskDefinition) throw new Error(`there is no service ${name.service}`);
  const [{ taskDefinition }, digests, bounds, policies] = await Promise.all([
    ecs.send(new DescribeTaskDefinitionCommand({ taskDefinition: service.taskDefinition })),
    runningDigests(ecs, name),
    readBounds(scaling, name),
    readPolicies(scaling, name),
  ]);
  return {
    taskDefinition: service.taskDefinition.split('/').at(-1) ?? service.taskDefinition,
    images: Object.fromEntries(
      (taskDefinition?.containerDefinitions ?? []).map(({ name: container, image }) => [
        container ?? '?',
        image ?? '?',
      ]),
    ),
    runningDigests: digests,
    desired: service.desiredCount ?? 0,
    running: service.runningCount ?? 0,
    scaling: bounds ?? null,
    policies,
  };
}

async function readPolicies(
  scaling: ApplicationAutoScalingClient,
  name: ServiceName,
): Promise<Record<string, { type: string; configuration: string }>> {
  const found: Record<string, { type: string; configuration: string }> = {};
  let NextToken: string | undefined;
  do {
    const page = await scaling.send(
      new DescribeScalingPoliciesCommand({
        ServiceNamespace: 'ecs',
        ResourceId: resourceId(name),
        ...(NextToken ? { NextToken } : {}),
      }),
    );
    for (const policy of page.ScalingPolicies ?? []) {
      const { PolicyName = '?', PolicyType = '?' } = policy;
      const configuration =
        policy.TargetTrackingScalingPolicyConfiguration ?? policy.StepScalingPolicyConfiguration ?? {};
      found[PolicyName] = { type: PolicyType, configuration: JSON.stringify(JSON.parse(stableJson(configuration))) };
    }
    NextToken = page.NextToken;
  } while (NextToken);
  return found;
}
