import { GetObjectCommand, S3Client } from '@aws-sdk/client-s3';
import * as v from 'valibot';
import { CLIENT } from '../shared/clients';
import { asStep, look, parse, poll } from '../shared/step';
import { decideBroker, directView, type Heartbeat, type Reachability } from './decide';

const s3 = new S3Client(CLIENT);

const Input = v.object({
  broker: v.nullable(
    v.object({
      endpoint: v.string(),
      heartbeat: v.object({ bucket: v.string(), key: v.string(), maxAgeSeconds: v.number() }),
    }),
  ),
});

const HeartbeatObject = v.object({
  asOf: v.pipe(v.string(), v.isoTimestamp()),
  httpStatus: v.number(),
  errorcode: v.string(),
});

/** The broker permits about one call a second, and the service needs them more than we do. */
const EVERY_MS = 5_000;

const PATIENCE_MS = 3_000;

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
      const [reachability, heartbeat] = await Promise.all([
        look(() => reach(broker.endpoint)),
        look(() => readHeartbeat(broker.heartbeat)),
      ]);
      const now = context.now();
      const answers = directView(reachability) === 'ok';
      if (!answers) backAt = undefined;
      else if (wasAway) backAt ??= now;
      const { maxAgeSeconds } = broker.heartbeat;
      return { reachability, heartbeat, maxAgeSeconds, now, wasAway, ...(backAt === undefined ? {} : { backAt }) };
    },
    (seen) => {
      const result = decideBroker(seen);
      wasAway ||= result.refused?.because.startsWith('broker ') ?? false;
      return result;
    },
  );
});

async function reach(endpoint: string): Promise<Reachability> {
  const patience = new AbortController();
  const timer = setTimeout(() => patience.abort(new Error(`no answer in ${PATIENCE_MS / 1000} s`)), PATIENCE_MS);
  try {
    const answer = await fetch(endpoint, { method: 'GET', signal: patience.signal });
    return { status: answer.status, json: isJson(await answer.text()) };
  } finally {
    clearTimeout(timer);
  }
}

async function readHeartbeat({ bucket, key }: { bucket: string; key: string }): Promise<Heartbeat> {
  const { Body } = await s3.send(new GetObjectCommand({ Bucket: bucket, Key: key }));
  const text = (await Body?.transformToString()) ?? '';
  return parse(HeartbeatObject, JSON.parse(text), key);
}

function isJson(text: string): boolean {
  try {
    return typeof JSON.parse(text) === 'object';
  } catch {
    return false;
  }
}
