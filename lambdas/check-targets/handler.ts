import { DescribeTargetHealthCommand, ElasticLoadBalancingV2Client } from '@aws-sdk/client-elastic-load-balancing-v2';
import * as v from 'valibot';
import { CLIENT } from '../shared/clients';
import { asStep, look } from '../shared/step';
import { describeTargets } from './decide';

const loadBalancing = new ElasticLoadBalancingV2Client(CLIENT);

const Input = v.object({ targetGroupArn: v.string() });

/** Looks at what the load balancer thinks of its targets. */
export const handler = asStep(Input, async ({ targetGroupArn }) => {
  const read = async () => {
    const command = new DescribeTargetHealthCommand({ TargetGroupArn: targetGroupArn });
    return (await loadBalancing.send(command)).TargetHealthDescriptions ?? [];
  };
  return describeTargets(await look(read));
});
