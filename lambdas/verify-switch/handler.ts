import { RDSClient } from '@aws-sdk/client-rds';
import { S3Client } from '@aws-sdk/client-s3';
import * as v from 'valibot';
import { besideSnapshot, count } from '../compare-rows/count';
import { type Compared, compareRows, type Rows } from '../compare-rows/decide';
import { CLIENT } from '../shared/clients';
import { unconnected } from '../shared/connection';
import { Login } from '../shared/postgres';
import { describeInstance } from '../shared/restores/instances';
import { SWITCH_OBSERVED_NOTE, type SwitchPlan, switchOf } from '../shared/restores/switch';
import { asStep, look, type StepContext, type StepResult } from '../shared/step';
import { nothingSwitched, withoutSwitch } from '../switch-database/decide';
import { decideSwitched } from './decide';

const rds = new RDSClient(CLIENT);
const s3 = new S3Client(CLIENT);

const Input = v.object({ ...Login.entries });

const EVERY_MS = 15_000;

/** Connects to the database under its name, and looks whether it is the restored one, with what was backed up. */
export const handler = asStep(Input, async (login, context) => {
  if (context.incident.notes?.[SWITCH_OBSERVED_NOTE] !== undefined) return nothingSwitched;
  const plan = switchOf(context.incident);
  if (!plan) return withoutSwitch;
  for (;;) {
    const result = await attempt(plan, login, context);
    const left = context.answerBy - context.now();
    if (result.outcome !== 'wait' || left <= EVERY_MS) return result;
    await context.sleep(EVERY_MS);
  }
});

async function attempt(plan: SwitchPlan, login: Login, context: StepContext): Promise<StepResult> {
  const { instance, database, connectTimeoutSeconds: timeoutSeconds } = login;
  const counted = await count(login, context);
  if ('unseen' in counted) {
    const { attempt: tried } = counted;
    const result = unconnected({ instance, database, timeoutSeconds, attempt: tried });
    return (
      result ?? { outcome: 'escalate', finding: `The rows of ${instance} could not be counted.`, verdict: 'unknown' }
    );
  }
  const holder = await describeInstance(rds, instance);
  return decideSwitched(plan, holder, counted.rows, await comparedWith(plan, counted.rows));
}

async function comparedWith({ restoredFrom }: SwitchPlan, rows: Rows): Promise<readonly Compared[] | string> {
  const beside = await look(() => besideSnapshot(s3, restoredFrom));
  if ('unseen' in beside) return `the row counts could not be read (${beside.unseen})`;
  return beside.seen ? compareRows(beside.seen, rows) : `no row counts lie beside ${restoredFrom}`;
}
