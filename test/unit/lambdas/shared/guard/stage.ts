import { AsyncLocalStorage } from 'node:async_hooks';

/** One call of a function: it can do nothing any more once it has ended. Times in milliseconds. */
export interface Life {
  /** Who has called it: an execution, or a person. */
  readonly of: string;
  readonly endsAt: number;
  ended: boolean;
  /** What it acts on, from the moment it was allowed to. */
  acting?: string;
}

interface Pending {
  readonly life: Life | undefined;
  readonly go: () => Promise<void>;
}

const settled = (): Promise<void> => new Promise((go) => setImmediate(go));

/**
 * Where functions run side by side in virtual time. Every call that leaves a function waits here until it is let go, so
 * that whoever directs decides in which order the world hears of it, and how much time passes in between.
 */
export class Stage {
  private readonly lives = new AsyncLocalStorage<Life>();
  private pending: Pending[] = [];
  private sleepers: (Pending & { until: number })[] = [];
  private deaths = new Map<Life, () => void>();

  constructor(public now: number) {}

  /** A call that leaves the function that makes it. */
  readonly leave = <T>(call: () => Promise<T>): Promise<T> => {
    const life = this.lives.getStore();
    return new Promise((resolve, reject) => {
      this.pending.push({ life, go: () => call().then(resolve, reject) });
    });
  };

  readonly sleep = (milliseconds: number): Promise<void> => {
    const life = this.lives.getStore();
    return new Promise((resolve) => {
      this.sleepers.push({ life, until: this.now + milliseconds, go: async () => resolve() });
    });
  };

  /** Calls a function that may run so long. @returns undefined when it died before it answered. */
  invoke<T>(of: string, seconds: number, body: (life: Life) => Promise<T>): Promise<T | undefined> {
    const life: Life = { of, endsAt: this.now + seconds * 1000, ended: false };
    return new Promise((resolve) => {
      const end = (answer: T | undefined) => {
        life.ended = true;
        this.deaths.delete(life);
        resolve(answer);
      };
      this.deaths.set(life, () => end(undefined));
      this.lives.run(life, () => body(life)).then(end, () => end(undefined));
    });
  }

  /** Functions that still run. */
  alive(): Life[] {
    return [...this.deaths.keys()];
  }

  /**
   * Lets somebody go on, up to so many calls of one function after another; a function that begins to act is left in the
   * middle of it.
   * @param which counted from the one that began last.
   */
  async goOn(which: number, calls: number): Promise<void> {
    const waiting = [...new Set(this.pending.map(({ life }) => life?.of ?? ''))].sort().reverse();
    const who = waiting[which % waiting.length];
    for (let n = 0; n < calls; n++) {
      const next = this.pending.findIndex(({ life }) => (life?.of ?? '') === who);
      const one = this.pending[next];
      if (!one) return;
      this.pending.splice(next, 1);
      const before = one.life?.acting;
      await one.go();
      await settled();
      if (one.life?.acting !== before) return;
    }
  }

  async die(which: number): Promise<void> {
    const life = this.alive()[which % this.deaths.size];
    if (life) this.end(life);
    await settled();
  }

  /** Time passes: who sleeps wakes up, and a function that has run for its whole time ends. */
  async pass(seconds: number): Promise<void> {
    const until = this.now + seconds * 1000;
    for (;;) {
      const ends = this.alive().map(({ endsAt }) => endsAt);
      const next = Math.min(until, ...ends, ...this.sleepers.map((one) => one.until));
      this.now = Math.max(this.now, next);
      const awake = this.sleepers.filter((one) => one.until <= this.now);
      this.sleepers = this.sleepers.filter((one) => one.until > this.now);
      for (const life of this.alive()) if (life.endsAt <= this.now) this.end(life);
      for (const one of awake) if (!one.life?.ended) await one.go();
      await settled();
      if (next === until) return;
    }
  }

  /** Lets everything go on until nothing waits any more; who sleeps, sleeps on. */
  async finish(): Promise<void> {
    while (this.pending.length > 0) await this.goOn(0, 1000);
  }

  private end(life: Life): void {
    life.ended = true;
    this.pending = this.pending.filter((one) => one.life !== life);
    this.sleepers = this.sleepers.filter((one) => one.life !== life);
    this.deaths.get(life)?.();
  }
}
