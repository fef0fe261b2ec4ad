import { registerCommand } from '../shared/capacity';
import type { DatabaseState, ServiceState, SystemState } from '../shared/maintenance/state';

/** A word of a shell command; what a shell would read as anything else is quoted. */
export const quoted = (word: string): string =>
  /^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`;

/** Commands that bring one service back to what was documented. */
export function serviceCommands(cluster: string, service: string, state: ServiceState): string[] {
  const { taskDefinition, desired, scaling } = state;
  return [
    // Bounds first: every registration brings the desired count into them.
    ...(scaling ? [registerCommand({ cluster, service }, scaling)] : []),
    `aws ecs update-service --cluster ${cluster} --service ${service} --task-definition ${taskDefinition} --desired-count ${desired}`,
    `aws ecs wait services-stable --cluster ${cluster} --services ${service}`,
  ];
}

/** Policies whose configuration would have to be put back. */
export function policyCommands(cluster: string, service: string, { policies }: ServiceState): string[] {
  const resource = `--service-namespace ecs --scalable-dimension ecs:service:DesiredCount --resource-id service/${cluster}/${service}`;
  return Object.entries(policies).map(([name, { type, configuration }]) => {
    const option =
      type === 'StepScaling' ? '--step-scaling-policy-configuration' : '--target-tracking-scaling-policy-configuration';
    return `aws application-autoscaling put-scaling-policy ${resource} --policy-name ${quoted(name)} --policy-type ${type} ${option} ${quoted(configuration)}`;
  });
}

/**
 * A restore makes a new instance beside the old one: with the default security group and parameter group, in a single
 * zone and unprotected, unless it is told otherwise. And nothing connects to it until somebody changes the endpoint.
 */
// https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/USER_RestoreFromSnapshot.html
export function restoreCommands(instance: string, snapshot: string, state: DatabaseState): string[] {
  const restored = `${instance}-restored`;
  const [parameterGroup] = Object.keys(state.parameterGroups);
  return [
    [
      'aws rds restore-db-instance-from-db-snapshot',
      `--db-instance-identifier ${restored} --db-snapshot-identifier ${snapshot}`,
      `--db-instance-class ${state.instanceClass}`,
      ...(state.subnetGroup ? [`--db-subnet-group-name ${quoted(state.subnetGroup)}`] : []),
      ...(state.securityGroups.length > 0 ? [`--vpc-security-group-ids ${state.securityGroups.join(' ')}`] : []),
      ...(parameterGroup ? [`--db-parameter-group-name ${quoted(parameterGroup)}`] : []),
      ...(state.storageType ? [`--storage-type ${state.storageType}`] : []),
      state.multiAz ? '--multi-az' : '--no-multi-az',
      '--no-publicly-accessible',
      state.deletionProtection ? '--deletion-protection' : '--no-deletion-protection',
      '--copy-tags-to-snapshot',
    ].join(' '),
    `aws rds wait db-instance-available --db-instance-identifier ${restored}`,
  ];
}

/** A parameter of the settings; whichever value enables trading is never among them. */
export interface SettingCommand {
  readonly name: string;
  readonly version: number;
  readonly command: string | undefined;
}

export function settingCommands(parameters: SystemState['parameters'], tradingEnabled: string): SettingCommand[] {
  if ('unseen' in parameters) return [];
  return Object.entries(parameters.seen).flatMap(([name, kept]) => {
    if (!kept || name === tradingEnabled) return [];
    const command =
      kept.value === null
        ? undefined
        : `aws ssm put-parameter --name ${quoted(name)} --value ${quoted(kept.value)} --type String --overwrite`;
    return [{ name, version: kept.version, command }];
  });
}
