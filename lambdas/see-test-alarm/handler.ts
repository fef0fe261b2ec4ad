import * as v from 'valibot';
import { isProbe, raisedBy } from '../shared/probe/raised';
import { asStep, look } from '../shared/step';
import { decideRaised } from './decide';

/** Looks for the probe that has raised the test alarm. */
export const handler = asStep(v.object({}), async (_, { table }) => {
  const raiser = await look(async () => {
    const incidentId = (await table.open()).find(isProbe);
    const raised = incidentId && raisedBy(await table.get(incidentId));
    return incidentId && raised ? { incidentId, ...raised } : undefined;
  });
  return decideRaised(raiser);
});
