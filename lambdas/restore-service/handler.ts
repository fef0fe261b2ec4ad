import { S3Client } from '@aws-sdk/client-s3';
import * as v from 'valibot';
import { readAcknowledgement } from '../shared/acknowledgement';
import { isRefusal } from '../shared/acting';
import { CLIENT } from '../shared/clients';
import { GuardInput } from '../shared/guard/guard';
import { type Note, noteOf } from '../shared/recovery/notes';
import { existing, makeTools, setDesired, stopAgain } from '../shared/recovery/service';
import { StatusPlace } from '../shared/status-object';
import { asStep, look, type StepContext, type StepResult } from '../shared/step';
import { readSwitch } from '../shared/stop';
import { named } from '../shared/wording';
import { allTasks } from '../start-after-stop/stop-first';
import { ACT, askToStart, decideAfter, decideStart, notAcknowledged, stoppedSince, takenBack } from './decide';

const tools = makeTools();
const s3 = new S3Client({ ...CLIENT, maxAttempts: 2 });

const Input = v.object({
  cluster: v.string(),
  service: v.string(),
  kind: v.picklist(['trading', 'other']),
  /** Tasks its owner wants in normal times. */
  usual: v.number(),
  /** Where it says that it acts on the parameter; null: it does not. */
  acknowledgement: v.nullable(StatusPlace),
  guard: GuardInput,
});
type Input = v.InferOutput<typeof Input>;

const EVERY_MS = 3_000;
/** What taking the tasks away again may take. */
const BACK_MS = 20_000;

/**
 * Brings a service back that was stopped on purpose, once a person has said so, and sees that it runs without trading. What
 * it cannot see in time it takes back. Safe to run twice: what it has started is noted before it is.
 */
export const handler = asStep(Input, async (input, context) => {
  const { incident } = context;
  const begun = noteOf(incident, 'starting');
  if (begun && input.acknowledgement && (await isWanted(input)))
    return follow(input, input.acknowledgement, begun, context);
  return start(input, context);
});

const isWanted = async (input: Input): Promise<boolean> => ((await existing(tools.ecs, input)).desiredCount ?? 0) > 0;

async function start(input: Input, context: StepContext): Promise<StepResult> {
  const { incident, table, now, sleep } = context;
  for (;;) {
    // The order matters: a task that was wanted when the service was seen is listed after it.
    const service = await existing(tools.ecs, input);
    const running = (await allTasks(tools.ecs, input)).flatMap(({ id, lastStatus }) =>
      lastStatus === 'STOPPED' ? [] : [id],
    );
    const decision = decideStart({
      service,
      running,
      kept: await tools.records.read(input.service),
      tradingEnabled: await look(() => readSwitch(tools.ssm, input.guard.tradingEnabled)),
      acknowledges: input.acknowledgement !== null,
      usual: input.usual,
      open: await table.open(),
    });
    if (!decision.start) {
      const left = context.answerBy - BACK_MS - now();
      if (decision.result.outcome !== 'wait' || left <= 0) return decision.result;
      await sleep(Math.min(EVERY_MS, left));
      continue;
    }
    const void_ = stoppedSince(decision, context.approval);
    if (void_) return void_;
    const again = () =>
      tools.guard.lookAround({ ...input, tradingEnabled: input.guard.tradingEnabled }, async () => []);
    const looked = { before: await again(), again };
    const gate = await tools.guard.gate(askToStart(input, decision), input.guard, looked, context);
    if (!gate.open) return gate.result;
    const { stop, tasks, version } = decision;
    const note: Note<'starting'> = { at: now(), stop: stop.id, version, tasks };
    await table.note(incident.id, 'starting', note);
    try {
      await setDesired(tools, input, tasks, sleep);
    } catch (error) {
      // An answer that never came says nothing about the effect: the step is asked again, and looks.
      if (!isRefusal(error)) throw error;
      return {
        outcome: 'escalate',
        verdict: 'not-fixed',
        finding: `Starting ${input.service} was refused: ${named(error)}.`,
        refused: { act: ACT, because: error instanceof Error ? error.name : 'refused' },
        advice: 'Mend the permission or quota the error names, then start the recovery again.',
        callOutside: 'aws',
      };
    }
    // Nothing is started where nobody could acknowledge it.
    return follow(input, input.acknowledgement as StatusPlace, note, context);
  }
}

async function follow(
  input: Input,
  place: StatusPlace,
  note: Note<'starting'>,
  context: StepContext,
): Promise<StepResult> {
  const { now, sleep, answerBy } = context;
  for (;;) {
    const [service, stop, tradingEnabled, word, runs] = await Promise.all([
      look(() => existing(tools.ecs, input)),
      look(() => tools.records.stopOf(input.service)),
      look(() => readSwitch(tools.ssm, input.guard.tradingEnabled)),
      look(() => readAcknowledgement(s3, place)),
      look(() => allTasks(tools.ecs, input)),
    ]);
    const { maxAgeSeconds } = place;
    const seen = { service, stop, tradingEnabled, word, runs, maxAgeSeconds, now: now() };
    const { takeBack, result } = decideAfter(input.service, note, seen);
    const left = answerBy - BACK_MS - now();
    if (!takeBack && (result.outcome !== 'wait' || (left <= 0 && context.mayWait))) return result;
    if (takeBack || left <= 0) {
      const said = takeBack ? result : notAcknowledged(result, input.service);
      return takenBack(said, await stopAgain(tools, input, sleep), input);
    }
    await sleep(Math.min(EVERY_MS, left));
  }
}
