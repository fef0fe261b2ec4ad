import type {
  CreateDBSnapshotCommandInput,
  DeleteDBSnapshotCommandInput,
  DescribeDBInstancesCommandInput,
  DescribeDBSnapshotsCommandInput,
} from '@aws-sdk/client-rds';
import { type AuthorizationWorld, arnIn, ask, needed, type Rows, refuseMembers, row } from './row';

const IDENTIFIER = /^[A-Za-z][A-Za-z0-9-]*$/;
/** RDS puts `rds:` before those of automated ones. */
const SNAPSHOT_IDENTIFIER = /^(rds:)?[A-Za-z][A-Za-z0-9-]*$/;

interface Named {
  readonly DBInstanceIdentifier?: string | undefined;
  readonly DBSnapshotIdentifier?: string | undefined;
}

function instanceArn(operation: string, { DBInstanceIdentifier: given }: Named, world: AuthorizationWorld): string {
  const id = needed(operation, 'DBInstanceIdentifier', given, IDENTIFIER);
  return arnIn(world, 'rds', `db:${id.toLowerCase()}`);
}

function snapshotArn(operation: string, { DBSnapshotIdentifier: given }: Named, world: AuthorizationWorld): string {
  const id = needed(operation, 'DBSnapshotIdentifier', given, SNAPSHOT_IDENTIFIER);
  return arnIn(world, 'rds', `snapshot:${id.toLowerCase()}`);
}

const CREATE = 'rds:CreateDBSnapshot';
const TAG = 'rds:AddTagsToResource';

/** The database, and the ways to it: security groups and load balancers. */
export const network: Rows = {
  // @claim documented: rds:DescribeDBInstances is asked for the DB instance.
  // @source https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazonrds.html
  // @claim documented: A DB instance identifier is stored in lower case.
  // @source SDK client-rds CreateDBInstance documentation (DBInstanceIdentifier)
  'rds:DescribeDBInstances': row<DescribeDBInstancesCommandInput>('rds:DescribeDBInstances', (input, world) => [
    ask('rds:DescribeDBInstances', instanceArn('DescribeDBInstances', input, world)),
  ]),
  // @claim documented: rds:CreateDBSnapshot is asked for the DB instance and for the snapshot.
  // @source https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazonrds.html
  // @claim cross-checked: A snapshot that is made with tags also asks for rds:AddTagsToResource on it.
  // @source https://github.com/aws-cloudformation/aws-cloudformation-resource-providers-rds/pull/227
  [CREATE]: row<CreateDBSnapshotCommandInput>([CREATE, TAG], (input, world) => {
    const snapshot = snapshotArn('CreateDBSnapshot', input, world);
    return [
      ask(CREATE, instanceArn('CreateDBSnapshot', input, world)),
      ask(CREATE, snapshot),
      ...(input.Tags?.length ? [ask(TAG, snapshot)] : []),
    ];
  }),
  // @claim documented: rds:DescribeDBSnapshots is asked for DB instances and snapshots.
  // @source https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazonrds.html
  // @claim assumed: It is asked for what the request names, and for snapshot:* where it names no snapshot.
  // @source https://github.com/awslabs/pireporter/issues/8 (an RDS call without a name asks for all of its type)
  'rds:DescribeDBSnapshots': row<DescribeDBSnapshotsCommandInput>('rds:DescribeDBSnapshots', (input, world) => {
    refuseMembers('DescribeDBSnapshots', input, ['Filters', 'IncludeShared', 'IncludePublic', 'DbiResourceId']);
    const snapshot =
      input.DBSnapshotIdentifier === undefined
        ? arnIn(world, 'rds', 'snapshot:*')
        : snapshotArn('DescribeDBSnapshots', input, world);
    const instance = input.DBInstanceIdentifier === undefined ? [] : [instanceArn('DescribeDBSnapshots', input, world)];
    return [...instance, snapshot].map((resource) => ask('rds:DescribeDBSnapshots', resource));
  }),
  // @claim documented: rds:DeleteDBSnapshot is asked for the snapshot.
  // @source https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazonrds.html
  'rds:DeleteDBSnapshot': row<DeleteDBSnapshotCommandInput>('rds:DeleteDBSnapshot', (input, world) => [
    ask('rds:DeleteDBSnapshot', snapshotArn('DeleteDBSnapshot', input, world)),
  ]),
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
