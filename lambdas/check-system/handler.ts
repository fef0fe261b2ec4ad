import { CloudWatchClient } from '@aws-sdk/client-cloudwatch';
import { CloudWatchLogsClient } from '@aws-sdk/client-cloudwatch-logs';
import { ECSClient } from '@aws-sdk/client-ecs';
import { ElasticLoadBalancingV2Client } from '@aws-sdk/client-elastic-load-balancing-v2';
import { RDSClient } from '@aws-sdk/client-rds';
import { S3Client } from '@aws-sdk/client-s3';
import { SSMClient } from '@aws-sdk/client-ssm';
import * as v from 'valibot';
import { readAcknowledgement } from '../shared/acknowledgement';
import { BrokerInput, lookAtBroker } from '../shared/broker';
import { type Answer, notConfigured } from '../shared/checks/check';
import { probe, targetsOf } from '../shared/checks/dashboard';
import { checkDashboard, checkDatabase, checkErrors, checkService, checkTargets } from '../shared/checks/platform';
import { sideBySide } from '../shared/checks/side-by-side';
import { checkAcknowledgement, checkBroker, checkMarketData, checkParameter } from '../shared/checks/trading';
import { CLIENT } from '../shared/clients';
import { describeDatabase } from '../shared/database';
import { describeService } from '../shared/ecs';
import { readLines } from '../shared/log-lines';
import { MarketDataInput, readMarketData } from '../shared/market-data';
import { StatusPlace } from '../shared/status-object';
import { asStep, look, type StepContext } from '../shared/step';
import { readSwitch } from '../shared/stop';
import { describeSystem } from './decide';

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

/** Kept when reading the log goes on to another page. */
const LAST_PAGE_MS = 5_000;
const LOG_MINUTES = 5;
const MARKET_DATA_MINUTES = 5;

/** Looks at everything at once. */
export const handler = asStep(Input, async (input, context) =>
  describeSystem(await sideBySide(checksOf(input, context), context)),
);

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
    'dashboard targets': async () => checkTargets(await look(() => targetsOf(loadBalancing, input.targetGroupArn))),
    'dashboard page': async () => checkDashboard(await probe(input.dashboard.url)),
    logs: async () => {
      const to = now();
      const query = { logGroup: input.logGroup, pattern: 'ERROR', from: to - LOG_MINUTES * 60_000, to };
      return checkErrors(await look(() => readLines(logs, query, () => now() < answerBy - LAST_PAGE_MS)), LOG_MINUTES);
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
