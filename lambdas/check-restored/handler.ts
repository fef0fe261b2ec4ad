import { ModifyDBInstanceCommand, RDSClient } from '@aws-sdk/client-rds';
import * as v from 'valibot';
import { withoutPlan } from '../restore-database/decide';
import { asked } from '../shared/acting';
import { CLIENT } from '../shared/clients';
import { describeInstance } from '../shared/restores/instances';
import { onlyObserved, planOf, type RestorePlan } from '../shared/restores/plan';
import { asStep, look, type StepContext, type StepResult } from '../shared/step';
import { nothingToWaitFor } from '../wait-for-restore/decide';
import { judgeSetup, repairRefused } from './decide';

const rds = new RDSClient(CLIENT);

const REPAIRED_NOTE = 'restore-repaired';
const Repaired = v.object({ what: v.array(v.string()) });

const EVERY_MS = 15_000;

/** Looks whether the restored instance is set up as the old one was, and puts right what can be. */
export const handler = asStep(v.object({}), async (_, context) => {
  const plan = planOf(context.incident);
  if (onlyObserved(context.incident)) return nothingToWaitFor;
  if (!plan) return withoutPlan;
  const repaired = new Set(v.parse(v.fallback(Repaired, { what: [] }), context.incident.notes?.[REPAIRED_NOTE]).what);
  for (;;) {
    const result = await attempt(plan, repaired, context);
    const left = context.answerBy - context.now();
    if (result.outcome !== 'wait' || left <= 0) return result;
    await context.sleep(Math.min(EVERY_MS, left));
  }
});

async function attempt(plan: RestorePlan, repaired: Set<string>, context: StepContext): Promise<StepResult> {
  const seen = await look(() => describeInstance(rds, plan.restored));
  const judged = judgeSetup(plan, seen, [...repaired]);
  if (judged.kind !== 'repair') return judged.result;
  const { incident, table, sleep } = context;
  for (const { what } of judged.wrong) repaired.add(what);
  // Written first: what was tried once and is still wrong is not tried for ever.
  await table.note(incident.id, REPAIRED_NOTE, { what: [...repaired] });
  const command = new ModifyDBInstanceCommand({
    DBInstanceIdentifier: plan.restored,
    ...judged.repair,
    ApplyImmediately: true,
  });
  try {
    await asked(() => rds.send(command), sleep);
  } catch (error) {
    return repairRefused(plan, error);
  }
  return {
    outcome: 'wait',
    finding: `${plan.restored}: ${judged.wrong.map(({ what }) => what).join(', ')} is being put right.`,
    verdict: 'not-fixed',
    advice: 'Look whether it was put right: aws rds describe-db-instances.',
  };
}
