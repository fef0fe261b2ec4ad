import { ModifyDBInstanceCommand, RDSClient } from '@aws-sdk/client-rds';
import { SSMClient } from '@aws-sdk/client-ssm';
import * as v from 'valibot';
import { refuseTrading } from '../check-replacement/decide';
import { asked as askedFor } from '../shared/acting';
import { CLIENT } from '../shared/clients';
import { DatabaseGuard, DatabaseGuardInput } from '../shared/guard/database';
import { everyInstance } from '../shared/restores/instances';
import { SWITCH_OBSERVED_NOTE, type SwitchPlan, switchOf } from '../shared/restores/switch';
import { asStep, look, parse, type StepContext, type StepResult } from '../shared/step';
import { readSwitch } from '../shared/stop';
import { askToSwitch, begun, notRenamed, standing, withoutSwitch } from './decide';

const rds = new RDSClient(CLIENT);
const ssm = new SSMClient(CLIENT);
/** One try: a rename whose answer was lost may be under way, and the names say so. */
const acting = new RDSClient({ ...CLIENT, maxAttempts: 1 });
const guard = new DatabaseGuard(ssm);

const Input = v.object({ tradingEnabled: v.string(), guard: DatabaseGuardInput });
type Input = v.InferOutput<typeof Input>;

const EVERY_MS = 20_000;

/**
 * Gives the restored instance the name of the database: the old one loses it first. Two people say yes to both before the
 * first. What was begun is carried on by whoever comes next, a retry or another run: the names say how far it is.
 */
export const handler = asStep(Input, async (input, context) => {
  const plan = switchOf(context.incident);
  if (!plan) return withoutSwitch;
  for (;;) {
    const result = await attempt(plan, input, context);
    const left = context.answerBy - context.now();
    if (result.outcome !== 'wait' || left <= 0) return result;
    await context.sleep(Math.min(EVERY_MS, left));
  }
});

async function attempt(plan: SwitchPlan, input: Input, context: StepContext): Promise<StepResult> {
  const stands = standing(plan, await look(() => everyInstance(rds)));
  if (stands.next === 'nothing') return stands.result;
  if (stands.next === 'first') {
    const { incident, table } = context;
    const ask = askToSwitch(plan);
    const gate = await guard.gate(() => ask, input.guard, context);
    if (!gate.open) {
      if (gate.result.refused?.because === 'observe')
        await table.note(incident.id, SWITCH_OBSERVED_NOTE, { command: ask.command });
      return gate.result;
    }
    // Last of all: whoever has enabled trading meanwhile keeps the database.
    const refusal = refuseTrading(await look(() => readSwitch(ssm, input.tradingEnabled)));
    if (refusal) return refusal;
  }
  const [from, to] = stands.next === 'first' ? [plan.instance, plan.replaced] : [plan.restored, plan.instance];
  const command = new ModifyDBInstanceCommand({
    DBInstanceIdentifier: from,
    NewDBInstanceIdentifier: to,
    ApplyImmediately: true,
  });
  try {
    await askedFor(() => acting.send(command), context.sleep);
    return begun(plan, stands.next);
  } catch (error) {
    const since = stands.next === 'second' ? await refusingSince(context) : context.now();
    return notRenamed(plan, stands.next, error, context.now() - since);
  }
}

const REFUSED_NOTE = 'switch-refused';
const Refused = v.object({ since: v.number() });

/** Since when the second name has not worked, in milliseconds since the epoch: the first time is written down, and stays. */
async function refusingSince({ incident, table, now }: StepContext): Promise<number> {
  await table.note(incident.id, REFUSED_NOTE, { since: now() }, { firstStays: true });
  const { notes } = await table.get(incident.id);
  return parse(Refused, notes?.[REFUSED_NOTE], 'the note of the refused name').since;
}
