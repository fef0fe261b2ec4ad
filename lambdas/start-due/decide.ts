import { type Occasion, type Scheduled, TICK_MS } from '../shared/calendar';
import type { Claim, Claimed } from './claims';

/** What this tick is, for its claims. */
export interface Tick {
  /** Milliseconds since the epoch. */
  readonly now: number;
  /** Id of the request: the same for all tries of one tick. */
  readonly by: string;
}

/** What is to be claimed, and done if it could be. */
export interface Wanted {
  readonly occasion: Occasion;
  readonly claim: Claim;
  /** What the table holds; undefined: nothing. */
  readonly seen: Claim | undefined;
}

/** Something that did not run, and is told. */
export interface Untold extends Wanted {
  /**
   * `not-started`: nobody has tried. `start-unknown`: somebody has, and nobody knows whether it runs. `called-off`:
   * stakeholders were told that it does not take place.
   */
  readonly why: 'not-started' | 'start-unknown' | 'called-off';
}

export interface Decision {
  readonly start: readonly Wanted[];
  readonly tell: readonly Untold[];
  /** What another tick has in hand, or may have dropped: whoever comes next looks at it again. */
  readonly left: readonly Occasion[];
}

/**
 * What a tick does of what is due and of what has been missed since the last one.
 *
 * Each thing is started once for its day. What was claimed and is not known to have started is started again, under the
 * same name: Step Functions starts nothing twice under one name, so that is never a second run. What was missed, and is
 * due again because the day's hours were declared meanwhile, is started.
 * That a window is cancelled is told to those who were told of it, and only while its maintenance has not begun. A window
 * that was cancelled to them and is put back is not used: they have planned without it. People are told, and may start it.
 * What was missed is told once. What another tick has claimed is left to it for as long as it may still be at work.
 */
export function decide(
  due: readonly Occasion[],
  missed: readonly Occasion[],
  claims: ReadonlyMap<string, Claimed>,
  tick: Tick,
): Decision {
  const start: Wanted[] = [];
  const tell: Untold[] = [];
  const left: Occasion[] = [];
  const of = ({ date }: Occasion, task: Scheduled): Claim | undefined => claims.get(date)?.get(task);
  const begun = (occasion: Occasion, task: Scheduled) => of(occasion, task)?.kind === 'due';
  const isCalledOff = (occasion: Occasion) => occasion.task === MAINTENANCE && begun(occasion, 'maintenance-cancelled');
  const told = (occasion: Occasion, why: Untold['why']) => {
    const seen = of(occasion, occasion.task);
    if (seen && seen.state !== 'claimed') return;
    if (seen && inHand(seen, tick)) left.push(occasion);
    else tell.push({ occasion, seen, claim: claimOf(occasion, 'missed', tick), why });
  };
  for (const occasion of due) {
    const { task } = occasion;
    const seen = of(occasion, task);
    // Who was not told of the window, or sees it used, is not told that it is cancelled.
    if (task === 'maintenance-cancelled' && (!begun(occasion, 'maintenance-notice') || begun(occasion, MAINTENANCE)))
      continue;
    // A later tick that has overtaken this one tells that it was missed.
    if (seen?.kind === 'missed' && tick.now <= Date.parse(seen.at)) continue;
    if (seen?.kind === 'due') {
      if (seen.state === 'claimed') start.push({ occasion, seen, claim: seen });
    } else if (isCalledOff(occasion)) told(occasion, 'called-off');
    else start.push({ occasion, seen, claim: claimOf(occasion, 'due', tick) });
  }
  for (const occasion of missed) {
    if (begun(occasion, occasion.task)) told(occasion, 'start-unknown');
    else told(occasion, isCalledOff(occasion) ? 'called-off' : 'not-started');
  }
  return { start, tell, left };
}

const MAINTENANCE = 'scheduled-maintenance';

/** No function runs longer than a tick (Lambda: 15 minutes); the tries of one tick are one after another. */
const inHand = ({ by, at }: Claim, tick: Tick): boolean => by !== tick.by && tick.now - Date.parse(at) < TICK_MS;

function claimOf({ task, date, because }: Occasion, kind: Claim['kind'], { now, by }: Tick): Claim {
  const at = new Date(now).toISOString();
  return { task, date, kind, state: 'claimed', at, by, execution: `${task}-${date}`, reason: reasonOf(because) };
}

const reasonOf = (because: string): string => `${because.charAt(0).toUpperCase()}${because.slice(1)}.`;
