import { RDSClient } from '@aws-sdk/client-rds';
import * as v from 'valibot';
import { CLIENT } from '../shared/clients';
import { decideDatabase, describeDatabase } from '../shared/database';
import { asStep, look, poll } from '../shared/step';

const rds = new RDSClient(CLIENT);

const Input = v.object({ instance: v.string() });

const EVERY_MS = 10_000;

/** Looks at the database's status, and waits while something is changing it. */
export const handler = asStep(Input, ({ instance }, context) => {
  let before: string | undefined;
  return poll(
    EVERY_MS,
    context,
    () => look(() => describeDatabase(rds, instance)),
    (database) => {
      const result = decideDatabase(instance, database, before);
      if (result.outcome === 'wait' && 'seen' in database) before = database.seen?.status;
      return result;
    },
  );
});
