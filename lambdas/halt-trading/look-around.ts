import type { CloudWatchClient } from '@aws-sdk/client-cloudwatch';
import type { ECSClient } from '@aws-sdk/client-ecs';
import type { RDSClient } from '@aws-sdk/client-rds';
import type { S3Client } from '@aws-sdk/client-s3';
import type { SSMClient } from '@aws-sdk/client-ssm';
import * as v from 'valibot';
import { BrokerInput, lookAtBroker } from '../shared/broker';
import { phaseAt } from '../shared/calendar';
import { describeDatabase } from '../shared/database';
import { describeService } from '../shared/ecs';
import type { Settings } from '../shared/guard/settings';
import { readSettings, SettingNames } from '../shared/guard/settings';
import { MarketDataInput, readMarketData } from '../shared/market-data';
import { readSignals, type Signal } from '../shared/signals';
import { type Look, look } from '../shared/step';
import { readSwitch } from '../shared/stop';
import type { Seen } from './decide';
import { brokerFeed, type Feed, MINUTES_READ, marketDataFeed } from './feeds';

/** What the rule is told to look at. */
export const LookInput = v.object({
  cluster: v.string(),
  /** The trading service. */
  service: v.string(),
  /** Names of all watched services, the trading service among them. */
  services: v.array(v.string()),
  tradingEnabled: v.string(),
  /** The database instance. */
  database: v.string(),
  broker: v.nullable(BrokerInput),
  marketData: v.nullable(MarketDataInput),
  maxMarketDataAgeSeconds: v.number(),
  dailyLossAlarm: v.nullable(v.string()),
  /** The alarm on failing connections to the database. */
  databaseAlarm: v.nullable(v.string()),
  /** Alarms of the trading service, which confirm a database in doubt as well. */
  tradingAlarms: v.optional(v.array(v.string()), []),
  settings: SettingNames,
});
export type LookInput = v.InferOutput<typeof LookInput>;

export interface LookClients {
  readonly ecs: ECSClient;
  readonly rds: RDSClient;
  readonly cloudWatch: CloudWatchClient;
  readonly s3: S3Client;
  readonly ssm: SSMClient;
}

/** Looks at everything at once. Each look fails by itself: one that cannot be had hides none of the others. */
export async function lookAround(
  clients: LookClients,
  input: LookInput,
  now: () => number,
): Promise<{ seen: Seen; mode: Settings['mode'] }> {
  const { ecs, rds, cloudWatch, ssm } = clients;
  const alarm = (name: string): Promise<Look<Signal>> => look(() => readAlarm(cloudWatch, name, now()));
  const names = [...(input.databaseAlarm === null ? [] : [input.databaseAlarm]), ...input.tradingAlarms];
  const [settings, services, tradingEnabled, database, confirming, dailyLoss, broker, marketData] = await Promise.all([
    readSettings(ssm, input.settings),
    Promise.all(
      input.services.map(
        async (service) => [service, await look(() => describeService(ecs, { ...input, service }))] as const,
      ),
    ),
    look(() => readSwitch(ssm, input.tradingEnabled)),
    look(async () => (await describeDatabase(rds, input.database))?.status),
    Promise.all(names.map(alarm)),
    input.dailyLossAlarm === null ? null : alarm(input.dailyLossAlarm),
    brokerNow(clients.s3, input, now),
    marketDataNow(cloudWatch, input, now),
  ]);
  const phase = await look(async () => {
    if ('unseen' in settings.calendar) throw new Error(settings.calendar.unseen);
    return phaseAt(settings.calendar.seen.calendar, settings.calendar.seen.overrides, now());
  });
  return {
    mode: settings.mode,
    seen: {
      phase,
      services: Object.fromEntries(services),
      trading: input.service,
      tradingEnabled,
      database,
      confirming,
      dailyLoss,
      broker,
      marketData,
    },
  };
}

async function readAlarm(cloudWatch: CloudWatchClient, name: string, now: number): Promise<Signal> {
  const [signal] = await readSignals(cloudWatch, [name], now);
  if (!signal) throw new Error(`There is no alarm "${name}".`);
  return signal;
}

async function brokerNow(s3: S3Client, { broker }: LookInput, now: () => number): Promise<Feed | null> {
  if (!broker) return null;
  const seen = await lookAtBroker(s3, broker);
  return brokerFeed(seen, broker.heartbeat.maxAgeSeconds, now());
}

async function marketDataNow(
  cloudWatch: CloudWatchClient,
  { marketData, maxMarketDataAgeSeconds }: LookInput,
  now: () => number,
): Promise<Feed | null> {
  if (!marketData) return null;
  const ages = await look(() => readMarketData(cloudWatch, marketData, MINUTES_READ, now()));
  return marketDataFeed(ages, maxMarketDataAgeSeconds, now());
}
