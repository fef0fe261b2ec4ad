import { CloudWatchClient } from '@aws-sdk/client-cloudwatch';
import * as v from 'valibot';
import { CLIENT } from '../shared/clients';
import { databaseMetric, readMetrics, serviceMetric, windowOf } from '../shared/metrics';
import { asStep, look } from '../shared/step';
import { describeBottleneck } from './decide';

const cloudWatch = new CloudWatchClient(CLIENT);

const Input = v.object({
  cluster: v.string(),
  service: v.string(),
  database: v.string(),
  minutes: v.pipe(v.number(), v.integer(), v.minValue(5)),
});

/** Looks what is short: CPU or memory of the service, or the database behind it. */
export const handler = asStep(Input, async ({ database, minutes, ...service }, { now }) => {
  const window = windowOf(minutes, now());
  const metrics = {
    serviceCpu: serviceMetric('CPUUtilization', service),
    serviceMemory: serviceMetric('MemoryUtilization', service),
    databaseCpu: databaseMetric('CPUUtilization', database),
    databaseConnections: databaseMetric('DatabaseConnections', database),
    databaseMemory: databaseMetric('FreeableMemory', database),
  };
  const series = await look(() => readMetrics(cloudWatch, metrics, window));
  return describeBottleneck({ series, minutes, to: window.to, service: service.service, database });
});
