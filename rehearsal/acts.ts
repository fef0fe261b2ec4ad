import type { ApiCall } from './engine/ledger';
import type { Result } from './result';

type Act = Result['acts'][number];

/** What a call changes in the system that is looked after; undefined when it changes nothing there. */
function actOf({ service, operation, input }: ApiCall): Omit<Act, 'at'> | undefined {
  const given = input as Readonly<Record<string, unknown>>;
  switch (`${service}:${operation}`) {
    case 'ecs:UpdateService': {
      const resource = String(given.service);
      if (given.desiredCount === 0) return { action: 'stop', resource };
      if (given.taskDefinition !== undefined)
        return { action: `deploy ${String(given.taskDefinition).split('/').at(-1)} to`, resource };
      if (given.forceNewDeployment === true) return { action: 'restart', resource };
      return { action: `set desired count ${given.desiredCount}`, resource };
    }
    case 'ecs:RegisterTaskDefinition':
      return { action: 'register task definition', resource: String(given.family) };
    case 'ecs:StopServiceDeployment':
      return { action: 'stop the deployment of', resource: String(given.serviceDeploymentArn).split('/').at(-2) ?? '' };
    case 'application-autoscaling:RegisterScalableTarget': {
      const resource = String(given.ResourceId).split('/').at(-1) ?? '';
      const scaling = given.SuspendedState === undefined ? '' : scalingWords(given.SuspendedState);
      return { action: `scale minimum ${given.MinCapacity}${scaling}`, resource };
    }
    case 'rds:CreateDBSnapshot':
      return { action: 'create-snapshot', resource: String(given.DBInstanceIdentifier) };
    case 'rds:RestoreDBInstanceFromDBSnapshot':
      return { action: `restore ${given.DBSnapshotIdentifier} to`, resource: String(given.DBInstanceIdentifier) };
    case 'rds:RestoreDBInstanceToPointInTime':
      return { action: 'restore a point in time to', resource: String(given.TargetDBInstanceIdentifier) };
    case 'rds:ModifyDBInstance': {
      const { NewDBInstanceIdentifier: name, DBInstanceIdentifier: id } = given;
      return { action: name === undefined ? 'modify' : `rename to ${name}`, resource: String(id) };
    }
    case 'rds:DeleteDBSnapshot':
      return { action: 'delete-snapshot', resource: String(given.DBSnapshotIdentifier) };
    case 'ssm:PutParameter':
      return { action: `set "${given.Value}"`, resource: String(given.Name) };
    default:
      return undefined;
  }
}

const scalingWords = (suspended: unknown): string =>
  Object.values(suspended as Record<string, unknown>).some((one) => one === true)
    ? ', scaling suspended'
    : ', scaling resumed';

/** A command to the system, or that it is taken back: whatever else we write is about ourselves. */
function commandOf(
  { service, operation, input }: ApiCall,
  place: CommandPlace | undefined,
): Omit<Act, 'at'> | undefined {
  const { Bucket, Key, Body } = input as Readonly<Record<string, unknown>>;
  if (`${service}:${operation}` !== 's3:PutObject' || Bucket !== place?.bucket || Key !== place?.key) return undefined;
  const { asOf, expiresAt } = JSON.parse(`${Buffer.from(Body as Uint8Array)}`) as Record<string, string>;
  return { action: expiresAt === asOf ? 'take back' : 'give', resource: String(Key) };
}

type CommandPlace = { readonly bucket: string; readonly key: string };

/**
 * Every change our functions made to the system that is looked after, in order.
 * @param ownParameters names of parameters that are no part of it: the modes of the runbooks themselves.
 * @param command where the system is told what to do.
 */
export const actsOf = (
  calls: readonly ApiCall[],
  ownParameters: ReadonlySet<string>,
  command?: CommandPlace | undefined,
): Act[] =>
  calls.flatMap((call) => {
    const act = call.effect ? (actOf(call) ?? commandOf(call, command)) : undefined;
    if (act && ownParameters.has(act.resource)) return [];
    return act ? [{ ...act, at: new Date(call.at).toISOString() }] : [];
  });
