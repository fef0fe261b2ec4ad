import type { ApplicationAutoScalingClient } from '@aws-sdk/client-application-auto-scaling';
import type { ECSClient } from '@aws-sdk/client-ecs';
import type { S3Client } from '@aws-sdk/client-s3';
import type { SSMClient } from '@aws-sdk/client-ssm';
import * as v from 'valibot';
import { readAcknowledgement } from '../shared/acknowledgement';
import { readBounds } from '../shared/capacity';
import { describeService } from '../shared/ecs';
import type { GuardTable } from '../shared/guard/table';
import { disable } from '../shared/halt/disable';
import { latestValues, writtenWords } from '../shared/halt/history';
import { LineNotes } from '../shared/halt/notes';
import { keep } from '../shared/halt/records';
import { nameOf, StopRun, stopOf, wantsScaleDown } from '../shared/halt/run';
import { stopService } from '../shared/halt/stop-service';
import { StatusPlace } from '../shared/status-object';
import { look, type StepContext, type StepResult } from '../shared/step';
import { readSwitch } from '../shared/stop';
import { decideSweep, type Seen, type Verdict } from './decide';
import { after, begin, Progress } from './progress';
import { ended, goesOn, held, notHeld, setBack } from './report';

export const Input = v.object({
  cluster: v.string(),
  /** The trading service. */
  service: v.string(),
  /** Name of the parameter. */
  tradingEnabled: v.string(),
  acknowledgement: v.nullable(StatusPlace),
  /** Longer than the longest time-out of any function that can act on the service or the parameter. */
  forSeconds: v.number(),
  run: StopRun,
});
export type Input = v.InferOutput<typeof Input>;

export interface Tools {
  readonly ecs: ECSClient;
  readonly ssm: SSMClient;
  readonly s3: S3Client;
  readonly scaling: ApplicationAutoScalingClient;
  /** These try once; what got no answer is looked at. */
  readonly acting: {
    readonly ecs: ECSClient;
    readonly ssm: SSMClient;
    readonly scaling: ApplicationAutoScalingClient;
  };
  readonly records: GuardTable;
}

const EVERY_MS = 5_000;

/** A service that has not said for so long that it does not trade is stopped: it looks at the parameter every few seconds. */
const PROVED_WITHIN_MS = 20_000;

/** For a service to be seen stopped; the next look sees the rest. */
const STOPPING_MS = 10_000;

const STEP = 'Sweep';

/** Looks again and again, in rounds; how far it has come stands on the incident. */
export async function sweep(input: Input, context: StepContext, tools: Tools): Promise<StepResult> {
  const { incident, table, now } = context;
  const name = `sweep ${nameOf(input.run)}`;
  const noted = v.safeParse(Progress, incident.notes?.[name]);
  let progress = noted.success ? noted.output : begin(now());
  for (;;) {
    const seen = await lookAround(input, tools, now);
    const verdict = decideSweep(seen);
    if (verdict.lifted) return ended(verdict.lifted, progress);
    progress = after(progress, verdict, now());
    const late = progress.openSince !== undefined && now() - progress.openSince >= PROVED_WITHIN_MS;
    const back = late && isUnproved(verdict, seen) ? [stop(verdict)] : verdict.back;
    for (const one of back) progress = await put(one, progress, input, context, tools);
    const quiet = (now() - progress.quietSince) / 1000;
    if (quiet >= input.forSeconds) return held(progress, verdict, input, quiet);
    const left = context.answerBy - now();
    if (left <= EVERY_MS) {
      await look(() => table.note(incident.id, name, progress));
      return context.mayWait ? goesOn(progress, verdict, input, quiet) : notHeld(progress, verdict, input, quiet);
    }
    await context.sleep(EVERY_MS);
  }
}

/** A running service that does not say that it has stopped trading. */
const isUnproved = ({ back, unproved }: Verdict, { service }: Seen): boolean =>
  unproved && back.length === 0 && 'seen' in service && (service.seen?.desiredCount ?? 0) > 0;

const stop = ({ open }: Verdict) => ({ what: 'service', because: open.join('; ') }) as const;

async function lookAround(input: Input, { ecs, ssm, s3, scaling, records }: Tools, now: () => number): Promise<Seen> {
  const { run, service, tradingEnabled, acknowledgement } = input;
  const [kept, parameter, described, bounds, word] = await Promise.all([
    look(() => records.stopOf(service)),
    look(() => readSwitch(ssm, tradingEnabled)),
    look(() => describeService(ecs, input)),
    look(() => readBounds(scaling, input)),
    acknowledgement && look(() => readAcknowledgement(s3, acknowledgement)),
  ]);
  return {
    now: now(),
    stop: run.execution,
    kept,
    parameter,
    service: described,
    bounds,
    word,
    maxAgeSeconds: acknowledgement?.maxAgeSeconds ?? 0,
    mustBeStopped: wantsScaleDown(run) || 'failed' in run.written || acknowledgement === null,
  };
}

/** Sets one thing back, and writes down what was found, and whose it was. */
async function put(
  { what, because }: Verdict['back'][number],
  progress: Progress,
  input: Input,
  context: StepContext,
  tools: Tools,
): Promise<Progress> {
  const { run, service, tradingEnabled } = input;
  const { ecs, ssm, scaling, acting, records } = tools;
  const { incident, now } = context;
  const mark = `${nameOf(run)}-${now()}`;
  const notes = new LineNotes(context, STEP, mark, (before) =>
    keep(records, service, stopOf(run, incident.id, { kind: 'stopped', before })),
  );
  const said = async (by: string | undefined, failed: string | undefined, resource: string): Promise<Progress> => {
    const line = setBack(because, by, failed, resource);
    if (line.finding !== progress.said) await notes.write(line);
    return { ...progress, quietSince: now(), back: progress.back + (failed ? 0 : 1), said: line.finding };
  };
  if (what === 'parameter') {
    // Whose it is is asked before it is written over; nobody waits for the answer.
    const history = look(() => latestValues(ssm, tradingEnabled));
    const done = await disable({ ssm, acting: acting.ssm }, tradingEnabled, context.sleep);
    const written = await history;
    const by = 'seen' in written ? written.seen.findLast(({ value }) => value !== 'false') : undefined;
    return said(by && writtenWords(by), 'seen' in done ? undefined : done.unseen, tradingEnabled);
  }
  const kept = await look(() => records.read(service));
  const short = { ...context, answerBy: Math.min(context.answerBy, now() + STOPPING_MS) };
  const stopped = await stopService({ ecs, scaling, acting }, input, notes.before(kept), notes, short);
  return said(undefined, stopped.stopped ? undefined : stopped.says, service);
}
