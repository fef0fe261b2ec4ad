import { CloudWatchClient } from '@aws-sdk/client-cloudwatch';
import { SSMClient } from '@aws-sdk/client-ssm';
import * as v from 'valibot';
import { CalendarNames, readCalendar } from '../shared/calendar-parameters';
import { asItem } from '../shared/checklist/item';
import { CLIENT } from '../shared/clients';
import { incidentTable, look } from '../shared/step';
import { readAlarms } from '../show-status/alarms';
import { decideAlarms } from './decide';
import { readHistory } from './history';
import { readIncidents } from './incidents';
import { sinceWhen } from './since';

const cloudWatch = new CloudWatchClient(CLIENT);
const ssm = new SSMClient(CLIENT);
const table = incidentTable();

const Input = v.object({
  /** How the names of our alarms begin. */
  alarms: v.array(v.string()),
  /** When the checklists are due on an ordinary day, as `16:00`. */
  daily: v.object({ morning: v.string(), evening: v.string() }),
  settings: CalendarNames,
});

/** Kept for the last page, whose call may be tried again. */
const LAST_PAGE_MS = 6_000;

/** Tells which alarms went off since the last evening, what became of them, and whose pages were held for the morning. */
export const handler = asItem(Input, async ({ alarms, daily, settings }, { date, now, answerBy }) => {
  const to = now();
  const since = sinceWhen(await readCalendar(ssm, settings), daily, to);
  const mayGoOn = () => now() < answerBy - LAST_PAGE_MS;
  const [inAlarm, history, incidents] = await Promise.all([
    look(async () => (await readAlarms(cloudWatch, alarms)).inAlarm),
    look(() => readHistory(cloudWatch, { prefixes: alarms, from: since.at, to, mayGoOn })),
    look(() => readIncidents(table, since.at, to)),
  ]);
  return decideAlarms({ date, since, alarms: inAlarm, history, incidents });
});
