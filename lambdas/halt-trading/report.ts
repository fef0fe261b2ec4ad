import type { ServiceName } from '../shared/ecs';
import type { Mode } from '../shared/guard/mode';
import { type Disabled, disableCommand, resumeCommand } from '../shared/halt/disable';
import { type Effect, effectWords } from '../shared/halt/effect';
import { bringBack, type Stopped, stopCommand } from '../shared/halt/stop-service';
import type { Look, StepResult } from '../shared/step';

/** What was done to the parameter, and why. */
export interface About {
  readonly because: string;
  readonly parameter: string;
  readonly done: Look<Disabled>;
  /** Whether an earlier attempt of this step began it. */
  readonly carriedOn: boolean;
}

/** Off and observe say what would be done. A mode that cannot be read stops no halt: halting makes the system safer. */
export function refuseMode(
  mode: Look<Mode>,
  because: string,
  { tradingEnabled }: { readonly tradingEnabled: string },
): StepResult | undefined {
  if ('unseen' in mode || mode.seen === 'act') return undefined;
  return {
    outcome: 'continue',
    finding: `Would have halted trading because ${because}: ${disableCommand(tradingEnabled)}`,
    refused: { act: 'halt-trading', because: mode.seen === 'off' ? 'mode off' : 'observe' },
  };
}

/** The trading service has said that it does not trade, or there is nobody who could. */
export const describeHalt = (about: About, effect: Effect): StepResult => ({
  outcome: 'continue',
  finding: `Trading halted because ${about.because}: ${parameterWords(about)}, ${effectWords(effect)}.`,
  ...actOf(about),
});

/** Nobody acknowledged: the service was stopped, or should have been. Only the second is for people at once. */
export function describeStop(about: About, unacknowledged: string, name: ServiceName, stop: Stopped): StepResult {
  const { parameter } = about;
  const words = `${parameterWords(about)}, not acknowledged (${unacknowledged})`;
  const evidence = { before: stop.before };
  if (!stop.stopped) {
    return {
      outcome: 'escalate',
      finding: `Trading may go on, though it is to be halted because ${about.because}: ${words}; ${stop.says}.`,
      verdict: 'not-fixed',
      advice: `Stop it by hand now: ${disableCommand(parameter)} and ${stopCommand(name)}. If orders still go out, have the broker block the account.`,
      callOutside: 'broker',
      ...actOf(about),
      evidence,
    };
  }
  const back = `a person runs: ${bringBack(name, stop.before).join('; ')}`;
  const resume = `two people decide on: ${resumeCommand(parameter)}`;
  return {
    outcome: 'continue',
    finding: `Trading halted because ${about.because}: ${words}; ${stop.says}. To bring it back, ${back}. To resume trading, ${resume}`,
    advice: `No runbook starts it again. When the cause is gone, ${back}. To resume trading, ${resume}`,
    ...actOf(about),
    evidence,
  };
}

function parameterWords({ done, carriedOn, parameter }: About): string {
  if ('unseen' in done) return `${parameter} could not be set to "false" (${done.unseen})`;
  const already = done.seen.already && !carriedOn ? 'was disabled already, ' : '';
  return `${already}parameter version ${done.seen.version}`;
}

/** Disabled already is no act of ours, unless an attempt before this one did it. */
const actOf = ({ done, carriedOn, parameter }: About): Pick<StepResult, 'act'> =>
  'seen' in done && (!done.seen.already || carriedOn) ? { act: { action: 'halt trading', resource: parameter } } : {};
