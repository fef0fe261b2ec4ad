import { ask, type Rows, row } from './row';

/** The ways to a service or a database: security groups and load balancers. */
export const network: Rows = {
  // @claim documented: ec2:DescribeSecurityGroups is asked for no resource in particular.
  // @source https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazonec2.html
  'ec2:DescribeSecurityGroups': row('ec2:DescribeSecurityGroups', () => [ask('ec2:DescribeSecurityGroups', '*')]),
  // @claim documented: The operations of a load balancer that describe are asked for no resource in particular.
  // @source https://docs.aws.amazon.com/service-authorization/latest/reference/list_awselasticloadbalancingv2.html
  ...describing('DescribeLoadBalancers', 'DescribeTargetGroups', 'DescribeTargetHealth'),
};

function describing(...operations: readonly string[]): Rows {
  return Object.fromEntries(
    operations
      .map((operation) => `elasticloadbalancing:${operation}`)
      .map((action) => [action, row(action, () => [ask(action, '*')])]),
  );
}
