import { Logger } from '@aws-lambda-powertools/logger';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { SSMClient } from '@aws-sdk/client-ssm';
import * as v from 'valibot';
import { checklists } from '../../runbooks/checklists';
import { DayDate, todayIn } from '../shared/checklist/day';
import { ChecklistTable } from '../shared/checklist/table';
import { CLIENT, setting } from '../shared/clients';
import { readSettings, SettingNames } from '../shared/guard/settings';
import { parse } from '../shared/step';

const text = v.pipe(v.string(), v.trim(), v.nonEmpty());

const Input = v.object({
  /** Id of the checklist. */
  checklist: v.picklist(checklists.map(({ id }) => id)),
  /** Null: today. */
  date: v.nullable(DayDate),
  startedBy: text,
  reason: text,
  /** ARN. */
  execution: text,
  settings: SettingNames,
});

export interface OpenedChecklist {
  /** `2026-11-23`, in the calendar's zone. */
  readonly date: string;
  /** Number of the run on that date, from 1. */
  readonly run: number;
  /** For the history of the execution. */
  readonly says: string;
}

const logger = new Logger();
const ssm = new SSMClient(CLIENT);
const table = new ChecklistTable(new DynamoDBClient(CLIENT), setting('INCIDENT_TABLE'));

/** Begins a run of a checklist: says for which day, and gives it its number. The same execution gets the same answer. */
export const handler = async (event: unknown): Promise<OpenedChecklist> => {
  const { checklist, date: asked, startedBy, reason, execution, settings } = parse(Input, event, 'Open the checklist');
  const now = Date.now();
  const today = asked === null ? todayIn((await readSettings(ssm, settings)).calendar, now) : { date: asked };
  const { date, says: note } = today;
  const begun = { at: new Date(now).toISOString(), execution, startedBy, reason, ...(note ? { note } : {}) };
  const run = await table.begin(checklist, date, begun);
  const says = [`Run ${run} of ${checklist} for ${date}.`, ...(note ? [note] : [])].join(' ');
  logger.info(says, { checklist, date, run, execution, startedBy });
  return { date, run, says };
};
