import type { ModifyDBInstanceMessage } from '@aws-sdk/client-rds';
import type { VirtualClock } from '../../clock';
import type { Latencies } from '../../latency';
import { NotPlayed, refuseOthers } from '../../refuse';
import { AwsError } from '../service';
import { checkedInstanceId } from './identifier';
import type { Instance } from './instance';
import type { Instances } from './instances';
import { addressOf } from './restored';

const READY = ['available', 'storage-optimization', 'storage-full'];

/** What is changed of an instance that there is. */
export class Modifications {
  constructor(
    private readonly o: {
      readonly clock: VirtualClock;
      readonly latency: Pick<Latencies, 'rdsModification' | 'rdsRename'>;
      readonly instances: Instances;
    },
  ) {}

  /** @returns the instance as it is answered. @throws AwsError as ModifyDBInstance does. */
  modify(input: ModifyDBInstanceMessage): Instance {
    const where = 'rds ModifyDBInstance';
    refuseOthers(where, input, [
      'DBInstanceIdentifier',
      'NewDBInstanceIdentifier',
      'ApplyImmediately',
      'DeletionProtection',
      'VpcSecurityGroupIds',
      'DBParameterGroupName',
      'MultiAZ',
      'MaxAllocatedStorage',
      'PreferredMaintenanceWindow',
    ]);
    const instance = this.o.instances.found(input.DBInstanceIdentifier ?? '');
    // @claim documented: An instance in a state that does not allow it is InvalidDBInstanceState.
    // @source SDK client-rds ModifyDBInstance documentation (errors)
    // @claim assumed: Available, optimising its storage or out of storage it can be modified, and in no other state; the message is that of its other operations.
    // @source https://github.com/ministryofjustice/cloud-platform-user-guide/pull/1842 (CreateDBSnapshot)
    if (!READY.includes(instance.status) || instance.renamedTo !== undefined) {
      const message = `Database instance ${instance.id} is not in available state.`;
      throw new AwsError('InvalidDBInstanceStateFault', message);
    }
    const { NewDBInstanceIdentifier: given, ApplyImmediately: now = false } = input;
    const name = given === undefined ? undefined : checkedInstanceId('NewDBInstanceIdentifier', given);
    if ((name !== undefined || input.MultiAZ !== undefined) && !now) {
      throw new NotPlayed(`${where} of what waits for the maintenance window`, ['ApplyImmediately true']);
    }
    if (name !== undefined && this.taken(name)) {
      throw new AwsError('DBInstanceAlreadyExistsFault', 'DB instance already exists');
    }
    this.apply(instance, input);
    if (name !== undefined) this.rename(instance, name);
    return instance;
  }

  /** A name that is promised to another is taken like one that is had. */
  private taken(name: string): boolean {
    const { instances } = this.o;
    return instances.has(name) || instances.list().some(({ renamedTo }) => renamedTo === name);
  }

  private apply(instance: Instance, input: ModifyDBInstanceMessage): void {
    const { clock, latency, instances } = this.o;
    const { DBParameterGroupName: parameters, VpcSecurityGroupIds: groups, MultiAZ: multiAz } = input;
    // @claim documented: Deletion protection, the limit of its storage and the maintenance window change at once and without an outage.
    // @source https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/Overview.DBInstance.Modifying.html (settings for DB instances)
    instance.deletionProtection = input.DeletionProtection ?? instance.deletionProtection ?? false;
    if (input.MaxAllocatedStorage !== undefined) instance.maxAllocatedStorageGb = input.MaxAllocatedStorage;
    if (input.PreferredMaintenanceWindow !== undefined) instance.maintenanceWindow = input.PreferredMaintenanceWindow;
    // @claim documented: Another parameter group's name is changed at once, and what stands in it is in force after a reboot.
    // @source SDK client-rds ModifyDBInstance documentation (DBParameterGroupName)
    if (parameters !== undefined && parameters !== instance.parameterGroup) {
      instance.parameterGroup = parameters;
      instance.parametersApplied = 'pending-reboot';
    }
    // @claim documented: Security groups and Multi-AZ are applied asynchronously, as soon as possible.
    // @source SDK client-rds ModifyDBInstance documentation (VpcSecurityGroupIds, ApplyImmediately)
    // @claim assumed: Meanwhile its status is `modifying`, and it can be reached as before.
    // @source https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/accessing-monitoring.html#Overview.DBInstance.Status
    if (!groups?.length && multiAz === undefined) return;
    instance.status = 'modifying';
    clock.setTimeout(() => {
      if (groups?.length) instance.securityGroups = groups;
      if (multiAz !== undefined) instance.multiAz = multiAz;
      if (instance.status === 'modifying') instance.status = 'available';
      instances.changed(instance);
    }, latency.rdsModification.ms);
  }

  private rename(instance: Instance, name: string): void {
    const { clock, latency, instances } = this.o;
    instance.renamedTo = name;
    // @claim cross-checked: For a moment after the call it is still `available`, and until the rename is over it goes by its former identifier.
    // @source https://github.com/boto/boto3/issues/609; https://github.com/hashicorp/terraform/issues/2439
    clock.setTimeout(() => {
      // @claim documented: Its old DNS name is deleted at once, the new one is in force in about ten minutes, and until then it is not available; it is rebooted.
      // @source https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/USER_RenameInstance.html
      instance.status = 'renaming';
      instances.changed(instance);
      clock.setTimeout(() => {
        instances.rename(instance, name, addressOf(name, instance.endpoint.address));
        delete instance.renamedTo;
        // Being rebooted, it has its parameters.
        instance.parametersApplied = 'in-sync';
        if (instance.status === 'renaming') instance.status = 'available';
        instances.changed(instance);
      }, latency.rdsRename.ms);
    }, latency.rdsModification.ms);
  }
}
