import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { S3Client } from '@aws-sdk/client-s3';
import { SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import * as v from 'valibot';
import { everyRunbook } from '../../runbooks';
import { todayIn } from '../shared/checklist/day';
import { GateTable } from '../shared/checklist/gate';
import { CLIENT, setting } from '../shared/clients';
import { GuardInput } from '../shared/guard/guard';
import { readSettings } from '../shared/guard/settings';
import { ReconcileInput } from '../shared/positions/reconcile';
import { noteOf } from '../shared/recovery/notes';
import { makeTools } from '../shared/recovery/service';
import { StatusPlace } from '../shared/status-object';
import { asStep, look, type StepContext } from '../shared/step';
import { readSwitch } from '../shared/stop';
import { decideResume, type Seen } from './decide';
import { Resumption } from './resume';

const Input = v.object({
  ...ReconcileInput.entries,
  cluster: v.string(),
  service: v.string(),
  kind: v.picklist(['trading', 'other']),
  /** Tasks its owner wants in normal times. */
  usual: v.number(),
  /** Where it says that it acts on the parameter; null: it does not. */
  acknowledgement: v.nullable(StatusPlace),
  guard: GuardInput,
});
export type Input = v.InferOutput<typeof Input>;

const tools = {
  ...makeTools(),
  s3: new S3Client(CLIENT),
  secrets: new SecretsManagerClient(CLIENT),
};
const gates = new GateTable(new DynamoDBClient(CLIENT), setting('INCIDENT_TABLE'));

/**
 * Enables trading when two people have said so and everything they were told is still so. Nothing else ever does. Safe to run
 * twice: what it is going to write is noted before, written once, and looked at from then on.
 */
export const handler = asStep(Input, async (input, context) => {
  const resumption = new Resumption(input, context, tools, () => lookAround(input, context));
  const begun = noteOf(context.incident, 'resuming');
  if (begun) return resumption.goOn(begun);
  const decision = decideResume(await lookAround(input, context));
  return decision.resume ? resumption.begin(decision) : decision.result;
});

/** Everything resuming is decided by, as it is now; what this run has found as it was noted. */
async function lookAround({ guard, service }: Input, context: StepContext): Promise<Seen> {
  const { incident, now, approval } = context;
  const { calendar } = await readSettings(tools.ssm, guard.settings);
  const { date } = todayIn(calendar, now());
  const [tradingEnabled, stop, critical, gate] = await Promise.all([
    look(() => readSwitch(tools.ssm, guard.tradingEnabled)),
    look(() => tools.records.stopOf(service)),
    look(() => criticalIncidents(context)),
    look(() => gates.get(date)),
  ]);
  return {
    now: now(),
    noResume: incident.options?.['no-resume'] === true,
    tradingEnabled,
    stop,
    critical,
    calendar,
    gate,
    reconciliation: noteOf(incident, 'reconciliation'),
    integrity: noteOf(incident, 'data-integrity'),
    losses: noteOf(incident, 'losses'),
    parameter: guard.tradingEnabled,
    approval,
  };
}

/** Runbooks whose incident is a stop itself: that is what resuming ends. */
const STOPS: ReadonlySet<string> = new Set(everyRunbook.flatMap(({ id, haltsFirst }) => (haltsFirst ? [id] : [])));

async function criticalIncidents({ table, incident }: StepContext) {
  const ids = (await table.open()).filter((id) => id !== incident.id);
  const all = await Promise.all(ids.map((id) => table.get(id)));
  return all.filter(({ severity, status, runbook }) => severity === 'P1' && status === 'open' && !STOPS.has(runbook));
}
