import { Logger } from '@aws-lambda-powertools/logger';
import { PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import type { Context } from 'aws-lambda';
import * as v from 'valibot';
import { CLIENT, setting } from '../shared/clients';
import { consoles, Place } from '../shared/links';
import { incidentTable, parse } from '../shared/step';
import { datePath } from '../shared/wording';
import { asMarkdown, makeReport } from './report';

const Input = v.object({
  incidentId: v.string(),
  step: v.string(),
  ending: v.picklist(['resolved', 'stood-down', 'escalated']),
  place: Place,
});

const s3 = new S3Client(CLIENT);
const logger = new Logger();
const table = incidentTable();

/** Writes the incident's report, for people and for machines. Writing it again gives a newer version of the same. */
export const handler = async (event: unknown, lambda: Context): Promise<{ report: string }> => {
  const { incidentId, step, ending, place } = parse(Input, event, 'Document the incident');
  const incident = await table.get(incidentId);
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
  logger.info(line.finding, { incident: incidentId, ending });
  return { report: `${folder}/report.md` };
};

async function put(key: string, type: string, body: string): Promise<void> {
  await s3.send(new PutObjectCommand({ Bucket: setting('REPORT_BUCKET'), Key: key, ContentType: type, Body: body }));
}
