import { Logger } from '@aws-lambda-powertools/logger';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { S3Client } from '@aws-sdk/client-s3';
import { SFNClient } from '@aws-sdk/client-sfn';
import { PublishCommand, SNSClient } from '@aws-sdk/client-sns';
import { SSMClient } from '@aws-sdk/client-ssm';
import * as v from 'valibot';
import { approversOf } from '../shared/approvals/decide';
import { dateInWords } from '../shared/calendar/zone';
import { readCalendar } from '../shared/calendar-parameters';
import { DayDate, todayIn } from '../shared/checklist/day';
import { type Gate, GateTable, gateWords } from '../shared/checklist/gate';
import { CLIENT, setting } from '../shared/clients';
import { asCommand, type CommandContext, knownContact, Reason, Refusal } from '../shared/command';
import { resumeCommand } from '../shared/halt/disable';
import { channelPublication } from '../shared/messages/channel';
import { ToldTable } from '../shared/messages/told';
import { incidentTable, look } from '../shared/step';
import { fullStop } from '../shared/wording';
import { closeIncident } from './close';
import { decideWaiver } from './decide';

const Input = v.strictObject({
  reason: Reason,
  /** Without it, today. */
  date: v.optional(DayDate),
});

const logger = new Logger();
const ssm = new SSMClient(CLIENT);
const sns = new SNSClient(CLIENT);
const dynamoDb = new DynamoDBClient(CLIENT);
const gates = new GateTable(dynamoDb, setting('INCIDENT_TABLE'));
const told = new ToldTable(dynamoDb, setting('INCIDENT_TABLE'));
const tools = { table: incidentTable(), told, sns, s3: new S3Client(CLIENT), sfn: new SFNClient(CLIENT) };

/** A named person answers for the open of a day, with a reason, though the checklist is not passed. It enables nothing. */
export const handler = asCommand(Input, async ({ reason, date: asked }, context) => {
  const contact = knownContact(context);
  const { directory, system, said: who } = context;
  const today = asked === undefined ? todayIn(await readCalendar(ssm, system.settings), context.now) : { date: asked };
  const { date } = today;
  const approvers = approversOf('waive-gate', directory).contacts;
  const decision = decideWaiver(await gates.get(date), { contact, reason, date }, approvers);
  if (!decision.may) throw new Refusal(decision.status, decision.because);

  const by = { at: new Date(context.now).toISOString(), by: contact, reason };
  const gate = decision.again ? decision.gate : await gates.waive(date, by);
  const waived = gate?.waived;
  // Somebody else was quicker, or a run has passed at the same instant.
  if (!gate || waived?.by !== contact || waived.reason !== reason)
    throw new Refusal(409, `There is no closed gate to waive on ${dateInWords(date)}. ${gateWords(gate)}`);
  const finding = `The gate of the open of ${dateInWords(date)} is waived by ${who}: ${fullStop(reason)}`;
  logger.info(finding, { date, incident: gate.incident });

  const closed = await look(() => closeIncident(tools, { incident: gate.incident, waived }, context));
  const stays = `Trading stays disabled until two people resume it: ${resumeCommand(system.tradingEnabled)}`;
  const untold = await tellChannel(gate, [finding, `What had not passed: ${itemsOf(gate)}.`, stays], context);
  const incident =
    'seen' in closed
      ? closed.seen
      : [`Its incident ${gate.incident} could not be closed (${closed.unseen}); ask again with the same reason.`];
  const said = [finding, ...('says' in today && today.says ? [today.says] : []), ...incident, ...untold, stays];
  return { said: said.join(' '), date, incidentId: gate.incident, by: contact, reason, at: waived.at };
});

const itemsOf = ({ failed }: Gate): string => failed.map(({ item }) => item).join(', ');

/** Once for each waiver, also when it is asked for again. @returns a sentence where it could not be told. */
async function tellChannel({ incident }: Gate, lines: string[], { system, now }: CommandContext): Promise<string[]> {
  const before = await look(() => told.of(incident, KIND));
  if ('seen' in before && before.seen.includes(CHANNEL)) return [];
  const message = channelPublication({
    incidentId: incident,
    title: 'The gate of the open is waived',
    lines,
    eventType: 'gate-waived',
    keywords: ['gate'],
  });
  const sent = await look(() => sns.send(new PublishCommand({ TopicArn: system.channelTopic, ...message })));
  if ('unseen' in sent) return [`The incident channel could not be told (${sent.unseen}).`];
  await look(() => told.keep(incident, KIND, CHANNEL, new Date(now).toISOString()));
  return [];
}

const KIND = 'gate-waived';
/** Stands where a contact's id does; no contact has blanks in theirs. */
const CHANNEL = 'the channel';
