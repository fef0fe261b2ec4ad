import { DateTime } from 'luxon';
import type { Calendar } from './description';

interface Bounds {
  readonly opens: number;
  readonly closes: number;
}

/** The exchange's hours. */
export class Session {
  private today: Bounds | undefined;

  /** @throws when the session does not close after it opens. */
  constructor(private readonly calendar: Calendar) {
    const { opens, closes } = calendar.session;
    if (!(opens < closes)) throw new Error(`The session opens at ${opens} and closes at ${closes}: it has no hours.`);
  }

  /** The instant itself within the session, else the next opening. Milliseconds since the epoch. */
  openAtOrAfter(at: number): number {
    // Calendar arithmetic is slow beside everything else an order needs, and one session has thousands of orders.
    if (this.today === undefined || at < this.today.opens || at >= this.today.closes) this.today = this.boundsFor(at);
    return Math.max(at, this.today.opens);
  }

  /** The session that is going on at this instant, or the next one. */
  private boundsFor(at: number): Bounds {
    const { timeZone, session } = this.calendar;
    const day = DateTime.fromMillis(at, { zone: timeZone }).startOf('day');
    const on = (date: DateTime, clock: string) => {
      const [hour = 0, minute = 0] = clock.split(':').map(Number);
      return date.set({ hour, minute }).toMillis();
    };
    const date = at < on(day, session.closes) ? day : day.plus({ days: 1 });
    return { opens: on(date, session.opens), closes: on(date, session.closes) };
  }
}
