import { CloudWatchClient } from '@aws-sdk/client-cloudwatch';
import { CloudWatchLogsClient } from '@aws-sdk/client-cloudwatch-logs';
import { ECSClient } from '@aws-sdk/client-ecs';
import { DescribeTargetHealthCommand, ElasticLoadBalancingV2Client } from '@aws-sdk/client-elastic-load-balancing-v2';
import { RDSClient } from '@aws-sdk/client-rds';
import { S3Client } from '@aws-sdk/client-s3';
import { SSMClient } from '@aws-sdk/client-ssm';
import * as v from 'valibot';
import { whyUnanswered } from '../probe-dashboard/decide';
import { readAcknowledgement } from '../shared/acknowledgement';
import { BrokerInput, lookAtBroker } from '../shared/broker';
import { CLIENT } from '../shared/clients';
import { describeDatabase } from '../shared/database';
import { describeService } from '../shared/ecs';
import { get, type HttpAnswer } from '../shared/http';
import { readLines } from '../shared/log-lines';
import { MarketDataInput, readMarketData } from '../shared/market-data';
import { StatusPlace } from '../shared/status-object';
import { asStep, type Look, look, type StepContext } from '../shared/step';
import { readSwitch } from '../shared/stop';
import { named } from '../shared/wording';
import { type Answer, type Check, unchecked } from './check';
import { describeSystem } from './decide';
import { checkDashboard, checkDatabase, checkErrors, checkService, checkTargets } from './platform';
import { checkAcknowledgement, checkBroker, checkMarketData, checkParameter, notConfigured } from './trading';

const ecs = new ECSClient(CLIENT);
const rds = new RDSClient(CLIENT);
const loadBalancing = new ElasticLoadBalancingV2Client(CLIENT);
const logs = new CloudWatchLogsClient(CLIENT);
const cloudWatch = new CloudWatchClient(CLIENT);
const s3 = new S3Client(CLIENT);
const ssm = new SSMClient(CLIENT);

const Input = v.object({
  cluster: v.string(),
  services: v.object({ trading: v.string(), dashboard: v.string(), 'data-service': v.string() }),
  database: v.string(),
  targetGroupArn: v.string(),
  dashboard: v.object({ url: v.string() }),
  logGroup: v.string(),
  broker: v.nullable(BrokerInput),
  marketData: v.nullable(MarketDataInput),
  maxMarketDataAgeSeconds: v.number(),
  tradingEnabled: v.string(),
  acknowledgement: v.nullable(StatusPlace),
});
type Input = v.InferOutput<typeof Input>;

const PROBE_MS = 5_000;
const LOG_MINUTES = 5;
const MARKET_DATA_MINUTES = 5;

/** Looks at everything at once. Each check answers for itself, and in time: one that hangs hides none of the others. */
export const handler = asStep(Input, async (input, context) => {
  const checks = Object.entries(checksOf(input, context)).map(
    async ([name, check]): Promise<Check> => ({ name, ...(await inTime(check, context)) }),
  );
  return describeSystem(await Promise.all(checks));
});

function checksOf(input: Input, { now, answerBy }: StepContext): Record<string, () => Promise<Answer>> {
  const { cluster, services, broker, marketData, acknowledgement } = input;
  const service = (name: string) => async () =>
    checkService(await look(() => describeService(ecs, { cluster, service: name })));
  // Read once, for two checks.
  const parameter = look(() => readSwitch(ssm, input.tradingEnabled));
  return {
    trading: service(services.trading),
    'data-service': service(services['data-service']),
    dashboard: service(services.dashboard),
    database: async () => checkDatabase(await look(() => describeDatabase(rds, input.database))),
    'dashboard targets': async () => checkTargets(await look(() => targetsOf(input.targetGroupArn))),
    'dashboard page': async () => checkDashboard(await probe(input.dashboard.url)),
    logs: async () => {
      const to = now();
      const query = { logGroup: input.logGroup, pattern: 'ERROR', from: to - LOG_MINUTES * 60_000, to };
      return checkErrors(await look(() => readLines(logs, query, () => now() < answerBy - PROBE_MS)), LOG_MINUTES);
    },
    broker: async () =>
      broker ? checkBroker(await lookAtBroker(s3, broker), broker.heartbeat.maxAgeSeconds, now()) : notConfigured,
    'market data': async () =>
      marketData
        ? checkMarketData(
            await look(() => readMarketData(cloudWatch, marketData, MARKET_DATA_MINUTES, now())),
            input.maxMarketDataAgeSeconds,
            MARKET_DATA_MINUTES,
          )
        : notConfigured,
    'trading parameter': async () => checkParameter(await parameter),
    acknowledgement: async () =>
      acknowledgement
        ? checkAcknowledgement(
            await look(() => readAcknowledgement(s3, acknowledgement)),
            await parameter,
            acknowledgement.maxAgeSeconds,
            now(),
          )
        : notConfigured,
  };
}

/** Kept for putting the answers together. */
const SUMMING_UP_MS = 500;

async function inTime(check: () => Promise<Answer>, { now, sleep, answerBy }: StepContext): Promise<Answer> {
  const began = now();
  const late = sleep(Math.max(0, answerBy - SUMMING_UP_MS - began)).then(() =>
    unchecked(`could not be checked: no answer in ${Math.round((now() - began) / 1000)} s`),
  );
  try {
    return await Promise.race([check(), late]);
  } catch (error) {
    return unchecked(`could not be checked (${named(error)})`);
  }
}

async function targetsOf(TargetGroupArn: string) {
  const { TargetHealthDescriptions = [] } = await loadBalancing.send(
    new DescribeTargetHealthCommand({ TargetGroupArn }),
  );
  return TargetHealthDescriptions;
}

async function probe(url: string): Promise<Look<HttpAnswer>> {
  try {
    return { seen: await get(url, PROBE_MS, { redirect: 'manual' }) };
  } catch (error) {
    return { unseen: whyUnanswered(error) };
  }
}
