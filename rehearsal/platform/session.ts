import { DateTime } from 'luxon';
import type { Calendar, Hours } from './description';

interface Bounds {
  readonly opens: number;
  readonly closes: number;
}

const SATURDAY = 6;
/** Days without a session in a row that a calendar may have before it is taken for wrong. */
const MOST_CLOSED_DAYS = 60;

/** The exchange's hours: those of its trading days, and of its special sessions. */
export class Session {
  private current: Bounds | undefined;

  /** @throws when the session does not close after it opens. */
  constructor(private readonly calendar: Calendar) {
    const { opens, closes } = calendar.session;
    if (!(opens < closes)) throw new Error(`The session opens at ${opens} and closes at ${closes}: it has no hours.`);
  }

  /**
   * The instant itself within a session, else the next opening. Milliseconds since the epoch.
   * @throws when the calendar names no session in the two months after it.
   */
  openAtOrAfter(at: number): number {
    // Calendar arithmetic is slow beside everything else an order needs, and one session has thousands of orders.
    if (this.current === undefined || at < this.current.opens || at >= this.current.closes) {
      this.current = this.boundsFor(at);
    }
    return Math.max(at, this.current.opens);
  }

  /** The session that is going on at this instant, or the next one. */
  private boundsFor(at: number): Bounds {
    const today = DateTime.fromMillis(at, { zone: this.calendar.timeZone }).startOf('day');
    for (let days = 0; days <= MOST_CLOSED_DAYS; days++) {
      const found = this.boundsOn(today.plus({ days })).find(({ closes }) => at < closes);
      if (found) return found;
    }
    throw new Error(`The calendar names no session in the ${MOST_CLOSED_DAYS} days after ${today.toISODate()}.`);
  }

  private boundsOn(day: DateTime): Bounds[] {
    const on = (clock: string) => {
      const [hour = 0, minute = 0] = clock.split(':').map(Number);
      return day.set({ hour, minute }).toMillis();
    };
    return this.hoursOn(day).map(({ opens, closes }) => ({ opens: on(opens), closes: on(closes) }));
  }

  /** A special session goes before everything else; one at an unknown time is as if there were none. */
  private hoursOn(day: DateTime): readonly Hours[] {
    const date = day.toISODate() ?? '';
    const year = this.calendar.days[date.slice(0, 4)];
    const special = year?.specialSessions[date]?.sessions ?? 'unverified';
    if (special !== 'unverified') return special;
    if (day.weekday >= SATURDAY || year?.holidays[date] !== undefined) return [];
    return [this.calendar.earlierHours.find(({ before }) => date < before)?.session ?? this.calendar.session];
  }
}
