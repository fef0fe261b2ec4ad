import { DescribeDBInstanceAutomatedBackupsCommand, type RDSClient, RDSClient as Rds } from '@aws-sdk/client-rds';
import * as v from 'valibot';
import { CLIENT } from '../shared/clients';
import { everySnapshot, Prefix } from '../shared/maintenance/snapshots';
import { describeInstance } from '../shared/restores/instances';
import { PLAN_NOTE } from '../shared/restores/plan';
import { asStep, look } from '../shared/step';
import { choosePoint, chosenIn, type Window } from './decide';

const rds = new Rds(CLIENT);

const Input = v.object({
  instance: v.string(),
  prefix: Prefix,
  environment: v.string(),
  owner: v.string(),
  keepDays: v.number(),
});

/** Chooses what is restored, and writes down everything the new instance will be. What was written first stays. */
export const handler = asStep(Input, async ({ instance, prefix, environment, owner, keepDays }, context) => {
  const { incident, table, now } = context;
  const chosen = chosenIn(incident.options);
  const [database, snapshots, window] = await Promise.all([
    look(() => describeInstance(rds, instance)),
    look(() => everySnapshot(rds, instance)),
    look(() => windowOf(rds, instance)),
  ]);
  const ours = { prefix, environment };
  const about = { instance, ours, owner, incidentId: incident.id, keepDays, chosen, now: now() };
  const decided = choosePoint({ ...about, database, snapshots, window });
  if ('plan' in decided) await table.note(incident.id, PLAN_NOTE, decided.plan, { firstStays: true });
  return decided.result;
});

/** @throws when it cannot be read. */
async function windowOf(client: RDSClient, instance: string): Promise<Window> {
  const answer = await client.send(new DescribeDBInstanceAutomatedBackupsCommand({ DBInstanceIdentifier: instance }));
  const { EarliestTime: earliest, LatestTime: latest } = answer.DBInstanceAutomatedBackups?.[0]?.RestoreWindow ?? {};
  return {
    ...(earliest ? { earliest: earliest.getTime() } : {}),
    ...(latest ? { latest: latest.getTime() } : {}),
  };
}
