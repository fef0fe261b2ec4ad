import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { S3Client } from '@aws-sdk/client-s3';
import { PublishCommand, SNSClient } from '@aws-sdk/client-sns';
import { SSMClient } from '@aws-sdk/client-ssm';
import * as v from 'valibot';
import { CLIENT, setting } from '../shared/clients';
import { readSettings, SettingNames } from '../shared/guard/settings';
import { putDocument } from '../shared/maintenance/documents';
import type { Publication } from '../shared/messages/publication';
import { ToldTable } from '../shared/messages/told';
import { Contact } from '../shared/path';
import { addressOf } from '../shared/presign';
import { asStep, look, type StepContext } from '../shared/step';
import { decideNotice, describeTelling, eventOf, type Notice, type Telling, wouldTell } from './decide';
import { calendarFile } from './ics';
import { toChannel, toStakeholder } from './message';

const s3 = new S3Client(CLIENT);
const sns = new SNSClient(CLIENT);
const ssm = new SSMClient(CLIENT);
const told = new ToldTable(new DynamoDBClient(CLIENT), setting('INCIDENT_TABLE'));

const Input = v.object({
  settings: SettingNames,
  region: v.string(),
  /** What the system is called to whoever does not run it. */
  system: v.string(),
  /** What is done in the window, a line each. */
  work: v.array(v.string()),
  stakeholders: v.array(Contact),
  /** Topic of the incident channel. */
  channel: v.string(),
});
type Input = v.InferOutput<typeof Input>;

/** As long as a role's credentials can last. */
const LINK_SECONDS = 12 * 3600;

/** Tells the stakeholders once of the next window, with an entry for their calendars; or that it does not take place. */
export const handler = asStep(Input, async (input, context) => {
  const now = context.now();
  const decision = decideNotice(await readSettings(ssm, input.settings), now);
  if ('result' in decision) return decision.result;
  const { tell: notice, observing } = decision;
  const roles = input.stakeholders.map(({ role }) => role);
  if (observing) return wouldTell(notice, roles);
  await putDocument(s3, notice.key, calendarFile(eventOf(notice, input.system, input.work, now)));
  return describeTelling(notice, await tellAll(notice, input, context));
});

async function tellAll(notice: Notice, input: Input, { now }: StepContext): Promise<Telling> {
  const about = `maintenance-${notice.window.date}`;
  const knowing = await told.of(about, notice.what);
  const tell = async (id: string, TopicArn: string, message: Publication) => {
    await sns.send(new PublishCommand({ TopicArn, ...message }));
    await told.keep(about, notice.what, id, new Date(now()).toISOString());
  };
  const link = await addressOf({
    bucket: setting('REPORT_BUCKET'),
    key: notice.key,
    region: input.region,
    credentials: await s3.config.credentials(),
    expiresInSeconds: LINK_SECONDS,
    now: now(),
  });
  const result = { told: [] as string[], before: [] as string[], failed: [] as { role: string; because: string }[] };
  for (const { id, role, topicArn } of input.stakeholders) {
    if (knowing.includes(id)) {
      result.before.push(role);
      continue;
    }
    const heard = await look(() => tell(id, topicArn, toStakeholder(notice, { ...input, link })));
    if ('seen' in heard) result.told.push(role);
    else result.failed.push({ role, because: heard.unseen });
  }
  // Nobody relies on the channel.
  if (!knowing.includes(CHANNEL)) await look(() => tell(CHANNEL, input.channel, toChannel(notice, input)));
  return result;
}

const CHANNEL = 'the channel';
