import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { RDSClient } from '@aws-sdk/client-rds';
import { SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { SSMClient } from '@aws-sdk/client-ssm';
import * as v from 'valibot';
import { CLIENT, setting } from '../shared/clients';
import { classify, unconnected } from '../shared/connection';
import { DatabaseGuard, DatabaseGuardInput } from '../shared/guard/database';
import type { TableOutcome, TableProgress } from '../shared/incident';
import { ProgressTable } from '../shared/maintenance/progress';
import { KINDS, listTables } from '../shared/maintenance/tables';
import { Login, readTarget, type Session, withSession } from '../shared/postgres';
import { asStep, look, type StepContext, type StepResult } from '../shared/step';
import { askToVacuum, describeVacuum, endOfWork, goingOn, nextTurn, withoutBackup } from './decide';
import { vacuumTable } from './vacuum';

const aws = { rds: new RDSClient(CLIENT), secrets: new SecretsManagerClient(CLIENT) };
const guard = new DatabaseGuard(new SSMClient(CLIENT));
const progressTable = new ProgressTable(new DynamoDBClient(CLIENT), setting('INCIDENT_TABLE'));

const Input = v.object({ ...Login.entries, guard: DatabaseGuardInput });

/** What proving the last table and writing it down may take after its statement. */
const CLOSING_MS = 10_000;

type End = ReturnType<typeof endOfWork>;

/** Vacuums and analyses table by table; each call goes on where the one before has stopped. */
export const handler = asStep(Input, async ({ guard: guarded, ...login }, context) => {
  const { instance, database, connectTimeoutSeconds } = login;
  const gate = await guard.gate(() => askToVacuum(instance, database), guarded, context);
  if (!gate.open) return gate.result;
  const refusal = withoutBackup(context.incident);
  if (refusal) return refusal;
  const { calendar, overrides } = gate.seen;
  const end = endOfWork(calendar, overrides, context.incident, context.now());
  const target = await look(() => readTarget(aws, login));
  const unable = (attempt: Parameters<typeof unconnected>[0]['attempt']) =>
    unconnected({ instance, database, timeoutSeconds: connectTimeoutSeconds, attempt }) as StepResult;
  if ('unseen' in target) return unable(target);
  const work = new Work(context, end);
  try {
    return await withSession(target.seen, connectTimeoutSeconds * 1000, (session) => work.on(session));
  } catch (error) {
    if (work.failure !== undefined) throw work.failure;
    return unable({ seen: classify(error) });
  } finally {
    await guard.over(instance, context);
  }
});

/** One call's work on the tables of one run. */
class Work {
  /** What went wrong on our side of the connection. */
  failure: unknown;

  constructor(
    private readonly context: StepContext,
    private readonly end: End,
  ) {}

  async on(session: Session): Promise<StepResult> {
    const { id } = this.context.incident;
    const before = await this.ours(() => progressTable.get(id));
    let progress = before ?? (await this.decide(session));
    // The first table of a call has all of its time; one that comes later and is too slow has it in the next call.
    for (let first = true; ; first = false) {
      const turn = this.turn(progress);
      if (turn === 'over') return describeVacuum(progress, this.end);
      if (turn === 'next-call') return this.pause(progress, 'the time of this call is over');
      if ('finish' in turn) {
        progress = await this.finish(progress, turn.finish);
        continue;
      }
      const begun = await this.begin(progress);
      const { sleep } = this.context;
      const result = await vacuumTable(session, turn.work, { ms: turn.ms, sleep });
      if (result.outcome === 'lost') return this.pause(begun, `the connection ended at ${turn.work}`);
      if (result.outcome === 'timed-out') {
        // It was not too slow, it came too late: it is among those that were left.
        if (this.end.at <= this.callEnds) return describeVacuum(progress, this.end);
        if (!first) {
          await this.ours(() => progressTable.rest(id, begun));
          return this.pause(progress, `the time of this call is over for ${turn.work}`);
        }
        progress = await this.finish(begun, {
          outcome: 'failed',
          because: `not done in ${Math.round(turn.ms / 1000)} s`,
        });
      } else {
        progress = await this.finish(begun, result);
      }
    }
  }

  /** For the next call, where there is one; in the last one, this is the end. */
  private pause(progress: TableProgress, because: string): StepResult {
    const { mayWait, now } = this.context;
    return mayWait ? goingOn(progress, because) : describeVacuum(progress, { at: now(), because });
  }

  private get callEnds(): number {
    return this.context.answerBy - CLOSING_MS;
  }

  private turn(progress: TableProgress) {
    return nextTurn(progress, { now: this.context.now(), callEnds: this.callEnds, workEnds: this.end.at });
  }

  /** Smallest first: most tables are done soon, and one that takes too long keeps none of the others from their turn. */
  private async decide(session: Session): Promise<TableProgress> {
    const tables = await listTables(session, KINDS.tablesAndViews);
    return this.ours(() => progressTable.decide(this.context.incident.id, tables));
  }

  private async begin(progress: TableProgress): Promise<TableProgress> {
    await this.ours(() => progressTable.begin(this.context.incident.id, progress));
    return { ...progress, begun: progress.begun + 1 };
  }

  private async finish(progress: TableProgress, outcome: TableOutcome): Promise<TableProgress> {
    await this.ours(() => progressTable.finish(this.context.incident.id, progress, outcome));
    return { ...progress, done: [...progress.done, outcome], begun: 0 };
  }

  /** What fails here is no failure of the database, and must not be told as one. */
  private async ours<T>(act: () => Promise<T>): Promise<T> {
    try {
      return await act();
    } catch (error) {
      this.failure = error;
      throw error;
    }
  }
}
