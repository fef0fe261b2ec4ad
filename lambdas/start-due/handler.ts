import { Logger } from '@aws-lambda-powertools/logger';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { SFNClient } from '@aws-sdk/client-sfn';
import { SNSClient } from '@aws-sdk/client-sns';
import { SSMClient } from '@aws-sdk/client-ssm';
import type { Context } from 'aws-lambda';
import * as v from 'valibot';
import { CLIENT, setting } from '../shared/clients';
import { parse } from '../shared/step';
import { Claims } from './claims';
import { type Ticked, type Tools, tick } from './tick';
import { readVariables } from './variables';

const Input = v.strictObject({
  /** When the schedule meant it; ISO 8601 in UTC. */
  scheduledAt: v.pipe(
    v.string(),
    v.check((at) => !Number.isNaN(Date.parse(at)), 'an instant like 2026-11-23T03:15:00Z'),
  ),
});

const variables = readVariables(process.env);
const tools: Tools = {
  claims: new Claims(new DynamoDBClient(CLIENT), setting('INCIDENT_TABLE')),
  ssm: new SSMClient(CLIENT),
  sfn: new SFNClient(CLIENT),
  sns: new SNSClient(CLIENT),
};
const logger = new Logger();

/** A tick. It may come late, twice or after a later one: it does what is due now, and only that. */
export const handler = async (event: unknown, { awsRequestId }: Context): Promise<Ticked> => {
  const { scheduledAt } = parse(Input, event, 'the tick');
  const now = Date.now();
  const ticked = await tick(tools, variables, { now, by: awsRequestId });
  const lateSeconds = Math.round((now - Date.parse(scheduledAt)) / 1000);
  logger.info(ticked.idle ?? 'Ticked.', { scheduledAt, lateSeconds, started: ticked.started, told: ticked.told });
  return ticked;
};
