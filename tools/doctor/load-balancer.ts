import {
  DescribeLoadBalancersCommand,
  DescribeTargetGroupsCommand,
  type LoadBalancer,
  type TargetGroup,
} from '@aws-sdk/client-elastic-load-balancing-v2';
import type { Environment } from '../../environments/schema';
import type { Check } from './check';
import { missing, ok } from './finding';

const arnOf = ({ region, account }: Environment, resource: string): string =>
  `arn:aws:elasticloadbalancing:${region}:${account}:${resource}`;

/** @returns what `look` returns; undefined where AWS says by this name that there is none. @throws any other error. */
async function unless<T>(code: string, look: () => Promise<T>): Promise<T | undefined> {
  try {
    return await look();
  } catch (error) {
    if ((error as Error).name === code) return undefined;
    throw error;
  }
}

export const loadBalancer: Check<LoadBalancer | undefined> = {
  title: 'load balancer',
  needs: ['elasticloadbalancing:DescribeLoadBalancers'],
  look: ({ environment, clients: { loadBalancing } }) =>
    unless('LoadBalancerNotFoundException', async () => {
      const LoadBalancerArns = [arnOf(environment, `loadbalancer/${environment.loadBalancer.id}`)];
      return (await loadBalancing.send(new DescribeLoadBalancersCommand({ LoadBalancerArns }))).LoadBalancers?.[0];
    }),
  decide: (seen, { environment: { name, region, loadBalancer: described } }) => {
    const title = 'load balancer';
    const state = seen?.State?.Code;
    if (state === 'active') return ok(title, `Load balancer ${described.id} is active.`);
    const is = seen
      ? `Load balancer ${described.id} is ${state ?? 'without a state'}`
      : `There is no load balancer ${described.id}`;
    const list = `aws elbv2 describe-load-balancers --query LoadBalancers[].LoadBalancerArn --region ${region}`;
    return missing(title, `${is}.`, `Correct loadBalancer.id in environments/${name}.ts; there are: ${list}`);
  },
};

export const targetGroup: Check<TargetGroup | undefined> = {
  title: 'target group',
  needs: ['elasticloadbalancing:DescribeTargetGroups'],
  look: ({ environment, clients: { loadBalancing } }) =>
    unless('TargetGroupNotFoundException', async () => {
      const TargetGroupArns = [arnOf(environment, environment.loadBalancer.targetGroup)];
      return (await loadBalancing.send(new DescribeTargetGroupsCommand({ TargetGroupArns }))).TargetGroups?.[0];
    }),
  decide: (seen, { environment }) => {
    const { name, region, loadBalancer: described } = environment;
    const title = 'target group';
    const field = `loadBalancer.targetGroup in environments/${name}.ts`;
    const list = `aws elbv2 describe-target-groups --query TargetGroups[].TargetGroupArn --region ${region}`;
    if (!seen) {
      return missing(title, `There is no ${described.targetGroup}.`, `Correct ${field}; there are: ${list}`);
    }
    if (seen.LoadBalancerArns?.includes(arnOf(environment, `loadbalancer/${described.id}`))) {
      return ok(title, `${described.targetGroup} is behind the load balancer.`);
    }
    return missing(
      title,
      `${described.targetGroup} is not behind ${described.id}.`,
      `Correct ${field}; there are: ${list}`,
    );
  },
};
