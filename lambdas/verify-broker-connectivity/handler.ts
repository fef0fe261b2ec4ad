import { CloudWatchClient } from '@aws-sdk/client-cloudwatch';
import { S3Client } from '@aws-sdk/client-s3';
import { SSMClient } from '@aws-sdk/client-ssm';
import * as v from 'valibot';
import { BrokerInput, lookAtBroker } from '../shared/broker';
import { phaseAt } from '../shared/calendar';
import { asItem } from '../shared/checklist/item';
import { CLIENT } from '../shared/clients';
import { readSettings, SettingNames } from '../shared/guard/settings';
import { MarketDataInput, readMarketData } from '../shared/market-data';
import { look } from '../shared/step';
import { decideConnectivity } from './decide';

const s3 = new S3Client(CLIENT);
const cloudWatch = new CloudWatchClient(CLIENT);
const ssm = new SSMClient(CLIENT);

const Input = v.object({
  broker: v.nullable(BrokerInput),
  marketData: v.nullable(MarketDataInput),
  maxMarketDataAgeSeconds: v.number(),
  /** Who is called about the broker. */
  outside: v.object({ name: v.string(), contact: v.string() }),
  settings: SettingNames,
});

const MINUTES = 5;

/** Asks the broker once, and reads what the service says of it and of the feed. */
export const handler = asItem(Input, async ({ broker, marketData, settings, ...given }, { now }) => {
  const [looked, ages, { calendar }] = await Promise.all([
    broker && lookAtBroker(s3, broker),
    marketData && look(() => readMarketData(cloudWatch, marketData, MINUTES, now())),
    readSettings(ssm, settings),
  ]);
  const at = now();
  return decideConnectivity({
    ...given,
    broker: broker && looked && { ...looked, maxAgeSeconds: broker.heartbeat.maxAgeSeconds },
    marketData: ages,
    minutes: MINUTES,
    phase:
      'unseen' in calendar ? calendar : { seen: phaseAt(calendar.seen.calendar, calendar.seen.overrides, at).phase },
    now: at,
  });
});
