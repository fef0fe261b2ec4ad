import { ApplicationAutoScalingClient } from '@aws-sdk/client-application-auto-scaling';
import { CloudWatchClient } from '@aws-sdk/client-cloudwatch';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { ECSClient } from '@aws-sdk/client-ecs';
import { RDSClient } from '@aws-sdk/client-rds';
import { S3Client } from '@aws-sdk/client-s3';
import { SFNClient } from '@aws-sdk/client-sfn';
import { SSMClient } from '@aws-sdk/client-ssm';
import * as v from 'valibot';
import { CLIENT, setting } from '../shared/clients';
import { GuardTable, type Stop } from '../shared/guard/table';
import { disable } from '../shared/halt/disable';
import { effectOf } from '../shared/halt/effect';
import { LineNotes } from '../shared/halt/notes';
import { keep } from '../shared/halt/records';
import { stopService } from '../shared/halt/stop-service';
import { StatusPlace } from '../shared/status-object';
import { asStep, look, type StepContext } from '../shared/step';
import { decideHalt } from './decide';
import { LookInput, lookAround } from './look-around';
import { begunIn, noteHalting, STEP } from './notes';
import { describeHalt, describeStop, refuseMode } from './report';
import { SweepStart, startSweep, sweptWords } from './sweep';

/** Two tries: a halt does not wait long for a look that fails. */
const LOOKING = { ...CLIENT, maxAttempts: 2 };
const ACTING = { ...CLIENT, maxAttempts: 1 };

const ecs = new ECSClient(LOOKING);
const ssm = new SSMClient(LOOKING);
const s3 = new S3Client(LOOKING);
const rds = new RDSClient(LOOKING);
const cloudWatch = new CloudWatchClient(LOOKING);
const scaling = new ApplicationAutoScalingClient(LOOKING);
const sfn = new SFNClient(LOOKING);
const acting = {
  ecs: new ECSClient(ACTING),
  ssm: new SSMClient(ACTING),
  scaling: new ApplicationAutoScalingClient(ACTING),
};
const records = new GuardTable(new DynamoDBClient(LOOKING), setting('INCIDENT_TABLE'));

const Input = v.object({ ...LookInput.entries, acknowledgement: v.nullable(StatusPlace), sweep: SweepStart });

const ACKNOWLEDGED_WITHIN_MS = 25_000;
/** Kept for stopping the service, where nobody acknowledges. */
const STOPPING_MS = 10_000;

/**
 * Halts trading where the rule says so. No lease, hand, window, budget or market phase stands in its way, only the mode.
 * Safe to run twice: what an attempt that died has begun is carried on, whatever the rule would say of what it left behind.
 */
export const handler = asStep(Input, async (input, context) => {
  const { table, incident, now } = context;
  const { service, tradingEnabled: parameter } = input;
  const [{ seen, mode }, lines, kept] = await Promise.all([
    lookAround({ ecs, rds, cloudWatch, s3, ssm }, input, now),
    look(() => table.lines(incident.id)),
    look(() => records.read(service)),
  ]);
  const begun = 'seen' in lines ? begunIn(lines.seen) : undefined;
  // Enabled now: either nothing came of it, or somebody has enabled it since. The world decides anew.
  const enabled = 'seen' in seen.tradingEnabled && seen.tradingEnabled.seen.value === 'true';
  const carryOn = begun !== undefined && !enabled;
  const { halt, because } = carryOn ? { halt: true, because: begun } : decideHalt(seen);
  if (!halt) return { outcome: 'continue', finding: `No halt: ${because}.` };
  const refusal = refuseMode(mode, because, input);
  if (refusal) return refusal;

  const stop = stopOf(because, context);
  if (!carryOn) await noteHalting(context, because);
  await keep(records, service, stop);
  const done = await disable({ ssm, acting: acting.ssm }, parameter, context.sleep);
  const until = Math.min(now() + ACKNOWLEDGED_WITHIN_MS, context.answerBy - STOPPING_MS);
  const word = await effectOf({ s3, ecs }, input, done, until, context);
  const about = { because, parameter, done, carriedOn: carryOn };
  if ('seen' in word) {
    const swept = await look(() => startSweep(sfn, input.sweep, incident, stop));
    return sweptWords(describeHalt(about, word.seen), swept, parameter);
  }
  const notes = new LineNotes(context, STEP, incident.id, (before) =>
    keep(records, service, { ...stop, kind: 'stopped', before }),
  );
  const stopped = await stopService({ ecs, scaling, acting }, input, notes.before(kept), notes, context);
  const swept = await look(() => startSweep(sfn, input.sweep, incident, stop));
  return sweptWords(describeStop(about, word.unseen, input, stopped), swept, parameter);
});

/** The incident is which stop it is: however often the step is tried, it is one. */
const stopOf = (reason: string, { incident, now }: StepContext): Stop => ({
  id: incident.id,
  since: now(),
  by: incident.title,
  reason,
  incident: incident.id,
  kind: 'disabled',
});
