import { ApplicationAutoScalingClient } from '@aws-sdk/client-application-auto-scaling';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { ECSClient } from '@aws-sdk/client-ecs';
import { S3Client } from '@aws-sdk/client-s3';
import { SSMClient } from '@aws-sdk/client-ssm';
import * as v from 'valibot';
import { readAcknowledgement } from '../shared/acknowledgement';
import { CLIENT, setting } from '../shared/clients';
import { describeService } from '../shared/ecs';
import { GuardTable } from '../shared/guard/table';
import { disable } from '../shared/halt/disable';
import { effectOf } from '../shared/halt/effect';
import { latestValues } from '../shared/halt/history';
import { LineNotes } from '../shared/halt/notes';
import { keep, unkept } from '../shared/halt/records';
import { nameOf, StopRun, stopOf, wantsScaleDown } from '../shared/halt/run';
import { stopService } from '../shared/halt/stop-service';
import { StatusPlace } from '../shared/status-object';
import { asStep, look, type StepContext, type StepResult } from '../shared/step';
import { readSwitch } from '../shared/stop';
import { decideScaleDown } from './decide';
import { describeParameter, describeScaleDown } from './report';

/** Two tries: a stop does not wait long for a look that fails. */
const LOOKING = { ...CLIENT, maxAttempts: 2 };
const ACTING = { ...CLIENT, maxAttempts: 1 };

const ecs = new ECSClient(LOOKING);
const ssm = new SSMClient(LOOKING);
const s3 = new S3Client(LOOKING);
const scaling = new ApplicationAutoScalingClient(LOOKING);
const acting = {
  ecs: new ECSClient(ACTING),
  ssm: new SSMClient(ACTING),
  scaling: new ApplicationAutoScalingClient(ACTING),
};
const records = new GuardTable(new DynamoDBClient(LOOKING), setting('INCIDENT_TABLE'));

const Input = v.object({
  cluster: v.string(),
  /** The trading service. */
  service: v.string(),
  /** Name of the parameter. */
  tradingEnabled: v.string(),
  acknowledgement: v.nullable(StatusPlace),
  method: v.picklist(['parameter', 'scale-down']),
  run: StopRun,
});
type Input = v.InferOutput<typeof Input>;

/** The service's word is waited for so long; then it is scaled down. */
const ACKNOWLEDGED_WITHIN_MS = 10_000;

/**
 * The two methods of stopping trading. No mode, lease, hand, window, budget, phase or approval stands in their way, and
 * neither does a table that cannot be written. Safe to run twice, and by two people at once.
 */
export const handler = asStep(
  Input,
  (input, context) => (input.method === 'parameter' ? byParameter(input, context) : scaleDown(input, context)),
  { urgent: true },
);

/** Reads back what the workflow has written, writes it again where it is not so, and waits for the service's word. */
async function byParameter(input: Input, context: StepContext): Promise<StepResult> {
  const { run, service, tradingEnabled: parameter } = input;
  const { incident, now, sleep } = context;
  const kept = keep(records, service, stopOf(run, incident.id, { kind: 'disabled' }));
  const done = await disable({ ssm, acting: acting.ssm }, parameter, sleep);
  // Where method 2 follows in any case nobody waits for a word.
  const waits = !wantsScaleDown(run) && !('failed' in run.written) && input.acknowledgement !== null;
  const until = Math.min(now() + ACKNOWLEDGED_WITHIN_MS, context.answerBy);
  const effect = waits ? await effectOf({ s3, ecs }, input, done, until, context) : undefined;
  const history = await look(() => latestValues(ssm, parameter));
  return describeParameter({ parameter, run, done, history, effect, unkept: unkept(await kept) });
}

/** Scales the service down to nothing, unless method 1 is proved. */
async function scaleDown(input: Input, context: StepContext): Promise<StepResult> {
  const { run, service, acknowledgement, tradingEnabled } = input;
  const { incident, now } = context;
  const [parameter, history, word, described, kept] = await Promise.all([
    look(() => readSwitch(ssm, tradingEnabled)),
    look(() => latestValues(ssm, tradingEnabled)),
    acknowledgement && look(() => readAcknowledgement(s3, acknowledgement)),
    look(() => describeService(ecs, input)),
    look(() => records.read(service)),
  ]);
  const stop = 'seen' in kept ? { seen: kept.seen.stop } : kept;
  const maxAgeSeconds = acknowledgement?.maxAgeSeconds ?? 0;
  const seen = { now: now(), run, parameter, history, word, maxAgeSeconds, service: described, kept: stop };
  const { scaleDown: needed, because } = decideScaleDown(seen);
  if (!needed) return { outcome: 'continue', finding: `Not needed: ${because}.` };
  const notes = new LineNotes(context, 'Stop trading', nameOf(run), (before) =>
    keep(records, service, stopOf(run, incident.id, { kind: 'stopped', before })),
  );
  const stopped = await stopService({ ecs, scaling, acting }, input, notes.before(kept), notes, context);
  return describeScaleDown(because, input, tradingEnabled, stopped, notes.unkept);
}
