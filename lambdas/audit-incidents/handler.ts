import { Logger } from '@aws-lambda-powertools/logger';
import { CloudWatchClient } from '@aws-sdk/client-cloudwatch';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { ECSClient } from '@aws-sdk/client-ecs';
import { RDSClient } from '@aws-sdk/client-rds';
import { S3Client } from '@aws-sdk/client-s3';
import { SFNClient } from '@aws-sdk/client-sfn';
import { SNSClient } from '@aws-sdk/client-sns';
import { SSMClient } from '@aws-sdk/client-ssm';
import type { Context } from 'aws-lambda';
import { CLIENT, setting } from '../shared/clients';
import { readParameters } from '../shared/directory';
import { GuardTable } from '../shared/guard/table';
import { ToldTable } from '../shared/messages/told';
import { incidentTable, parse } from '../shared/step';
import { type Audited, audit } from './audit';
import { AuditMemory } from './memory';
import { Input, type Tools } from './tools';

const logger = new Logger();
const dynamoDb = new DynamoDBClient(CLIENT);

/** Milliseconds for somebody who may not answer; the heartbeat is written by then. */
const OUTSIDE_MS = 3_000;

const tools: Tools = {
  table: incidentTable(),
  guard: new GuardTable(dynamoDb, setting('INCIDENT_TABLE')),
  told: new ToldTable(dynamoDb, setting('INCIDENT_TABLE')),
  memory: new AuditMemory(dynamoDb, setting('INCIDENT_TABLE')),
  cloudWatch: new CloudWatchClient(CLIENT),
  ecs: new ECSClient(CLIENT),
  rds: new RDSClient(CLIENT),
  ssm: new SSMClient(CLIENT),
  s3: new S3Client(CLIENT),
  sfn: new SFNClient(CLIENT),
  sns: new SNSClient(CLIENT),
  parameters: readParameters,
  callOutside: async (url) => {
    const { status } = await fetch(url, { signal: AbortSignal.timeout(OUTSIDE_MS) });
    if (status >= 300) logger.warn(`Whoever listens outside answers ${status}`);
  },
};

/** An audit. It may come late or twice: it compares what is with what should be, now. */
export const handler = async (event: unknown, { awsRequestId }: Context): Promise<Audited> => {
  const audited = await audit(tools, parse(Input, event, 'the audit'), { now: Date.now(), id: awsRequestId });
  logger.info('Audited.', { ...audited });
  return audited;
};
