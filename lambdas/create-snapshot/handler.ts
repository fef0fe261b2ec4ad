import {
  CreateDBSnapshotCommand,
  DBSnapshotAlreadyExistsFault,
  InvalidDBInstanceStateFault,
  RDSClient,
  SnapshotQuotaExceededFault,
} from '@aws-sdk/client-rds';
import { SSMClient } from '@aws-sdk/client-ssm';
import * as v from 'valibot';
import { asked as askedFor, isRefusal } from '../shared/acting';
import { CLIENT } from '../shared/clients';
import { describeDatabase } from '../shared/database';
import { type Calendars, DatabaseGuard, DatabaseGuardInput } from '../shared/guard/database';
import type { IntendedSnapshot } from '../shared/incident';
import { describeSnapshot, everySnapshot, finishedOfOurs, Prefix } from '../shared/maintenance/snapshots';
import { asStep, look, type StepContext, type StepResult } from '../shared/step';
import {
  answerLost,
  asked,
  askedBefore,
  askToBackUp,
  namesFor,
  namesTaken,
  quotaReached,
  refusedByRds,
  tagsOf,
  type Wanted,
  whatIsUnder,
  wrongState,
} from './decide';

const rds = new RDSClient(CLIENT);
/** One try: a snapshot whose answer was lost may be under way, and is looked for. */
const acting = new RDSClient({ ...CLIENT, maxAttempts: 1 });
const guard = new DatabaseGuard(new SSMClient(CLIENT));

const Input = v.object({
  instance: v.string(),
  prefix: Prefix,
  environment: v.string(),
  owner: v.string(),
  guard: DatabaseGuardInput,
});
type Input = v.InferOutput<typeof Input>;

const EVERY_MS = 15_000;

/** Takes a snapshot of the database, once: whatever is tried again looks for the first one. */
export const handler = asStep(Input, async (input, context) => {
  const backup = new Backup(input, context);
  for (;;) {
    const result = await backup.attempt();
    const left = context.answerBy - context.now();
    if (result.outcome !== 'wait' || left <= 0) return result;
    await context.sleep(Math.min(EVERY_MS, left));
  }
});

/** One call's work on the snapshot of one run. */
class Backup {
  private intended: IntendedSnapshot | undefined;
  private readonly wanted: Wanted;

  constructor(
    private readonly input: Input,
    private readonly context: StepContext,
  ) {
    const { id: incidentId, runbook, snapshot } = context.incident;
    this.intended = snapshot;
    const { instance, environment, owner } = input;
    this.wanted = { instance, environment, owner, incidentId, runbook };
  }

  /** Asks the guard anew each time: while something was waited for, people may have changed their minds. */
  async attempt(): Promise<StepResult> {
    const before = this.intended;
    if (before) {
      const under = await look(() => this.under(before.id));
      if ('unseen' in under) return answerLost(before.id, new Error(under.unseen));
      if (under.seen === 'this-run') return askedBefore(before.id, before.intendedAt);
    }
    const ask = (calendars?: Calendars) => askToBackUp(this.wanted, this.namesAt(calendars)[0]);
    const gate = await guard.gate(ask, this.input.guard, this.context);
    if (!gate.open) return gate.result;
    const names = this.namesAt(gate.seen);
    for (const id of names) {
      const result = await this.take(id);
      if (result !== 'taken') return result;
    }
    return namesTaken(names);
  }

  /** What was intended before comes first: an answer that was lost may still turn out to have had its effect. */
  private namesAt(calendars: Calendars | undefined): [string, ...string[]] {
    const now = this.context.now();
    const [first, ...others] = namesFor(this.input.prefix, calendars?.calendar, now);
    const { intended } = this;
    return intended ? [intended.id, ...[first, ...others].filter((name) => name !== intended.id)] : [first, ...others];
  }

  private async take(id: string): Promise<StepResult | 'taken'> {
    const { table, incident, sleep } = this.context;
    // The intention is written first: a second attempt after a death in between can tell what happened.
    const intended = { id, intendedAt: new Date(this.context.now()).toISOString() };
    await table.intendSnapshot(incident.id, intended);
    this.intended = intended;
    const { instance } = this.wanted;
    const command = new CreateDBSnapshotCommand({
      DBInstanceIdentifier: instance,
      DBSnapshotIdentifier: id,
      Tags: tagsOf(this.wanted),
    });
    try {
      await askedFor(() => acting.send(command), sleep);
      return asked(id, instance);
    } catch (error) {
      return this.explain(id, error);
    }
  }

  private async explain(id: string, error: unknown): Promise<StepResult | 'taken'> {
    const { instance } = this.wanted;
    if (error instanceof DBSnapshotAlreadyExistsFault) {
      // It may be our own, whose answer was lost.
      const under = await look(() => this.under(id));
      if ('unseen' in under) return answerLost(id, new Error(under.unseen));
      return under.seen === 'this-run' ? asked(id, instance) : 'taken';
    }
    if (error instanceof InvalidDBInstanceStateFault) {
      return wrongState(instance, await look(() => describeDatabase(rds, instance)));
    }
    if (error instanceof SnapshotQuotaExceededFault) {
      return quotaReached(
        await look(async () => finishedOfOurs(await everySnapshot(rds, instance, 'manual'), this.input)),
      );
    }
    return isRefusal(error) ? refusedByRds(error) : answerLost(id, error);
  }

  private async under(id: string) {
    return whatIsUnder(await describeSnapshot(rds, id), this.wanted.incidentId);
  }
}
