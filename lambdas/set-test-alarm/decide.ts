import { quietAt } from '../shared/calendar';
import type { Settings } from '../shared/guard/settings';
import type { Look, StepResult } from '../shared/step';
import { clockTime } from '../shared/wording';

/** What is known before the test alarm is raised. */
export interface Before {
  /** Of the runbook that the test alarm starts. */
  readonly settings: Settings;
  /** Id of the incident of an earlier test that is still open: this one would join it. */
  readonly earlier: Look<string | undefined>;
  readonly now: number;
}

/**
 * Whether a test may be raised now. Where its runbook is off, or parks in a window or a freeze, it would prove nothing;
 * beside an earlier test that has not ended it could not be told from that one. What cannot be read is found out by the
 * test itself.
 */
export function decideToRaise({ settings: { mode, calendar }, earlier, now }: Before): StepResult | undefined {
  const not = (finding: string, because: string): StepResult => ({
    outcome: 'stand-down',
    finding: `${finding} The test alarm is not raised.`,
    refused: { act: 'raise the test alarm', because },
  });
  if ('seen' in mode && mode.seen === 'off') return not('The mode of the test alarm’s runbook is off.', 'mode off');
  const quiet = 'seen' in calendar ? quietAt(calendar.seen.calendar, calendar.seen.overrides, now) : undefined;
  if (quiet)
    return not(`${quiet.because}, until ${clockTime(quiet.until)}: an alarm is parked.`, 'a window or a freeze');
  if ('seen' in earlier && earlier.seen !== undefined)
    return not(`An earlier test is still open: ${earlier.seen}.`, 'another incident is open');
  return undefined;
}
