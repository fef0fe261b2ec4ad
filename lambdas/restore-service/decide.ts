import type { Service } from '@aws-sdk/client-ecs';
import type { Acknowledgement } from '../shared/acknowledgement';
import type { Approval } from '../shared/approvals/approval';
import type { ServiceName } from '../shared/ecs';
import type { Ask } from '../shared/guard/decide';
import { type Stop, standing } from '../shared/guard/stop-record';
import type { Kept } from '../shared/guard/table';
import { asBefore } from '../shared/recovery/before';
import type { Note } from '../shared/recovery/notes';
import { startCommand, stopCommands } from '../shared/recovery/service';
import { isFresh } from '../shared/status-object';
import type { Look, StepResult } from '../shared/step';
import type { Switch } from '../shared/stop';
import { clockTime, counted } from '../shared/wording';
import type { SeenTask } from '../start-after-stop/where';

export const ACT = 'start-service';

export interface Seen {
  readonly service: Service;
  readonly kept: Pick<Kept, 'stop' | 'undo'>;
  readonly tradingEnabled: Look<Switch>;
  /** Whether the service has a way to say that it acts on the parameter. */
  readonly acknowledges: boolean;
  /** Tasks its owner wants in normal times. */
  readonly usual: number;
  /** Incidents that are open. */
  readonly open: readonly string[];
  /** Tasks that are not STOPPED, wanted or not. */
  readonly running: readonly string[];
}

export type Decision =
  | { readonly start: true; readonly stop: Stop; readonly tasks: number; readonly version: number }
  | { readonly start: false; readonly result: StepResult };

/**
 * Whether a service that was stopped on purpose is brought back, so that it runs with trading disabled. In this order:
 *
 * 1. One that is wanted runs already, or its restart was a matter for the step before.
 * 2. One without the record of a stop was brought to 0 by somebody's own hand: it is left to them.
 * 3. One that cannot say what it makes of the parameter is left stopped: nobody could see that it does not trade. Only
 *    resuming starts it.
 * 4. While the run that stopped it still watches over the stop, it would be stopped again at once: it is left to resuming,
 *    which ends the stop.
 * 5. The parameter has to say something else than "true", and to be read: else it would trade as soon as it runs.
 * 6. Tasks of before that still run are waited for.
 *
 * Whether it may be now is the guard's question, and a person's.
 */
export function decideStart({ service, kept, tradingEnabled, acknowledges, usual, open, running }: Seen): Decision {
  const { serviceName: name = '', desiredCount = 0, runningCount = 0 } = service;
  if (desiredCount > 0) return left(`${name} is not stopped: ${runningCount} of ${desiredCount} tasks running.`);
  const stop = standing(kept.stop);
  const byHand = 'it stays stopped, and only resuming trading starts it';
  if (stop?.kind !== 'stopped')
    return left(
      `${name} has a desired count of 0, and no stop of ours is on record: somebody has brought it there by hand; ${byHand}.`,
      'stopped by hand',
    );
  if (!acknowledges)
    return left(
      `${stopWords(name, stop)} It has no way to acknowledge that trading is disabled (signals.tradingEnabledAcknowledgement): ${byHand}.`,
      'it cannot acknowledge that trading is disabled',
    );
  const watching = [stop.incident, ...(stop.again ?? []).map(({ incident }) => incident)].find((one) =>
    open.includes(one),
  );
  if (watching !== undefined)
    return left(
      `${stopWords(name, stop)} Incident ${watching} still sees to it that nothing comes back: it stays stopped, and resuming trading starts it.`,
      'its stop is still watched over',
    );
  if ('unseen' in tradingEnabled)
    return escalate(
      `Could not check whether trading is disabled: ${tradingEnabled.unseen}. ${name} stays stopped.`,
      'the parameter cannot be read',
    );
  const { value, version } = tradingEnabled.seen;
  if (value === 'true')
    return escalate(
      `The parameter says "true" (version ${version}) while ${name} is stopped: started now, it would trade. It stays stopped.`,
      'trading is not disabled',
    );
  if (running.length > 0)
    return {
      start: false,
      result: {
        outcome: 'wait',
        finding: `Not started yet: ${counted(running.length, 'task')} of before not STOPPED.`,
      },
    };
  const { tasks } = asBefore(stop, kept.undo, usual);
  return { start: true, stop, tasks, version };
}

