import { Logger } from '@aws-lambda-powertools/logger';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { PublishCommand, SNSClient } from '@aws-sdk/client-sns';
import type { Context } from 'aws-lambda';
import * as v from 'valibot';
import { CLIENT, setting } from '../shared/clients';
import { GuardTable } from '../shared/guard/table';
import { consoles, Place } from '../shared/links';
import { incidentTable, look, parse } from '../shared/step';
import { datePath } from '../shared/wording';
import { asMarkdown, channelMessage, makeReport } from './report';

const Input = v.object({
  incidentId: v.string(),
  step: v.string(),
  ending: v.picklist(['resolved', 'stood-down', 'escalated']),
  place: Place,
  /** Topic of the incident channel, which pages nobody. */
  channel: v.string(),
});

const s3 = new S3Client(CLIENT);
const sns = new SNSClient(CLIENT);
const logger = new Logger();
const table = incidentTable();
const guard = new GuardTable(new DynamoDBClient(CLIENT), setting('INCIDENT_TABLE'));

/**
 * The end of every run: gives back what the incident held, writes its report, for people and for machines, and tells the
 * incident channel. Doing it again gives a newer version of the same report.
 */
export const handler = async (event: unknown, lambda: Context): Promise<{ report: string }> => {
  const { incidentId, step, ending, place, channel } = parse(Input, event, 'Document the incident');
  const incident = await table.get(incidentId);
  // What a run held that was taken over is the other incident's now, and is given back with it.
  if (incident.status !== 'taken-over') {
    for (const id of [incidentId, ...(incident.tookOver ?? [])]) await guard.release(id, Date.now());
  }
  const folder = `incidents/${datePath(incident.alarmAt)}/${incidentId}`;
  const line = {
    at: new Date(Date.now()).toISOString(),
    step,
    finding: `Report written to ${folder}/report.md.`,
    outcome: 'noted' as const,
  };
  await table.write(incidentId, line, lambda.awsRequestId);
  const report = makeReport(
    incident,
    ending,
    await table.lines(incidentId),
    consoles(place, Object.keys(incident.alarms)),
  );
  await Promise.all([
    put(`${folder}/report.md`, 'text/markdown; charset=utf-8', asMarkdown(report)),
    put(`${folder}/report.json`, 'application/json', JSON.stringify(report, null, 2)),
  ]);
  // Nobody relies on the channel; a failure there must not look like one of the incident.
  const told = await look(() => sns.send(new PublishCommand({ TopicArn: channel, ...channelMessage(report) })));
  if ('unseen' in told) logger.warn(`The incident channel was not told: ${told.unseen}`, { incident: incidentId });
  logger.info(line.finding, { incident: incidentId, ending });
  return { report: `${folder}/report.md` };
};

async function put(key: string, type: string, body: string): Promise<void> {
  await s3.send(new PutObjectCommand({ Bucket: setting('REPORT_BUCKET'), Key: key, ContentType: type, Body: body }));
}
