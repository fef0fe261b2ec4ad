import { RDSClient } from '@aws-sdk/client-rds';
import * as v from 'valibot';
import { CLIENT } from '../shared/clients';
import { decideDatabase, describeDatabase } from '../shared/database';
import { asStep, look } from '../shared/step';

const rds = new RDSClient(CLIENT);

const Input = v.object({ instance: v.string() });

/** Looks at the database's status. One that is being changed is waited for by a step of its own. */
export const handler = asStep(Input, async ({ instance }) => {
  const result = decideDatabase(instance, await look(() => describeDatabase(rds, instance)));
  if (result.outcome !== 'wait') return result;
  const finding = result.finding.replace(/; waiting .*$/, '; the next step waits for it.');
  return { ...result, outcome: 'continue', finding };
});
