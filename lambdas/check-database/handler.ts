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
  return result.outcome === 'wait' ? { ...result, outcome: 'continue' } : result;
});
