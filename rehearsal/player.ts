import { readDescription } from './description';
import { loadAssembly } from './engine/assembly';
import { play } from './play';
import type { Result } from './result';
import { scenarios } from './scenarios';
import { type SwitchName, switches } from './switches';

// Functions in AWS run in UTC; the sandboxes share this process's zone.
process.env.TZ = 'UTC';

/** What a player is asked for, and what it answers. */
export interface Order {
  readonly scenario: string;
  readonly directory: string;
  readonly environment: string;
  readonly seed: number;
  readonly slower: number;
  readonly otherwise: readonly SwitchName[];
}
export type Answer = { readonly result: Result } | { readonly failed: string };

/** One process that plays one scenario after the other, as it is asked to. */
process.on('message', (order: Order) => {
  playOne(order)
    .then((result): Answer => ({ result }))
    .catch(
      (error: unknown): Answer => ({ failed: error instanceof Error ? (error.stack ?? error.message) : String(error) }),
    )
    .then((answer) => process.send?.(answer))
    .catch(() => process.exit(1));
});

async function playOne({
  scenario: id,
  directory,
  environment: wanted,
  otherwise,
  ...options
}: Order): Promise<Result> {
  const scenario = scenarios.find((each) => each.id === id);
  if (!scenario) throw new Error(`There is no scenario "${id}".`);
  const description = readDescription(directory, scenario.environment ?? wanted);
  return play(scenario, {
    ...options,
    switches: switches(otherwise),
    description,
    assembly: loadAssembly(directory, description.stackName),
  });
}
