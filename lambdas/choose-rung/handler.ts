import { Logger } from '@aws-lambda-powertools/logger';
import { ListSubscriptionsByTopicCommand, SNSClient } from '@aws-sdk/client-sns';
import { SSMClient } from '@aws-sdk/client-ssm';
import type { Context } from 'aws-lambda';
import * as v from 'valibot';
import type { Severity } from '../../runbooks/severity';
import { CLIENT } from '../shared/clients';
import { readSettings, SettingNames } from '../shared/guard/settings';
import { measure } from '../shared/measure';
import { type Contact, Rung } from '../shared/path';
import { onCallAt } from '../shared/rota';
import { incidentTable, look, parse } from '../shared/step';
import { type Choice, chooseRung, isUnanswered } from './decide';
import { Paging } from './hold';
import type { ContactSeen, RungSeen } from './who';

const Input = v.object({
  incidentId: v.string(),
  step: v.string(),
  path: v.array(Rung),
  paging: Paging,
  /** `pagesAlways`: whatever the mode says. */
  settings: v.object({ ...SettingNames.entries, pagesAlways: v.optional(v.boolean(), false) }),
  /** When the workflow asked; the same for every attempt of one asking. */
  asked: v.pipe(
    v.string(),
    v.check((at) => !Number.isNaN(Date.parse(at)), 'Expected an instant like 2026-11-20T04:30:00.000Z'),
  ),
  /** The last step's answer; `failed` when it could not give one itself. */
  because: v.object({ step: v.string(), finding: v.string(), failed: v.optional(v.boolean()) }),
});

const sns = new SNSClient(CLIENT);
const ssm = new SSMClient(CLIENT);
const logger = new Logger();
const table = incidentTable();

/** What the alert in PagerDuty says, where it is configured. */
type About = { readonly severity: Severity; readonly summary: string };

/** Decides who is paged next, and writes down who is passed over and what is held. */
export const handler = async (event: unknown, lambda: Context): Promise<Choice & About> => {
  const { incidentId, step, path, paging, asked, because, settings } = parse(Input, event, 'Who is next?');
  const now = Date.now();
  const at = new Date(now).toISOString();
  const [incident, { mode: set, calendar }] = await Promise.all([table.get(incidentId), readSettings(ssm, settings)]);
  const mode: typeof set = settings.pagesAlways ? { seen: 'act' } : set;
  if (!incident.escalatedAt) {
    // A step that failed has left no line of its own.
    if (because.failed) {
      const line = { at, step: because.step, finding: because.finding, outcome: 'escalate' as const };
      await table.write(incidentId, line, `${lambda.awsRequestId}-why`);
      if (!incident.verdict) await table.noteVerdict(incidentId, 'unknown');
    }
    await table.noteEscalation(incidentId, at);
  }
  const seen = await Promise.all(path.map((rung) => see(rung, Date.parse(asked))));
  const choice = chooseRung(incident, { mode, calendar, paging, path: seen, now, asked });
  const note = (finding: string, unique: string) =>
    table.write(incidentId, { at, step, finding, outcome: 'noted' }, unique);
  for (const [n, finding] of choice.said.entries()) await note(finding, `${lambda.awsRequestId}-${n}`);
  if (choice.next === 'page') {
    if (!incident.rungs?.some((chosen) => chosen.asked === asked))
      await table.chooseRung(incidentId, { rung: choice.rung, asked });
  } else if (choice.next === 'hold') {
    if (!incident.held) {
      await note(choice.because, lambda.awsRequestId);
      await table.noteHeld(incidentId, { until: choice.until, at });
    }
  } else {
    if ('seen' in mode && mode.seen !== 'act') await table.noteObserved(incidentId);
    await note(`Nobody is paged. ${choice.because}`, lambda.awsRequestId);
  }
  if (isUnanswered(incident, asked)) measure('Pages', 'unanswered', { incident: incidentId });
  logger.info(choice.next === 'page' ? `Rung ${choice.rung} is next` : choice.because, { incident: incidentId });
  return { ...choice, severity: incident.severity, summary: incident.title };
};

/** Whoever is on call when the workflow asks is on call for every attempt of that asking. */
async function see({ title, contacts, onCall }: Rung, asked: number): Promise<RungSeen> {
  const plain = { title, contacts: await Promise.all(contacts.map(seeContact)) };
  if (!onCall) return plain;
  const candidates = await Promise.all(onCallAt(onCall, asked).map(seeContact));
  return { ...plain, onCall: { role: onCall.role, candidates } };
}

const seeContact = async (contact: Contact): Promise<ContactSeen> => ({
  contact,
  confirmed: await look(() => isConfirmed(contact.topicArn)),
});

async function isConfirmed(topicArn: string): Promise<boolean> {
  const { Subscriptions = [] } = await sns.send(new ListSubscriptionsByTopicCommand({ TopicArn: topicArn }));
  return Subscriptions.some(({ SubscriptionArn }) => SubscriptionArn?.startsWith('arn:'));
}
