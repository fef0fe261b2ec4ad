import { createClock, type Clock as FakeClock } from '@sinonjs/fake-timers';

/** A function in a sandbox: while it waits for neither a timer nor a call, it is computing and time must stand still. */
export interface Computation {
  readonly name: string;
  /** Virtual timers it is waiting for. */
  timers: number;
  /** Calls it has under way. */
  calls: number;
}

/** The longest a timer can be: 31 bits, as in Node. */
const LONGEST_TIMER_MS = 2 ** 31 - 1;

/**
 * Milliseconds of a processor after which a computation that never comes to rest is named in an error. Looking for rest
 * keeps one busy; by the wall, a process that has to share its processor with many would be called stuck.
 */
const REST_WITHIN_MS = 20_000;

/** Turns between two looks at the processor's time: asking for it at each took a fifth of a game day. */
const LOOK_EVERY = 1_000;

function millisecondsOfProcessor(since: NodeJS.CpuUsage): number {
  const { user, system } = process.cpuUsage(since);
  return (user + system) / 1000;
}

/** After how many instants at which nothing happened the host has its turn. */
const HOST_EVERY = 64;

/**
 * Virtual time, in milliseconds since the epoch (UTC).
 *
 * It is handed to the bundles, the workflows and the service models only; the host keeps its own time. It moves from
 * timer to timer, and never while something is still being computed in real time (`settle`).
 */
export class VirtualClock {
  readonly fake: FakeClock;
  private activity = 0;
  /** The activity at the last rest. */
  private settled = -1;
  private stillInstants = 0;
  private busy = 0;
  private readonly computations = new Set<Computation>();
  /** Waits longer than one timer: what was handed out, and the timer that stands for it now. */
  private readonly long = new Map<number, number>();

  constructor(startsAt: number) {
    this.fake = createClock(startsAt) as FakeClock;
  }

  now(): number {
    return this.fake.now;
  }

  setTimeout(callback: () => void, milliseconds: number): number {
    const wait = Math.max(0, milliseconds);
    // A timer cannot be longer, and one that is asked for goes off at once: a long wait is made of several.
    return wait > LONGEST_TIMER_MS ? this.longTimeout(callback, wait) : Number(this.fake.setTimeout(callback, wait));
  }

  private longTimeout(callback: () => void, left: number, id?: number): number {
    const now = Math.min(left, LONGEST_TIMER_MS);
    const timer = Number(
      this.fake.setTimeout(() => {
        if (left > now) this.longTimeout(callback, left - now, id ?? timer);
        else callback();
      }, now),
    );
    this.long.set(id ?? timer, timer);
    return id ?? timer;
  }

  clearTimeout(id: number): void {
    this.fake.clearTimeout((this.long.get(id) ?? id) as never);
    this.long.delete(id);
  }

  sleep(milliseconds: number): Promise<void> {
    return new Promise((resolve) => void this.setTimeout(resolve, milliseconds));
  }

  /** Says that something happened, so that `settle` looks once more. */
  stir(): void {
    this.activity++;
  }

  /** Holds time still until real work (a file, an in-process database) is done. */
  async whileBusy<T>(work: () => Promise<T> | T): Promise<T> {
    this.busy++;
    try {
      return await work();
    } finally {
      this.busy--;
      this.activity++;
    }
  }

  begin(name: string): Computation {
    const computation = { name, timers: 0, calls: 0 };
    this.computations.add(computation);
    return computation;
  }

  end(computation: Computation): void {
    this.computations.delete(computation);
    this.activity++;
  }

  /**
   * Lets everything that can happen at this instant happen.
   * @throws when a computation waits for something the rehearsal cannot see; the error names it.
   */
  async settle(): Promise<void> {
    if (await this.isStill()) return;
    let started: NodeJS.CpuUsage | undefined;
    for (let quiet = 0, turns = 1; quiet < 3; turns++) {
      const before = this.activity;
      await turn();
      const computing = [...this.computations].filter((c) => c.timers === 0 && c.calls === 0);
      quiet = before === this.activity && this.busy === 0 && computing.length === 0 && !isReading() ? quiet + 1 : 0;
      if (quiet > 0 || turns % LOOK_EVERY !== 0) continue;
      started ??= process.cpuUsage();
      if (millisecondsOfProcessor(started) > REST_WITHIN_MS) {
        const names = computing.map((c) => c.name).join(', ') || 'the host';
        throw new Error(`Virtual time cannot go on: ${names} waits for something the rehearsal cannot see.`);
      }
    }
    this.settled = this.activity;
  }

  /**
   * Whether nothing has happened since the last rest but timers that ran to their end, which is so at nearly every instant
   * of a quiet week. Promises that wait for nothing else have been kept when it answers.
   */
  private async isStill(): Promise<boolean> {
    if (!this.rests()) return false;
    // The host's own work must not starve, and costs ten times as much as the promises of one instant.
    const host = ++this.stillInstants % HOST_EVERY === 0;
    await (host ? turn() : promises());
    return this.rests() && !(host && isReading());
  }

  private rests(): boolean {
    return this.activity === this.settled && this.busy === 0 && this.computations.size === 0;
  }

  /**
   * Moves from timer to timer until `done` answers true, no timer is left, or `until` (milliseconds since the epoch).
   * @returns whether `done` answered true.
   */
  async run(done: () => boolean, until = Number.POSITIVE_INFINITY): Promise<boolean> {
    for (;;) {
      await this.settle();
      if (done()) return true;
      const next = this.nextTimerAt();
      if (next === undefined || next > until) {
        if (Number.isFinite(until) && until > this.now()) this.fake.tick(until - this.now());
        return false;
      }
      this.fake.next();
    }
  }

  private nextTimerAt(): number | undefined {
    const { timerHeap } = this.fake as unknown as { timerHeap?: { peek(): { callAt: number } | undefined } };
    return timerHeap?.peek()?.callAt;
  }
}

/** Every promise that waits for nothing but other promises is kept: a tick comes when none of them is left. */
const promises = (): Promise<void> => new Promise((resolve) => process.nextTick(resolve));

/** One turn of the host's event loop, which keeps the same promises and lets files, sockets and threads have their say. */
const turn = (): Promise<void> => new Promise((resolve) => void setImmediate(resolve));

const isReading = (): boolean => process.getActiveResourcesInfo().some((resource) => resource.startsWith('FSReq'));
