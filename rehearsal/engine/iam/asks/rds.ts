import type {
  CreateDBSnapshotCommandInput,
  DeleteDBSnapshotCommandInput,
  DescribeDBInstanceAutomatedBackupsCommandInput,
  DescribeDBInstancesCommandInput,
  DescribeDBSnapshotsCommandInput,
  ModifyDBInstanceCommandInput,
  RestoreDBInstanceFromDBSnapshotCommandInput,
  RestoreDBInstanceToPointInTimeCommandInput,
} from '@aws-sdk/client-rds';
import type { Ask } from '../policy';
import { type AuthorizationWorld, arnIn, ask, needed, type Rows, refuseMembers, row } from './row';

const IDENTIFIER = /^[A-Za-z][A-Za-z0-9-]*$/;
/** RDS puts `rds:` before those of automated ones. */
const SNAPSHOT_IDENTIFIER = /^(rds:)?[A-Za-z][A-Za-z0-9-]*$/;

interface Named {
  readonly DBInstanceIdentifier?: string | undefined;
  readonly DBSnapshotIdentifier?: string | undefined;
}

function databaseArn(operation: string, member: string, given: string | undefined, world: AuthorizationWorld): string {
  return arnIn(world, 'rds', `db:${needed(operation, member, given, IDENTIFIER).toLowerCase()}`);
}

function instanceArn(operation: string, { DBInstanceIdentifier: given }: Named, world: AuthorizationWorld): string {
  return databaseArn(operation, 'DBInstanceIdentifier', given, world);
}

function snapshotArn(operation: string, { DBSnapshotIdentifier: given }: Named, world: AuthorizationWorld): string {
  const id = needed(operation, 'DBSnapshotIdentifier', given, SNAPSHOT_IDENTIFIER);
  return arnIn(world, 'rds', `snapshot:${id.toLowerCase()}`);
}

const CREATE = 'rds:CreateDBSnapshot';
const TAG = 'rds:AddTagsToResource';
const FROM_SNAPSHOT = 'rds:RestoreDBInstanceFromDBSnapshot';
const TO_TIME = 'rds:RestoreDBInstanceToPointInTime';
const MODIFY = 'rds:ModifyDBInstance';

interface Groups {
  readonly DBSubnetGroupName?: string | undefined;
  readonly DBParameterGroupName?: string | undefined;
  readonly OptionGroupName?: string | undefined;
}

/** The groups that a call names, as resources. */
function groupsOf(
  { DBSubnetGroupName: subnets, DBParameterGroupName: parameters, OptionGroupName: options }: Groups,
  world: AuthorizationWorld,
): string[] {
  const of = (kind: string, name: string | undefined) => (name ? [arnIn(world, 'rds', `${kind}:${name}`)] : []);
  return [...of('subgrp', subnets), ...of('pg', parameters), ...of('og', options)];
}

// @claim documented: A restore is asked for the new instance, its subnet group, parameter group and option group; from a snapshot for that too, to a point in time for the source instance too.
// @source https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazonrds.html
// @claim assumed: A group that the call does not name is not asked for, and tags are asked for as rds:AddTagsToResource on the new instance, as with a snapshot.
// @source https://github.com/aws-cloudformation/aws-cloudformation-resource-providers-rds/pull/227 (said of CreateDBSnapshot)
function restore(
  action: string,
  input: Groups & { readonly Tags?: readonly unknown[] | undefined },
  made: string,
  of: string,
  world: AuthorizationWorld,
): Ask[] {
  return [
    ...[made, of, ...groupsOf(input, world)].map((resource) => ask(action, resource)),
    ...(input.Tags?.length ? [ask(TAG, made)] : []),
  ];
}

/** The database, its backups and what is made of them. */
export const rds: Rows = {
  // @claim documented: rds:DescribeDBInstances is asked for the DB instance.
  // @source https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazonrds.html
  // @claim documented: A DB instance identifier is stored in lower case.
  // @source SDK client-rds CreateDBInstance documentation (DBInstanceIdentifier)
  // @claim cross-checked: Without an identifier it is asked for all of its type, db:*.
  // @source https://github.com/awslabs/pireporter/issues/8
  'rds:DescribeDBInstances': row<DescribeDBInstancesCommandInput>('rds:DescribeDBInstances', (input, world) => {
    refuseMembers('DescribeDBInstances', input, ['Filters']);
    const all = input.DBInstanceIdentifier === undefined;
    return [
      ask(
        'rds:DescribeDBInstances',
        all ? arnIn(world, 'rds', 'db:*') : instanceArn('DescribeDBInstances', input, world),
      ),
    ];
  }),
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
  [FROM_SNAPSHOT]: row<RestoreDBInstanceFromDBSnapshotCommandInput>([FROM_SNAPSHOT, TAG], (input, world) => {
    const operation = 'RestoreDBInstanceFromDBSnapshot';
    const made = instanceArn(operation, input, world);
    return restore(FROM_SNAPSHOT, input, made, snapshotArn(operation, input, world), world);
  }),
  [TO_TIME]: row<RestoreDBInstanceToPointInTimeCommandInput>([TO_TIME, TAG], (input, world) => {
    const operation = 'RestoreDBInstanceToPointInTime';
    refuseMembers(operation, input, ['SourceDbiResourceId', 'SourceDBInstanceAutomatedBackupsArn']);
    const target = databaseArn(operation, 'TargetDBInstanceIdentifier', input.TargetDBInstanceIdentifier, world);
    const source = databaseArn(operation, 'SourceDBInstanceIdentifier', input.SourceDBInstanceIdentifier, world);
    return restore(TO_TIME, input, target, source, world);
  }),
  // @claim documented: rds:DescribeDBInstanceAutomatedBackups is asked for DB instances and automated backups.
  // @source https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazonrds.html
  // @claim assumed: With an instance's identifier it is asked for that instance.
  // @source https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazonrds.html (names both, neither required)
  'rds:DescribeDBInstanceAutomatedBackups': row<DescribeDBInstanceAutomatedBackupsCommandInput>(
    'rds:DescribeDBInstanceAutomatedBackups',
    (input, world) => {
      const operation = 'DescribeDBInstanceAutomatedBackups';
      refuseMembers(operation, input, ['Filters', 'DbiResourceId', 'DBInstanceAutomatedBackupsArn']);
      return [ask(`rds:${operation}`, instanceArn(operation, input, world))];
    },
  ),
  // @claim documented: rds:ModifyDBInstance is asked for the instance, and for the groups it is given.
  // @source https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazonrds.html
  // @claim assumed: A new identifier is asked for, too.
  // @source https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazonrds.html (does not say)
  [MODIFY]: row<ModifyDBInstanceCommandInput>(MODIFY, (input, world) => {
    const { NewDBInstanceIdentifier: name } = input;
    const renamed = name === undefined ? [] : [databaseArn('ModifyDBInstance', 'NewDBInstanceIdentifier', name, world)];
    const all = [instanceArn('ModifyDBInstance', input, world), ...renamed, ...groupsOf(input, world)];
    return all.map((resource) => ask(MODIFY, resource));
  }),
};
