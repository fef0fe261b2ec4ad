import { CloudWatchClient } from '@aws-sdk/client-cloudwatch';
import { S3Client } from '@aws-sdk/client-s3';
import { SSMClient } from '@aws-sdk/client-ssm';
import * as v from 'valibot';
import { CalendarNames, readCalendar } from '../shared/calendar-parameters';
import { asItem, notConfigured, unchecked } from '../shared/checklist/item';
import { CLIENT } from '../shared/clients';
import { ObjectSource, Positions, readSignal, readTrades, TradesSource } from '../shared/day-signals';
import { endsOf, previousTradingDay } from './days';
import { decideTrading } from './decide';

const s3 = new S3Client(CLIENT);
const ssm = new SSMClient(CLIENT);
const cloudWatch = new CloudWatchClient(CLIENT);

const Input = v.object({
  of: v.picklist(['previous day', 'day']),
  /** `null`: not configured. */
  trades: v.nullable(TradesSource),
  positions: v.nullable(ObjectSource),
  settings: CalendarNames,
  /** In the account's currency, above 0. */
  maxDailyLoss: v.number(),
});

/** Tells trades, realised profit and open positions of the last trading day, or of the day itself. */
export const handler = asItem(Input, async ({ of, trades, positions, settings, maxDailyLoss }, { date, now }) => {
  if (!trades) return notConfigured('Trades and profit');
  const read = await readCalendar(ssm, settings);
  if ('unseen' in read) return unchecked(`The calendar could not be read (${read.unseen}), so no day is known.`);
  const { calendar, overrides } = read.seen;
  const day = of === 'day' ? { seen: date } : previousTradingDay(calendar, overrides, date);
  if ('unseen' in day) return unchecked(`The last trading day is not known: ${day.unseen}.`);
  const means = { s3, cloudWatch, now: now() };
  const [figures, open] = await Promise.all([
    readTrades(trades, { ...means, date: day.seen }),
    // They are of the present: of a day that is over they tell nothing.
    of === 'day' && positions ? readSignal(positions, Positions, { ...means, date }) : undefined,
  ]);
  return decideTrading({
    date: day.seen,
    figures,
    positions: of === 'day' ? (open ?? null) : undefined,
    ends: endsOf(calendar, overrides, day.seen),
    maxDailyLoss,
    now: now(),
  });
});
