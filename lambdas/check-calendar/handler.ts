import { SSMClient } from '@aws-sdk/client-ssm';
import * as v from 'valibot';
import { asItem } from '../shared/checklist/item';
import { CLIENT } from '../shared/clients';
import { readSettings, SettingNames } from '../shared/guard/settings';
import { decideCalendar } from './decide';

const ssm = new SSMClient(CLIENT);

const Input = v.object({ settings: SettingNames });

/** Reads the calendar and what people have said since, and asks both about the day. */
export const handler = asItem(Input, async ({ settings }, { date }) =>
  decideCalendar((await readSettings(ssm, settings)).calendar, date),
);
