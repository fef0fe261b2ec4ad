import { join } from 'node:path';
import { Crew } from '../crew';
import type { Task } from '../player';
import type { ProvedDay } from './prove-day';

export type { ProvedDay };

const PLAYER = join(__dirname, '..', 'player.ts');

/** A line of progress every so many days. */
const PROGRESS_EVERY = 50;

export interface ProvedDays {
  readonly days: number;
  /** Days that break a promise, as they were drawn. */
  readonly violations: readonly ProvedDay[];
}

/** Plays the days of `count` seeds from `first` on, side by side. */
export async function proveDays(
  directory: string,
  first: number,
  count: number,
  told: { said(text: string): void; found(violation: ProvedDay): void },
): Promise<ProvedDays> {
  const crew = new Crew<Task, ProvedDay>({ player: PLAYER });
  const violations: ProvedDay[] = [];
  let done = 0;
  try {
    const tasks = Array.from({ length: count }, (_, index) => ({ directory, day: first + index, shrink: false }));
    await crew.all(tasks, (day) => {
      if (day.broken.length > 0) {
        violations.push(day);
        told.found(day);
      }
      done++;
      if (done % PROGRESS_EVERY === 0) told.said(`${done} of ${count} days, ${violations.length} violations`);
    });
    return { days: count, violations };
  } finally {
    crew.leave();
  }
}

/** The day of one seed again, and where it breaks a promise the shortest that still does. */
export async function proveDayAgain(directory: string, seed: number): Promise<ProvedDay> {
  const crew = new Crew<Task, ProvedDay>({ player: PLAYER, size: 1 });
  try {
    const [day] = (await crew.all([{ directory, day: seed, shrink: true }])) as [ProvedDay];
    return day;
  } finally {
    crew.leave();
  }
}
