import { AwsError } from '../../engine/aws/service';
import type { Disturbance } from '../../engine/disturbance';
import type { Stage } from '../../scenarios/scenario';
import type { Candidate } from './choose';
import type { Mutant } from './mutant';
import { touch } from './touches';

/** A state of a workflow, by their names as deployed, whose call AWS answers with an error. */
export interface Failing {
  readonly machine: string;
  readonly state: string;
  /** `once`: it would succeed when it is tried again. */
  readonly how: 'once' | 'for good';
}

/** A story, and what fails in it besides. */
export interface Told {
  readonly story: string;
  readonly failing?: Failing;
}

/** As the search calls it: `hung-tasks`, or `hung-tasks, where "Restart" of runbook-prod-service-restart fails once`. */
export const calledBy = ({ story, failing }: Told): string =>
  failing ? `${story}, where "${failing.state}" of ${failing.machine} fails ${failing.how}` : story;

const ERROR: Disturbance = {
  kind: 'error',
  error: new AwsError('InternalFailure', 'An internal error has occurred.', 500),
};

/** Makes the calls of a state fail from now on. */
export function fail(stage: Pick<Stage, 'disturb'>, { machine, state, how }: Failing): void {
  const times = how === 'once' ? 1 : Number.POSITIVE_INFINITY;
  stage.disturb((call) => call.by === machine && call.state === state, times, ERROR);
}

/**
 * What has to fail for stories to reach the error handling that none of them touches: each in the cheapest story that gets to
 * the state.
 */
export function failuresFor(
  mutants: readonly Pick<Mutant, 'touched' | 'failing'>[],
  rehearsed: readonly Candidate[],
): readonly Told[] {
  const cheapestFirst = [...rehearsed].sort((a, b) => a.cost - b.cost);
  const cheapest = new Map<string, string>();
  for (const { story, touches } of cheapestFirst)
    for (const key of touches) if (!cheapest.has(key)) cheapest.set(key, story);
  const found = mutants.flatMap(({ touched, failing }): Told[] => {
    if (!failing || cheapest.has(touched)) return [];
    const story = cheapest.get(touch.state(failing.machine, failing.state));
    return story === undefined ? [] : [{ story, failing }];
  });
  return [...new Map(found.map((told) => [calledBy(told), told])).values()];
}
