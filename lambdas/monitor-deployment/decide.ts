import type { Service } from '@aws-sdk/client-ecs';
import { describeStops, failed, primary, recentEvents, type StoppedTask } from '../shared/ecs';
import type { Look, StepResult } from '../shared/step';

export interface Seen {
  readonly service: Look<Service | undefined>;
  readonly stopped: Look<readonly StoppedTask[]>;
  readonly deployment: { readonly id: string; readonly ours: boolean };
}

/** Tasks of one deployment that end by themselves before it is called a crash loop: one may be chance, three are not. */
const CRASH_LOOP = 3;

/**
 * How the deployment the incident waits for stands. "Stable" is not "ours": it is judged by its id. One that another has
 * taken the place of is left to whoever deploys: nothing more is done, and verification judges by the signal. A failed
 * one, and one whose tasks keep ending, are for people; a roll-out that goes on is waited for.
 */
export function decideDeployment({ service, stopped, deployment }: Seen): StepResult {
  const whose = deployment.ours ? 'our deployment' : 'the deployment (not ours)';
  if ('unseen' in service) return wait(`Could not check the service: ${service.unseen}.`);
  const now = service.seen && primary(service.seen);
  if (!service.seen || !now) return escalate(`The service is gone or has no primary deployment.`, 'unknown');
  const { runningCount = 0, desiredCount = 0, deployments = [] } = service.seen;
  const counts = `${now.runningCount ?? 0} of ${now.desiredCount ?? 0} of its tasks running`;
  if (now.id !== deployment.id) {
    return {
      outcome: 'continue',
      finding: `Deployment ${now.id}, not ours, has taken the place of ${whose} ${deployment.id}: somebody is deploying, and is left to it. Verification goes on watching.`,
      refused: { act: 'the rest of the restart', because: 'a deployment that is not ours is under way' },
    };
  }
  if (now.rolloutState === 'FAILED')
    return escalate(`ECS gave up ${whose} ${now.id}: ${now.rolloutStateReason ?? 'no reason given'}.`, 'not-fixed');
  const ended = 'seen' in stopped ? failed(stopped.seen).filter((task) => task.deployment === now.id) : [];
  if (ended.length >= CRASH_LOOP) {
    const result = escalate(`The tasks of ${whose} ${now.id} keep ending: ${describeStops(ended)}.`, 'not-fixed');
    return { ...result, evidence: { stopped: ended.slice(0, 5), events: recentEvents(service.seen) } };
  }
  if (now.rolloutState === 'COMPLETED' && runningCount === desiredCount && deployments.length === 1) {
    return {
      outcome: 'continue',
      finding: `Deployment ${now.id} (${deployment.ours ? 'ours' : 'not ours'}) is complete: ${counts}.`,
    };
  }
  return wait(`${capital(whose)} ${now.id} is rolling out: ${counts}.`);
}

/** A restart pulls the tag again, and the tag may have moved: then it has released something. */
export function describeImages(before: readonly string[] | undefined, after: readonly string[]): string {
  if (!before || before.length === 0) return '';
  const fresh = after.filter((digest) => !before.includes(digest));
  return fresh.length === 0 ? '' : ` It runs another image than before: ${fresh.join(', ')}, not ${before.join(', ')}.`;
}

const wait = (finding: string): StepResult => ({ outcome: 'wait', finding });
const capital = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);
const escalate = (finding: string, verdict: 'not-fixed' | 'unknown'): StepResult => ({
  outcome: 'escalate',
  finding,
  verdict,
  advice:
    'Read why the tasks end (stop reasons and log lines below); consider a rollback to the last release that ran.',
});
