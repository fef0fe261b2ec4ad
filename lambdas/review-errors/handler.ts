import { CloudWatchLogsClient } from '@aws-sdk/client-cloudwatch-logs';
import * as v from 'valibot';
import { asItem } from '../shared/checklist/item';
import { CLIENT } from '../shared/clients';
import { readLines } from '../shared/log-lines';
import { look } from '../shared/step';
import { decideErrors } from './decide';

const logs = new CloudWatchLogsClient(CLIENT);

const Input = v.object({
  hours: v.pipe(v.number(), v.integer(), v.minValue(1)),
  logGroup: v.string(),
  /** By role of a service, how its log streams begin: `trading/`. */
  services: v.record(v.string(), v.string()),
});

/** Kept for the last page, whose call may be tried again. */
const LAST_PAGE_MS = 10_000;

/** Counts the errors of the last hours in every service's log lines, by shape. */
export const handler = asItem(Input, async ({ hours, logGroup, services }, { now, answerBy }) => {
  const to = now();
  const from = to - hours * 3_600_000;
  const mayGoOn = () => now() < answerBy - LAST_PAGE_MS;
  const read = await Promise.all(
    Object.entries(services).map(async ([service, streamPrefix]) => ({
      service,
      errors: await look(() => readLines(logs, { logGroup, streamPrefix, pattern: 'ERROR', from, to }, mayGoOn)),
    })),
  );
  return decideErrors(read, hours, from);
});
