import { Logger } from '@aws-lambda-powertools/logger';
import type { Context } from 'aws-lambda';
import * as v from 'valibot';
import { incidentTable, parse } from '../shared/step';
import { requestIncident } from './decide';

const Input = v.object({
  step: v.string(),
  runbook: v.object({
    id: v.string(),
    title: v.string(),
    severity: v.picklist(['P1', 'P2', 'P3', 'P4']),
    target: v.string(),
    responseSeconds: v.number(),
  }),
  execution: v.string(),
  startedAt: v.string(),
  beginning: v.union([
    v.object({ alarm: v.string(), at: v.string(), reason: v.string() }),
    v.object({ startedBy: v.pipe(v.string(), v.nonEmpty()), reason: v.pipe(v.string(), v.nonEmpty()) }),
  ]),
});

/** What the workflow keeps of an incident. */
export interface OpenAnswer {
  readonly outcome: 'opened' | 'joined';
  readonly incidentId: string;
  /** ISO 8601 in UTC. */
  readonly deadlineAt: string;
}

const logger = new Logger();
const table = incidentTable();

/** Opens the incident this run is about, or joins the one that is open. */
export const handler = async (event: unknown, lambda: Context): Promise<OpenAnswer> => {
  const { step, runbook, beginning, execution, startedAt } = parse(Input, event, 'Acknowledge the alert');
  const request = requestIncident(runbook, beginning, { execution, startedAt }, Date.now());
  const answer = await table.openOrJoin(request);
  if (!answer.opened) {
    logger.info('Joined', { incident: answer.joined, because: answer.because, asked: request.id });
    return { outcome: 'joined', incidentId: answer.joined, deadlineAt: request.deadlineAt };
  }
  const line = {
    at: request.openedAt,
    step,
    finding: `Opened as ${runbook.severity}. ${request.cause}`,
    outcome: 'noted' as const,
  };
  await table.write(request.id, line, lambda.awsRequestId);
  logger.info(line.finding, { incident: request.id });
  return { outcome: 'opened', incidentId: request.id, deadlineAt: request.deadlineAt };
};
