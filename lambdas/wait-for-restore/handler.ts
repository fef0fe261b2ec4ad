import { RDSClient } from '@aws-sdk/client-rds';
import * as v from 'valibot';
import { withoutPlan } from '../restore-database/decide';
import { CLIENT } from '../shared/clients';
import { describeInstance } from '../shared/restores/instances';
import { onlyObserved, planOf } from '../shared/restores/plan';
import { asStep, look, poll } from '../shared/step';
import { decideRestored, nothingToWaitFor } from './decide';

const rds = new RDSClient(CLIENT);

const EVERY_MS = 20_000;

/** Waits until the restored instance can be used. */
export const handler = asStep(v.object({}), async (_, context) => {
  const plan = planOf(context.incident);
  if (onlyObserved(context.incident)) return nothingToWaitFor;
  if (!plan) return withoutPlan;
  return poll(
    EVERY_MS,
    context,
    () => look(() => describeInstance(rds, plan.restored)),
    (instance) => decideRestored(plan, instance, context.now()),
  );
});