const stopWords = (name: string, { by, since, reason }: Stop): string =>
  `${name} was stopped by ${by} at ${clockTime(since)}: ${reason.replace(/\.$/, '')}.`;

const left = (finding: string, because?: string): Decision => ({
  start: false,
  result: { outcome: 'continue', finding, ...(because ? { refused: { act: ACT, because } } : {}) },
});

const escalate = (finding: string, because: string): Decision => ({
  start: false,
  result: {
    outcome: 'escalate',
    verdict: 'unknown',
    finding,
    refused: { act: ACT, because },
    advice: 'Disable trading first (npm run runbook -- halt --reason "<why>"), then start the recovery again.',
  },
});

/** The same in the words of the guard. A yes holds only for this stop, this version of the parameter and so many tasks. */
export const askToStart = (
  name: ServiceName & { readonly kind: 'trading' | 'other' },
  { stop, tasks, version }: Extract<Decision, { start: true }>,
): Ask => ({
  act: ACT,
  kind: name.kind,
  resource: name.service,
  command: startCommand(name, tasks),
  because: 'person',
  evenDisabled: true,
  endsStop: true,
  effect: `${stopWords(name.service, stop)} ${counted(tasks, 'task')} of it start again, and trading stays disabled; a task that did not heed the parameter would trade.`,
  undo: stopCommands(name),
  facts: { 'parameter version': version, 'tasks to start': tasks },
});

/** Whoever has said yes to ending one stop has said nothing of the next: that one is somebody's last word. */
export function stoppedSince(
  { stop }: Extract<Decision, { start: true }>,
  approval: Pick<Approval, 'facts'> | undefined,
): StepResult | undefined {
  if (!approval || approval.facts.stop === stop.id) return undefined;
  const { by, at } = stop.again?.at(-1) ?? { by: stop.by, at: stop.since };
  return {
    outcome: 'stand-down',
    finding: `${by} has stopped it again at ${clockTime(at)}, after it was asked: what was approved is void, and it stays stopped.`,
    refused: { act: ACT, because: 'stopped on purpose' },
  };
}

export interface After {
  readonly service: Look<Service>;
  readonly stop: Look<Stop | undefined>;
  readonly tradingEnabled: Look<Switch>;
  readonly word: Look<Acknowledgement>;
  readonly runs: Look<readonly SeenTask[]>;
  readonly maxAgeSeconds: number;
  readonly now: number;
}

export type Follow =
  /** `takeBack`: its tasks are taken away again before the answer is given. */
  { readonly takeBack: boolean; readonly result: StepResult };

/**
 * A task that heeds the parameter says so every 15 s (docs/signals.md); after twice that, one that runs and has said nothing may
 * be trading. With the seconds that taking it away needs, nothing that was stopped trades for a minute.
 */
const SILENT_MS = 30_000;

/**
 * What is seen once the tasks were asked for. It is done when a task that was started since says that it acts on the
 * parameter as it is now, and does not trade; a word from before the start is the old tasks'. Another stop, trading that is
 * enabled, a task that says it trades, or one that runs and says nothing, takes the tasks away at once.
 */
