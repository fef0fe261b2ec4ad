import type { VirtualClock } from '../../engine/clock';

/** An ErrorResponse in place of a statement's answer. */
export interface Cancelled {
  /** SQLSTATE. */
  readonly code: string;
  readonly message: string;
}

/** Milliseconds; 0: none. */
export interface TimeOuts {
  readonly statementMs: number;
  readonly lockMs: number;
}

// https://www.postgresql.org/docs/current/runtime-config-client.html, codes: https://www.postgresql.org/docs/current/errcodes-appendix.html
const TOO_LONG: Cancelled = { code: '57014', message: 'canceling statement due to statement timeout' };
const LOCKED: Cancelled = { code: '55P03', message: 'canceling statement due to lock timeout' };

const NAME = /(?:"(?:[^"]|"")+"|[a-z_][\w$]*)/i;
const VACUUM = new RegExp(
  `^\\s*VACUUM\\b\\s*(?:\\([^)]*\\)|(?:FULL|FREEZE|VERBOSE|ANALYZE)\\b|\\s)*(${NAME.source}(?:\\.${NAME.source})?)\\s*;?\\s*$`,
  'i',
);

/**
 * What statements meet that PostgreSQL in this process does not know of: the time they would take, and other sessions'
 * locks. Both strike VACUUM of a single table; that of several waits for nothing.
 */
export class Conditions {
  clock: VirtualClock | undefined;
  words: 15 | 18 = 18;
  private slow = new Map<string, number>();
  /** Who waits for each locked table. */
  private locks = new Map<string, Set<() => void>>();

  /** @param prepare SQL that a superuser runs before anybody's next query. */
  constructor(readonly prepare: (sql: string) => void) {}

  /** For the next story: what waits now waits for ever. */
  reset(): void {
    this.clock = undefined;
    this.words = 18;
    this.slow = new Map();
    this.locks = new Map();
  }

  slowDown(table: string, ms: number): void {
    this.slow.set(tableOf(table), ms);
  }

  lock(table: string): void {
    const name = tableOf(table);
    this.locks.set(name, this.locks.get(name) ?? new Set());
  }

  unlock(table: string): void {
    const waiting = this.locks.get(tableOf(table)) ?? [];
    this.locks.delete(tableOf(table));
    for (const goOn of waiting) goOn();
  }

  /** Whether a statement has to wait for anything. */
  holdsUp(sql: string): boolean {
    const table = vacuumed(sql);
    return (
      table !== undefined && this.clock !== undefined && (this.locks.has(table) || (this.slow.get(table) ?? 0) > 0)
    );
  }

  /**
   * Lets as much virtual time pass as the statement would take, and time stands still from then on until what `over`
   * does is done.
   */
  wait(sql: string, timeOuts: TimeOuts, over: (cancelled: Cancelled | undefined) => Promise<void>): void {
    const { clock } = this;
    const table = vacuumed(sql);
    if (clock === undefined || table === undefined) throw new Error(`Nothing holds up: ${sql}`);
    const deadline = timeOuts.statementMs > 0 ? clock.now() + timeOuts.statementMs : Number.POSITIVE_INFINITY;
    const end = (cancelled?: Cancelled) => void clock.whileBusy(() => over(cancelled));
    const work = () => {
      const done = clock.now() + (this.slow.get(table) ?? 0);
      clock.setTimeout(() => end(done > deadline ? TOO_LONG : undefined), Math.min(done, deadline) - clock.now());
    };
    const waiting = this.locks.get(table);
    if (waiting === undefined) work();
    else waitForLock(clock, waiting, { deadline, lockMs: timeOuts.lockMs }, work, end);
  }
}

// @claim documented: A wait for a lock is cancelled when lock_timeout is over, and the whole statement when statement_timeout is.
// @source https://www.postgresql.org/docs/current/runtime-config-client.html#GUC-LOCK-TIMEOUT
function waitForLock(
  clock: VirtualClock,
  waiting: Set<() => void>,
  { deadline, lockMs }: { readonly deadline: number; readonly lockMs: number },
  work: () => void,
  end: (cancelled: Cancelled) => void,
): void {
  const lockDeadline = lockMs > 0 ? clock.now() + lockMs : Number.POSITIVE_INFINITY;
  const until = Math.min(deadline, lockDeadline);
  const giveUp = () => {
    waiting.delete(goOn);
    end(lockDeadline <= deadline ? LOCKED : TOO_LONG);
  };
  const timer = Number.isFinite(until) ? clock.setTimeout(giveUp, until - clock.now()) : undefined;
  const goOn = () => {
    if (timer !== undefined) clock.clearTimeout(timer);
    work();
  };
  waiting.add(goOn);
}

/** The table that a statement vacuums, where it vacuums one. */
function vacuumed(sql: string): string | undefined {
  const table = VACUUM.exec(sql)?.[1];
  return table && tableOf(table);
}

/** A table's full name as PostgreSQL keeps it: `public.orders`, `public.DailyPnl`. */
function tableOf(name: string): string {
  const parts = [...name.matchAll(new RegExp(NAME.source, 'gi'))].map(([part]) =>
    part.startsWith('"') ? part.slice(1, -1).replaceAll('""', '"') : part.toLowerCase(),
  );
  return (parts.length === 1 ? ['public', ...parts] : parts).join('.');
}
