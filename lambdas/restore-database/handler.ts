import {
  DBInstanceAlreadyExistsFault,
  RDSClient,
  RestoreDBInstanceFromDBSnapshotCommand,
  RestoreDBInstanceToPointInTimeCommand,
} from '@aws-sdk/client-rds';
import { SSMClient } from '@aws-sdk/client-ssm';
import * as v from 'valibot';
import { asked as askedFor, isRefusal } from '../shared/acting';
import { CLIENT } from '../shared/clients';
import { DatabaseGuard, DatabaseGuardInput } from '../shared/guard/database';
import { everySnapshot } from '../shared/maintenance/snapshots';
import { describeInstance } from '../shared/restores/instances';
import { OBSERVED_NOTE, planOf, type RestorePlan, restoreMembers } from '../shared/restores/plan';
import { asStep, look, type StepContext, type StepResult } from '../shared/step';
import {
  answerLost,
  askToRestore,
  begun,
  decideBefore,
  isOfRun,
  nameTaken,
  refusedByRds,
  type Seen,
  withoutPlan,
} from './decide';

const rds = new RDSClient(CLIENT);
/** One try: a restore whose answer was lost may be under way, and is looked for. */
const acting = new RDSClient({ ...CLIENT, maxAttempts: 1 });
const guard = new DatabaseGuard(new SSMClient(CLIENT));

const Input = v.object({ guard: DatabaseGuardInput });

const EVERY_MS = 15_000;

/** Restores what was chosen to a new instance, once, after two people have said yes to just this. */
export const handler = asStep(Input, async ({ guard: input }, context) => {
  const plan = planOf(context.incident);
  if (!plan) return withoutPlan;
  for (;;) {
    const result = await attempt(plan, input, context);
    const left = context.answerBy - context.now();
    if (result.outcome !== 'wait' || left <= 0) return result;
    await context.sleep(Math.min(EVERY_MS, left));
  }
});

async function attempt(plan: RestorePlan, input: DatabaseGuardInput, context: StepContext): Promise<StepResult> {
  const { incident, table, sleep } = context;
  const seen = await lookAround(plan);
  const stopped = decideBefore(plan, seen, incident.id);
  if (stopped) return stopped;
  const ask = askToRestore(plan, seen);
  const gate = await guard.gate(() => ask, input, context);
  if (!gate.open) {
    if (gate.result.refused?.because === 'observe')
      await table.note(incident.id, OBSERVED_NOTE, { command: ask.command });
    return gate.result;
  }
  try {
    await askedFor(() => restore(plan), sleep);
    return begun(plan);
  } catch (error) {
    if (error instanceof DBInstanceAlreadyExistsFault) {
      // It may be our own, whose answer was lost.
      const under = await look(() => describeInstance(rds, plan.restored));
      if ('unseen' in under) return answerLost(plan, error);
      return under.seen && isOfRun(under.seen, incident.id) ? begun(plan) : nameTaken(plan);
    }
    return isRefusal(error) ? refusedByRds(plan, error) : answerLost(plan, error);
  }
}

async function lookAround({ instance, restored, from }: RestorePlan): Promise<Seen> {
  const [database, under, snapshots] = await Promise.all([
    look(() => describeInstance(rds, instance)),
    look(() => describeInstance(rds, restored)),
    'snapshot' in from ? look(() => everySnapshot(rds, instance)) : undefined,
  ]);
  if (snapshots === undefined || !('snapshot' in from)) return { database, restored: under };
  const snapshot =
    'unseen' in snapshots
      ? snapshots
      : { seen: snapshots.seen.find(({ DBSnapshotIdentifier: id }) => id === from.snapshot) };
  return { database, restored: under, snapshot };
}

const restore = (plan: RestorePlan): Promise<unknown> =>
  'snapshot' in plan.from
    ? acting.send(
        new RestoreDBInstanceFromDBSnapshotCommand({
          DBInstanceIdentifier: plan.restored,
          DBSnapshotIdentifier: plan.from.snapshot,
          ...restoreMembers(plan),
        }),
      )
    : acting.send(
        new RestoreDBInstanceToPointInTimeCommand({
          SourceDBInstanceIdentifier: plan.instance,
          TargetDBInstanceIdentifier: plan.restored,
          RestoreTime: new Date(plan.from.time),
          ...restoreMembers(plan),
        }),
      );
