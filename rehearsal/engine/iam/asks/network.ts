import type { DescribeDBInstancesCommandInput } from '@aws-sdk/client-rds';
import { arnIn, ask, needed, type Rows, row } from './row';

const IDENTIFIER = /^[A-Za-z][A-Za-z0-9-]*$/;

/** The database, and the ways to it: security groups and load balancers. */
export const network: Rows = {
  // @claim documented: rds:DescribeDBInstances is asked for the DB instance.
  // @source https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazonrds.html
  // @claim documented: A DB instance identifier is stored in lower case.
  // @source SDK client-rds CreateDBInstance documentation (DBInstanceIdentifier)
  'rds:DescribeDBInstances': row<DescribeDBInstancesCommandInput>(
    'rds:DescribeDBInstances',
    ({ DBInstanceIdentifier }, world) => {
      const id = needed('DescribeDBInstances', 'DBInstanceIdentifier', DBInstanceIdentifier, IDENTIFIER);
      return [ask('rds:DescribeDBInstances', arnIn(world, 'rds', `db:${id.toLowerCase()}`))];
    },
  ),
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
