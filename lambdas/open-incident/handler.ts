import { Logger } from '@aws-lambda-powertools/logger';
import { SSMClient } from '@aws-sdk/client-ssm';
import type { Context } from 'aws-lambda';
import * as v from 'valibot';
import { acknowledgeSeconds } from '../../runbooks/severity';
import { CLIENT } from '../shared/clients';
import { readSettings, SettingNames } from '../shared/guard/settings';
import { incidentTable, parse } from '../shared/step';
import { beganAt, requestIncident, severityAt } from './decide';

const severity = v.picklist(['P1', 'P2', 'P3', 'P4']);
const target = v.picklist(['trading', 'dashboard', 'data-service', 'database', 'system', 'probe']);

const Input = v.object({
  step: v.string(),
  runbook: v.object({
    id: v.string(),
    title: v.string(),
    severity,
    severityInSession: v.nullable(severity),
    target,
    dependsOn: v.array(target),
    plannedSeconds: v.nullable(v.number()),
    /** A run that joins goes on with its own steps, and the incident is its from then on. */
    worksOnWhenJoined: v.boolean(),
  }),
  execution: v.string(),
  startedAt: v.string(),
  settings: SettingNames,
  beginning: v.union([
    v.object({ alarm: v.string(), at: v.string(), reason: v.string() }),
    v.object({
      startedBy: v.pipe(v.string(), v.nonEmpty()),
      reason: v.pipe(v.string(), v.nonEmpty()),
      options: v.optional(v.record(v.string(), v.union([v.string(), v.number(), v.literal(true)]))),
    }),
  ]),
});

/** What the workflow keeps of an incident. */
export interface OpenAnswer {
  readonly outcome: 'opened' | 'joined';
  readonly incidentId: string;
  /** ISO 8601 in UTC. */
  readonly deadlineAt: string;
  /** Seconds one rung has to acknowledge. */
  readonly acknowledgeSeconds: number;
}

const logger = new Logger();
const table = incidentTable();
const ssm = new SSMClient(CLIENT);

/** Opens the incident this run is about, or joins the one that is open. */
export const handler = async (event: unknown, lambda: Context): Promise<OpenAnswer> => {
  const input = parse(Input, event, 'Acknowledge the alert');
  const { step, beginning, execution, startedAt } = input;
  const { severityInSession, plannedSeconds, worksOnWhenJoined, ...always } = input.runbook;
  const runbook = {
    ...always,
    ...(severityInSession ? { severityInSession } : {}),
    ...(plannedSeconds === null ? {} : { plannedSeconds }),
  };
  // Most runbooks are as severe at any time, and need not know what time it is.
  const now = severityInSession
    ? severityAt(
        runbook,
        (await readSettings(ssm, input.settings)).calendar,
        new Date(beganAt(beginning, startedAt)).getTime(),
      )
    : runbook.severity;
  const request = requestIncident(runbook, beginning, { execution, startedAt }, now, Date.now());
  const answer = await table.openOrJoin({ ...request, ...(worksOnWhenJoined ? { worksOnWhenJoined } : {}) });
  const kept = { deadlineAt: request.deadlineAt, acknowledgeSeconds: acknowledgeSeconds(request.severity) };
  if (!answer.opened) {
    logger.info('Joined', { incident: answer.joined, because: answer.because, asked: request.id });
    if (worksOnWhenJoined) {
      const line = {
        at: request.openedAt,
        step,
        finding: `Asked for again. ${request.cause}`,
        outcome: 'noted' as const,
      };
      await table.write(answer.joined, line, lambda.awsRequestId);
    }
    return { outcome: 'joined', incidentId: answer.joined, ...kept };
  }
  const { tookOver = [] } = answer.incident;
  const handed = tookOver.length > 0 ? ` It takes over ${tookOver.join(', ')}.` : '';
  const line = {
    at: request.openedAt,
    step,
    finding: `Opened as ${request.severity}. ${request.cause}${handed}`,
    outcome: 'noted' as const,
  };
  await table.write(request.id, line, lambda.awsRequestId);
  logger.info(line.finding, { incident: request.id });
  return { outcome: 'opened', incidentId: request.id, ...kept };
};
