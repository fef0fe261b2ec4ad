import type { Service } from '@aws-sdk/client-ecs';
import type { Decision, Seen as RestartSeen } from '../restart-service/decide';
import { decideRestart } from '../restart-service/decide';
import { ALL_SUSPENDED, type Bounds, registerCommand } from '../shared/capacity';
import { primary, type ServiceName } from '../shared/ecs';
import type { Ask } from '../shared/guard/decide';
import type { Undo } from '../shared/guard/undo';
import type { Look, StepResult } from '../shared/step';

export interface Seen extends RestartSeen {
  /** Undefined: the service has no scalable target. */
  readonly bounds: Look<Bounds | undefined>;
  /** What must be put back on the service. */
  readonly undo: Look<Undo | undefined>;
}

const ACT = 'restart-stop-first';

/**
 * Whether the service is stopped for a restart. What must be put back is asked first, because a service that we have
 * stopped looks like one that people have stopped:
 *
 * - Down between two generations already, by whichever incident: it is not stopped again, and starting it comes next.
 * - Scaled up and not yet put back: only one set of values before is kept, so a person decides.
 * - Not stopped yet, whether or not an earlier try wrote that it would be: as with any restart.
 */
export function decideStopFirst(seen: Seen): Decision {
  const { undo, bounds } = seen;
  if ('unseen' in undo) return no(unknown(`Could not read what has been changed: ${undo.unseen}.`, 'undo unknown'));
  if (undo.seen?.kind === 'scaled-up') return no(scaledUp(undo.seen));
  const service = 'seen' in seen.service ? seen.service.seen : undefined;
  if (undo.seen && service && begun(service, undo.seen)) {
    const finding = `Stopped before, for incident ${undo.seen.incident}: the service is between two generations.`;
    return no({ outcome: 'continue', finding });
  }
  if ('unseen' in bounds) {
    return no(unknown(`Could not check the capacity: ${bounds.unseen}.`, 'the capacity cannot be read'));
  }
  const decision = decideRestart(seen);
  const refused = decision.restart ? undefined : decision.result.refused;
  return decision.restart || !refused
    ? decision
    : { ...decision, result: { ...decision.result, refused: { ...refused, act: ACT } } };
}

const begun = (service: Service, { generation }: Undo): boolean =>
  service.desiredCount === 0 || primary(service)?.id !== generation;

/** The same wish in the words of the guard. */
export const askToStop = (
  name: ServiceName & { readonly kind: 'trading' | 'other'; readonly if: RestartSeen['reason'] },
  bounds: Bounds | undefined,
): Ask => ({
  act: ACT,
  kind: name.kind,
  resource: name.service,
  command: [
    ...(bounds ? [registerCommand(name, { min: 0, suspended: ALL_SUSPENDED })] : []),
    `aws ecs update-service --cluster ${name.cluster} --service ${name.service} --desired-count 0`,
  ].join(' && '),
  because: name.if === 'asked' ? 'person' : 'fault',
  effect: 'The service is down until every old task has stopped and new ones have started.',
  undo: 'A restart cannot be undone.',
  ...(name.if === 'affected' ? { evenDisabled: true as const } : {}),
});

const no = (result: StepResult): Decision => ({ restart: false, result });

const unknown = (finding: string, because: string): StepResult => ({
  outcome: 'escalate',
  finding,
  verdict: 'unknown',
  refused: { act: ACT, because },
  advice: 'See by hand how the service is scaled before it is stopped.',
});

const scaledUp = ({ incident, raisedTo, before }: Undo): StepResult => ({
  outcome: 'escalate',
  finding: `Not restarted: incident ${incident} has raised the minimum to ${raisedTo ?? 'more'}, which is not put back yet.`,
  verdict: 'not-fixed',
  refused: { act: ACT, because: 'scaling up is not undone yet' },
  advice: `Undo the scaling first${'min' in before ? ` (the minimum was ${before.min})` : ''}, then restart.`,
});
