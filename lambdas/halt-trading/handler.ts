import { ApplicationAutoScalingClient } from '@aws-sdk/client-application-auto-scaling';
import { CloudWatchClient } from '@aws-sdk/client-cloudwatch';
import { ECSClient } from '@aws-sdk/client-ecs';
import { RDSClient } from '@aws-sdk/client-rds';
import { S3Client } from '@aws-sdk/client-s3';
import { SSMClient } from '@aws-sdk/client-ssm';
import * as v from 'valibot';
import { CLIENT } from '../shared/clients';
import { describeService } from '../shared/ecs';
import { StatusPlace } from '../shared/status-object';
import { asStep, type Look, look, type StepContext } from '../shared/step';
import { decideHalt } from './decide';
import { acknowledged, type Disabled, disable } from './disable';
import { LookInput, lookAround } from './look-around';
import { begunIn, Notes } from './notes';
import { describeHalt, describeStop, type Effect, refuseMode } from './report';
import { stopService } from './stop';

/** Two tries: a halt does not wait long for a look that fails. */
const LOOKING = { ...CLIENT, maxAttempts: 2 };
const ACTING = { ...CLIENT, maxAttempts: 1 };

const ecs = new ECSClient(LOOKING);
const ssm = new SSMClient(LOOKING);
const s3 = new S3Client(LOOKING);
const rds = new RDSClient(LOOKING);
const cloudWatch = new CloudWatchClient(LOOKING);
const scaling = new ApplicationAutoScalingClient(LOOKING);
const acting = {
  ecs: new ECSClient(ACTING),
  ssm: new SSMClient(ACTING),
  scaling: new ApplicationAutoScalingClient(ACTING),
};

const Input = v.object({ ...LookInput.entries, acknowledgement: v.nullable(StatusPlace) });
type Input = v.InferOutput<typeof Input>;

const ACKNOWLEDGED_WITHIN_MS = 25_000;
/** Kept for stopping the service, where nobody acknowledges. */
const STOPPING_MS = 10_000;

/**
 * Halts trading where the rule says so. No lease, hand, window, budget or market phase stands in its way, only the mode.
 * Safe to run twice: what an attempt that died has begun is carried on, whatever the rule would say of what it left behind.
 */
export const handler = asStep(Input, async (input, context) => {
  const { table, incident, now } = context;
  const [{ seen, mode }, lines] = await Promise.all([
    lookAround({ ecs, rds, cloudWatch, s3, ssm }, input, now),
    look(() => table.lines(incident.id)),
  ]);
  const begun = 'seen' in lines ? begunIn(lines.seen) : {};
  // Enabled now: either nothing came of it, or somebody has enabled it since. The world decides anew.
  const enabled = 'seen' in seen.tradingEnabled && seen.tradingEnabled.seen.value === 'true';
  const carryOn = begun.because !== undefined && !enabled;
  const { halt, because } = carryOn ? { halt: true, because: begun.because } : decideHalt(seen);
  if (!halt) return { outcome: 'continue', finding: `No halt: ${because}.` };
  const refusal = refuseMode(mode, because, input);
  if (refusal) return refusal;

  const notes = new Notes(context);
  if (!carryOn) await notes.halting(because);
  const done = await disable({ ssm, acting: acting.ssm }, input.tradingEnabled, context.sleep);
  const word = await effect(input, done, context);
  const about = { because, parameter: input.tradingEnabled, done, carriedOn: carryOn };
  if ('seen' in word) return describeHalt(about, word.seen);
  const clients = { ecs, scaling, acting };
  const stopped = await stopService(clients, input, carryOn ? begun.before : undefined, notes, context);
  return describeStop(about, word.unseen, input, stopped);
});

/**
 * Whether the halt has taken effect: the service has acknowledged it, or no task of a service that acknowledges runs, so
 * that whatever starts reads the parameter before it places an order.
 */
async function effect(input: Input, done: Look<Disabled>, context: StepContext): Promise<Look<Effect>> {
  if ('unseen' in done) return { unseen: 'nothing to acknowledge' };
  if (!input.acknowledgement) return { unseen: 'the service acknowledges nothing' };
  if (await noTaskRuns(input)) return { seen: { noTaskRuns: true } };
  const until = Math.min(context.now() + ACKNOWLEDGED_WITHIN_MS, context.answerBy - STOPPING_MS);
  const word = await acknowledged(s3, input.acknowledgement, done.seen.version, until, context);
  return 'unseen' in word && (await noTaskRuns(input)) ? { seen: { noTaskRuns: true } } : word;
}

async function noTaskRuns(input: Input): Promise<boolean> {
  const service = await look(() => describeService(ecs, input));
  return 'seen' in service && service.seen?.runningCount === 0;
}
