import type { ApplicationAutoScalingClient } from '@aws-sdk/client-application-auto-scaling';
import { type CloudWatchClient, DescribeAlarmsCommand } from '@aws-sdk/client-cloudwatch';
import type { ECSClient } from '@aws-sdk/client-ecs';
import { DescribeDBInstancesCommand, type RDSClient } from '@aws-sdk/client-rds';
import { GetParametersCommand, type SSMClient } from '@aws-sdk/client-ssm';
import { look } from '../step';
import { lookAtService } from './look-at-service';
import type { DatabaseState, SystemInput, SystemState } from './state';

export interface SystemClients {
  readonly ecs: ECSClient;
  readonly scaling: ApplicationAutoScalingClient;
  readonly rds: RDSClient;
  readonly ssm: SSMClient;
  readonly cloudWatch: CloudWatchClient;
}

/** How the system is set up now, all parts side by side. A part that cannot be read says so, and hides none of the others. */
export async function lookAtSystem(clients: SystemClients, input: SystemInput, now: number): Promise<SystemState> {
  const { environment, region, cluster, instance } = input;
  const [services, database, parameters, alarms] = await Promise.all([
    Promise.all(
      input.services.map(
        async (service) => [service, await look(() => lookAtService(clients, { cluster, service }))] as const,
      ),
    ),
    look(() => lookAtDatabase(clients.rds, instance)),
    look(() => lookAtParameters(clients.ssm, input.parameters)),
    look(() => lookAtAlarms(clients.cloudWatch, input.alarmPrefixes)),
  ]);
  return {
    at: new Date(now).toISOString(),
    environment,
    region,
    cluster,
    instance,
    services: Object.fromEntries(services),
    database,
    parameters,
    alarms,
  };
}

async function lookAtDatabase(rds: RDSClient, instance: string): Promise<DatabaseState> {
  const { DBInstances = [] } = await rds.send(new DescribeDBInstancesCommand({ DBInstanceIdentifier: instance }));
  const [found] = DBInstances;
  if (!found) throw new Error(`there is no database ${instance}`);
  return {
    status: found.DBInstanceStatus ?? '?',
    instanceClass: found.DBInstanceClass ?? '?',
    engine: found.Engine ?? '?',
    engineVersion: found.EngineVersion ?? '?',
    storageGb: found.AllocatedStorage ?? null,
    storageType: found.StorageType ?? null,
    multiAz: found.MultiAZ ?? false,
    deletionProtection: found.DeletionProtection ?? false,
    subnetGroup: found.DBSubnetGroup?.DBSubnetGroupName ?? null,
    securityGroups: (found.VpcSecurityGroups ?? []).flatMap(({ VpcSecurityGroupId: id }) => id ?? []).sort(),
    parameterGroups: Object.fromEntries(
      (found.DBParameterGroups ?? []).map(({ DBParameterGroupName: name, ParameterApplyStatus: status }) => [
        name ?? '?',
        status ?? '?',
      ]),
    ),
    pending: Object.entries(found.PendingModifiedValues ?? {})
      .filter(([, value]) => value !== undefined && value !== null)
      .map(([name]) => name)
      .sort(),
  };
}

/** https://docs.aws.amazon.com/systems-manager/latest/APIReference/API_GetParameters.html */
const MOST_NAMES = 10;

type Parameters = Extract<SystemState['parameters'], { readonly seen: unknown }>['seen'];

/** Never decrypted; and of what is kept encrypted, not even the encrypted text is shown. */
async function lookAtParameters(ssm: SSMClient, asked: SystemInput['parameters']): Promise<Parameters> {
  const found: Parameters = Object.fromEntries(asked.map(({ name }) => [name, null]));
  for (let from = 0; from < asked.length; from += MOST_NAMES) {
    const Names = asked.slice(from, from + MOST_NAMES).map(({ name }) => name);
    const { Parameters: page = [] } = await ssm.send(new GetParametersCommand({ Names }));
    for (const { Name = '', Version = 0, Value = null, Type } of page) {
      const shown = asked.some(({ name, shown }) => name === Name && shown) && Type !== 'SecureString';
      found[Name] = { version: Version, value: shown ? Value : null };
    }
  }
  return found;
}

/** More pages than anybody has alarms for. */
const MOST_PAGES = 50;

type Alarms = Extract<SystemState['alarms'], { readonly seen: unknown }>['seen'];

async function lookAtAlarms(cloudWatch: CloudWatchClient, prefixes: readonly string[]): Promise<Alarms> {
  const found: Alarms = {};
  for (const AlarmNamePrefix of prefixes) {
    let NextToken: string | undefined;
    for (let page = 0; page === 0 || NextToken !== undefined; page++) {
      if (page === MOST_PAGES)
        throw new Error(`the alarms of ${AlarmNamePrefix} have no end after ${MOST_PAGES} pages`);
      const answer = await cloudWatch.send(
        new DescribeAlarmsCommand({
          AlarmNamePrefix,
          AlarmTypes: ['MetricAlarm', 'CompositeAlarm'],
          MaxRecords: 100,
          ...(NextToken === undefined ? {} : { NextToken }),
        }),
      );
      for (const alarm of [...(answer.MetricAlarms ?? []), ...(answer.CompositeAlarms ?? [])]) {
        const { AlarmName = '?', StateValue = '?', ActionsEnabled = true } = alarm;
        found[AlarmName] = { state: StateValue, actionsEnabled: ActionsEnabled };
      }
      NextToken = answer.NextToken;
    }
  }
  return found;
}
