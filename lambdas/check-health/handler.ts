import { CloudWatchLogsClient, ResourceNotFoundException } from '@aws-sdk/client-cloudwatch-logs';
import { DescribeClustersCommand, ECSClient } from '@aws-sdk/client-ecs';
import {
  DescribeLoadBalancersCommand,
  ElasticLoadBalancingV2Client,
  LoadBalancerNotFoundException,
} from '@aws-sdk/client-elastic-load-balancing-v2';
import { RDSClient } from '@aws-sdk/client-rds';
import {
  DescribeSecretCommand,
  ResourceNotFoundException as SecretNotFoundException,
  SecretsManagerClient,
} from '@aws-sdk/client-secrets-manager';
import * as v from 'valibot';
import { asItem, type ItemContext } from '../shared/checklist/item';
import { BackupWindow } from '../shared/checks/backup-window';
import { type Answer, notConfigured } from '../shared/checks/check';
import { probe, targetsOf } from '../shared/checks/dashboard';
import { checkCluster, checkDashboard, checkLoadBalancer, checkTargets } from '../shared/checks/platform';
import { sideBySide } from '../shared/checks/side-by-side';
import { CLIENT } from '../shared/clients';
import { describeDatabase } from '../shared/database';
import { describeService } from '../shared/ecs';
import { readLines } from '../shared/log-lines';
import { look } from '../shared/step';
import { decideHealth, healthOfDatabase, healthOfLogs, healthOfSecret, healthOfService } from './decide';

const ecs = new ECSClient(CLIENT);
const rds = new RDSClient(CLIENT);
const loadBalancing = new ElasticLoadBalancingV2Client(CLIENT);
const logs = new CloudWatchLogsClient(CLIENT);
const secrets = new SecretsManagerClient(CLIENT);

const Input = v.object({
  cluster: v.string(),
  services: v.object({ trading: v.string(), dashboard: v.string(), 'data-service': v.string() }),
  database: v.string(),
  backupWindow: BackupWindow,
  loadBalancerArn: v.string(),
  targetGroupArn: v.string(),
  dashboard: v.object({ url: v.string() }),
  logGroup: v.string(),
  /** Name of the secret with the broker's credentials. */
  brokerSecret: v.nullable(v.string()),
});
type Input = v.InferOutput<typeof Input>;

const LOG_MINUTES = 5;

/** Kept when reading the log goes on to another page. */
const LAST_PAGE_MS = 5_000;

/** Looks at every part of the platform at once; what it runs on, and what people meet. */
export const handler = asItem(Input, async (input, context) =>
  decideHealth(await sideBySide(checksOf(input, context), context)),
);

function checksOf(input: Input, { now, answerBy }: ItemContext): Record<string, () => Promise<Answer>> {
  const { cluster, services, brokerSecret } = input;
  const service = (name: string) => async () =>
    healthOfService(await look(() => describeService(ecs, { cluster, service: name })));
  return {
    cluster: async () => checkCluster(await look(() => clusterOf(cluster))),
    trading: service(services.trading),
    dashboard: service(services.dashboard),
    'data-service': service(services['data-service']),
    database: async () =>
      healthOfDatabase(await look(() => describeDatabase(rds, input.database)), input.backupWindow, now()),
    'load balancer': async () => checkLoadBalancer(await look(() => loadBalancerOf(input.loadBalancerArn))),
    'dashboard targets': async () => checkTargets(await look(() => targetsOf(loadBalancing, input.targetGroupArn))),
    'dashboard page': async () => checkDashboard(await probe(input.dashboard.url)),
    logs: async () => {
      const to = now();
      const query = { logGroup: input.logGroup, pattern: 'ERROR', from: to - LOG_MINUTES * 60_000, to };
      const read = () => readLines(logs, query, () => now() < answerBy - LAST_PAGE_MS);
      return healthOfLogs(await look(() => unlessMissing(read, ResourceNotFoundException)), LOG_MINUTES);
    },
    'broker secret': async () =>
      brokerSecret === null ? notConfigured : healthOfSecret(await look(() => secretOf(brokerSecret))),
  };
}

async function clusterOf(cluster: string) {
  // One that does not exist is no error: it is left out.
  const { clusters = [] } = await ecs.send(new DescribeClustersCommand({ clusters: [cluster] }));
  return clusters[0];
}

async function loadBalancerOf(arn: string) {
  const describe = async () =>
    (await loadBalancing.send(new DescribeLoadBalancersCommand({ LoadBalancerArns: [arn] }))).LoadBalancers?.[0];
  return unlessMissing(describe, LoadBalancerNotFoundException);
}

const secretOf = (name: string) =>
  unlessMissing(() => secrets.send(new DescribeSecretCommand({ SecretId: name })), SecretNotFoundException);

/** That a thing is not there is an answer; any other error is none. */
async function unlessMissing<T>(
  read: () => Promise<T>,
  missing: abstract new (...given: never[]) => Error,
): Promise<T | undefined> {
  try {
    return await read();
  } catch (error) {
    if (error instanceof missing) return undefined;
    throw error;
  }
}
