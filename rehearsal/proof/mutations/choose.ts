import type { Mutant } from './mutant';
import type { Rehearsed } from './rehearse';

/** A mutant, and the stories it is played in, by their names; none: no story touches it. */
export interface Chosen {
  readonly mutant: Mutant;
  readonly stories: readonly string[];
}

/** So many stories are asked whether they notice. What needs a sixth lacks a scenario of its own. */
const MOST_STORIES = 5;

export type Candidate = Pick<Rehearsed, 'story' | 'touches' | 'ending' | 'cost'>;

/** For each mutant of an environment the cheapest of its stories that touch it, and of these first the ones that end otherwise. */
export function storiesFor(mutants: readonly Mutant[], rehearsed: readonly Candidate[]): readonly Chosen[] {
  const touching = new Map<string, Candidate[]>();
  for (const one of [...rehearsed].sort((a, b) => a.cost - b.cost))
    for (const key of one.touches) touching.set(key, [...(touching.get(key) ?? []), one]);
  return mutants.map((mutant) => ({
    mutant,
    stories: endingOtherwiseFirst(touching.get(mutant.touched) ?? []).slice(0, MOST_STORIES),
  }));
}

/** What is of no consequence where a story ends well may be all of it where it does not. */
function endingOtherwiseFirst(stories: readonly Candidate[]): readonly string[] {
  const first = stories.filter(({ ending }, index) => stories.findIndex((other) => other.ending === ending) === index);
  return [...first, ...stories.filter((one) => !first.includes(one))].map(({ story }) => story);
}

/**
 * What several environments have alike is altered in the first of them alone.
 * @param of mutants by the name of their environment.
 */
export function eachOnce(of: ReadonlyMap<string, readonly Mutant[]>): ReadonlyMap<string, readonly Mutant[]> {
  const seen = new Set<string>();
  const isNew = (name: string): boolean => !seen.has(name) && seen.add(name) !== undefined;
  return new Map(
    [...of].map(([environment, mutants]) => [
      environment,
      mutants.filter(({ name }) => isNew(name.replaceAll(environment, '…'))),
    ]),
  );
}
