import { DBSnapshotNotFoundFault, DeleteDBSnapshotCommand, RDSClient } from '@aws-sdk/client-rds';
import { SSMClient } from '@aws-sdk/client-ssm';
import * as v from 'valibot';
import { asked, isRefusal } from '../shared/acting';
import { CLIENT } from '../shared/clients';
import { DatabaseGuard, DatabaseGuardInput } from '../shared/guard/database';
import { readSettings } from '../shared/guard/settings';
import { everySnapshot, type Finished, Prefix } from '../shared/maintenance/snapshots';
import { asStep, look, type StepContext } from '../shared/step';
import { named } from '../shared/wording';
import { askToPrune, describePruning, type Pruned, planPruning } from './decide';

const rds = new RDSClient(CLIENT);
/** One try: what became of a deletion whose answer was lost is said, not guessed by repeating it. */
const acting = new RDSClient({ ...CLIENT, maxAttempts: 1 });
const ssm = new SSMClient(CLIENT);
const guard = new DatabaseGuard(ssm);

const Input = v.object({
  instance: v.string(),
  prefix: Prefix,
  environment: v.string(),
  /** How many of ours are kept. */
  keep: v.pipe(v.number(), v.integer(), v.minValue(1)),
  guard: DatabaseGuardInput,
});

/** What one deletion may take, with its retries where RDS has too much to do. */
const ONE_DELETION_MS = 10_000;

/** Deletes the oldest of our own snapshots, beyond those that are kept. */
export const handler = asStep(Input, async (input, context) => {
  const { instance, keep } = input;
  const { mode } = await readSettings(ssm, input.guard.settings);
  const snapshots = await look(() => everySnapshot(rds, instance, 'manual'));
  const observing = 'seen' in mode && mode.seen === 'observe';
  const plan = planPruning({ ...input, mine: context.incident.snapshot?.id, snapshots }, observing);
  if ('result' in plan) return plan.result;
  const gate = await guard.gate(() => askToPrune(instance, plan.delete), input.guard, context);
  return gate.open ? describePruning(await prune(plan.delete, context), keep) : gate.result;
});

async function prune(old: readonly Finished[], { now, answerBy, sleep }: StepContext): Promise<Pruned> {
  const [deleted, gone, left]: [string[], string[], string[]] = [[], [], []];
  const failed: { id: string; because: string }[] = [];
  for (const { id } of old) {
    if (failed.some(({ because }) => because.startsWith(UNKNOWN)) || now() + ONE_DELETION_MS > answerBy) {
      left.push(id);
      continue;
    }
    try {
      await asked(() => acting.send(new DeleteDBSnapshotCommand({ DBSnapshotIdentifier: id })), sleep);
      deleted.push(id);
    } catch (error) {
      if (error instanceof DBSnapshotNotFoundFault) gone.push(id);
      else failed.push({ id, because: isRefusal(error) ? named(error) : `${UNKNOWN}: ${named(error)}` });
    }
  }
  return { deleted, gone, failed, left };
}

/** After an answer that was lost nothing else is deleted in this call. */
const UNKNOWN = 'not known what came of it';
