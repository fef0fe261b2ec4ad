import { type Description, readDescription } from '../description';
import { type Assembly, loadAssembly } from '../engine/assembly';
import type { Witness } from '../engine/witness';
import { play } from '../play';
import type { Result } from '../result';
import { scenarios } from '../scenarios';
import type { Scenario, Stage } from '../scenarios/scenario';
import { switches } from '../switches';

/** A story that was played with something of one's own in it. */
export interface Staged {
  readonly story: Scenario;
  readonly stage: Stage;
  readonly result: Result;
  /** When the story itself began, after its minute of quiet. Milliseconds since the epoch. */
  readonly begunAt: number;
}

/** Read once a process: no story changes them. */
const read = new Map<string, { readonly assembly: Assembly; readonly description: Description }>();

/** What is played of an environment: the same objects every time. */
export function artefacts(directory: string, environment: string) {
  const key = `${directory} ${environment}`;
  const known = read.get(key);
  if (known) return known;
  const description = readDescription(directory, environment);
  const artefacts = { description, assembly: loadAssembly(directory, description.stackNames) };
  read.set(key, artefacts);
  return artefacts;
}

/** @throws when there is no such scenario. */
export function storyOf(id: string): Scenario {
  const story = scenarios.find((scenario) => scenario.id === id);
  if (!story) throw new Error(`There is no scenario "${id}".`);
  return story;
}

export interface StagedOptions {
  /** What of the story is otherwise. */
  readonly over?: Partial<Scenario>;
  /** Hears what the engine claims. */
  readonly witness?: Witness;
  /** What is deployed instead of what was synthesised. */
  readonly deployed?: Assembly;
}

/**
 * Plays a story from the folder of a cloud assembly.
 * @param prepare called right before the story begins: what it does to the stage comes on top.
 * @throws when there is no such scenario, and what the scenario throws.
 */
export async function playStaged(
  directory: string,
  id: string,
  prepare: (stage: Stage, story: Scenario) => void,
  { over = {}, ...options }: StagedOptions = {},
): Promise<Staged> {
  const story = storyOf(id);
  const prepared = (stage: Stage): void => {
    prepare(stage, story);
    story.play(stage);
  };
  return { ...(await playStory(directory, { ...story, ...over, play: prepared }, options)), story };
}

/** Plays any story from the folder of a cloud assembly. @throws what the story throws. */
export async function playStory(
  directory: string,
  story: Scenario,
  { witness, deployed }: Omit<StagedOptions, 'over'> = {},
): Promise<Staged> {
  const found = artefacts(directory, story.environment ?? 'prod');
  let begun: { readonly stage: Stage; readonly begunAt: number } | undefined;
  const played: Scenario = {
    ...story,
    play: (stage) => {
      begun = { stage, begunAt: stage.now() };
      story.play(stage);
    },
  };
  const result = await play(played, {
    ...found,
    ...(deployed ? { assembly: deployed } : {}),
    seed: 1,
    slower: 1,
    switches: switches([]),
    ...(witness ? { witness } : {}),
  });
  if (!begun) throw new Error(`Scenario "${story.id}" was not played.`);
  return { story, result, ...begun };
}
