import { readDescription } from '../description';
import { loadAssembly } from '../engine/assembly';
import type { Result } from '../result';
import { readStates, type States } from './definition';
import { report } from './page';
import type { Reported } from './reported';

export { whyNotWritable, write } from './file';

/** What was played, and how. */
export interface Played extends Pick<Reported, 'seed' | 'slower' | 'otherwise' | 'results'> {
  /** Folder of the cloud assembly. */
  readonly directory: string;
  readonly environment: string;
}

/** The game day as one HTML page, with the workflows as the assembly has them. */
export function reportOf({ directory, environment, ...played }: Played): string {
  const environments = new Set(played.results.map((result) => result.environment));
  const workflows = new Map([...environments].flatMap((name) => workflowsOf(directory, name, played.results)));
  return report({ ...played, description: readDescription(directory, environment), workflows });
}

function workflowsOf(directory: string, environment: string, results: readonly Result[]): [string, States][] {
  const ran = new Set(results.flatMap(({ executions }) => executions.map(({ machine }) => machine)));
  const { stackNames } = readDescription(directory, environment);
  return loadAssembly(directory, stackNames)
    .ofType('AWS::StepFunctions::StateMachine')
    .filter(({ name }) => ran.has(name))
    .map(({ name, properties }) => [name, readStates(JSON.parse(String(properties.DefinitionString)))]);
}
