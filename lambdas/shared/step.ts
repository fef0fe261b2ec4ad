import { Logger } from '@aws-lambda-powertools/logger';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import type { Context } from 'aws-lambda';
import * as v from 'valibot';
import type { Outcome, Verdict } from '../../runbooks/runbook';
import { answerTo } from './approvals/answer-to';
import type { Approval, Question } from './approvals/approval';
import { type Asked, ask } from './approvals/ask';
import { notApproved } from './approvals/decide';
import { ApprovalTable } from './approvals/table';
import { CLIENT, setting } from './clients';
import type { Incident, Line } from './incident';
import { IncidentTable } from './incident-table';
import { named } from './wording';

/** What a step found and wants to happen next. The finding is one sentence with its numbers. */
export interface StepResult
  extends Pick<Line, 'finding' | 'verdict' | 'act' | 'refused' | 'advice' | 'callOutside' | 'evidence'> {
  readonly outcome: Outcome;
  /** When a parked run is to look again; ISO 8601 in UTC. */
  readonly until?: string;
  /** What people are asked, where the outcome is `ask`. */
  readonly question?: Question;
}

/** What the workflow carries from one step to the next: small, and no decision in it. */
export interface Answer {
  readonly step: string;
  readonly outcome: Outcome;
  readonly finding: string;
  readonly round: number;
  readonly verdict?: Verdict;
  readonly until?: string;
  /** Of a question: its id, and how many seconds its answer is waited for. */
  readonly approval?: string;
  readonly waitSeconds?: number;
}

/** What a step is given besides its input. Time comes in from here and from nowhere else. */
export interface StepContext {
  readonly incident: Incident;
  readonly table: IncidentTable;
  readonly now: () => number;
  readonly sleep: (milliseconds: number) => Promise<void>;
  /** When this call should have answered, in milliseconds since the epoch: its time-out less what answering takes. */
  readonly answerBy: number;
  /** When this call ends, whatever it is doing: its function's time-out, in milliseconds since the epoch. */
  readonly endsAt: number;
  /** What people have approved for this step. */
  readonly approval?: Approval;
  /** Whether `wait` may still be answered: false in the last round of the step's budget. */
  readonly mayWait: boolean;
}

const Call = v.object({
  incidentId: v.string(),
  step: v.string(),
  rounds: v.number(),
  previous: v.optional(
    v.nullable(
      v.object({
        step: v.string(),
        round: v.number(),
        finding: v.optional(v.string()),
        /** It failed for good, and could not write its line itself. */
        failed: v.optional(v.boolean()),
      }),
    ),
  ),
  /** The step's question, once it was asked; steps that never ask are not told. */
  approval: v.optional(v.nullable(v.string())),
  input: v.unknown(),
});

/** Milliseconds kept for a last look that meets a host which does not answer (3 s), and for writing it down. */
const ANSWERING_MS = 5_000;

const logger = new Logger();

export function incidentTable(): IncidentTable {
  return new IncidentTable(new DynamoDBClient(CLIENT), setting('INCIDENT_TABLE'));
}

/**
 * Turns a function into a step a workflow can call: checks its input, gives it the incident, bounds its waiting, and
 * writes what it found into the timeline. A step that throws is retried by the workflow and then escalated.
 * @param o.urgent it stops trading: it is worked also when somebody has ended the incident, and when the table can neither
 *   be read nor written.
 */
