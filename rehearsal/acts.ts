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
      if (given.forceNewDeployment === true) return { action: 'restart', resource };
      return { action: `set desired count ${given.desiredCount}`, resource };
    }
    case 'application-autoscaling:RegisterScalableTarget': {
      const resource = String(given.ResourceId).split('/').at(-1) ?? '';
      const scaling = given.SuspendedState === undefined ? '' : scalingWords(given.SuspendedState);
      return { action: `scale minimum ${given.MinCapacity}${scaling}`, resource };
    }
    case 'rds:CreateDBSnapshot':
      return { action: 'create-snapshot', resource: String(given.DBInstanceIdentifier) };
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

/**
 * Every change our functions made to the system that is looked after, in order.
 * @param ownParameters names of parameters that are no part of it: the modes of the runbooks themselves.
 */
export const actsOf = (calls: readonly ApiCall[], ownParameters: ReadonlySet<string>): Act[] =>
  calls.flatMap((call) => {
    const act = call.effect ? actOf(call) : undefined;
    if (act && ownParameters.has(act.resource)) return [];
    return act ? [{ ...act, at: new Date(call.at).toISOString() }] : [];
  });
