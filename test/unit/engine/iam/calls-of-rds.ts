const regional = (service: string, resource: string) => `arn:aws:${service}:ap-south-1:123456789012:${resource}`;
const rds = (action: string, ...resources: string[]) => resources.map((one) => `rds:${action} ${regional('rds', one)}`);

const GROUPS = {
  DBSubnetGroupName: 'private',
  DBParameterGroupName: 'orders-pg15',
  OptionGroupName: 'default:postgres-15',
};
const OF_GROUPS = ['subgrp:private', 'pg:orders-pg15', 'og:default:postgres-15'];
const Tags = [{ Key: 'a', Value: 'b' }];

/**
 * Calls of RDS and what they ask for. Actions and resource types are those of
 * https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazonrds.html
 */
export const RDS_CALLS: [operation: string, input: object, asks: string[]][] = [
  [
    'rds:DescribeDBInstances',
    { DBInstanceIdentifier: 'Orders' },
    [`rds:DescribeDBInstances ${regional('rds', 'db:orders')}`],
  ],
  [
    'rds:CreateDBSnapshot',
    { DBInstanceIdentifier: 'Orders', DBSnapshotIdentifier: 'Now', Tags: [{ Key: 'a', Value: 'b' }] },
    [
      `rds:CreateDBSnapshot ${regional('rds', 'db:orders')}`,
      `rds:CreateDBSnapshot ${regional('rds', 'snapshot:now')}`,
      `rds:AddTagsToResource ${regional('rds', 'snapshot:now')}`,
    ],
  ],
  [
    'rds:CreateDBSnapshot',
    { DBInstanceIdentifier: 'orders', DBSnapshotIdentifier: 'now' },
    [`rds:CreateDBSnapshot ${regional('rds', 'db:orders')}`, `rds:CreateDBSnapshot ${regional('rds', 'snapshot:now')}`],
  ],
  [
    'rds:DescribeDBSnapshots',
    { DBInstanceIdentifier: 'orders', SnapshotType: 'manual' },
    [
      `rds:DescribeDBSnapshots ${regional('rds', 'db:orders')}`,
      `rds:DescribeDBSnapshots ${regional('rds', 'snapshot:*')}`,
    ],
  ],
  [
    'rds:DescribeDBSnapshots',
    { DBSnapshotIdentifier: 'Now' },
    [`rds:DescribeDBSnapshots ${regional('rds', 'snapshot:now')}`],
  ],
  [
    'rds:DeleteDBSnapshot',
    { DBSnapshotIdentifier: 'now' },
    [`rds:DeleteDBSnapshot ${regional('rds', 'snapshot:now')}`],
  ],
  ['rds:DescribeDBInstances', { MaxRecords: 100 }, rds('DescribeDBInstances', 'db:*')],
  [
    'rds:RestoreDBInstanceFromDBSnapshot',
    { DBInstanceIdentifier: 'Copy', DBSnapshotIdentifier: 'rds:orders-2026-11-20-03-00', ...GROUPS, Tags },
    [
      ...rds('RestoreDBInstanceFromDBSnapshot', 'db:copy', 'snapshot:rds:orders-2026-11-20-03-00', ...OF_GROUPS),
      ...rds('AddTagsToResource', 'db:copy'),
    ],
  ],
  [
    'rds:RestoreDBInstanceFromDBSnapshot',
    { DBInstanceIdentifier: 'copy', DBSnapshotIdentifier: 'now' },
    rds('RestoreDBInstanceFromDBSnapshot', 'db:copy', 'snapshot:now'),
  ],
  [
    'rds:RestoreDBInstanceToPointInTime',
    {
      SourceDBInstanceIdentifier: 'Orders',
      TargetDBInstanceIdentifier: 'copy',
      UseLatestRestorableTime: true,
      ...GROUPS,
      Tags,
    },
    [
      ...rds('RestoreDBInstanceToPointInTime', 'db:copy', 'db:orders', ...OF_GROUPS),
      ...rds('AddTagsToResource', 'db:copy'),
    ],
  ],
  [
    'rds:DescribeDBInstanceAutomatedBackups',
    { DBInstanceIdentifier: 'orders' },
    rds('DescribeDBInstanceAutomatedBackups', 'db:orders'),
  ],
  [
    'rds:ModifyDBInstance',
    { DBInstanceIdentifier: 'orders', NewDBInstanceIdentifier: 'Orders-Old', ApplyImmediately: true },
    rds('ModifyDBInstance', 'db:orders', 'db:orders-old'),
  ],
  [
    'rds:ModifyDBInstance',
    { DBInstanceIdentifier: 'copy', DBParameterGroupName: 'orders-pg15', VpcSecurityGroupIds: ['sg-1'] },
    rds('ModifyDBInstance', 'db:copy', 'pg:orders-pg15'),
  ],
];
