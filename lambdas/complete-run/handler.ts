import * as v from 'valibot';
import { asStep } from '../shared/step';
import { decideCompletion } from './decide';

/** The end of a run whose steps prove themselves: it is closed as done. */
export const handler = asStep(v.object({}), async (_, { incident, table, now }) => {
  const result = decideCompletion(await table.lines(incident.id));
  if (result.outcome !== 'resolved') return result;
  // Somebody who asked for the same work meanwhile has joined; what they asked for is done as well.
  const present = await table.get(incident.id);
  const closed = present.status !== 'open' || (await table.closeFixed(present, new Date(now()).toISOString()));
  if (!closed) throw new Error('The run changed while it was being closed.');
  return result;
});
