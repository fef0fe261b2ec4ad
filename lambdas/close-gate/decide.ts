import { morningChecklist } from '../../runbooks/checklists';
import type { Acknowledgement } from '../shared/acknowledgement';
import type { Opening } from '../shared/checklist/day';
import { type Gate, gateWords } from '../shared/checklist/gate';
import { type Failed, failedOf, failedWords } from '../shared/checklist/passing';
import type { Runs } from '../shared/checklist/table';
import type { Mode } from '../shared/guard/mode';
import { disableCommand, resumeCommand } from '../shared/halt/disable';
import type { Look, StepResult } from '../shared/step';
import { clockTime, fullStop } from '../shared/wording';

/** What closes the gate. */
export interface Failing {
  /** Run that has shown it; 0: none has ended. */
  readonly run: number;
  readonly failed: readonly Failed[];
}

export type Decision =
  | { readonly close: true; readonly failing: Failing }
  | { readonly close: false; readonly answer: StepResult };

export interface Seen {
  readonly runs: Runs | undefined;
  readonly gate: Gate | undefined;
  readonly opening: Opening;
  readonly mode: Look<Mode>;
  /** Name of the parameter. */
  readonly parameter: string;
}

/**
 * Whether the gate of the open is closed. It is while the first session of the day is ahead, and also while nobody can say
 * whether the day opens: disabling trading is the safe direction. A day of which no run has ended is gated as well: what
 * nobody has seen pass does not pass. It is not closed:
 *
 * 1. when the latest run passes: somebody has mended it meanwhile;
 * 2. when a named person has waived the gate of this day: they have answered for it, and it stays so;
 * 3. when no session is ahead today, because the day has none or its last one is over: there is no open to gate;
 * 4. when a session has begun: from then on disabling trading is a halt, and whether to halt is another runbook's rule;
 * 5. where the runbook only observes: it says what it would do. A mode that cannot be read stops nothing here, as it
 *    stops no halt.
 */
export function decideClosing({ runs, gate, opening, mode, parameter }: Seen): Decision {
  const no = (answer: StepResult): Decision => ({ close: false, answer });
  const finished = runs?.finished;
  if (finished?.passed)
    return no({
      outcome: 'continue',
      finding: `Passed meanwhile, with run ${finished.run} at ${clockTime(finished.at)}: the gate is not closed.`,
    });
  if (gate?.state === 'waived') return no(isWaived(gate));
  const failing = finished ? { run: finished.run, failed: failedOf(finished.items) } : { run: 0, failed: [NO_RUN] };
  const gating = failedWords(failing.failed);
  if (opening.is === 'none')
    return no({
      outcome: 'continue',
      finding: `No open is ahead today (${opening.because}), so there is nothing to gate.`,
    });
  if (opening.is === 'begun')
    return no({
      outcome: 'escalate',
      verdict: 'not-fixed',
      finding: `The session has begun (${opening.because}), so there is no open to gate any more: ${gating}.`,
      refused: { act: 'close-gate', because: 'the session has begun' },
      advice:
        'Decide whether trading goes on like this. To halt it: npm run runbook -- halt --reason "<why>"; nobody needs to approve that.',
    });
  if ('seen' in mode && mode.seen !== 'act')
    return no({
      outcome: 'continue',
      finding: `Would have closed the gate of the open for ${gating}: ${disableCommand(parameter)}`,
      refused: { act: 'close-gate', because: mode.seen === 'off' ? 'mode off' : 'observe' },
    });
  return { close: true, failing };
}

const NO_RUN: Failed = { item: morningChecklist.title, says: 'No run of it has ended today.' };

/** What was lifted at the very moment it was to be closed. */
export const isLifted = (gate: Gate): StepResult =>
  gate.state === 'waived' ? isWaived(gate) : { outcome: 'continue', finding: `${gateWords(gate)} It is not closed.` };

/** What is not gated for the sake of a person who has answered for it. */
const isWaived = ({ waived }: Gate): StepResult => ({
  outcome: 'continue',
  finding: `The gate of today is waived by ${waived?.by}: ${fullStop(waived?.reason ?? '')} It is not closed again, and trading stays as people have set it.`,
  refused: { act: 'close-gate', because: 'waived' },
});

/** The gate as it was closed. */
export interface Done {
  readonly failed: readonly Failed[];
  readonly parameter: string;
  /** Value of the parameter before. */
  readonly before: Look<string>;
  readonly disabled: Look<{ readonly version: number; readonly already: boolean }>;
  /** The service's own word; null: the environment has no contract for it. */
  readonly acknowledged: Look<Acknowledgement> | null;
  readonly recorded: Look<Gate>;
}

/** What is said of a gate that is closed, or should be. Only what keeps trading enabled, or is written down nowhere, is for people at once. */
export function describeClosing(done: Done): StepResult {
  const { parameter, disabled, recorded, failed } = done;
  const gating = failedWords(failed);
  if ('unseen' in disabled)
    return {
      outcome: 'escalate',
      verdict: 'not-fixed',
      finding: `TRADING MAY OPEN though it is to be gated for ${gating}: ${parameter} could not be set to "false" (${disabled.unseen}).`,
      advice: `Disable it by hand before the open: ${disableCommand(parameter)}`,
    };
  const what = `Trading stays disabled at the open for ${gating}: ${parameterWords(done, disabled.seen)}, ${effectWords(done)}.`;
  const act = { action: 'gate the open', resource: parameter };
  if ('unseen' in recorded)
    return {
      outcome: 'escalate',
      verdict: 'not-fixed',
      finding: `${what} The gate could not be written down (${recorded.unseen}), so neither a run nor a waiver can lift it.`,
      advice: `Trading stays disabled until two people decide on: ${resumeCommand(parameter)}`,
      act,
    };
  return { outcome: 'continue', finding: `${what} ${waysOut(parameter)}`, advice: waysOut(parameter), act };
}

/** How a gate is lifted, and what lifting does not do. */
export const waysOut = (parameter: string): string =>
  `The gate opens when a run of the checklist passes, or when it is waived by name: npm run runbook -- waive-gate --reason "<why>". Either way trading stays disabled until two people resume it: ${resumeCommand(parameter)}`;

function parameterWords({ before, parameter }: Done, { version }: { readonly version: number }): string {
  const was = 'seen' in before ? `was "${before.seen}"` : `could not be read before (${before.unseen})`;
  return `${parameter} ${was} and is "false" in version ${version}`;
}

function effectWords({ acknowledged }: Done): string {
  if (acknowledged === null) return 'which the trading service has no way to acknowledge';
  if ('seen' in acknowledged) return `acknowledged at ${clockTime(acknowledged.seen.asOf)}`;
  return `not acknowledged (${acknowledged.unseen}); the service is not stopped, because no session is open`;
}
