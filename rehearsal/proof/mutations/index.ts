import { join } from 'node:path';
import { Crew } from '../crew';
import type { Task } from '../player';
import type { Part } from '../singles';
import { artefacts } from '../staged';
import { type Chosen, eachOnce, storiesFor } from './choose';
import { failuresFor, type Told } from './failing';
import type { Kind, Mutant } from './mutant';
import { mutantsIn } from './mutants';
import { checkReasons, reasonFor } from './reasons';
import type { AsItIs, Rehearsed, Tried } from './rehearse';

const PLAYER = join(__dirname, '..', 'player.ts');

/** A mutant that the stories it was played in have not noticed. */
export interface Unnoticed {
  readonly name: string;
  readonly kind: Kind;
  readonly played: readonly string[];
  /** Calls that were denied, with nothing to come of it. */
  readonly denied: number;
  /** Why nobody has to. */
  readonly because?: string;
}

export interface OfKind {
  readonly kind: Kind;
  readonly mutants: number;
  /** Names of those that no story touches. */
  readonly untouched: readonly string[];
  /** The others, as far as they were played. */
  readonly noticed: number;
  readonly notNoticed: number;
}

export interface ProvedMutations {
  readonly stories: number;
  /** Stories that were played with a failure in them, for what no story touches by itself. */
  readonly failures: number;
  readonly mutants: number;
  readonly played: number;
  /** Names of those with which a story could not go on: they count as noticed. */
  readonly stuck: readonly string[];
  readonly kinds: readonly OfKind[];
  readonly notNoticed: readonly Unnoticed[];
}

/** A line of progress every so many stories, or mutants. */
const PROGRESS_EVERY = 50;

/** What is asked. */
export interface Asked {
  readonly stories: readonly string[];
  /** Whether states of workflows fail in them too, so that what handles errors is touched. */
  readonly failures: boolean;
}

/** Plays stories as they are, and then every mutant in the cheapest few that touch it. */
export async function proveMutations(
  directory: string,
  asked: Asked,
  { every, from }: Part,
  told: { said(text: string): void; found(unnoticed: Unnoticed): void },
): Promise<ProvedMutations> {
  const crew = new Crew<Task, Rehearsed | Tried>({ player: PLAYER });
  try {
    const { chosen, asTheyAre } = await choose(crew, directory, asked, told.said);
    const touched = chosen.filter(({ stories }) => stories.length > 0);
    const part = touched.filter((_, index) => index % every === from);
    told.said(`${part.length} of ${touched.length} mutants that these stories touch, of ${chosen.length} there are.`);
    const notNoticed: Unnoticed[] = [];
    let done = 0;
    const tried = (await crew.all(tasksOf(directory, part, asTheyAre), (answer, index) => {
      const { played, noticed, denied } = answer as Tried;
      const { name, kind } = (part[index] as Chosen).mutant;
      const because = reasonFor(name);
      if (noticed.length === 0) {
        const unnoticed = { name, kind, played, denied, ...(because ? { because } : {}) };
        notNoticed.push(unnoticed);
        told.found(unnoticed);
      }
      done++;
      if (done % PROGRESS_EVERY === 0) told.said(`${done} of ${part.length}, ${notNoticed.length} not noticed`);
    })) as Tried[];
    const noticed = part.filter((_, index) => (tried[index]?.noticed.length ?? 0) > 0);
    const of = (kind: Kind, all: readonly Chosen[]): readonly Chosen[] =>
      all.filter(({ mutant }) => mutant.kind === kind);
    return {
      stories: asked.stories.length,
      failures: asTheyAre.size - asked.stories.length,
      mutants: chosen.length,
      played: part.length,
      stuck: part.flatMap(({ mutant }, index) => (tried[index]?.stuck ? [mutant.name] : [])),
      kinds: [...new Set(chosen.map(({ mutant }) => mutant.kind))].map((kind) => ({
        kind,
        mutants: of(kind, chosen).length,
        untouched: of(kind, chosen).flatMap(({ mutant, stories }) => (stories.length === 0 ? [mutant.name] : [])),
        noticed: of(kind, noticed).length,
        notNoticed: notNoticed.filter((one) => one.kind === kind).length,
      })),
      notNoticed,
    };
  } finally {
    crew.leave();
  }
}

/** Plays one mutant again, and tells what happens in every story that is asked. @throws when there is none of that name. */
export async function proveMutant(
  directory: string,
  asked: Asked,
  name: string,
  said: (text: string) => void,
): Promise<Tried> {
  const crew = new Crew<Task, Rehearsed | Tried>({ player: PLAYER });
  try {
    const { chosen, asTheyAre } = await choose(crew, directory, asked, said, name);
    const one = chosen.find(({ mutant }) => mutant.name === name);
    if (!one) throw new Error(`There is no mutant "${name}": its name stands beside what is not noticed.`);
    if (one.stories.length === 0) throw new Error(`${name}: none of the stories touches it.`);
    const [tried] = (await crew.all(tasksOf(directory, [one], asTheyAre, true))) as [Tried];
    return tried;
  } finally {
    crew.leave();
  }
}

/** @param only the one mutant that is looked for; all of them when left out. */
async function choose(
  crew: Crew<Task, Rehearsed | Tried>,
  directory: string,
  { stories, failures }: Asked,
  said: (text: string) => void,
  only?: string,
): Promise<{ readonly chosen: readonly Chosen[]; readonly asTheyAre: ReadonlyMap<string, AsItIs> }> {
  const rehearse = async (all: readonly Told[]): Promise<readonly Rehearsed[]> => {
    let done = 0;
    const tasks = all.map((told) => ({ rehearse: told, directory }));
    return (await crew.all(tasks, () => {
      done++;
      if (done % PROGRESS_EVERY === 0) said(`${done} of ${all.length}`);
    })) as Rehearsed[];
  };
  said(`Playing ${stories.length} stories as they are.`);
  const rehearsed = await rehearse(stories.map((story) => ({ story })));
  const mutants = mutantsOf(directory, rehearsed);
  const all = [...mutants.values()].flat();
  checkReasons(all);
  const wanted = only === undefined ? all : all.filter(({ name }) => name === only);
  const handlers = wanted.some(({ failing }) => failing) ? wanted : all;
  const failing = failures ? failuresFor(handlers, rehearsed) : [];
  if (failing.length > 0) said(`Playing them ${failing.length} times with a state that fails.`);
  const failed = await rehearse(failing);
  const chosen = [...mutants].flatMap(([environment, of]) => {
    const here = (one: Rehearsed): boolean => one.environment === environment;
    return storiesFor(of, rehearsed.filter(here), failed.filter(here));
  });
  return {
    chosen,
    asTheyAre: new Map([...rehearsed, ...failed].map(({ touches: _, ...rest }) => [rest.story, rest])),
  };
}

function mutantsOf(directory: string, rehearsed: readonly Rehearsed[]): ReadonlyMap<string, readonly Mutant[]> {
  const environments = [...new Set(['prod', ...rehearsed.map(({ environment }) => environment)])];
  return eachOnce(new Map(environments.map((one) => [one, mutantsIn(artefacts(directory, one).assembly)] as const)));
}

const tasksOf = (
  directory: string,
  chosen: readonly Chosen[],
  asTheyAre: ReadonlyMap<string, AsItIs>,
  told = false,
): readonly Task[] =>
  chosen.map(({ mutant, stories }) => ({
    directory,
    mutant: mutant.name,
    stories: stories.map((story) => asTheyAre.get(story) as AsItIs),
    told,
  }));
