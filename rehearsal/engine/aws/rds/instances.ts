import type { DescribeDBInstancesMessage } from '@aws-sdk/client-rds';
import type { VirtualClock } from '../../clock';
import { NotPlayed, refuseOthers } from '../../refuse';
import { type Account, AwsError } from '../service';
import { describeInstance, type Instance } from './instance';
import { pageOf } from './page';
import type { DbInstanceStatus } from './status';

/** An instance as stories, assertions and whoever serves its data see it. */
export interface InstanceView {
  readonly id: string;
  readonly resourceId: string;
  readonly status: DbInstanceStatus;
  readonly endpoint: { readonly address: string; readonly port: number };
  readonly securityGroups: readonly string[];
  readonly vpcId: string;
  readonly multiAz: boolean;
  readonly deletionProtection: boolean;
  readonly parameterGroup: string | undefined;
  readonly tags: Readonly<Record<string, string>>;
  /** Whose data it was made of, and of which instant (milliseconds since the epoch); absent where it was not restored. */
  readonly restoredFrom?: { readonly resourceId: string; readonly at: number };
}

/** Told what becomes of instances. */
export interface InstanceListener {
  /** A new one is being made, of the data another had at an instant. */
  restoring?(instance: InstanceView): void;
  /** It can be reached otherwise than before: its status, its name or its security groups are others. */
  changed?(instance: InstanceView): void;
}

const viewOf = (one: Instance): InstanceView => ({
  id: one.id,
  resourceId: one.resourceId,
  status: one.status,
  endpoint: { ...one.endpoint },
  securityGroups: [...one.securityGroups],
  vpcId: one.vpcId,
  multiAz: one.multiAz,
  deletionProtection: one.deletionProtection ?? false,
  parameterGroup: one.parameterGroup,
  tags: Object.fromEntries(one.tags.map(({ Key = '', Value = '' }) => [Key, Value])),
  ...(one.restoredFrom && { restoredFrom: one.restoredFrom }),
});

/** The DB instances of the account, by their identifiers. */
export class Instances {
  private readonly all = new Map<string, Instance>();
  private readonly listeners: InstanceListener[] = [];

  constructor(private readonly o: { readonly clock: VirtualClock; readonly account: Account }) {}

  listen(listener: InstanceListener): void {
    this.listeners.push(listener);
  }

  has(id: string): boolean {
    return this.all.has(id.toLowerCase());
  }

  add(instance: Instance): void {
    this.all.set(instance.id, instance);
    if (instance.restoredFrom) for (const one of this.listeners) one.restoring?.(viewOf(instance));
  }

  /** Gives it another name, and whatever else an instance of that name has. */
  rename(instance: Instance, id: string, address: string): void {
    this.all.delete(instance.id);
    instance.id = id;
    instance.endpoint = { ...instance.endpoint, address };
    this.all.set(id, instance);
  }

  changed(instance: Instance): void {
    for (const one of this.listeners) one.changed?.(viewOf(instance));
  }

  /** By identifier. */
  list(): Instance[] {
    return [...this.all.values()].sort((a, b) => (a.id < b.id ? -1 : 1));
  }

  views(): InstanceView[] {
    return this.list().map(viewOf);
  }

  /** @throws Error when there is no such instance. */
  existing(id: string): Instance {
    const instance = this.all.get(id.toLowerCase());
    if (instance) return instance;
    throw new Error(`There is no DB instance ${id}; there are: ${[...this.all.keys()].join(', ') || 'none'}.`);
  }

  /** @throws AwsError DBInstanceNotFoundFault */
  found(id: string): Instance {
    // @claim documented: The identifier is not case-sensitive, and one that is not there is DBInstanceNotFoundFault with status 404.
    // @source SDK client-rds DescribeDBInstances documentation; https://docs.aws.amazon.com/AmazonRDS/latest/APIReference/API_DescribeDBInstances.html
    // @claim cross-checked: The message of DBInstanceNotFoundFault is "DBInstance <identifier> not found."
    // @source https://github.com/getmoto/moto/blob/master/moto/rds/exceptions.py
    const instance = this.all.get(id.toLowerCase());
    if (!instance) throw new AwsError('DBInstanceNotFoundFault', `DBInstance ${id} not found.`, 404);
    return instance;
  }

  /** What DescribeDBInstances answers. */
  describe(input: DescribeDBInstancesMessage) {
    refuseOthers('rds DescribeDBInstances', input, ['DBInstanceIdentifier', 'MaxRecords', 'Marker']);
    const { DBInstanceIdentifier: id } = input;
    if (id?.startsWith('arn:')) {
      throw new NotPlayed(`rds DescribeDBInstances of ${id}`, ['one instance by its identifier', 'every instance']);
    }
    // @claim documented: Without an identifier every instance is answered, a page at a time.
    // @source SDK client-rds DescribeDBInstances documentation (DBInstanceIdentifier, Marker)
    const { page, next } = pageOf(id ? [this.found(id)] : this.list(), input);
    const { account, clock } = this.o;
    return {
      DBInstances: page.map((one) => describeInstance(one, account, clock.now())),
      ...(next === undefined ? {} : { Marker: next }),
    };
  }
}
