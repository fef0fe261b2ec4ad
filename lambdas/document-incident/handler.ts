import { Logger } from '@aws-lambda-powertools/logger';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { SFNClient } from '@aws-sdk/client-sfn';
import { PublishCommand, SNSClient } from '@aws-sdk/client-sns';
import type { Context } from 'aws-lambda';
import * as v from 'valibot';
import { ApprovalTable } from '../shared/approvals/table';
import { CLIENT, setting } from '../shared/clients';
import { GuardTable } from '../shared/guard/table';
import type { Incident } from '../shared/incident';
import { consoles, Place } from '../shared/links';
import { tellAllClear, topicsOf } from '../shared/messages/all-clear';
import type { Ending as EndingToTell } from '../shared/messages/ending';
import { ToldTable } from '../shared/messages/told';
import { tellPagerDuty } from '../shared/pager-duty';
import { Contact } from '../shared/path';
import { incidentTable, look, parse } from '../shared/step';
import { datePath } from '../shared/wording';
import { measureEnd } from './measure-end';
import { asMarkdown, channelMessage, type Ending, makeReport } from './report';

const Input = v.object({
  incidentId: v.string(),
  step: v.string(),
  ending: v.picklist(['resolved', 'stood-down', 'escalated']),
  place: Place,
  /** Topic of the incident channel, which pages nobody. */
  channel: v.string(),
  /** Everybody who can be paged. */
  contacts: v.array(Contact),
  /** ARN of the workflow that speaks to PagerDuty, where it is configured. */
  pagerDuty: v.nullable(v.string()),
});

const s3 = new S3Client(CLIENT);
/** Telling is not the run's work: when SNS hangs, what is left of the function's time is for the report. */
const sns = new SNSClient({
  maxAttempts: 2,
  requestHandler: { connectionTimeout: 1_000, requestTimeout: 1_500 },
});
const sfn = new SFNClient(CLIENT);
const logger = new Logger();
const table = incidentTable();
const dynamoDb = new DynamoDBClient(CLIENT);
const guard = new GuardTable(dynamoDb, setting('INCIDENT_TABLE'));
const approvals = new ApprovalTable(dynamoDb, setting('INCIDENT_TABLE'));
const told = new ToldTable(dynamoDb, setting('INCIDENT_TABLE'));

/**
 * The end of every run: gives back what the incident held, tells those who were paged how it ended, writes its report, for
 * people and for machines, and tells the incident channel. People come before the report, which says that they were told.
 * Doing it again tells nobody twice, and gives a newer version of the same report.
 */
export const handler = async (event: unknown, lambda: Context): Promise<{ report: string }> => {
  const { incidentId, step, ending, place, channel, contacts, pagerDuty } = parse(
    Input,
    event,
    'Document the incident',
  );
  const incident = await table.get(incidentId);
  // What a run held that was taken over is the other incident's now, and is given back with it.
  if (incident.status !== 'taken-over') {
    for (const id of [incidentId, ...(incident.tookOver ?? [])]) await guard.release(id, Date.now());
  }
  const allClear = await tellPeople(incident, ending, contacts);
  if (allClear) {
    const line = { at: new Date(Date.now()).toISOString(), step, finding: allClear, outcome: 'noted' as const };
    await table.write(incidentId, line, `${lambda.awsRequestId}-told`);
  }
  const alert =
    incident.status !== 'open' ? await tellPagerDuty(sfn, async () => pagerDuty, 'resolve', incident) : undefined;
  if (alert) {
    const line = { at: new Date(Date.now()).toISOString(), step, finding: alert, outcome: 'noted' as const };
    await table.write(incidentId, line, `${lambda.awsRequestId}-pager-duty`);
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
  // What fails before this is tried again, and would be counted again.
  measureEnd(report);
  // Nobody relies on the channel; a failure there must not look like one of the incident.
  const heard = await look(() => sns.send(new PublishCommand({ TopicArn: channel, ...channelMessage(report) })));
  if ('unseen' in heard) logger.warn(`The incident channel was not told: ${heard.unseen}`, { incident: incidentId });
  logger.info(line.finding, { incident: incidentId, ending });
  return { report: `${folder}/report.md` };
};

/** @returns a sentence for the timeline; undefined when there is nothing to tell, or nobody. */
async function tellPeople(
  incident: Incident,
  ending: Ending,
  contacts: readonly Contact[],
): Promise<string | undefined> {
  const how = await look(() => whatToTell(incident, ending));
  if ('unseen' in how) return `Those who were paged could not be told how it ended: ${how.unseen}.`;
  return how.seen && tellAllClear({ sns, told, now: () => Date.now() }, incident, topicsOf(contacts), how.seen);
}

/**
 * That it is over, when the runbook has fixed it; whoever closes an incident tells it themselves. That it is not, when
 * people have approved something: they believe that it is being mended.
 */
async function whatToTell(incident: Incident, ending: Ending): Promise<EndingToTell | undefined> {
  if (!incident.pages?.length) return undefined;
  if (ending === 'resolved') return incident.status === 'fixed' ? { kind: 'all-clear' } : undefined;
  if (ending !== 'escalated' || incident.status !== 'open') return undefined;
  const approved = (await approvals.ofIncident(incident.id)).filter(({ status }) => status === 'approved');
  return approved.length > 0 ? { kind: 'not-helped', approved, timeline: await table.lines(incident.id) } : undefined;
}

async function put(key: string, type: string, body: string): Promise<void> {
  await s3.send(new PutObjectCommand({ Bucket: setting('REPORT_BUCKET'), Key: key, ContentType: type, Body: body }));
}