export function asStep<S extends v.GenericSchema>(
  input: S,
  run: (input: v.InferOutput<S>, context: StepContext) => Promise<StepResult>,
  { urgent = false }: { readonly urgent?: boolean } = {},
) {
  const table = incidentTable();
  const approvals = new ApprovalTable(new DynamoDBClient(CLIENT), setting('INCIDENT_TABLE'));
  return async (event: unknown, lambda: Context): Promise<Answer> => {
    const call = parse(Call, event, 'call');
    const round = call.previous?.step === call.step ? call.previous.round + 1 : 1;
    const mayWait = round < call.rounds;
    const now = () => Date.now();
    const endsAt = now() + lambda.getRemainingTimeInMillis();
    const answered = await answerTo(approvals, { ...call, id: call.approval }, now());
    const written = urgent
      ? (write: () => Promise<unknown>) => look(write)
      : (write: () => Promise<unknown>) => write();
    const found = urgent ? await look(() => table.get(call.incidentId)) : { seen: await table.get(call.incidentId) };
    const context: StepContext = {
      incident: 'seen' in found ? found.seen : unread(call.incidentId),
      ...(answered?.status === 'approved' ? { approval: answered } : {}),
      table,
      now,
      endsAt,
      sleep: (milliseconds) => new Promise((resolve) => setTimeout(resolve, milliseconds)),
      answerBy: endsAt - ANSWERING_MS,
      mayWait,
    };
    if (call.previous?.failed) {
      const { step, finding = 'The step failed.' } = call.previous;
      const failure: Line = { at: new Date(now()).toISOString(), step, finding, outcome: 'noted' };
      await written(() => table.write(call.incidentId, failure, `${lambda.awsRequestId}-before`));
    }
    const result =
      context.incident.status === 'open' || urgent
        ? ((answered && notApproved(answered)) ?? (await run(parse(input, call.input, call.step), context)))
        : endedMeanwhile(context.incident);
    // A workflow that waits for no answers tells its steps of none.
    const mayAsk = call.approval !== undefined;
    const asked = result.question && mayAsk ? await ask(approvals, call.step, result.question, context) : undefined;
    const { outcome, until, question: _question, ...said } = settled(result, { mayWait, asked });
    const line: Line = { at: new Date(now()).toISOString(), step: call.step, outcome, ...said };
    await written(() => table.write(call.incidentId, line, lambda.awsRequestId));
    const { verdict: judged } = said;
    if (judged) await written(() => table.noteVerdict(call.incidentId, judged));
    if ((outcome === 'stand-down' || outcome === 'park') && context.incident.status === 'open')
      await table.standDown(context.incident, line.at);
    logger.info(said.finding, { incident: call.incidentId, step: call.step, outcome, round });
    const verdict = said.verdict ? { verdict: said.verdict } : {};
    const more = { ...verdict, ...(until ? { until } : {}), ...asked };
    return { step: call.step, outcome, finding: said.finding, round, ...more };
  };
}

/** An incident that cannot be read, for a step that cannot wait until it can. */
const unread = (id: string): Incident => ({
  id,
  runbook: 'unknown',
  title: 'An incident that cannot be read',
  severity: 'P1',
  target: 'system',
  dependsOn: [],
  status: 'open',
  openedAt: new Date(0).toISOString(),
  alarmAt: new Date(0).toISOString(),
  deadlineAt: new Date(0).toISOString(),
  execution: 'unknown',
  cause: 'unknown',
  alarms: {},
  joined: 0,
});

/** A wait without time left, and a question that may not be asked (any more), are for people. */
function settled(result: StepResult, { mayWait, asked }: { mayWait: boolean; asked: Asked | undefined }): StepResult {
  if (result.outcome === 'wait' && !mayWait)
    return { ...result, outcome: 'escalate', finding: `${result.finding} The step's time is spent.` };
  if (result.outcome !== 'ask' || asked) return result;
  const { effect, command } = result.question ?? { effect: '', command: '' };
  return {
    ...result,
    outcome: 'escalate',
    verdict: 'not-fixed',
    advice: `${effect} If you approve, run: ${command}`,
  };
}

/** An incident that somebody has ended while its runbook runs is not worked on any more. */
export const endedMeanwhile = ({ status, closedBy, takenOverBy }: Incident): StepResult => ({
  outcome: 'stand-down',
  finding: takenOverBy
    ? `Incident ${takenOverBy} stands for this one now; what this run holds is handed over.`
    : `The incident has ended as ${status}${closedBy ? `, closed by ${closedBy.by}` : ''}; the runbook stands down.`,
  refused: { act: 'the rest of the runbook', because: takenOverBy ? 'taken over' : 'the incident has ended' },
});

/** @throws an error that names the field, what was given and what is expected. */
export function parse<S extends v.GenericSchema>(schema: S, given: unknown, what: string): v.InferOutput<S> {
  const parsed = v.safeParse(schema, given);
  if (parsed.success) return parsed.output;
  const problems = parsed.issues.map((issue) => {
    const path = issue.path?.map((item) => String(item.key)).join('.') ?? '(all of it)';
    return `${path}: given ${issue.received}, expected ${issue.expected ?? issue.message}`;
  });
  throw new TypeError(`The input of "${what}" is wrong: ${problems.join('; ')}`);
}

/** What one look at the world gave: a value, or the reason why it could not be had. */
export type Look<T> = { readonly seen: T } | { readonly unseen: string };

/** Turns a failing call into a look that says so: "could not check" is an answer, and never a good one. */
export async function look<T>(at: () => Promise<T>): Promise<Look<T>> {
  try {
    return { seen: await at() };
  } catch (error) {
    return { unseen: named(error) };
  }
}

/**
 * Looks again and again until `decide` answers something other than `wait`, or the call's time is up.
 * @returns the last answer.
 */
export async function poll<T>(
  everyMs: number,
  context: Pick<StepContext, 'now' | 'sleep' | 'answerBy'>,
  lookOnce: () => Promise<T>,
  decide: (seen: T) => StepResult,
): Promise<StepResult> {
  for (;;) {
    const result = decide(await lookOnce());
    const left = context.answerBy - context.now();
    if (result.outcome !== 'wait' || left <= 0) return result;
    await context.sleep(Math.min(everyMs, left));
  }
}
