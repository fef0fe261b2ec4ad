import {
  type DBInstance,
  DBInstanceNotFoundFault,
  DescribeDBInstancesCommand,
  type RDSClient,
} from '@aws-sdk/client-rds';
import type { Look, StepResult } from './step';

/** What the runbook wants to know of a database instance. */
export interface Database {
  readonly instance: string;
  /** As AWS words it; `available`, most of the time. */
  readonly status: string;
  /** Absent while the instance is being created. */
  readonly endpoint?: { readonly host: string; readonly port: number };
  /** Ids of its VPC security groups. */
  readonly securityGroups: readonly string[];
  /** Names of the settings that wait to be applied; never their values. */
  readonly pending: readonly string[];
}

/** @returns undefined when the instance does not exist. @throws when the call fails. */
export async function describeDatabase(rds: RDSClient, instance: string): Promise<Database | undefined> {
  try {
    const { DBInstances = [] } = await rds.send(new DescribeDBInstancesCommand({ DBInstanceIdentifier: instance }));
    return DBInstances[0] && fromAws(instance, DBInstances[0]);
  } catch (error) {
    if (error instanceof DBInstanceNotFoundFault) return undefined;
    throw error;
  }
}

function fromAws(instance: string, { DBInstanceStatus, Endpoint, ...rest }: DBInstance): Database {
  const { Address: host, Port: port } = Endpoint ?? {};
  return {
    instance,
    status: DBInstanceStatus ?? '(none)',
    ...(host === undefined || port === undefined ? {} : { endpoint: { host, port } }),
    securityGroups: (rest.VpcSecurityGroups ?? []).flatMap(({ VpcSecurityGroupId: id }) => id ?? []),
    pending: Object.entries(rest.PendingModifiedValues ?? {})
      .filter(([, value]) => value !== undefined && value !== null)
      .map(([name]) => name),
  };
}

/** `usable`: it answers. `changing`: it will, by itself. `broken`: it will not until a person does something. */
export type DatabaseState = 'usable' | 'changing' | 'broken';

/**
 * Every status of a DB instance that is documented, and what it means to somebody who wants to connect.
 * https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/accessing-monitoring.html#Overview.DBInstance.Status
 */
export const DATABASE_STATUS: Readonly<Record<string, DatabaseState>> = {
  available: 'usable',
  'backing-up': 'usable',
  'configuring-enhanced-monitoring': 'usable',
  'storage-initialization': 'usable',
  'storage-optimization': 'usable',

  'configuring-iam-database-auth': 'changing',
  'configuring-log-exports': 'changing',
  'converting-to-vpc': 'changing',
  creating: 'changing',
  maintenance: 'changing',
  modifying: 'changing',
  'moving-to-vpc': 'changing',
  rebooting: 'changing',
  renaming: 'changing',
  'resetting-master-credentials': 'changing',
  starting: 'changing',
  'storage-config-upgrade': 'changing',
  upgrading: 'changing',

  'delete-precheck': 'broken',
  deleting: 'broken',
  failed: 'broken',
  'inaccessible-encryption-credentials': 'broken',
  'inaccessible-encryption-credentials-recoverable': 'broken',
  'incompatible-create': 'broken',
  'incompatible-network': 'broken',
  'incompatible-option-group': 'broken',
  'incompatible-parameters': 'broken',
  'incompatible-restore': 'broken',
  'insufficient-capacity': 'broken',
  'restore-error': 'broken',
  stopped: 'broken',
  stopping: 'broken',
  'storage-full': 'broken',
};

/** What a person does about a broken database, by how its status begins; the first that fits. */
const ADVICE: readonly [RegExp, (instance: string) => string][] = [
  [
    /^stop/,
    (instance) =>
      `Find out who stopped the database, and why; no runbook starts it. To start it: aws rds start-db-instance --db-instance-identifier ${instance}`,
  ],
  [
    /^storage-full$/,
    (instance) =>
      `Give it more storage and find out what filled it; a restart frees nothing: aws rds modify-db-instance --db-instance-identifier ${instance} --allocated-storage <GiB> --apply-immediately`,
  ],
  [
    /^inaccessible-encryption-credentials-recoverable$/,
    (instance) =>
      `Enable its KMS key again and start it within seven days, after which only a restore helps: aws rds start-db-instance --db-instance-identifier ${instance}`,
  ],
  [/^inaccessible-/, () => 'Its KMS key is out of reach: restore it from a backup.'],
  [/^incompatible-network$/, () => 'Look at its VPC, its subnet group and the free addresses of its subnets.'],
  [
    /^incompatible-(parameters|option-group)$/,
    () => 'Undo the last change of its parameter group or option group, then reboot it.',
  ],
  [/^delet/, () => 'Find out who deletes it, and whether a final snapshot is taken.'],
  [/^insufficient-capacity$/, () => 'AWS has no room for its class in its zone: try another class.'],
  [
    /./,
    (instance) =>
      `It does not come back by itself: read its events (aws rds describe-events --source-type db-instance --source-identifier ${instance}) and decide on a restore.`,
  ],
];

/**
 * Can the database be used? Usable goes on. Changing is waited for, as the written procedure says, and no longer than the
 * step may; then it is for people. Broken is for people at once: nothing here starts, modifies or restores a database, and
 * a stopped one was stopped by somebody. A status nobody here knows is unknown, and for people. A call that fails says
 * nothing about the database: the runbook goes on to the test of its connection, which says more.
 * @param before a status it had earlier in this step, if another than now.
 */
export function decideDatabase(instance: string, database: Look<Database | undefined>, before?: string): StepResult {
  if ('unseen' in database) {
    return {
      outcome: 'continue',
      finding: `Could not check the database ${instance}: ${database.unseen}.`,
      verdict: 'unknown',
    };
  }
  if (!database.seen) {
    return {
      outcome: 'escalate',
      finding: `There is no database ${instance}.`,
      verdict: 'unknown',
      advice: 'Find out whether it was deleted or renamed, or is misnamed in the environment.',
    };
  }
  const { status, pending } = database.seen;
  const is = `Database ${instance} is "${status}"`;
  const evidence = { database: database.seen };
  switch (stateOf(status)) {
    case 'usable': {
      const was = before && before !== status ? `, was "${before}"` : '';
      return { outcome: 'continue', finding: `${is}${was}: it can be used.`, evidence };
    }
    case 'changing': {
      const what = pending.length > 0 ? ` (pending: ${pending.join(', ')})` : '';
      return {
        outcome: 'wait',
        finding: `${is}${what}; waiting for it to complete, no longer than this step may.`,
        verdict: 'not-fixed',
        advice: `Find out who or what is changing the database and how long it takes (aws rds describe-events --source-type db-instance --source-identifier ${instance}); nothing here hurries it.`,
        evidence,
      };
    }
    case 'broken': {
      const advice = ADVICE.find(([begins]) => begins.test(status))?.[1](instance) ?? '';
      return {
        outcome: 'escalate',
        finding: `${is} and cannot be used.`,
        verdict: 'not-fixed',
        advice,
        evidence,
      };
    }
    case undefined:
      return {
        outcome: 'escalate',
        finding: `${is}, a status this runbook does not know.`,
        verdict: 'unknown',
        advice: `Look the status up in the RDS documentation and at the events of ${instance}.`,
        evidence,
      };
  }
}

/** @returns undefined for a status that is not documented. */
export const stateOf = (status: string): DatabaseState | undefined =>
  Object.hasOwn(DATABASE_STATUS, status) ? DATABASE_STATUS[status] : undefined;
