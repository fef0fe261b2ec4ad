import type {
  DBInstance,
  DescribeDBInstancesCommandInput,
  DescribeDBInstancesCommandOutput,
} from '@aws-sdk/client-rds';
import type { VirtualClock } from '../clock';
import { NotPlayed, refuseOthers } from '../refuse';
import { type Account, AwsError, arn, type ServiceModel } from './service';

// @claim documented: A DB instance is in one of these 34 statuses, among them `storage-full`, `stopped`, `modifying` and `failed`.
// @source https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/accessing-monitoring.html#Overview.DBInstance.Status
const STATUSES = [
  'available',
  'backing-up',
  'configuring-enhanced-monitoring',
  'configuring-iam-database-auth',
  'configuring-log-exports',
  'converting-to-vpc',
  'creating',
  'delete-precheck',
  'deleting',
  'failed',
  'inaccessible-encryption-credentials',
  'inaccessible-encryption-credentials-recoverable',
  'incompatible-create',
  'incompatible-network',
  'incompatible-option-group',
  'incompatible-parameters',
  'incompatible-restore',
  'insufficient-capacity',
  'maintenance',
  'modifying',
  'moving-to-vpc',
  'rebooting',
  'renaming',
  'resetting-master-credentials',
  'restore-error',
  'starting',
  'stopped',
  'stopping',
  'storage-config-upgrade',
  'storage-full',
  'storage-initialization',
  'storage-optimization',
  'upgrade_failed',
  'upgrading',
] as const;

export type DbInstanceStatus = (typeof STATUSES)[number];

/** A DB instance in a VPC, as it stands before the story begins. */
export interface DbInstanceSpec {
  /** Letters, digits and hyphens; kept in lower case. */
  readonly id: string;
  readonly engine: string;
  readonly engineVersion: string;
  /** `db.t3.medium`. */
  readonly instanceClass: string;
  readonly endpoint: { readonly address: string; readonly port: number };
  /** Ids: `sg-...`. */
  readonly securityGroups: readonly string[];
  readonly vpcId: string;
  readonly multiAz: boolean;
  readonly allocatedStorageGb: number;
  /** `available` if left out. */
  readonly status?: string;
  /** Milliseconds since the epoch, not after the clock's present. */
  readonly createdAt: number;
}

interface Instance extends Omit<DbInstanceSpec, 'status'> {
  status: DbInstanceStatus;
}

/** Amazon RDS: DB instances and their status. What listens at the endpoint is none of its business. */
export class Rds implements ServiceModel {
  private readonly instances = new Map<string, Instance>();
  private readonly clock: VirtualClock;
  private readonly account: Account;

  constructor(o: { clock: VirtualClock; account: Account }) {
    this.clock = o.clock;
    this.account = o.account;
  }

  readonly operations = {
    DescribeDBInstances: (
      input: DescribeDBInstancesCommandInput,
    ): Omit<DescribeDBInstancesCommandOutput, '$metadata'> => this.describe(input),
  };

  /** @throws Error when the identifier is taken, `createdAt` lies in the future, or AWS documents no such status. */
  addInstance(spec: DbInstanceSpec): void {
    const id = spec.id.toLowerCase();
    if (this.instances.has(id)) throw new Error(`There is a DB instance ${id} already.`);
    if (spec.createdAt > this.clock.now()) throw new Error(`DB instance ${id}: createdAt lies in the future.`);
    this.instances.set(id, { ...spec, id, status: documented(spec.status ?? 'available') });
  }

  /** @throws Error when there is no such instance; NotPlayed when AWS documents no such status. */
  setStatus(id: string, status: string): void {
    this.existing(id).status = documented(status);
  }

  /** @throws Error when there is no such instance. */
  status(id: string): DbInstanceStatus {
    return this.existing(id).status;
  }

  private existing(id: string): Instance {
    const instance = this.instances.get(id.toLowerCase());
    if (instance) return instance;
    throw new Error(`There is no DB instance ${id}; there are: ${[...this.instances.keys()].join(', ') || 'none'}.`);
  }

  private describe(input: DescribeDBInstancesCommandInput): { DBInstances: DBInstance[] } {
    refuseOthers('rds DescribeDBInstances', input, ['DBInstanceIdentifier']);
    const id = input.DBInstanceIdentifier;
    if (!id || id.startsWith('arn:')) {
      throw new NotPlayed(`rds DescribeDBInstances of ${id || 'every instance'}`, ['one instance by its identifier']);
    }
    // @claim documented: The identifier is not case-sensitive, and one that is not there is DBInstanceNotFoundFault with status 404.
    // @source SDK client-rds DescribeDBInstances documentation; https://docs.aws.amazon.com/AmazonRDS/latest/APIReference/API_DescribeDBInstances.html
    // @claim cross-checked: The message of DBInstanceNotFoundFault is "DBInstance <identifier> not found."
    // @source https://github.com/getmoto/moto/blob/master/moto/rds/exceptions.py
    const instance = this.instances.get(id.toLowerCase());
    if (!instance) throw new AwsError('DBInstanceNotFoundFault', `DBInstance ${id} not found.`, 404);
    return { DBInstances: [this.answer(instance)] };
  }

  private answer(instance: Instance): DBInstance {
    const { address, port } = instance.endpoint;
    return {
      DBInstanceIdentifier: instance.id,
      DBInstanceStatus: instance.status,
      // @claim documented: The endpoint of an instance that is being created might not be shown; here it never is.
      // @source SDK client-rds DescribeDBInstances documentation (DBInstance.Endpoint)
      ...(instance.status === 'creating' ? {} : { Endpoint: { Address: address, Port: port } }),
      Engine: instance.engine,
      EngineVersion: instance.engineVersion,
      DBInstanceClass: instance.instanceClass,
      MultiAZ: instance.multiAz,
      AllocatedStorage: instance.allocatedStorageGb,
      // @claim documented: The only status of a VPC security group's membership is `active`.
      // @source SDK client-rds DescribeDBInstances documentation (VpcSecurityGroupMembership.Status)
      VpcSecurityGroups: instance.securityGroups.map((id) => ({ VpcSecurityGroupId: id, Status: 'active' })),
      DBSubnetGroup: { VpcId: instance.vpcId },
      // @claim documented: The ARN of a DB instance ends in db:<identifier>.
      // @source https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/USER_Tagging.ARN.html
      DBInstanceArn: arn('rds', this.account, `db:${instance.id}`),
      InstanceCreateTime: new Date(instance.createdAt),
    };
  }
}

/** @throws NotPlayed naming the documented ones. */
function documented(status: string): DbInstanceStatus {
  const found = STATUSES.find((one) => one === status);
  if (!found) throw new NotPlayed(`rds status ${status}`, STATUSES);
  return found;
}
