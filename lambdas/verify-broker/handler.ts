import { S3Client } from '@aws-sdk/client-s3';
import * as v from 'valibot';
import { BrokerInput, directView, lookAtBroker } from '../shared/broker';
import { CLIENT } from '../shared/clients';
import { asStep, poll } from '../shared/step';
import { decideBroker } from './decide';

const s3 = new S3Client(CLIENT);

const Input = v.object({ broker: v.nullable(BrokerInput) });

/** The broker permits about one call a second, and the service needs them more than we do. */
const EVERY_MS = 5_000;

/** Asks whether the broker answers, and whether it accepts the service's credentials. It never logs in. */
export const handler = asStep(Input, async ({ broker }, context) => {
  if (!broker) {
    return { outcome: 'continue', finding: 'Could not check the broker: its status is not configured as a signal.' };
  }
  // A line of an earlier round that waited means that the broker was away.
  let wasAway = (await context.table.lines(context.incident.id)).some(({ refused }) =>
    refused?.because.startsWith('broker '),
  );
  let backAt: number | undefined;
  return poll(
    EVERY_MS,
    context,
    async () => {
      const seen = await lookAtBroker(s3, broker);
      const now = context.now();
      const answers = directView(seen.reachability) === 'ok';
      if (!answers) backAt = undefined;
      else if (wasAway) backAt ??= now;
      const { maxAgeSeconds } = broker.heartbeat;
      return { ...seen, maxAgeSeconds, now, wasAway, ...(backAt === undefined ? {} : { backAt }) };
    },
    (seen) => {
      const result = decideBroker(seen);
      wasAway ||= result.refused?.because.startsWith('broker ') ?? false;
      return result;
    },
  );
});
