import type { Act } from '../../../runbooks/market-phases';
import type { Look, StepResult } from '../step';
import { clockTime } from '../wording';
import type { Mode } from './mode';
import type { Stop } from './stop-record';
import type { Kept } from './table';

/** What every refusal speaks of. */
export interface Meant {
  readonly act: Act;
  /** Physical name of what is touched. */
  readonly resource: string;
  /** The exact command a person would type. */
  readonly command: string;
}

export const refused = ({ act }: Pick<Meant, 'act'>, because: string): Pick<StepResult, 'refused'> => ({
  refused: { act, because },
});

/** What must be known before the act is not. */
export const forbidden = (meant: Meant, finding: string, because: string, advice: string): StepResult => ({
  outcome: 'escalate',
  finding,
  verdict: 'unknown',
  advice,
  ...refused(meant, because),
});

/** Off stands down; a mode that cannot be read forbids the act. */
export function refuseMode(meant: Meant, mode: Look<Mode>): StepResult | undefined {
  if ('unseen' in mode) {
    return forbidden(
      meant,
      `Could not check the mode: ${mode.unseen}.`,
      'the mode cannot be read',
      `Decide by hand; the runbook would have run: ${meant.command}`,
    );
  }
  if (mode.seen !== 'off') return undefined;
  return { outcome: 'stand-down', finding: 'The mode is off: nothing is done.', ...refused(meant, 'mode off') };
}

/** Nobody can say in which phase of the market it is. */
export const unreadCalendar = (meant: Meant, because: string): StepResult =>
  forbidden(
    meant,
    `Could not read the calendar: ${because}.`,
    'the calendar cannot be read',
    `Mend the calendar parameters; the runbook would have run: ${meant.command}`,
  );

/** A person's hand on the resource stands down. */
export function refuseHand(meant: Meant, kept: Look<Kept>, now: number): StepResult | undefined {
  if ('unseen' in kept) {
    return forbidden(
      meant,
      `Could not read leases and hands: ${kept.unseen}.`,
      'leases cannot be read',
      `Decide by hand; the runbook would have run: ${meant.command}`,
    );
  }
  const { hand } = kept.seen;
  if (!hand || hand.until <= now) return undefined;
  return {
    outcome: 'stand-down',
    finding: `${hand.by} has ${meant.resource} in hand until ${clockTime(hand.until)}: ${hand.reason}.`,
    ...refused(meant, "a person's hand"),
  };
}

/** A stop stands, whatever the desired count and the parameter say by now. */
export const stoppedOnPurpose = (meant: Meant, { by, since, reason }: Stop): StepResult => ({
  outcome: 'stand-down',
  finding: `${meant.resource} was stopped on purpose by ${by} at ${clockTime(since)}: ${reason.replace(/\.$/, '')}.`,
  ...refused(meant, 'stopped on purpose'),
});

export const leased = (meant: Meant, by: string, until: number): StepResult => ({
  outcome: 'continue',
  finding: `Not done: incident ${by} has its hand on ${meant.resource} until ${clockTime(until)}; what it does is waited for.`,
  ...refused(meant, 'leased by another incident'),
});

/** @param because the phase, as the calendar words it. */
export const forbiddenNow = (meant: Meant & { readonly effect: string }, because: string): StepResult => ({
  outcome: 'escalate',
  finding: `Forbidden now: ${meant.act} of ${meant.resource} (${because}).`,
  verdict: 'not-fixed',
  advice: `${meant.effect} Not to be done in this phase of the market; later: ${meant.command}`,
  ...refused(meant, 'the market phase forbids it'),
});

/** Everything would have allowed it, and it is only said, with the exact command. */
export function observed(meant: Meant, mode: Look<Mode>, would = 'Would have done now'): StepResult | undefined {
  if (!('seen' in mode) || mode.seen === 'act') return undefined;
  return { outcome: 'continue', finding: `${would}: ${meant.command}`, ...refused(meant, 'observe') };
}
