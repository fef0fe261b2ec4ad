import { Logger } from '@aws-lambda-powertools/logger';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import * as v from 'valibot';
import { CLIENT, setting } from '../shared/clients';
import { GuardTable } from '../shared/guard/table';
import { parse } from '../shared/step';
import { clockTime } from '../shared/wording';

const named = v.pipe(v.string(), v.trim(), v.nonEmpty());

/** A hand that nobody remembers must not keep the runbooks away for ever. */
const LONGEST_MINUTES = 24 * 60;

const Input = v.object({
  /** The ECS service's name. */
  service: named,
  by: named,
  reason: named,
  forMinutes: v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(LONGEST_MINUTES)),
});

const logger = new Logger();
const table = new GuardTable(new DynamoDBClient(CLIENT), setting('INCIDENT_TABLE'));

/** A person takes a service into their own hands: every runbook stands down at its next act on it until then. */
export const handler = async (event: unknown): Promise<{ said: string }> => {
  const { service, by, reason, forMinutes } = parse(Input, event, 'Take a service');
  const since = Date.now();
  const until = since + forMinutes * 60_000;
  await table.take(service, { by, reason, since, until });
  const said = `${by} has ${service} in hand until ${clockTime(until)}: ${reason}. Runbooks stand down at their next act on it.`;
  logger.info(said);
  return { said };
};
