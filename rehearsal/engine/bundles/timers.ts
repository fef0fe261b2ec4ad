import type { VirtualClock } from '../clock';

/** The longest delay Node accepts; longer ones become 1 ms. */
const LONGEST = 2_147_483_647;

/** What `setTimeout` gives back inside the sandbox: a Node `Timeout`, as far as code looks at one. */
export class VirtualTimer {
  // Truly private: a bundle holds this object.
  readonly #owner: Timers;

  constructor(
    readonly id: number,
    owner: Timers,
  ) {
    this.#owner = owner;
  }

  ref(): this {
    return this;
  }

  unref(): this {
    return this;
  }

  hasRef(): boolean {
    return true;
  }

  refresh(): this {
    this.#owner.restart(this);
    return this;
  }

  close(): this {
    this.#owner.stop(this);
    return this;
  }

  [Symbol.toPrimitive](): number {
    return this.id;
  }
}

interface Entry {
  readonly callback: () => void;
  readonly delay: number;
  readonly repeats: boolean;
  /** Virtual time, in milliseconds since the epoch. */
  due: number;
  /** Its number on the virtual clock while it is armed. */
  armed: number | undefined;
}

/** The timers of one environment: armed on the virtual clock while it runs, kept with their due times while it is frozen. */
export class Timers {
  private readonly pending = new Map<number, Entry>();
  private lastId = 0;

  constructor(
    private readonly clock: VirtualClock,
    private readonly enter: (callback: () => void) => void,
  ) {}

  get count(): number {
    return this.pending.size;
  }

  /**
   * @param milliseconds Node turns what is below 1, above 2^31 - 1, or not a number, into 1.
   * @param state whether it counts now, or from the next `arm` on; a dead environment's timer never does.
   */
  start(
    callback: () => void,
    milliseconds: unknown,
    repeats: boolean,
    state: 'running' | 'frozen' | 'dead',
  ): VirtualTimer {
    const asked = Number(milliseconds);
    const delay = asked >= 1 && asked <= LONGEST ? Math.trunc(asked) : 1;
    const id = ++this.lastId;
    const entry: Entry = { callback, delay, repeats, due: this.clock.now() + delay, armed: undefined };
    if (state !== 'dead') this.pending.set(id, entry);
    if (state === 'running') this.armOne(id, entry);
    return new VirtualTimer(id, this);
  }

  restart(timer: VirtualTimer): void {
    const entry = this.pending.get(timer.id);
    if (entry === undefined) return;
    const running = entry.armed !== undefined;
    this.disarmOne(entry);
    entry.due = this.clock.now() + entry.delay;
    if (running) this.armOne(timer.id, entry);
  }

  /** @param timer a VirtualTimer, its number, or anything else, which is ignored as Node ignores it. */
  stop(timer: unknown): void {
    const id = timer instanceof VirtualTimer ? timer.id : typeof timer === 'symbol' ? Number.NaN : Number(timer);
    const entry = this.pending.get(id);
    if (entry === undefined) return;
    this.disarmOne(entry);
    this.pending.delete(id);
  }

  arm(): void {
    for (const [id, entry] of [...this.pending].sort(([, a], [, b]) => a.due - b.due)) this.armOne(id, entry);
  }

  disarm(): void {
    for (const entry of this.pending.values()) this.disarmOne(entry);
  }

  clear(): void {
    this.disarm();
    this.pending.clear();
  }

  private armOne(id: number, entry: Entry): void {
    entry.armed = this.clock.setTimeout(() => this.fire(id, entry), entry.due - this.clock.now());
  }

  private disarmOne(entry: Entry): void {
    if (entry.armed !== undefined) this.clock.clearTimeout(entry.armed);
    entry.armed = undefined;
  }

  private fire(id: number, entry: Entry): void {
    entry.armed = undefined;
    if (entry.repeats) {
      entry.due = this.clock.now() + entry.delay;
      this.armOne(id, entry);
    } else {
      this.pending.delete(id);
    }
    this.enter(entry.callback);
  }
}
