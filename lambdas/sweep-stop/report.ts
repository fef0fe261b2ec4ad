import type { ServiceName } from '../shared/ecs';
import type { Line } from '../shared/incident';
import type { StepResult } from '../shared/step';
import { counted, duration } from '../shared/wording';
import { byHand } from '../stop-trading/report';
import type { Verdict } from './decide';
import type { Progress } from './progress';

/** A line for each thing that was set back. @param failed why it could not be. */
export const setBack = (
  because: string,
  by: string | undefined,
  failed: string | undefined,
  resource: string,
): Pick<Line, 'finding' | 'act'> => ({
  finding: `${failed ? 'Could not be set back' : 'Set back'}: ${because}${by ? `, set to ${by}` : ''}${failed ? `; ${failed}` : ''}.`,
  ...(failed ? {} : { act: { action: 'set back', resource } }),
});

/** People have ended the stop: nothing is set back any more. */
export const ended = (lifted: string, { looks, back }: Progress): StepResult => ({
  outcome: 'continue',
  finding: `${lifted}; until then it was looked at ${counted(looks, 'time')}, and ${counted(back, 'thing')} set back.`,
});

type About = ServiceName & { readonly tradingEnabled: string; readonly forSeconds: number };

/** Everything was as the stop left it, for long enough. */
export const held = (progress: Progress, verdict: Verdict, about: About, quiet: number): StepResult => ({
  outcome: 'continue',
  finding: soFar(progress, verdict, about, quiet),
});

export const goesOn = (progress: Progress, verdict: Verdict, about: About, quiet: number): StepResult => ({
  outcome: 'wait',
  finding: soFar(progress, verdict, about, quiet),
});

/** In the last round, what does not hold is for people: somebody, or something, is against it. */
export const notHeld = (progress: Progress, verdict: Verdict, about: About, quiet: number): StepResult => ({
  outcome: 'escalate',
  finding: `TRADING MAY GO ON: ${soFar(progress, verdict, about, quiet)}`,
  verdict: 'not-fixed',
  advice: byHand(about, about.tradingEnabled),
  callOutside: 'broker',
});

function soFar({ looks, back }: Progress, { open, holds, back: last }: Verdict, { forSeconds }: About, quiet: number) {
  const found = [...last.map(({ because }) => because), ...open];
  const now = found.length > 0 ? `now ${found.join('; ')}` : holds.join(', ');
  const set = back > 0 ? `${counted(back, 'thing')} set back` : 'nothing came back';
  return `Looked ${counted(looks, 'time')}, ${set}; as the stop left it for ${duration(quiet)} of ${duration(forSeconds)}: ${now}.`;
}
