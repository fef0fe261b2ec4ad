import type {
  DBInstance,
  ModifyDBInstanceCommandInput,
  RestoreDBInstanceFromDBSnapshotCommandInput,
} from '@aws-sdk/client-rds';
import * as v from 'valibot';

const known = v.optional(v.string());

/** How an instance is set up, as far as a copy of it has to be the same. Names and numbers, never what is in it. */
export const Setup = v.object({
  instanceClass: known,
  subnetGroup: known,
  securityGroups: v.array(v.string()),
  parameterGroup: known,
  optionGroup: known,
  multiAz: v.boolean(),
  storageGb: v.optional(v.number()),
  storageType: known,
  iops: v.optional(v.number()),
  throughput: v.optional(v.number()),
  mostStorageGb: v.optional(v.number()),
  port: v.optional(v.number()),
  logExports: v.array(v.string()),
  iamAuthentication: v.boolean(),
  publiclyAccessible: v.boolean(),
  minorUpgrades: v.boolean(),
  copyTags: v.boolean(),
  deletionProtection: v.boolean(),
  backupDays: v.optional(v.number()),
  backupWindow: known,
  maintenanceWindow: known,
  certificateAuthority: known,
});
export type Setup = v.InferOutput<typeof Setup>;

/** What RDS answers of an instance, without what it did not answer. */
export function setupOf(one: DBInstance): Setup {
  const setup: Record<keyof Setup, unknown> = {
    instanceClass: one.DBInstanceClass,
    subnetGroup: one.DBSubnetGroup?.DBSubnetGroupName,
    securityGroups: (one.VpcSecurityGroups ?? []).flatMap(({ VpcSecurityGroupId: id }) => id ?? []).sort(),
    parameterGroup: one.DBParameterGroups?.[0]?.DBParameterGroupName,
    optionGroup: one.OptionGroupMemberships?.[0]?.OptionGroupName,
    multiAz: one.MultiAZ ?? false,
    storageGb: one.AllocatedStorage,
    storageType: one.StorageType,
    iops: one.Iops,
    throughput: one.StorageThroughput,
    mostStorageGb: one.MaxAllocatedStorage,
    port: one.Endpoint?.Port,
    logExports: [...(one.EnabledCloudwatchLogsExports ?? [])].sort(),
    iamAuthentication: one.IAMDatabaseAuthenticationEnabled ?? false,
    publiclyAccessible: one.PubliclyAccessible ?? false,
    minorUpgrades: one.AutoMinorVersionUpgrade ?? false,
    copyTags: one.CopyTagsToSnapshot ?? false,
    deletionProtection: one.DeletionProtection ?? false,
    backupDays: one.BackupRetentionPeriod,
    backupWindow: one.PreferredBackupWindow,
    maintenanceWindow: one.PreferredMaintenanceWindow,
    certificateAuthority: one.CACertificateIdentifier,
  };
  const given = Object.fromEntries(Object.entries(setup).filter(([, value]) => value !== undefined));
  return v.parse(Setup, given);
}

/** From how many GiB on gp3 of PostgreSQL takes I/O operations and throughput to order: below, not even its own. */
const GP3_TO_ORDER_GB = 400;

type Members = Omit<RestoreDBInstanceFromDBSnapshotCommandInput, 'DBInstanceIdentifier' | 'DBSnapshotIdentifier'>;

/**
 * What both kinds of restore have to be told for the new instance to be set up as the old one: left out, it would have the
 * default security group and parameter group, one zone, and nothing that keeps it from being deleted.
 * https://docs.aws.amazon.com/AmazonRDS/latest/APIReference/API_RestoreDBInstanceFromDBSnapshot.html
 */
