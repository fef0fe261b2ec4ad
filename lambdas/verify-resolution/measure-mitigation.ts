import type { Incident } from '../shared/incident';
import { measure } from '../shared/measure';
import { normalSince, type Seen } from './decide';

/**
 * Measures how long an incident that has just been closed as fixed took, from its alarm to the instant since which its alarms
 * have been normal: the soak that proves it is not part of it. A run that a person started has no alarm to count from, and
 * one that was put off until a window was over may have found nothing to mitigate any more.
 */
export function measureMitigation(
  { id, severity, alarmAt, alarms }: Pick<Incident, 'id' | 'severity' | 'alarmAt' | 'alarms'>,
  seen: Pick<Seen, 'signals'> | undefined,
): void {
  if (Object.keys(alarms).length === 0 || !seen || 'unseen' in seen.signals) return;
  const seconds = (normalSince(seen.signals.seen) - Date.parse(alarmAt)) / 1000;
  if (seconds > 0) measure('TimeToMitigate', severity, { incident: id, amount: seconds });
}
