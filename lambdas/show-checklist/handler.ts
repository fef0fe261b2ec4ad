import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { SSMClient } from '@aws-sdk/client-ssm';
import * as v from 'valibot';
import { checklists } from '../../runbooks/checklists';
import { dateInWords } from '../shared/calendar/zone';
import { readCalendar } from '../shared/calendar-parameters';
import { DayDate, todayIn } from '../shared/checklist/day';
import { GateTable } from '../shared/checklist/gate';
import { gatesTheOpen } from '../shared/checklist/passing';
import { ChecklistTable } from '../shared/checklist/table';
import { CLIENT, setting } from '../shared/clients';
import { asCommand, existing, Refusal } from '../shared/command';
import { type ShownChecklist, show } from './show';

const Input = v.strictObject({
  /** Of the checklist. */
  id: v.string(),
  /** Without it, today. */
  date: v.optional(DayDate),
});

const ssm = new SSMClient(CLIENT);
const dynamoDb = new DynamoDBClient(CLIENT);
const runs = new ChecklistTable(dynamoDb, setting('INCIDENT_TABLE'));
const gates = new GateTable(dynamoDb, setting('INCIDENT_TABLE'));

const BY_ID = Object.fromEntries(checklists.map((checklist) => [checklist.id, checklist]));

/** How a checklist stands on a day: the result that counts, its items, and the gate of the open. */
export const handler = asCommand(Input, async ({ id, date: asked }, { system, now }): Promise<ShownChecklist> => {
  const checklist = existing('checklist', id, BY_ID);
  const date = asked ?? todayIn(await readCalendar(ssm, system.settings), now).date;
  const [latest, gate] = await Promise.all([runs.latest(id, date), gatesTheOpen(id) ? gates.get(date) : undefined]);
  if (!latest) throw new Refusal(404, `The ${checklist.title} of ${dateInWords(date)} has not been worked.`);
  return show(checklist, date, latest, gate);
});
