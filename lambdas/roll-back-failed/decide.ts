import type { Service } from '@aws-sdk/client-ecs';
import { disabledToo } from '../deploy-image/decide';
import { primary } from '../shared/ecs';
import type { Ask } from '../shared/guard/decide';
import { commandFor } from '../shared/release/commands';
import { definitionName } from '../shared/release/definition';
import { short, shortened } from '../shared/release/image';
import type { Intent, Release, Verified } from '../shared/release/notes';
import { counts } from '../shared/release/present';
import type { Running } from '../shared/release/running';
import type { Subject } from '../shared/release/subject';
import type { Look, StepResult } from '../shared/step';

/** What was deployed, and what came of it, as the steps before have noted it. */
export interface Noted {
  readonly intent: Intent | undefined;
  readonly observed: boolean;
  readonly verified: Verified | undefined;
  /** Id of the deployment this run waits for. */
  readonly deployment: string | undefined;
  /** Going back was begun. */
  readonly back: Intent | undefined;
}

/**
 * Whether there is anything to take back. Verified is not taken back, and neither is what this run has not brought: somebody
 * else's newer deployment, a service that people have stopped. In all those people are told, because what runs is not what
 * was agreed to; a stop is people's own word.
 * @returns undefined where it has to be taken back.
 */
export function decideWhether(
  subject: Pick<Subject, 'service' | 'cluster'>,
  release: Release | undefined,
  { intent, observed, verified, deployment, back }: Noted,
  service: Look<Service | undefined>,
  betweenGenerations: boolean,
): StepResult | undefined {
  if (observed) return { outcome: 'continue', finding: 'Nothing was done, so there is nothing to roll back.' };
  if (!intent || !release) {
    return people('Nothing was deployed: a step before this one failed, and had begun nothing.', 'unknown');
  }
  if (verified?.verified) return { outcome: 'continue', finding: `Nothing to roll back. ${verified.finding}` };
  if (back) return undefined;
  const why = verified?.finding ?? 'Whether it works could not be verified.';
  if ('unseen' in service) {
    return people(
      `Not verified, and not rolled back: could not check the service (${service.unseen}). ${why}`,
      'unknown',
    );
  }
  if (service.seen?.desiredCount === 0 && !betweenGenerations) {
    return {
      outcome: 'stand-down',
      finding: `Not verified, and not rolled back: ${subject.service} was stopped (desired count 0). Started again it would be of ${intent.taskDefinition}, which was not verified.`,
      refused: { act: 'undo-deploy', because: 'stopped on purpose' },
    };
  }
  const present = service.seen && primary(service.seen);
  if (present?.id === intent.primaryBefore && !betweenGenerations) {
    return people(
      `Nothing was deployed: ${subject.service} still has deployment ${intent.primaryBefore} (${definitionName(present.taskDefinition)}).`,
      'not-fixed',
    );
  }
  if (present?.id !== deployment && !betweenGenerations) {
    return people(
      `Not verified, and not rolled back: deployment ${present?.id ?? 'none'} (${definitionName(present?.taskDefinition)}), not ours, has taken the place of ${deployment ?? 'ours'}.`,
      'unknown',
    );
  }
  return undefined;
}

const people = (finding: string, verdict: 'not-fixed' | 'unknown'): StepResult => ({
  outcome: 'escalate',
  finding,
  verdict,
  refused: { act: 'undo-deploy', because: 'there is nothing of this run to take back' },
  advice: 'See what runs, and whether it may stay.',
});

/** What is gone back to, as a release of its own. */
export const backFrom = ({ from, ...release }: Release): Release => ({
  ...release,
  base: from.taskDefinition,
  digest: from.digest,
  from,
});

/** Going back, in the words of the guard: it was agreed to with the deployment. */
export const askToReturn = (subject: Subject, back: Release): Ask => ({
  act: 'undo-deploy',
  kind: subject.kind,
  resource: subject.service,
  command: commandFor(subject, back, false),
  because: 'person',
  effect: `${back.base} comes back in the place of what was not verified.`,
  undo: 'Start the runbook "Update Deployment" again.',
  ...disabledToo(subject),
});

/** What the guard holds back leaves an image running that nobody has verified: people must know. */
export const leftAsItIs = (result: StepResult, why: string): StepResult =>
  result.outcome === 'stand-down' && result.refused?.because === 'stopped on purpose'
    ? result
    : {
        verdict: 'not-fixed',
        ...result,
        outcome: 'escalate',
        finding: `Not verified, and not rolled back: ${result.finding} ${why}`,
      };

/** Whether what ran before runs again: by the tasks' own digests, and all of them. */
export function isBack(
  { digest }: Pick<Release, 'digest'>,
  service: Look<Service | undefined>,
  running: Look<Running>,
): { readonly back: boolean; readonly finding: string } {
  if ('unseen' in service) return { back: false, finding: `could not check the service: ${service.unseen}` };
  if ('unseen' in running) return { back: false, finding: `could not read which image runs: ${running.unseen}` };
  const { runningCount = 0, desiredCount = 0 } = service.seen ?? {};
  const { digests } = running.seen;
  const same = digests.length === 1 && (digest === null || digests[0] === digest);
  return {
    back: same && desiredCount > 0 && runningCount === desiredCount,
    finding: `${service.seen ? counts(service.seen) : 'no service'} of ${shortened(digests)}`,
  };
}

/** The end of a run whose deployment was taken back: people are told in any case. */
export function rolledBack(
  intent: Intent,
  back: Release,
  why: string,
  { standing, images }: { standing: string; images: ReturnType<typeof isBack> | undefined },
): StepResult {
  const to = `${back.base}${back.digest === null ? '' : ` (${short(back.digest)})`}`;
  const done = images?.back === true;
  return {
    outcome: 'escalate',
    verdict: 'not-fixed',
    finding: done
      ? `Rolled back to ${to}: ${images.finding}. ${why}`
      : `Rolling back to ${to} as ${intent.taskDefinition} is not done: ${images?.finding ?? standing}. ${why}`,
    advice: done
      ? 'What ran before runs again. Find out why the image did not work before it is deployed again.'
      : `See why, and bring ${to} back by hand.`,
  };
}
