import { DateTime } from 'luxon';
import { type Rotation, shiftsOf } from './rota';

const DAYS_AHEAD = 30;
/** A rota for office hours has a gap every night: more of them say nothing more. */
const NAMED_GAPS = 3;

interface Gap {
  /** Milliseconds since the epoch; `until` is the first instant at which somebody is on call again. */
  readonly from: number;
  readonly until: number;
}

/** Spells between two instants, in milliseconds since the epoch, in which nobody is on call. */
export function gapsOf(rotation: Rotation, from: number, until: number): readonly Gap[] {
  const gaps: Gap[] = [];
  let covered = from;
  for (const shift of shiftsOf(rotation)) {
    const begins = shift.from === undefined ? from : Date.parse(shift.from);
    const ends = shift.until === undefined ? until : Date.parse(shift.until);
    if (begins > covered) gaps.push({ from: covered, until: Math.min(begins, until) });
    covered = Math.max(covered, ends);
    if (covered >= until) return gaps;
  }
  return [...gaps, { from: covered, until }];
}

/**
 * What an owner should be told about the rota, a sentence for each role that has something: no shift at all, or nobody on
 * call at some time of the next 30 days. Neither is an error: the next rung is paged then.
 * @param at from when on, in milliseconds since the epoch.
 */
export function rotaWarnings(
  {
    onCall,
    calendar: { timeZone },
  }: { onCall: Readonly<Record<string, Rotation>>; calendar: { readonly timeZone: string } },
  at: number,
): readonly string[] {
  const words = (instant: number) =>
    DateTime.fromMillis(instant, { zone: timeZone, locale: 'en' }).toFormat('d LLL yyyy HH:mm');
  const until = DateTime.fromMillis(at, { zone: timeZone }).plus({ days: DAYS_AHEAD }).toMillis();
  return Object.entries(onCall).flatMap(([role, rotation]) => {
    if (shiftsOf(rotation).length === 0) return [`onCall.${role} has no shift: its pages go to the next rung at once.`];
    const gaps = gapsOf(rotation, at, until);
    if (gaps.length === 0) return [];
    const named = gaps.slice(0, NAMED_GAPS).map((gap) => `${words(gap.from)} to ${words(gap.until)}`);
    const more = gaps.length > NAMED_GAPS ? `, and ${gaps.length - NAMED_GAPS} times more` : '';
    return [
      `onCall.${role}: within ${DAYS_AHEAD} days nobody is on call ${named.join(', ')}${more} (${timeZone}); pages go to the next rung then.`,
    ];
  });
}