export function decideAfter(name: string, { at, stop, version, tasks }: Note<'starting'>, seen: After): Follow {
  const back = (result: StepResult): Follow => ({ takeBack: true, result });
  if ('seen' in seen.stop && (standing(seen.stop.seen)?.id ?? null) !== stop)
    return back({
      outcome: 'stand-down',
      finding: `${name} was stopped again while it was started: it is taken back.`,
      refused: { act: ACT, because: 'stopped on purpose' },
    });
  if ('seen' in seen.tradingEnabled && seen.tradingEnabled.seen.value === 'true')
    return back({
      outcome: 'escalate',
      verdict: 'unknown',
      finding: `Somebody has enabled trading (version ${seen.tradingEnabled.seen.version}) while ${name} was started: it is stopped again.`,
      refused: { act: ACT, because: 'trading is not disabled' },
    });
  if ('seen' in seen.service && seen.service.seen.desiredCount === 0)
    return {
      takeBack: true,
      result: {
        outcome: 'stand-down',
        finding: `Somebody has brought ${name} to 0 while it was started: it stays there.`,
        refused: { act: ACT, because: 'stopped on purpose' },
      },
    };
  const present = 'seen' in seen.tradingEnabled ? seen.tradingEnabled.seen.version : version;
  const word = judgeWord(seen, at, present);
  if (word === 'trades')
    return back({
      outcome: 'escalate',
      verdict: 'not-fixed',
      finding: `${name} says that it trades, though the parameter forbids it (version ${present}): it is stopped again.`,
      refused: { act: ACT, because: 'it does not heed the parameter' },
      advice: 'Have its release looked at before it is started by anybody. If orders went out, look at the order book.',
      callOutside: 'broker',
    });
  if (word === 'disabled' && 'seen' in seen.word && 'seen' in seen.tradingEnabled && 'seen' in seen.stop)
    return {
      takeBack: false,
      result: {
        outcome: 'continue',
        finding: `${name} runs again with ${counted(tasks, 'task')} wanted, and has acknowledged at ${clockTime(seen.word.seen.asOf)} that trading is disabled (version ${seen.word.seen.version}).`,
        act: { action: 'start', resource: name },
      },
    };
  const says = 'unseen' in seen.word ? ` (${seen.word.unseen})` : '';
  const waited: StepResult = {
    outcome: 'wait',
    finding: `Started ${counted(tasks, 'task')} of ${name} at ${clockTime(at)}; it has not acknowledged yet that trading is disabled${says}.`,
  };
  const since = word === undefined ? runningSince(seen, at) : undefined;
  return since !== undefined && seen.now - since > SILENT_MS
    ? back(notAcknowledged(waited, name))
    : { takeBack: false, result: waited };
}

/** When the first of the tasks that run was started. @returns undefined while none runs, or nobody can see. */
function runningSince({ runs }: After, startedAfter: number): number | undefined {
  if ('unseen' in runs) return undefined;
  const starts = runs.seen.flatMap(({ lastStatus, startedAt }) =>
    lastStatus === 'RUNNING' && startedAt !== undefined && startedAt > startedAfter ? [startedAt] : [],
  );
  return starts.length === 0 ? undefined : Math.min(...starts);
}

function judgeWord(
  { word, maxAgeSeconds, now }: After,
  at: number,
  present: number,
): 'trades' | 'disabled' | undefined {
  if ('unseen' in word || !isFresh(word.seen, maxAgeSeconds, now)) return undefined;
  if (new Date(word.seen.asOf).getTime() <= at || word.seen.version < present) return undefined;
  return word.seen.tradingEnabled ? 'trades' : 'disabled';
}

/** Its time is spent: nobody knows whether it heeds the parameter, and it does not go on running. */
export const notAcknowledged = (waited: StepResult, name: string): StepResult => ({
  outcome: 'escalate',
  verdict: 'unknown',
  finding: `${waited.finding} In time nobody could see that it does not trade: it is stopped again.`,
  refused: { act: ACT, because: 'not acknowledged' },
  advice: `Read the log of ${name}: it has to write its acknowledgement as docs/signals.md says before it can run.`,
});

/** What the tasks' being taken away came to. */
export function takenBack(result: StepResult, stopped: Look<'stopped'>, name: ServiceName): StepResult {
  if ('seen' in stopped)
    return { ...result, finding: `${result.finding} Minimum 0, scaling suspended, desired count 0.` };
  return {
    ...result,
    outcome: 'escalate',
    verdict: 'not-fixed',
    finding: `${result.finding} THAT FAILED: ${stopped.unseen}.`,
    advice: `Stop it by hand now: ${stopCommands(name)}`,
    callOutside: 'aws',
  };
}
