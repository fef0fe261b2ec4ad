import { Logger } from '@aws-lambda-powertools/logger';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { PublishCommand, SNSClient } from '@aws-sdk/client-sns';
import { GateTable } from '../shared/checklist/gate';
import type { CheckedItem } from '../shared/checklist/item';
import { failedOf, failedWords, gatesTheOpen, judge, verdictWords } from '../shared/checklist/passing';
import { ChecklistTable, type Finished } from '../shared/checklist/table';
import { CLIENT, setting } from '../shared/clients';
import { type Look, look, parse } from '../shared/step';
import { channelMessage } from './channel';
import { isNews } from './decide';
import { Input } from './input';
import { asMarkdown } from './markdown';
import { asPage } from './page';
import { makeReport, type Report, titleOf } from './report';

export interface ReportedChecklist {
  readonly outcome: 'resolved' | 'escalated';
  readonly passed: boolean;
  /** One sentence: the verdict, and what has to pass. */
  readonly finding: string;
}

const logger = new Logger();
const s3 = new S3Client(CLIENT);
const sns = new SNSClient({ ...CLIENT, maxAttempts: 2 });
const dynamoDb = new DynamoDBClient(CLIENT);
const runs = new ChecklistTable(dynamoDb, setting('INCIDENT_TABLE'));
const gates = new GateTable(dynamoDb, setting('INCIDENT_TABLE'));

/**
 * Judges a run of a checklist, keeps the result, writes the report and tells the channel. What was found counts as soon as it
 * is kept; a bucket or a channel that fails is told, and takes nothing of it back. Doing it again gives the same.
 */
export const handler = async (event: unknown): Promise<ReportedChecklist> => {
  const input = parse(Input, event, 'Report the checklist');
  const { checklist, date, run, startedBy, reason, rerun, execution, caveat } = input;
  const at = new Date(Date.now()).toISOString();
  const judged = judge(checklist.items, input.items as readonly CheckedItem[]);
  const counts = await runs.finish(checklist.id, date, run, { at, ...judged, startedBy, reason });
  if (counts.run > run) return answer(input, counts, [`Run ${run} ended after it and does not count.`]);

  const gating = gatesTheOpen(checklist.id);
  const gate = gating
    ? await look(() => (judged.passed ? gates.pass(date, { at, run }) : gates.get(date)))
    : { seen: undefined };
  const begun = await look(() => runs.latest(checklist.id, date));
  const note = 'seen' in begun && begun.seen?.begun.run === run ? (begun.seen.begun.note ?? null) : null;
  const { id, title, otherwise } = checklist;
  const report = makeReport({
    ...judged,
    checklist: { id, title },
    ...{ date, run, at, startedBy, reason, rerun, execution, note, caveat, gate, otherwise },
  });
  const written = await write(report);
  const unwritten = 'unseen' in written ? written.unseen : undefined;
  const message = channelMessage(report, keyOf(report, 'md'), unwritten);
  const told = isNews(counts, rerun)
    ? await look(() => sns.send(new PublishCommand({ TopicArn: input.channel, ...message })))
    : { seen: 'no news' };
  return answer(input, counts, [
    unwritten === undefined ? `Report: ${keyOf(report, 'md')}.` : `Its report could not be written (${unwritten}).`,
    ...('unseen' in told ? [`The incident channel could not be told (${told.unseen}).`] : []),
    ...('unseen' in gate ? [`The gate of the open could not be looked at (${gate.unseen}).`] : []),
  ]);
};

function answer(input: Input, { run, passed, items }: Finished, more: readonly string[]): ReportedChecklist {
  const { checklist, date, rerun } = input;
  const verdict = `${titleOf({ checklist, date })}, run ${run}: ${verdictWords({ items, passed })}`;
  const finding = [`${verdict}${passed ? '' : `: ${failedWords(failedOf(items))}`}.`, ...more].join(' ');
  logger.info(finding, { checklist: checklist.id, date, run, rerun });
  return { outcome: passed ? 'resolved' : 'escalated', passed, finding };
}

const keyOf = ({ checklist, date }: Pick<Report, 'checklist' | 'date'>, ending: 'md' | 'html' | 'json'): string =>
  `checklists/${date}/${checklist.id}/report.${ending}`;

/** The latest run stands in the place of the one before it: the bucket keeps every version. */
async function write(report: Report): Promise<Look<unknown>> {
  const put = (ending: 'md' | 'html' | 'json', ContentType: string, Body: string) =>
    s3.send(new PutObjectCommand({ Bucket: setting('REPORT_BUCKET'), Key: keyOf(report, ending), ContentType, Body }));
  return look(() =>
    Promise.all([
      put('md', 'text/markdown; charset=utf-8', asMarkdown(report)),
      put('html', 'text/html; charset=utf-8', asPage(report)),
      put('json', 'application/json', JSON.stringify(report, null, 2)),
    ]),
  );
}
