import type { Service } from '@aws-sdk/client-ecs';
import type { Mode } from '../shared/guard/mode';
import { ageOf, isFresh } from '../shared/status-object';
import type { Look, StepResult } from '../shared/step';
import { clockTime, duration } from '../shared/wording';
import type { ProbeWord } from './word';

/**
 * What the parameter is set to: the day. Its version is what is acknowledged; and no word that would enable anything is ever
 * written, whatever parameter an environment names.
 */
export const valueOn = (now: number): string => `probed on ${new Date(now).toISOString().slice(0, 10)}`;

/**
 * Whether the parameter may be changed. Nobody heeds it, but it is the system's own: a runbook that may not act leaves it,
 * and so does one whose mode cannot be read. Where no task runs nobody could acknowledge it.
 */
export function decideToFlip(
  parameter: string,
  mode: Look<Mode>,
  service: Look<Service | undefined>,
): StepResult | undefined {
  if ('unseen' in mode)
    return {
      outcome: 'escalate',
      finding: `${parameter} is not changed: the mode could not be read (${mode.unseen}).`,
      verdict: 'unknown',
      refused: { act: 'flip the probe parameter', because: 'mode unknown' },
    };
  if (mode.seen !== 'act')
    return {
      outcome: 'continue',
      finding: `Would change ${parameter} and wait for its acknowledgement; the mode is ${mode.seen}.`,
      refused: { act: 'flip the probe parameter', because: mode.seen === 'off' ? 'mode off' : mode.seen },
    };
  if ('seen' in service && (service.seen?.runningCount ?? 0) === 0)
    return {
      outcome: 'continue',
      finding: `${parameter} is not changed: no task of the trading service runs that could acknowledge it. Whether it would is not known.`,
      refused: { act: 'flip the probe parameter', because: 'no task runs' },
    };
  return undefined;
}

/** The contract: fresh, in this version or a later one, and with what was written. */
export function judgeWord(
  word: Look<ProbeWord>,
  written: { readonly version: number; readonly value: string },
  maxAgeSeconds: number,
  now: number,
): Look<ProbeWord> {
  if ('unseen' in word) return word;
  const { version, value, asOf } = word.seen;
  const says = `it says version ${version}, "${value}"`;
  if (!isFresh(word.seen, maxAgeSeconds, now)) {
    const age = ageOf(word.seen, now);
    return { unseen: age < 0 ? `${says}, in the future` : `${says}, ${duration(age)} ago` };
  }
  const meets = version > written.version || (version === written.version && value === written.value);
  return meets ? word : { unseen: `${says}, at ${clockTime(asOf)}` };
}

export function describeFlip(
  parameter: string,
  { version, value, tookSeconds }: { readonly version: number; readonly value: string; readonly tookSeconds: number },
  word: Look<ProbeWord>,
): StepResult {
  const act = { action: 'ssm:PutParameter', resource: parameter };
  const changed = `${parameter} was set to "${value}" (version ${version})`;
  if ('seen' in word)
    return { outcome: 'continue', finding: `${changed} and acknowledged after ${duration(tookSeconds)}.`, act };
  return {
    outcome: 'escalate',
    verdict: 'not-fixed',
    finding: `${changed}, and the trading service does not acknowledge it after ${duration(tookSeconds)}: ${word.unseen}.`,
    act,
    advice:
      'A halt would not be acknowledged either, and would go on to stop the service. Look why the trading service does not read its parameters, or does not write its status.',
  };
}
