import * as v from 'valibot';
import { asStep } from '../shared/step';
import { decideCompletion } from './decide';

const Input = v.object({
  /** ARN of the execution this is. */
  execution: v.string(),
});

/** The end of a run whose steps prove themselves: it is closed as done. */
export const handler = asStep(Input, async ({ execution }, { incident, table, now }) => {
  const result = decideCompletion(await table.lines(incident.id));
  if (result.outcome !== 'resolved') return result;
  // Somebody who asked for the same work meanwhile has joined; what they asked for is done as well.
  const present = await table.get(incident.id);
  // Or works on it too, and closes it when that run has seen what this one has.
  if (present.execution !== execution) {
    return { ...result, finding: `${result.finding} The run that was started after this one closes the incident.` };
  }
  const closed = present.status !== 'open' || (await table.closeFixed(present, new Date(now()).toISOString()));
  if (!closed) throw new Error('The run changed while it was being closed.');
  return result;
});
