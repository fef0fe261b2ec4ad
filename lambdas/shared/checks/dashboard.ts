import {
  DescribeTargetHealthCommand,
  type ElasticLoadBalancingV2Client,
  type TargetHealthDescription,
} from '@aws-sdk/client-elastic-load-balancing-v2';
import { whyUnanswered } from '../../probe-dashboard/decide';
import { get, type HttpAnswer } from '../http';
import type { Look } from '../step';

/** For the whole answer: a page that takes longer is as good as none. */
const PATIENCE_MS = 5_000;

/** What the load balancer thinks of its targets. @throws when the call fails. */
export async function targetsOf(
  loadBalancing: ElasticLoadBalancingV2Client,
  targetGroupArn: string,
): Promise<readonly TargetHealthDescription[]> {
  const command = new DescribeTargetHealthCommand({ TargetGroupArn: targetGroupArn });
  return (await loadBalancing.send(command)).TargetHealthDescriptions ?? [];
}

/** What a browser would meet; a redirection is not followed, because it is no page. */
export async function probe(url: string): Promise<Look<HttpAnswer>> {
  try {
    return { seen: await get(url, PATIENCE_MS, { redirect: 'manual' }) };
  } catch (error) {
    return { unseen: whyUnanswered(error) };
  }
}
