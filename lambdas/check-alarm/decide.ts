import { EVENT_LATE_AFTER_SECONDS } from '../../runbooks/actions';
import { quietAt } from '../shared/calendar';
import type { Settings } from '../shared/guard/settings';
import type { Signal } from '../shared/signals';
import type { Look, StepResult } from '../shared/step';
import { clockTime, duration } from '../shared/wording';

/**
 * Whether the fault is still there.
 *
 * An event older than five minutes says nothing about the present: it is acted on only if the alarm is in ALARM now.
 * A fresh event whose alarm is OK again is not taken on trust either: it goes to verification, which waits for the soak.
 * An alarm that cannot be read does not stop the looking; before any act it is read again.
 */
export function decideWhetherStillSo(signals: Look<readonly Signal[]>, alarmAt: string, now: number): StepResult {
  const age = (now - new Date(alarmAt).getTime()) / 1000;
  const late = age > EVENT_LATE_AFTER_SECONDS;
  const since = late ? `The event is ${duration(age)} old, so the alarm was read instead. ` : '';
  if ('unseen' in signals) {
    return {
      outcome: 'continue',
      finding: `${since}Could not check the alarm: ${signals.unseen}.`,
      verdict: 'unknown',
    };
  }
  const wrong = signals.seen.filter(({ state }) => state !== 'OK');
  if (wrong.length === 0) {
    const finding = `${since}The alarm is OK again since ${clockTime(Math.max(...signals.seen.map((s) => s.since)))}.`;
    return late
      ? { outcome: 'stand-down', finding, refused: { act: 'the runbook', because: 'late event, alarm OK now' } }
      : { outcome: 'resolved', finding };
  }
  const states = wrong.map((signal) => `${signal.alarm} is in ${signal.state} since ${clockTime(signal.since)}`);
  return { outcome: 'continue', finding: `${since}Still so: ${states.join('; ')}.` };
}

/**
 * Whether this is a time to work. A mode that is off stands down. A maintenance window or a change freeze parks what an
 * alarm has started: what is red at its end is looked at again then; a person who starts a run knows what they do. A mode or
 * a calendar that cannot be read stops no looking: the guard asks again before any act.
 */
export function decideWhetherToBegin(
  { mode, calendar }: Settings,
  startedByAlarm: boolean,
  now: number,
): StepResult | undefined {
  if ('seen' in mode && mode.seen === 'off') {
    return {
      outcome: 'stand-down',
      finding: 'The mode is off: nothing is done, and nobody is paged.',
      refused: { act: 'the runbook', because: 'mode off' },
    };
  }
  if (!startedByAlarm || 'unseen' in calendar) return undefined;
  const quiet = quietAt(calendar.seen.calendar, calendar.seen.overrides, now);
  if (!quiet) return undefined;
  return {
    outcome: 'park',
    finding: `Parked: ${quiet.because}, until ${clockTime(quiet.until)}. What is still wrong then is looked at again.`,
    until: new Date(quiet.until).toISOString(),
    refused: { act: 'the runbook', because: quiet.because },
  };
}
