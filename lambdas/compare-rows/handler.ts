import { S3Client } from '@aws-sdk/client-s3';
import * as v from 'valibot';
import { withoutPlan } from '../restore-database/decide';
import { CLIENT } from '../shared/clients';
import { unconnected } from '../shared/connection';
import { putDocument } from '../shared/maintenance/documents';
import { Login } from '../shared/postgres';
import { onlyObserved, planOf, type RestorePlan } from '../shared/restores/plan';
import { asStep, look, type StepContext, type StepResult } from '../shared/step';
import { nothingToWaitFor } from '../wait-for-restore/decide';
import { besideSnapshot, count, WRITING_MS } from './count';
import { type Compared, compareRows, couldNotCompare, decideRows } from './decide';
import { restoreKey, restoreReport } from './report';

const s3 = new S3Client(CLIENT);

/** The login is that of the database it is a copy of: users and passwords are in the backup. */
const Input = v.object({ ...Login.entries });

const EVERY_MS = 15_000;

/** Connects to the restored instance, compares its rows with those beside the snapshot, and writes the report. */
export const handler = asStep(Input, async (login, context) => {
  const { incident, now } = context;
  if (onlyObserved(incident)) return nothingToWaitFor;
  const plan = planOf(incident);
  if (!plan) return withoutPlan;
  for (;;) {
    const { result, ...found } = await attempt(plan, { ...login, instance: plan.restored }, context);
    const left = context.answerBy - WRITING_MS - now();
    // A database that starts up is asked again; what cannot be reached otherwise stays so.
    if (result.outcome === 'wait' && left > EVERY_MS) {
      await context.sleep(EVERY_MS);
      continue;
    }
    const about = { plan, incidentId: incident.id, at: now(), ...found };
    await putDocument(s3, restoreKey(incident.id), restoreReport(about));
    return result;
  }
});

interface Found {
  readonly result: StepResult;
  readonly compared: readonly Compared[];
  readonly because: string | undefined;
  readonly endpoint: string | undefined;
}

async function attempt(plan: RestorePlan, login: Login, context: StepContext): Promise<Found> {
  const { instance, database, connectTimeoutSeconds: timeoutSeconds } = login;
  const where = restoreKey(context.incident.id);
  const counted = await count(login, context);
  if ('unseen' in counted) {
    const { attempt: tried } = counted;
    const result = unconnected({ instance, database, timeoutSeconds, attempt: tried });
    const because = 'unseen' in tried ? tried.unseen : `it did not let us in (${tried.seen.connection})`;
    return {
      result: result ?? {
        outcome: 'escalate',
        finding: `The rows of ${instance} could not be counted.`,
        verdict: 'unknown',
      },
      compared: [],
      because,
      endpoint: undefined,
    };
  }
  const { rows, endpoint } = counted;
  const beside = await look(async () => ('snapshot' in plan.from ? besideSnapshot(s3, plan.from.snapshot) : undefined));
  if ('unseen' in beside || beside.seen === undefined) {
    const because = 'unseen' in beside ? `the row counts could not be read (${beside.unseen})` : noneBeside(plan);
    return { result: couldNotCompare(instance, because, rows, where), compared: [], because, endpoint };
  }
  const compared = compareRows(beside.seen, rows);
  return { result: decideRows(instance, compared, rows, where), compared, because: undefined, endpoint };
}

const noneBeside = ({ from }: RestorePlan): string =>
  'snapshot' in from ? `no row counts lie beside snapshot ${from.snapshot}` : 'nobody counts rows at a point in time';
