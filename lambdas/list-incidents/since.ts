import { DateTime } from 'luxon';
import { Refusal } from '../shared/command';
import { SPANS, spanOf } from './span';

/**
 * The instant somebody means with `since`: a span before now, or an instant of its own. One without a zone is in Indian
 * time, as everything people are told is.
 * @returns milliseconds since the epoch.
 * @throws Refusal when it is neither, or lies in the future.
 */
export function sinceInstant(given: string, now: number): number {
  const span = spanOf(given);
  if (span !== undefined) return now - span;
  const at = /^\d{4}-\d\d-\d\d/.test(given) ? DateTime.fromISO(given, { zone: 'Asia/Kolkata' }) : undefined;
  if (!at?.isValid)
    throw new Refusal(400, `since: given "${given}", expected ${SPANS}, or an instant like 2026-11-20T10:00.`);
  if (at.toMillis() > now) throw new Refusal(400, `since: given "${given}", expected an instant that is not to come.`);
  return at.toMillis();
}
