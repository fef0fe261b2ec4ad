import { S3Client } from '@aws-sdk/client-s3';
import { PublishCommand, SNSClient } from '@aws-sdk/client-sns';
import * as v from 'valibot';
import { readReport } from '../list-incidents/report';
import { CLIENT, setting } from '../shared/clients';
import type { IncidentTable } from '../shared/incident-table';
import { isTestAlarm, raisedBy } from '../shared/probe/raised';
import { asStep, look, poll, type StepContext, type StepResult } from '../shared/step';
import { decideFollowing, type Followed } from './decide';
import { lateWords } from './words';

const Input = v.object({
  until: v.picklist(['acknowledged', 'reported']),
  /** ARN of the topic of the watch, which shares nothing with the way that is tested. */
  watch: v.string(),
});

const s3 = new S3Client(CLIENT);
const sns = new SNSClient(CLIENT);

const EVERY_MS = 5_000;

/** Follows the incident of the test alarm, and tells the watch when it is late. */
export const handler = asStep(Input, async ({ until, watch }, context) => {
  const { incident, table, now } = context;
  const { raisedAt } = raisedBy(incident) ?? {};
  if (raisedAt === undefined) throw new Error(`${incident.id} has not noted when it raised the test alarm.`);
  const result = await poll(
    EVERY_MS,
    context,
    () => look(() => follow(table, raisedAt, now())),
    (followed) => decideFollowing({ raisedAt, followed, until, now: now() }),
  );
  // In its last round a step may not wait any more, and would escalate without a word to the watch.
  const spent = result.outcome === 'wait' && !context.mayWait;
  return result.outcome === 'escalate' || spent ? tellWatch(result, watch, context) : result;
});

async function follow(table: IncidentTable, raisedAt: string, now: number): Promise<Followed | undefined> {
  const id = (await table.openedSince(raisedAt, new Date(now).toISOString())).find(isTestAlarm);
  if (id === undefined) return undefined;
  const incident = await table.get(id);
  if (incident.status === 'open') return { incident, reported: undefined };
  const report = await look(() => readReport(s3, setting('REPORT_BUCKET'), incident));
  return { incident, reported: 'seen' in report ? { seen: true } : report };
}

async function tellWatch(result: StepResult, TopicArn: string, { incident }: StepContext): Promise<StepResult> {
  const told = await look(() => sns.send(new PublishCommand({ TopicArn, ...lateWords(incident.id, result) })));
  return 'seen' in told
    ? { ...result, finding: `${result.finding} The watch was told.` }
    : { ...result, finding: `${result.finding} The watch could not be told: ${told.unseen}.` };
}
