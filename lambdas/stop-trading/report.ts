import type { ServiceName } from '../shared/ecs';
import { type Disabled, disableCommand, resumeCommand } from '../shared/halt/disable';
import { type Effect, effectWords } from '../shared/halt/effect';
import { type Written, writtenWords } from '../shared/halt/history';
import type { StopRun } from '../shared/halt/run';
import { bringBack, type Stopped, stopCommand } from '../shared/halt/stop-service';
import type { Look, StepResult } from '../shared/step';

/** What method 1 came to. */
export interface ByParameter {
  readonly parameter: string;
  readonly run: StopRun;
  readonly done: Look<Disabled>;
  /** Its latest values, where they could be read. */
  readonly history: Look<readonly Written[]>;
  /** Undefined: it was not waited for. */
  readonly effect: Look<Effect> | undefined;
  readonly unkept: string | undefined;
}

/** Method 1 as it stands; whether that is enough is method 2's question. */
export function describeParameter(by: ByParameter): StepResult {
  const { parameter, done, effect, history, unkept } = by;
  const notes = [
    ...(unkept ? [unkept] : []),
    ...('unseen' in history ? [`its history could not be read (${history.unseen})`] : []),
  ];
  const also = notes.length > 0 ? ` (${notes.join('; ')})` : '';
  const evidence = 'seen' in history ? { evidence: { history: history.seen } } : {};
  if ('unseen' in done) {
    return {
      outcome: 'continue',
      finding: `${parameter} could not be set to "false" (${done.unseen})${also}.`,
      verdict: 'not-fixed',
      advice: `Set it by hand: ${disableCommand(parameter)}`,
      ...evidence,
    };
  }
  const { version } = done.seen;
  const says = `${parameter} is "false" in version ${version}${whatItWas(by, version)}`;
  const proof = effect && 'seen' in effect ? `, ${effectWords(effect.seen)}` : notProved(effect);
  return {
    outcome: 'continue',
    finding: `${says}${proof}${also}.`,
    ...('failed' in by.run.written ? { act: { action: 'halt trading', resource: parameter } } : {}),
    ...evidence,
  };
}

const notProved = (effect: Look<Effect> | undefined): string =>
  effect && 'unseen' in effect ? `, not acknowledged (${effect.unseen})` : '';

/** The value before the run's own: a halt while halted is said. */
function whatItWas({ history, run }: ByParameter, version: number): string {
  if ('unseen' in history) return '';
  const ours = 'version' in run.written ? run.written.version : version;
  const before = history.seen.findLast((written) => written.version < ours);
  if (!before) return '';
  return before.value === 'false'
    ? `, where it was ${writtenWords(before)} before`
    : `, where it was "${before.value}"`;
}

/** Method 2 as it stands. Tasks that still end are waited for; what could not be stopped is for people at once. */
export function describeScaleDown(
  because: string,
  name: ServiceName,
  parameter: string,
  stopped: Stopped,
  unkept: string | undefined,
): StepResult {
  const also = unkept ? ` (${unkept})` : '';
  const evidence = { before: stopped.before };
  if (!stopped.stopped) {
    return {
      outcome: 'escalate',
      finding: `TRADING MAY GO ON: ${because}, and ${stopped.says}${also}.`,
      verdict: 'not-fixed',
      advice: byHand(name, parameter),
      callOutside: 'broker',
      evidence,
    };
  }
  const finding = `Scaled down because ${because}: ${stopped.says}${also}.`;
  if ((stopped.running ?? 0) > 0) {
    return { outcome: 'wait', finding, advice: byHand(name, parameter), callOutside: 'broker', evidence };
  }
  const back = bringBack(name, stopped.before).join('; ');
  return {
    outcome: 'continue',
    finding,
    advice: `No runbook starts it again but System Recovery. By hand, a person runs: ${back}. To resume trading, two people decide on: ${resumeCommand(parameter)}`,
    evidence,
  };
}

export const byHand = (name: ServiceName, parameter: string): string =>
  `Stop it by hand now: ${disableCommand(parameter)} and ${stopCommand(name)}. If orders still go out, have the broker block the account.`;
