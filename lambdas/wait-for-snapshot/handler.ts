import { RDSClient } from '@aws-sdk/client-rds';
import { SSMClient } from '@aws-sdk/client-ssm';
import * as v from 'valibot';
import { CLIENT } from '../shared/clients';
import { DatabaseGuardInput } from '../shared/guard/database';
import { readSettings } from '../shared/guard/settings';
import { describeSnapshot } from '../shared/maintenance/snapshots';
import { asStep, look, poll } from '../shared/step';
import { decideSnapshot, withoutSnapshot } from './decide';

const rds = new RDSClient(CLIENT);
const ssm = new SSMClient(CLIENT);

const Input = v.object({ guard: DatabaseGuardInput });

const EVERY_MS = 15_000;

/** Waits until the snapshot of this run is available, and writes on the incident that it is. */
export const handler = asStep(Input, async ({ guard }, context) => {
  const { incident, table, now } = context;
  const { snapshot } = incident;
  if (!snapshot) return withoutSnapshot((await readSettings(ssm, guard.settings)).mode);
  const result = await poll(
    EVERY_MS,
    context,
    () => look(() => describeSnapshot(rds, snapshot.id)),
    (found) => decideSnapshot(snapshot, found, incident.id, now()),
  );
  if (result.outcome !== 'continue') return result;
  const noted = await table.snapshotAvailable(incident.id, snapshot.id, new Date(now()).toISOString());
  if (!noted) throw new Error(`The run intends another snapshot than ${snapshot.id} by now.`);
  return result;
});