export function membersOf(setup: Setup): Members {
  const { storageType, storageGb = 0, iops, throughput } = setup;
  const orders = storageType !== 'gp3' || storageGb >= GP3_TO_ORDER_GB;
  const members: Members = {
    DBInstanceClass: setup.instanceClass,
    DBSubnetGroupName: setup.subnetGroup,
    VpcSecurityGroupIds: setup.securityGroups,
    DBParameterGroupName: setup.parameterGroup,
    OptionGroupName: setup.optionGroup,
    MultiAZ: setup.multiAz,
    StorageType: storageType,
    Iops: orders ? iops : undefined,
    StorageThroughput: orders ? throughput : undefined,
    Port: setup.port,
    EnableCloudwatchLogsExports: setup.logExports.length > 0 ? setup.logExports : undefined,
    EnableIAMDatabaseAuthentication: setup.iamAuthentication,
    PubliclyAccessible: setup.publiclyAccessible,
    AutoMinorVersionUpgrade: setup.minorUpgrades,
    CopyTagsToSnapshot: setup.copyTags,
    DeletionProtection: setup.deletionProtection,
    BackupRetentionPeriod: setup.backupDays,
    PreferredBackupWindow: setup.backupWindow,
    CACertificateIdentifier: setup.certificateAuthority,
  };
  return Object.fromEntries(Object.entries(members).filter(([, value]) => value !== undefined));
}

/** What was to be copied and is not so. */
export interface Difference {
  readonly what: string;
  readonly wanted: string;
  readonly has: string;
}

/** In the words of the report, in its order. What nobody asks for (storage grows by itself) is left out. */
const WORDS: readonly (readonly [key: keyof Setup, what: string])[] = [
  ['subnetGroup', 'subnet group'],
  ['securityGroups', 'security groups'],
  ['parameterGroup', 'parameter group'],
  ['optionGroup', 'option group'],
  ['multiAz', 'Multi-AZ'],
  ['instanceClass', 'class'],
  ['storageType', 'storage type'],
  ['iops', 'I/O operations a second'],
  ['throughput', 'storage throughput'],
  ['mostStorageGb', 'most storage (GiB)'],
  ['port', 'port'],
  ['logExports', 'log exports'],
  ['iamAuthentication', 'IAM authentication'],
  ['publiclyAccessible', 'publicly accessible'],
  ['minorUpgrades', 'minor upgrades by themselves'],
  ['copyTags', 'tags copied to snapshots'],
  ['deletionProtection', 'deletion protection'],
  ['backupDays', 'days for which backups are kept'],
  ['backupWindow', 'backup window'],
  ['maintenanceWindow', 'maintenance window'],
  ['certificateAuthority', 'certificate authority'],
];

const said = (value: Setup[keyof Setup]): string =>
  value === undefined ? 'none' : Array.isArray(value) ? value.join(', ') || 'none' : String(value);

/** Every setting, in words. */
export const told = (setup: Setup): (readonly [what: string, value: string])[] =>
  WORDS.map(([key, what]) => [what, said(setup[key])] as const);

export const differences = (wanted: Setup, has: Setup): Difference[] =>
  WORDS.flatMap(([key, what]) =>
    said(wanted[key]) === said(has[key]) ? [] : [{ what, wanted: said(wanted[key]), has: said(has[key]) }],
  );

/**
 * What ModifyDBInstance can put right without an outage of anything that is used; nothing where there is nothing it can.
 * Neither kind of restore can be told a maintenance window, and only one of them how far storage may grow: those two are
 * always left to it.
 */
export function repairOf(wanted: Setup, has: Setup): Omit<ModifyDBInstanceCommandInput, 'DBInstanceIdentifier'> {
  const other = (key: keyof Setup) => said(wanted[key]) !== said(has[key]) && wanted[key] !== undefined;
  return {
    ...(other('securityGroups') ? { VpcSecurityGroupIds: wanted.securityGroups } : {}),
    ...(other('parameterGroup') ? { DBParameterGroupName: wanted.parameterGroup } : {}),
    ...(other('multiAz') ? { MultiAZ: wanted.multiAz } : {}),
    ...(other('deletionProtection') ? { DeletionProtection: wanted.deletionProtection } : {}),
    ...(other('maintenanceWindow') ? { PreferredMaintenanceWindow: wanted.maintenanceWindow } : {}),
    ...(other('mostStorageGb') ? { MaxAllocatedStorage: wanted.mostStorageGb } : {}),
  };
}
