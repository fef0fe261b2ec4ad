import { waysOut } from '../close-gate/decide';
import type { Gate } from '../shared/checklist/gate';
import { failedOf, failedWords, verdictWords } from '../shared/checklist/passing';
import type { Finished, Runs } from '../shared/checklist/table';
import { resumeCommand } from '../shared/halt/disable';
import type { Look, StepResult } from '../shared/step';
import { clockTime, fullStop } from '../shared/wording';

/** The run of the checklist that a round waits for. */
export type Awaited =
  /** Another has begun it, and it has not ended. */
  | { readonly run: number }
  /** This round has started it, by its execution's ARN: its number is known when it has begun. */
  | { readonly execution: string }
  /** It could not be started. */
  | { readonly unseen: string };

export interface Seen {
  readonly title: string;
  readonly runs: Runs | undefined;
  /** Of today; undefined: there is none, or the checklist gates nothing. */
  readonly gate: Gate | undefined;
  readonly awaited: Awaited;
  /** Name of the parameter. */
  readonly parameter: string;
  /** What was found of the parameter, as a sentence; null: nothing that need be said. */
  readonly about: string | null;
  /** The command that has the checklist worked again. */
  readonly again: string;
  /** False in the last round: there is no sense in going on waiting once its run has ended. */
  readonly mayWait: boolean;
}

/**
 * What comes of a round:
 *
 * - A waived gate ends it: a named person has answered for the open.
 * - The result that counts passes: the fault is gone, whoever mended it and whoever ran the checklist.
 * - Else it is waited for, to the end of the round also when its own run has ended: people mend things meanwhile, and who
 *   has waived, or has run the checklist themselves, is noticed at once. In the last round there is nothing left to wait
 *   for once its run has ended.
 */
export function decideRound(seen: Seen): StepResult {
  const { title, runs, gate, awaited, parameter, about, again, mayWait } = seen;
  const finding = (...said: readonly (string | null)[]) => said.filter((one) => one !== null && one !== '').join(' ');
  if (gate?.state === 'waived')
    return {
      outcome: 'stand-down',
      finding: `The gate of the open was waived by ${gate.waived?.by} at ${clockTime(gate.waived?.at ?? 0)}: ${fullStop(gate.waived?.reason ?? '')} ${staysDisabled(parameter)}`,
      refused: { act: 'checking again', because: 'waived' },
    };
  const last = runs?.finished;
  if (last?.passed)
    return {
      outcome: 'resolved',
      verdict: 'fixed',
      finding: finding(`${runWords(title, last)}.`, about, gate ? staysDisabled(parameter) : null),
    };
  const ended = isEnded(awaited, runs);
  const fails = last
    ? `${runWords(title, last)}: ${failedWords(failedOf(last.items))}.`
    : `No run of the ${title} has ended.`;
  return {
    outcome: !mayWait && ended ? 'escalate' : 'wait',
    verdict: last ? 'not-fixed' : 'unknown',
    finding: finding(fails, ended ? null : waitingWords(awaited, runs), about),
    advice: `Mend what fails, then have the checklist worked again: ${again}${gate ? ` ${waysOut(parameter)}` : ''}`,
  };
}

/** Whether a result counts that is not older than the run waited for. */
function isEnded(awaited: Awaited, runs: Runs | undefined): boolean {
  if (!runs?.finished || 'unseen' in awaited) return false;
  const run = runOf(awaited, runs);
  return run !== undefined && runs.finished.run >= run;
}

function runOf(awaited: Exclude<Awaited, { unseen: string }>, runs: Runs | undefined): number | undefined {
  if ('run' in awaited) return awaited.run;
  const index = runs?.executions.indexOf(awaited.execution) ?? -1;
  return index < 0 ? undefined : index + 1;
}

function waitingWords(awaited: Awaited, runs: Runs | undefined): string {
  if ('unseen' in awaited) return `It could not be started again (${awaited.unseen}).`;
  const run = runOf(awaited, runs);
  return run === undefined ? 'The next run has been started and has not begun.' : `Run ${run} has not ended.`;
}

const runWords = (title: string, finished: Finished): string =>
  `${title}, run ${finished.run} at ${clockTime(finished.at)}: ${verdictWords(finished)}`;

const staysDisabled = (parameter: string): string =>
  `Trading stays disabled until two people resume it: ${resumeCommand(parameter)}`;

/** Milliseconds after which a run that has not ended is not waited for any more: a checklist takes two minutes. */
const GIVEN_UP_MS = 180_000;

/** The run that is under way by now, if any: a second one beside it would show nothing new. */
export function underWay(runs: Runs | undefined, now: number): number | undefined {
  if (!runs) return undefined;
  const { begun, finished } = runs;
  const goesOn = begun.run > (finished?.run ?? 0) && now - new Date(begun.at).getTime() < GIVEN_UP_MS;
  return goesOn ? begun.run : undefined;
}

/**
 * What to do about the parameter while the gate is closed and the open is ahead: it is `false`, and anything else means that
 * somebody has set it past the gate. After the open has begun nothing is set: that would be a halt. Where the runbook may
 * not act (any more), it is only told.
 */
export function decideParameter(o: {
  readonly gate: Gate | undefined;
  readonly value: Look<string>;
  readonly openIsPast: boolean;
  readonly mayAct: boolean;
}): { readonly disable: boolean; readonly says: string | null } {
  const { gate, value, openIsPast, mayAct } = o;
  if (gate?.state !== 'closed') return { disable: false, says: null };
  if ('unseen' in value)
    return { disable: false, says: `Whether trading is disabled could not be read (${value.unseen}).` };
  if (value.seen === 'false') return { disable: false, says: null };
  const enabled = `Somebody has set the parameter to "${value.seen}" while the gate is closed`;
  if (openIsPast) return { disable: false, says: `${enabled}; the open is past, so it is left as it is.` };
  if (!mayAct) return { disable: false, says: `${enabled}; would have set it to "false" again. ${WAIVE}` };
  return { disable: true, says: enabled };
}

/** For whoever meant it. */
export const WAIVE =
  'Whoever means trading to open like this waives the gate first: npm run runbook -- waive-gate --reason "<why>"';
