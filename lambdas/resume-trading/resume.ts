import type { S3Client } from '@aws-sdk/client-s3';
import type { SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { readAcknowledgement } from '../shared/acknowledgement';
import { standing } from '../shared/guard/stop-record';
import { disable, disableCommand } from '../shared/halt/disable';
import { putDocument } from '../shared/maintenance/documents';
import { documentKey, reconciliationDocument } from '../shared/positions/document';
import { reconcile } from '../shared/positions/reconcile';
import { asBefore } from '../shared/recovery/before';
import type { Note } from '../shared/recovery/notes';
import { decideScaling, lookAtScaling, rescale } from '../shared/recovery/rescale';
import { existing, setDesired, stopAgain, type Tools } from '../shared/recovery/service';
import { look, type StepContext, type StepResult } from '../shared/step';
import { readSwitch } from '../shared/stop';
import { counted } from '../shared/wording';
import { askToResume, UNDO } from './ask';
import { ACT, type Decision, decideResume, type Seen } from './decide';
import { enableTrading, found } from './enable';
import type { Input } from './handler';
import { notAcknowledged, type Watched, watch } from './watch';
import { act, changed, notStarted, notWritten, overtaken, unanswered } from './words';

type Go = Extract<Decision, { resume: true }>;

const EVERY_MS = 3_000;
/** What taking everything back may take. */
const BACK_MS = 25_000;
/** What a look that began before the stop was lifted may still take to set something back. */
const SETTLING_MS = 3_000;
/** What comes after the second comparison: the write, and a first look at what came of it. */
const WRITING_MS = 45_000;

/** One resumption, from the question to the proof. */
export class Resumption {
  constructor(
    private readonly input: Input,
    private readonly context: StepContext,
    private readonly tools: Tools & { readonly s3: S3Client; readonly secrets: SecretsManagerClient },
    private readonly lookAround: () => Promise<Seen>,
  ) {}

  /** Asks two people; once they have said yes, looks at everything again and enables trading. */
  async begin(decision: Go): Promise<StepResult> {
    const { input, context, tools } = this;
    const service = await existing(tools.ecs, input);
    const { undo } = await tools.records.read(input.service);
    const start = service.desiredCount === 0 ? asBefore(decision.stop, undo, input.usual).tasks : 0;
    const { reconciliation, integrity, losses } = await this.lookAround();
    const ask = askToResume(input, {
      parameter: input.guard.tradingEnabled,
      before: decision.before,
      reconciliation: `Positions: ${reconciliation?.says ?? ''}`,
      integrity: `Data: ${integrity?.says ?? ''}`,
      losses: `Losses: ${losses?.says ?? 'not calculated.'}`,
      start,
    });
    const again = () =>
      tools.guard.lookAround({ ...input, tradingEnabled: input.guard.tradingEnabled }, async () => []);
    const looked = { before: await again(), again };
    const gate = await tools.guard.gate(ask, input.guard, looked, context);
    if (!gate.open) return gate.result;
    return (await this.stillSo(decision)) ?? this.enable(decision, start);
  }

  /** A call before this one has noted that it was going to write, and died or ran out of time. */
  async goOn(note: Note<'resuming'>): Promise<StepResult> {
    const { input, tools } = this;
    if (note.version !== undefined) return this.prove(note);
    const now = await readSwitch(tools.ssm, input.guard.tradingEnabled);
    const landed = found(now, note.versionBefore);
    if (landed?.is === 'written') return this.prove(await this.noted({ ...note, version: landed.version }));
    return this.takeBack(
      note,
      {
        outcome: 'escalate',
        verdict: 'unknown',
        finding: `An attempt to enable trading ended before anybody saw what came of it; the parameter is "${now.value}" (version ${now.version}). It is not written again.`,
        refused: { act: ACT, because: 'an attempt before has ended without an answer' },
        advice: 'Start the recovery again: it asks anew.',
      },
      now.value === 'true',
    );
  }

  /** Everything that was asked about, once more; the positions are compared again by the same code. */
  private async stillSo(decision: Go): Promise<StepResult | undefined> {
    const { input, context, tools } = this;
    const { incident, now, answerBy } = context;
    const compared = await reconcile(tools, input, answerBy - WRITING_MS - BACK_MS, context);
    const key = documentKey(incident.id, 'before resuming');
    await putDocument(tools.s3, key, reconciliationDocument(compared, incident, now()));
    const { state, says } = compared;
    const seen = await this.lookAround();
    const second = decideResume({
      ...seen,
      reconciliation: { state, says: `${says} Written down in ${key}.`, at: now() },
    });
    if (!second.resume) return second.result;
    if (second.before.version === decision.before.version && second.stop?.id === decision.stop?.id) return undefined;
    return {
      outcome: 'stand-down',
      finding: `The parameter or the stop has changed at the last moment (version ${decision.before.version}, now ${second.before.version}): what was approved is void, and nothing is written.`,
      refused: { act: ACT, because: 'the world has changed' },
    };
  }

  private async enable({ stop, before }: Go, start: number): Promise<StepResult> {
    const { input, context, tools } = this;
    const parameter = input.guard.tradingEnabled;
    const note: Note<'resuming'> = {
      at: context.now(),
      stop: stop?.id ?? null,
      versionBefore: before.version,
      started: start,
    };
    await this.noted(note);
    const lifted = await this.lift(note);
    if (lifted) return lifted;
    if (start > 0) {
      const asked = await look(() => setDesired(tools, input, start, context.sleep));
      if ('unseen' in asked) return this.takeBack(note, notStarted(asked.unseen), false);
    }
    // Right before the one write: a stop of the last seconds is somebody's last word.
    const [record, present] = await Promise.all([
      look(() => tools.records.stopOf(input.service)),
      look(() => readSwitch(tools.ssm, parameter)),
    ]);
    const same =
      'seen' in record &&
      'seen' in present &&
      standing(record.seen) === undefined &&
      present.seen.version === before.version;
    if (!same) return this.takeBack(note, changed(context.now()), false);
    const enabled = await enableTrading({ ssm: tools.ssm, acting: tools.acting.ssm }, parameter, before);
    if (enabled.is === 'refused') return this.takeBack(note, notWritten(enabled.says), false);
    if (enabled.is === 'unknown') return this.takeBack(note, unanswered(enabled.says), true);
    if (enabled.version !== before.version + 1)
      return this.takeBack(note, overtaken(before.version, enabled.version), true);
    return this.prove(await this.noted({ ...note, version: enabled.version }));
  }

  /**
   * Ends the stop, before anything is started or enabled: what watches over it sets back whatever does not agree with it, and
   * has seen that it is over by the time the rest is done. Another stop that has come meanwhile is not ended with it.
   */
  private async lift({ stop }: Note<'resuming'>): Promise<StepResult | undefined> {
    const { input, context, tools } = this;
    if (stop === null) return undefined;
    const by = context.approval?.decisions.map(({ contact }) => contact).join(' and ') ?? 'the recovery';
    const lifted = await tools.records.liftStop(input.service, stop, { at: context.now(), by });
    if (!lifted) return changed(context.now());
    await context.sleep(SETTLING_MS);
    return undefined;
  }

  /** Waits for the effect, looking for another stop all the while. */
  private async prove(note: Note<'resuming'>): Promise<StepResult> {
    const { context } = this;
    for (;;) {
      const watched = await this.watched(note);
      if (watched.is === 'stopped') return this.takeBack(note, watched.result, true);
      if (watched.is === 'disabled') return this.takeBack(note, watched.result, false);
      if (watched.is === 'effective') return this.conclude(note, watched.says);
      const left = context.answerBy - BACK_MS - context.now();
      if (left <= 0) {
        const finding = `Trading is enabled (version ${note.version}); waiting for the service: ${watched.says}.`;
        return context.mayWait
          ? { outcome: 'wait', finding, ...act(this.input) }
          : { ...notAcknowledged(note.version ?? 0, watched.says), ...act(this.input) };
      }
      await context.sleep(Math.min(EVERY_MS, left));
    }
  }

  private async watched(note: Note<'resuming'>): Promise<Watched> {
    const { input, tools, context } = this;
    const place = input.acknowledgement;
    const [stop, tradingEnabled, service, said] = await Promise.all([
      look(() => tools.records.stopOf(input.service)),
      look(() => readSwitch(tools.ssm, input.guard.tradingEnabled)),
      look(() => existing(tools.ecs, input)),
      place ? look(() => readAcknowledgement(tools.s3, place)) : undefined,
    ]);
    const word = place && said ? { said, maxAgeSeconds: place.maxAgeSeconds } : null;
    return watch(note, { now: context.now(), stop, tradingEnabled, service, word });
  }

  /** It trades: what it was scaled between is put back where this step has started it, and the stop is over. */
  private async conclude(note: Note<'resuming'>, says: string): Promise<StepResult> {
    const { input } = this;
    const scaling = note.started > 0 && note.stop !== null ? await this.rescaled(note.stop) : undefined;
    if (scaling?.outcome === 'stand-down' || scaling?.outcome === 'escalate') return this.takeBack(note, scaling, true);
    const started = note.started > 0 ? ` ${counted(note.started, 'task')} of it started again.` : '';
    return {
      outcome: 'continue',
      finding: `Trading is resumed: parameter version ${note.version}, ${says}.${started}${scaling ? ` ${scaling.finding}` : ''} To halt it again: ${UNDO}`,
      ...act(input),
    };
  }

  private async rescaled(stop: string): Promise<StepResult> {
    const { input, context, tools } = this;
    const found = await look(async (): Promise<StepResult> => {
      const decision = decideScaling(await lookAtScaling(tools, input, input.usual), stop);
      if (!decision.restore) return decision.result;
      const held = await rescale(tools, input, decision, context);
      return held ?? { outcome: 'continue', finding: 'Scaled as before.' };
    });
    return 'seen' in found
      ? found.seen
      : { outcome: 'continue', finding: `Its scaling could not be put back (${found.unseen}).` };
  }

  /** Writes "false" back where ours may stand, and stops what this step has started. */
  private async takeBack(note: Note<'resuming'>, result: StepResult, written: boolean): Promise<StepResult> {
    const { input, context, tools } = this;
    const name = input.guard.tradingEnabled;
    const clients = { ssm: tools.ssm, acting: tools.acting.ssm };
    const disabled = written ? await disable(clients, name, context.sleep) : undefined;
    const stopped = note.started > 0 ? await stopAgain(tools, input, context.sleep) : undefined;
    const failed = [
      ...(disabled && 'unseen' in disabled ? [`the parameter could not be set to "false": ${disabled.unseen}`] : []),
      ...(stopped && 'unseen' in stopped ? [`the service could not be stopped: ${stopped.unseen}`] : []),
    ];
    if (failed.length > 0)
      return {
        ...result,
        outcome: 'escalate',
        verdict: 'not-fixed',
        finding: `${result.finding} TRADING MAY GO ON: ${failed.join('; ')}.`,
        advice: `Halt it by hand now: ${disableCommand(name)}`,
        callOutside: 'broker',
      };
    const back = [
      ...(disabled && 'seen' in disabled ? [`The parameter is "false" again (version ${disabled.seen.version}).`] : []),
      ...(stopped ? ['The service is stopped again.'] : []),
    ];
    return { ...result, finding: [result.finding, ...back].join(' ') };
  }

  private async noted(note: Note<'resuming'>): Promise<Note<'resuming'>> {
    await this.context.table.note(this.context.incident.id, 'resuming', note);
    return note;
  }
}
