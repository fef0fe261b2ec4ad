import { Logger } from '@aws-lambda-powertools/logger';
import { ListSubscriptionsByTopicCommand, SNSClient } from '@aws-sdk/client-sns';
import { SSMClient } from '@aws-sdk/client-ssm';
import type { Context } from 'aws-lambda';
import * as v from 'valibot';
import { CLIENT } from '../shared/clients';
import { readSettings, SettingNames } from '../shared/guard/settings';
import { Rung } from '../shared/path';
import { incidentTable, look, parse } from '../shared/step';
import { type Choice, chooseRung } from './decide';

const Input = v.object({
  incidentId: v.string(),
  step: v.string(),
  path: v.array(Rung),
  settings: SettingNames,
  /** When the workflow asked; the same for every attempt of one asking. */
  asked: v.string(),
  /** The last step's answer; `failed` when it could not give one itself. */
  because: v.object({ step: v.string(), finding: v.string(), failed: v.optional(v.boolean()) }),
});

const sns = new SNSClient(CLIENT);
const ssm = new SSMClient(CLIENT);
const logger = new Logger();
const table = incidentTable();

/** Decides who is paged next, and writes down who is passed over. */
export const handler = async (event: unknown, lambda: Context): Promise<Choice> => {
  const { incidentId, step, path, asked, because, settings } = parse(Input, event, 'Who is next?');
  const now = Date.now();
  const at = new Date(now).toISOString();
  const [incident, { mode }] = await Promise.all([table.get(incidentId), readSettings(ssm, settings)]);
  if (!incident.escalatedAt) {
    // A step that failed has left no line of its own.
    if (because.failed) {
      const line = { at, step: because.step, finding: because.finding, outcome: 'escalate' as const };
      await table.write(incidentId, line, `${lambda.awsRequestId}-why`);
      if (!incident.verdict) await table.noteVerdict(incidentId, 'unknown');
    }
    await table.noteEscalation(incidentId, at);
  }
  const seen = await Promise.all(
    path.map(async ({ title, contacts }) => ({
      title,
      contacts: await Promise.all(
        contacts.map(async (contact) => ({ contact, confirmed: await look(() => isConfirmed(contact.topicArn)) })),
      ),
    })),
  );
  const choice = chooseRung(incident, mode, seen, now, asked);
  for (const { rung, title } of choice.skipped) {
    const finding = `Rung ${rung} (${title}) has nobody with a confirmed address; passed over.`;
    await table.write(incidentId, { at, step, finding, outcome: 'noted' }, `${lambda.awsRequestId}-${rung}`);
  }
  if (choice.next === 'page') {
    if (!incident.rungs?.some((chosen) => chosen.asked === asked))
      await table.chooseRung(incidentId, { rung: choice.rung, asked });
  } else {
    if ('seen' in mode && mode.seen !== 'act') await table.noteObserved(incidentId);
    const finding = `Nobody is paged. ${choice.because}`;
    await table.write(incidentId, { at, step, finding, outcome: 'noted' }, lambda.awsRequestId);
  }
  logger.info(choice.next === 'page' ? `Rung ${choice.rung} is next` : choice.because, { incident: incidentId });
  return choice;
};

async function isConfirmed(topicArn: string): Promise<boolean> {
  const { Subscriptions = [] } = await sns.send(new ListSubscriptionsByTopicCommand({ TopicArn: topicArn }));
  return Subscriptions.some(({ SubscriptionArn }) => SubscriptionArn?.startsWith('arn:'));
}
