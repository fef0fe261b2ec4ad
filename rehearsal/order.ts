import { readDescription } from './description';
import { loadAssembly } from './engine/assembly';
import { type Audience, play } from './play';
import type { Result } from './result';
import { scenarios } from './scenarios';
import { type SwitchName, switches } from './switches';

/** What is to be played, and how. */
export interface Order {
  readonly scenario: string;
  readonly directory: string;
  readonly environment: string;
  readonly seed: number;
  readonly slower: number;
  readonly otherwise: readonly SwitchName[];
}

/** @throws when there is no such scenario or environment, and what the scenario throws. */
export async function playOrder(order: Order, audience?: Audience): Promise<Result> {
  const { scenario: id, directory, environment: wanted, otherwise, ...options } = order;
  const scenario = scenarios.find((each) => each.id === id);
  if (!scenario) throw new Error(`There is no scenario "${id}".`);
  const description = readDescription(directory, scenario.environment ?? wanted);
  const assembly = loadAssembly(directory, description.stackNames);
  return play(scenario, { ...options, switches: switches(otherwise), description, assembly }, audience);
}
