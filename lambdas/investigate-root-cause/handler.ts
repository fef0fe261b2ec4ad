import { CloudWatchClient } from '@aws-sdk/client-cloudwatch';
import { CloudWatchLogsClient } from '@aws-sdk/client-cloudwatch-logs';
import { ECSClient } from '@aws-sdk/client-ecs';
import * as v from 'valibot';
import { CLIENT } from '../shared/clients';
import { describeService } from '../shared/ecs';
import { type LogQuery, readLines } from '../shared/log-lines';
import { readMetrics, serviceMetric, windowOf } from '../shared/metrics';
import { asStep, look } from '../shared/step';
import { describeRootCause } from './decide';

const ecs = new ECSClient(CLIENT);
const logs = new CloudWatchLogsClient(CLIENT);
const cloudWatch = new CloudWatchClient(CLIENT);

const Input = v.object({
  cluster: v.string(),
  service: v.string(),
  logGroup: v.string(),
  streamPrefix: v.string(),
  minutes: v.pipe(v.number(), v.integer(), v.minValue(1)),
  slowQueries: v.optional(v.nullable(v.object({ logGroup: v.string() }))),
});

/** Looks for what may lie behind it: a recent release, an error that repeats, a leak, slow statements. It never acts. */
export const handler = asStep(Input, async (input, { incident, now, answerBy }) => {
  const to = now();
  const from = to - input.minutes * 60_000;
  const lines = (query: Omit<LogQuery, 'from' | 'to'>) =>
    look(() => readLines(logs, { ...query, from, to }, () => now() < answerBy));
  const metrics = { memory: serviceMetric('MemoryUtilization', input) };
  const { logGroup, streamPrefix, slowQueries } = input;
  const [service, errors, memory, slow] = await Promise.all([
    look(() => describeService(ecs, input)),
    lines({ logGroup, streamPrefix, pattern: 'ERROR' }),
    look(async () => (await readMetrics(cloudWatch, metrics, windowOf(input.minutes, to))).memory),
    slowQueries ? lines({ logGroup: slowQueries.logGroup, pattern: '"duration:"' }) : null,
  ]);
  return describeRootCause({
    alarmAt: new Date(incident.alarmAt).getTime(),
    ours: Object.values(incident.deployments ?? {}).flatMap(({ id, ours }) => (ours ? [id] : [])),
    minutes: input.minutes,
    from,
    service,
    errors,
    memory,
    slowQueries: slow,
  });
});
