import type { Description } from '../description';
import type { Result } from '../result';
import type { States } from './definition';

/** What a report is made of. */
export interface Reported {
  /** Of the environment that was asked for. */
  readonly description: Pick<Description, 'stackName' | 'environment' | 'runbooks' | 'checklists' | 'notWatched'>;
  readonly seed: number;
  /** Factor on every delay that AWS does not fix. */
  readonly slower: number;
  /** Names of the assumptions that were played the other way. */
  readonly otherwise: readonly string[];
  readonly results: readonly Result[];
  /** Of every workflow that ran, by its machine's name. */
  readonly workflows: ReadonlyMap<string, States>;
}
