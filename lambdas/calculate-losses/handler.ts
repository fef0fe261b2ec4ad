import { CloudWatchClient } from '@aws-sdk/client-cloudwatch';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { S3Client } from '@aws-sdk/client-s3';
import { SSMClient } from '@aws-sdk/client-ssm';
import * as v from 'valibot';
import { CLIENT, setting } from '../shared/clients';
import { dateInIndia, readTrades, TradesSource } from '../shared/day-signals';
import { dayBegins } from '../shared/day-signals/time';
import { GuardTable } from '../shared/guard/table';
import { type Point, readMetrics } from '../shared/metrics';
import type { Note } from '../shared/recovery/notes';
import { asStep, look, type StepContext } from '../shared/step';
import { readSwitch } from '../shared/stop';
import { calculate, type Losses } from './decide';
import { outageSince } from './since';

const Metric = v.object({ namespace: v.string(), name: v.string(), dimensions: v.record(v.string(), v.string()) });
type Metric = v.InferOutput<typeof Metric>;

const Input = v.object({
  service: v.string(),
  tradingEnabled: v.string(),
  /** `null`: not configured. */
  tradesAndProfit: v.nullable(TradesSource),
  dailyLoss: v.nullable(Metric),
  maxDailyLoss: v.number(),
});

const s3 = new S3Client(CLIENT);
const ssm = new SSMClient(CLIENT);
const cloudWatch = new CloudWatchClient(CLIENT);
const records = new GuardTable(new DynamoDBClient(CLIENT), setting('INCIDENT_TABLE'));

/** Says what the outage has cost, as far as the system's own numbers tell. Looks only. */
export const handler = asStep(Input, async (input, context) => {
  const { table, incident, now } = context;
  const [stop, tradingEnabled, incidents] = await Promise.all([
    look(() => records.stopOf(input.service)),
    look(() => readSwitch(ssm, input.tradingEnabled)),
    look(() => openIncidents(context)),
  ]);
  const since = outageSince({ stop, tradingEnabled, incidents });
  const at = now();
  const date = dateInIndia(at);
  // A loss of the day begins anew with it.
  const from = Math.max(dayBegins(date), 'at' in since ? since.at : at - NOT_LONG_MS);
  const { tradesAndProfit, dailyLoss, maxDailyLoss } = input;
  const [figures, points] = await Promise.all([
    tradesAndProfit && readTrades(tradesAndProfit, { date, now: at, s3, cloudWatch }),
    dailyLoss && look(() => lossSince(dailyLoss, from, at)),
  ]);
  const loss = dailyLoss && points ? { metric: dailyLoss.name, points } : null;
  const losses = calculate({ since, figures, loss, maxDailyLoss });
  await table.note(incident.id, 'losses', { ...losses } satisfies Note<'losses'>);
  return { outcome: 'continue', finding: losses.says, ...VERDICTS[losses.state] };
});

const VERDICTS = {
  within: {},
  above: {
    verdict: 'not-fixed',
    advice: 'Decide whether anything may trade again today; the runbook does not resume.',
  },
  unknown: { verdict: 'unknown', advice: "Ask the broker's own statement what the outage has cost." },
} as const satisfies Record<Losses['state'], object>;

/** Without an outage, the last minutes show where the day stands. */
const NOT_LONG_MS = 15 * 60_000;
const MINUTE_MS = 60_000;
/** A window is read by the minute up to three hours, and by five minutes beyond. */
const BY_THE_MINUTE_MS = 180 * MINUTE_MS;

async function lossSince(metric: Metric, from: number, to: number): Promise<readonly Point[]> {
  const periodSeconds = to - from <= BY_THE_MINUTE_MS ? 60 : 300;
  const period = periodSeconds * 1000;
  const window = { from: Math.floor(from / period) * period, to: Math.ceil(to / period) * period, periodSeconds };
  const { loss } = await readMetrics(cloudWatch, { loss: { ...metric, statistic: 'Maximum' } }, window);
  return loss;
}

async function openIncidents({ table, incident }: StepContext) {
  const ids = (await table.open()).filter((id) => id !== incident.id);
  const all = await Promise.all(ids.map((id) => table.get(id)));
  return all.filter(({ planned }) => !planned);
}
