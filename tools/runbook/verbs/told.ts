import type { Incidents } from '../../../lambdas/list-incidents/incidents';
import type { Api } from '../api';
import { NotDone } from '../errors';

/** What a verb has to say: as it came, for machines, and in words, for people. */
export interface Told {
  readonly data: unknown;
  readonly text: () => string;
}

/** The one that people ask for without its id. */
const LATEST = 'latest';

/** @throws NotDone when `latest` is asked for and none is open. */
export async function incidentId(api: Api, given: string): Promise<string> {
  if (given !== LATEST) return given;
  const { incidents } = await api.get<Incidents>(['v1', 'incidents']);
  const [latest] = incidents;
  if (latest) return latest.id;
  throw new NotDone(
    'No incident is open, so there is no latest one. `incidents --since 14d` lists those that have ended.',
  );
}
