import type { Mutant } from './mutant';
import type { Rehearsed } from './rehearse';

/** A mutant, and the stories it is played in, by their names; none: no story touches it. */
export interface Chosen {
  readonly mutant: Mutant;
  readonly stories: readonly string[];
}

/** So many stories are asked at most; most mutants are noticed by the first. What needs one more lacks a scenario of its own. */
const MOST_STORIES = 12;

export type Candidate = Pick<Rehearsed, 'story' | 'touches' | 'ending' | 'cost'>;

/**
 * For each mutant of an environment stories that touch it: of those as they are, or, where none of them does, of those in which
 * something fails.
 */
export function storiesFor(
  mutants: readonly Mutant[],
  asTheyAre: readonly Candidate[],
  failing: readonly Candidate[] = [],
): readonly Chosen[] {
  const chosen = chosenAmong(mutants, asTheyAre);
  const untouched = chosen.flatMap(({ mutant, stories }) => (stories.length === 0 ? [mutant] : []));
  const instead = new Map(chosenAmong(untouched, failing).map((one) => [one.mutant, one]));
  return chosen.map((one) => instead.get(one.mutant) ?? one);
}

/**
 * Some of the stories that touch each: the cheapest, the one that touches most else of the same resource, and then the cheapest
 * again, first of all those that end otherwise.
 */
function chosenAmong(mutants: readonly Mutant[], rehearsed: readonly Candidate[]): readonly Chosen[] {
  const cheapestFirst = [...rehearsed].sort((a, b) => a.cost - b.cost);
  const touching = new Map<string, Candidate[]>();
  for (const one of cheapestFirst)
    for (const key of one.touches) touching.set(key, [...(touching.get(key) ?? []), one]);
  const fullest = fullestOf(mutants, touching);
  return mutants.map((mutant) => {
    const stories = touching.get(mutant.touched) ?? [];
    const [cheapest, ...others] = endingOtherwiseFirst(stories);
    const order = [cheapest, fullest(mutant.of, stories), ...others].flatMap((one) => (one ? [one.story] : []));
    return { mutant, stories: [...new Set(order)].slice(0, MOST_STORIES) };
  });
}

/** What is of no consequence where a story ends well may be all of it where it does not. */
function endingOtherwiseFirst(stories: readonly Candidate[]): readonly Candidate[] {
  const first = stories.filter(({ ending }, index) => stories.findIndex((other) => other.ending === ending) === index);
  return [...first, ...stories.filter((one) => !first.includes(one))];
}

type Fullest = (of: string, stories: readonly Candidate[]) => Candidate | undefined;

/** A function that only looks needs less of what it may than one that goes on to act. */
function fullestOf(mutants: readonly Mutant[], touching: ReadonlyMap<string, readonly Candidate[]>): Fullest {
  const counts = new Map<string, number>();
  const key = (of: string, { story }: Candidate): string => `${story} ${of}`;
  for (const { of, touched } of mutants)
    for (const one of touching.get(touched) ?? []) counts.set(key(of, one), (counts.get(key(of, one)) ?? 0) + 1);
  return (of, stories) => {
    const most = Math.max(...stories.map((one) => counts.get(key(of, one)) ?? 0));
    return stories.find((one) => counts.get(key(of, one)) === most);
  };
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
