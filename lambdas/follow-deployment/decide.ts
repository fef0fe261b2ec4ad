import type { Service } from '@aws-sdk/client-ecs';
import { decideDeployment } from '../monitor-deployment/decide';
import type { StoppedTask } from '../shared/ecs';
import type { AwaitedDeployment } from '../shared/incident';
import type { Watched } from '../shared/release/notes';
import type { Look, StepResult } from '../shared/step';

export interface Seen {
  readonly service: Look<Service | undefined>;
  readonly stopped: Look<readonly StoppedTask[]>;
  readonly deployment: AwaitedDeployment;
}

/** What has become of a deployment, or that it is still under way. */
export type Standing = Omit<Watched, 'at'> | { readonly state: 'under-way'; readonly finding: string };

/** The same judgement as for a restart, in the words of a release: what failed is taken back, and not left to people alone. */
export function standingOf(seen: Seen): Standing {
  const { outcome, finding, refused } = decideDeployment(seen);
  if (outcome === 'wait') return { state: 'under-way', finding };
  if (outcome === 'escalate') return { state: 'failed', finding };
  return { state: refused ? 'replaced' : 'complete', finding };
}

/** Nothing is waited for: a runbook that only observes has done nothing, and a step that failed may have. */
export const nothingToFollow = (observed: boolean): StepResult => ({
  outcome: 'continue',
  finding: observed
    ? 'Nothing was done, so there is no deployment to follow.'
    : 'There is no deployment of this run to follow.',
});

/**
 * What starting the new tasks of a service that was stopped first has come to: `undefined` where that has to be asked of the
 * deployment itself. A start that the guard refused leaves the service down, and is for people.
 */
export function afterStop(result: StepResult): StepResult | Omit<Watched, 'at'> | undefined {
  if (result.outcome === 'wait') return undefined;
  if (result.outcome === 'continue') {
    return result.refused ? { state: 'not-begun', finding: result.finding } : undefined;
  }
  // What has no refusal is the judgement of a deployment.
  return result.outcome === 'escalate' && !result.refused ? { state: 'failed', finding: result.finding } : result;
}
