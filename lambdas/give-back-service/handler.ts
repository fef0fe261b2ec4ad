import { Logger } from '@aws-lambda-powertools/logger';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import * as v from 'valibot';
import { CLIENT, setting } from '../shared/clients';
import { GuardTable } from '../shared/guard/table';
import { parse } from '../shared/step';

const named = v.pipe(v.string(), v.trim(), v.nonEmpty());
const Input = v.object({ service: named, by: named });

const logger = new Logger();
const table = new GuardTable(new DynamoDBClient(CLIENT), setting('INCIDENT_TABLE'));

/** A person gives a service back: the next alarm's runbook may act on it again. */
export const handler = async (event: unknown): Promise<{ said: string }> => {
  const { service, by } = parse(Input, event, 'Give a service back');
  await table.giveBack(service);
  const said = `${by} has given ${service} back to the runbooks.`;
  logger.info(said);
  return { said };
};
