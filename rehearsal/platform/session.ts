import { DateTime } from 'luxon';
import type { Calendar, Hours } from './description';

export interface Bounds {
  readonly opens: number;
  readonly closes: number;
}

/** One date of the exchange. Instants in milliseconds since the epoch. */
export interface MarketDay {
  /** `2026-11-20`, in the calendar's zone. */
  readonly date: string;
  /** Its midnight, and the next one. */
  readonly from: number;
  readonly to: number;
  /** In the order of the day; empty while the exchange is closed. */
  readonly sessions: readonly Bounds[];
  /** Whether it has hours of its own. */
  readonly special: boolean;
}

const SATURDAY = 6;
/** Days without a session in a row that a calendar may have before it is taken for wrong. */
const MOST_CLOSED_DAYS = 60;
const DATE = /^\d{4}-\d\d-\d\d$/;

/** The exchange's hours: those of its trading days, and of its special sessions. */
export class Session {
  private current: Bounds | undefined;
  private today: MarketDay | undefined;
  /** What the exchange has announced since the calendar was written, by date. */
  private readonly announced = new Map<string, readonly Hours[]>();

  /** @throws when the session does not close after it opens. */
  constructor(private readonly calendar: Calendar) {
    const { opens, closes } = calendar.session;
    if (!(opens < closes)) throw new Error(`The session opens at ${opens} and closes at ${closes}: it has no hours.`);
  }

  /**
   * The exchange announces the hours of a date, whatever the calendar says of it.
   * @param date `2026-11-08`. @param hours in the order of the day; empty: it stays closed.
   * @throws for a date or hours that cannot be.
   */
  announce(date: string, hours: readonly Hours[]): void {
    if (!DATE.test(date) || !DateTime.fromISO(date).isValid) {
      throw new Error(`A session on "${date}": give a date like 2026-11-08.`);
    }
    hours.forEach(({ opens, closes }, at) => {
      if (opens < closes && (hours[at - 1]?.closes ?? '') <= opens) return;
      throw new Error(`A session on ${date} from ${opens} to ${closes}: it closes after it opens, and after the last.`);
    });
    this.announced.set(date, hours);
    this.current = undefined;
    this.today = undefined;
  }

  /**
   * The instant itself within a session, else the next opening. Milliseconds since the epoch.
   * @throws when the calendar names no session in the two months after it.
   */
  openAtOrAfter(at: number): number {
    // Calendar arithmetic is slow beside everything else an order needs, and one session has thousands of orders.
    if (this.current === undefined || at < this.current.opens || at >= this.current.closes) {
      this.current = this.search(at, 1).sessions.find(({ closes }) => at < closes) as Bounds;
    }
    return Math.max(at, this.current.opens);
  }

  /** The date that this instant belongs to. */
  dayAt(at: number): MarketDay {
    if (this.today === undefined || at < this.today.from || at >= this.today.to) {
      this.today = this.dayOf(this.midnightOf(at));
    }
    return this.today;
  }

  /**
   * The last trading day before the date of this instant.
   * @throws when the calendar names none in the two months before it.
   */
  tradingDayBefore(at: number): MarketDay {
    return this.search(this.dayAt(at).from - 1, -1);
  }

  /** The first day from that of this instant on (backwards: until it) that has a session, which has not closed by then. */
  private search(at: number, step: 1 | -1): MarketDay {
    const day = this.midnightOf(at);
    for (let days = 0; days <= MOST_CLOSED_DAYS; days++) {
      const found = this.dayOf(day.plus({ days: days * step }));
      if (found.sessions.some(({ closes }) => step < 0 || at < closes)) return found;
    }
    const which = step > 0 ? 'after' : 'before';
    throw new Error(`The calendar names no session in the ${MOST_CLOSED_DAYS} days ${which} ${day.toISODate()}.`);
  }

  private midnightOf(at: number): DateTime {
    return DateTime.fromMillis(at, { zone: this.calendar.timeZone }).startOf('day');
  }

  private dayOf(day: DateTime): MarketDay {
    const on = (clock: string) => {
      const [hour = 0, minute = 0] = clock.split(':').map(Number);
      return day.set({ hour, minute }).toMillis();
    };
    const date = day.toISODate() ?? '';
    const { hours, special } = this.hoursOn(date, day.weekday);
    return {
      date,
      from: day.toMillis(),
      to: day.plus({ days: 1 }).toMillis(),
      sessions: hours.map(({ opens, closes }) => ({ opens: on(opens), closes: on(closes) })),
      special,
    };
  }

  /** What was announced goes before a special session, which goes before everything else; one at an unknown time is none. */
  private hoursOn(date: string, weekday: number): { readonly hours: readonly Hours[]; readonly special: boolean } {
    const { days, earlierHours, session } = this.calendar;
    const year = days[date.slice(0, 4)];
    const special = this.announced.get(date) ?? year?.specialSessions[date]?.sessions ?? 'unverified';
    if (special !== 'unverified') return { hours: special, special: true };
    if (weekday >= SATURDAY || year?.holidays[date] !== undefined) return { hours: [], special: false };
    return { hours: [earlierHours.find(({ before }) => date < before)?.session ?? session], special: false };
  }
}
