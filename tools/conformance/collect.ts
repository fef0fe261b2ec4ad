import { readDescription } from '../../rehearsal/description';
import { loadAssembly } from '../../rehearsal/engine/assembly';
import { play } from '../../rehearsal/play';
import { storyOf } from '../../rehearsal/proof/staged';
import { switches } from '../../rehearsal/switches';
import { type Collected, Collector } from './collector';

/**
 * Plays a story from the folder of a cloud assembly, and says what AWS can be asked about it.
 * @throws when there is no such story, and what the story throws.
 */
export async function collect(directory: string, id: string): Promise<Collected> {
  const story = storyOf(id);
  const description = readDescription(directory, story.environment ?? 'prod');
  const assembly = loadAssembly(directory, description.stackNames);
  const witness = new Collector(id, assembly);
  await play(story, { assembly, description, seed: 1, slower: 1, switches: switches([]), witness });
  return witness.collected;
}
