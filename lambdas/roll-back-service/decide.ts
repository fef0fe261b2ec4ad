import type { Service } from '@aws-sdk/client-ecs';
import { disabledToo, notPutBack, wordsOf } from '../deploy-image/decide';
import type { WantedDefinition } from '../deploy-image/wanted';
import { underWay } from '../shared/ecs';
import type { Ask } from '../shared/guard/decide';
import type { Kept } from '../shared/guard/table';
import { commandFor, imageOf, undoFor } from '../shared/release/commands';
import { type PastDeployment, rollbackTarget, underWayStatus } from '../shared/release/history';
import type { Release } from '../shared/release/notes';
import { declined } from '../shared/release/present';
import type { Subject } from '../shared/release/subject';
import type { Look, StepResult } from '../shared/step';

/** How it is gone back. */
export type Way =
  /** ECS stops the deployment that is under way, and goes back itself. */
  | { readonly by: 'stop'; readonly deployment: string }
  /** The service is brought to what ran before. */
  | { readonly by: 'update' }
  | { readonly by: 'none'; readonly result: StepResult };

/**
 * How to go back. A deployment that is under way is stopped, where ECS then goes back to just what was chosen: that is the
 * quickest, and leaves no second roll-out. Where it would go back to something else, the deployment is left to end. Where
 * generations may not overlap nothing is rolled at all: the tasks are stopped, of whichever deployment they are.
 */
export function wayBack(
  subject: Subject,
  release: Release,
  service: Service,
  history: readonly PastDeployment[],
  kept: Look<Kept>,
  incidentId: string,
): Way {
  const held = notPutBack(subject, 'rollback', kept, incidentId);
  if (held) return { by: 'none', result: held };
  const rollout = underWay(service);
  if (!rollout || !subject.overlap) return { by: 'update' };
  const [newest] = history;
  const target = rollbackTarget(history);
  if (newest && underWayStatus(newest.status) && target && target.revision.arn === release.revision) {
    return { by: 'stop', deployment: newest.arn };
  }
  const would = target
    ? `${target.revision.taskDefinition}, and ${release.base} was chosen`
    : 'nothing that ECS tells of';
  return {
    by: 'none',
    result: declined(
      'rollback',
      `Deployment ${rollout.id} is under way (${newest?.status ?? 'unknown'}), and stopping it would go back to ${would}.`,
      'a deployment to something else is under way',
      'Wait until it is over, and start the runbook again; or start it without --to-revision.',
    ),
  };
}

/** Going back, in the words of the guard: people decide, whatever the market does. */
export function askToRollBack(
  subject: Subject,
  release: Release,
  way: Exclude<Way, { by: 'none' }>,
  wanted: Exclude<WantedDefinition, { as: 'gone' }>,
): Ask {
  const { from } = release;
  const effect = [
    release.about ?? `${release.base} comes back.`,
    subject.overlap ? '' : 'The service is down between the two.',
    subject.stateSurvives ? '' : 'Open orders are not read back by its new tasks: reconcile afterwards.',
  ];
  return {
    act: 'rollback',
    kind: subject.kind,
    resource: subject.service,
    command:
      way.by === 'stop'
        ? `aws ecs stop-service-deployment --service-deployment-arn ${way.deployment} --stop-type ROLLBACK`
        : commandFor(subject, release, wanted.as === 'copy'),
    because: 'person',
    effect: effect.filter((sentence) => sentence !== '').join(' '),
    undo: undoFor(subject, release),
    ...disabledToo(subject),
    facts: {
      'digest now': from.digest,
      to: release.base,
      'image to': imageOf(release) ?? 'none recorded',
      how: way.by === 'stop' ? 'stops the deployment under way' : wanted.as === 'copy' ? 'as a copy' : 'as it is',
    },
  };
}

export const stopping = (release: Release, deployment: string, id: string, resource: string): StepResult => ({
  outcome: 'continue',
  finding: `ECS stops ${deployment.split('/').at(-1) ?? deployment} and goes back to ${release.base} (${wordsOf(release)}). Deployment ${id} is ours.`,
  act: { action: 'rollback', resource },
});
