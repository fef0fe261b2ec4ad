import type { VirtualClock } from '../clock';

/**
 * What can be cancelled together: an execution, or the branches of one Parallel or Map attempt.
 *
 * Cancelled work is never resumed: a held promise of a cancelled scope does not settle, its timers are cleared and its
 * endings (tokens) run. Nothing is left that could act later, and nothing has to unwind.
 */
export class Scope {
  private over = false;
  private readonly timers = new Set<number>();
  private readonly children = new Set<Scope>();
  private readonly endings = new Set<() => void>();

  constructor(private readonly clock: VirtualClock) {}

  get cancelled(): boolean {
    return this.over;
  }

  cancel(): void {
    if (this.over) return;
    this.over = true;
    for (const child of this.children) child.cancel();
    for (const id of this.timers) this.clock.clearTimeout(id);
    for (const end of this.endings) end();
  }

  child(): Scope {
    const child = new Scope(this.clock);
    if (this.over) child.cancel();
    else this.children.add(child);
    return child;
  }

  /** Forgets a child that came to its end by itself. */
  release(child: Scope): void {
    this.children.delete(child);
    child.cancel();
  }

  /** The same promise, except that it never settles once the scope is cancelled. */
  hold<T>(work: Promise<T>): Promise<T> {
    return new Promise((resolve, reject) => {
      work.then(
        (value) => {
          if (!this.over) resolve(value);
        },
        (error: unknown) => {
          if (!this.over) reject(error);
        },
      );
    });
  }

  /** @returns the function that clears the timer. */
  after(milliseconds: number, callback: () => void): () => void {
    if (this.over) return () => undefined;
    const id = this.clock.setTimeout(() => {
      this.timers.delete(id);
      callback();
    }, milliseconds);
    this.timers.add(id);
    return () => {
      this.timers.delete(id);
      this.clock.clearTimeout(id);
    };
  }

  sleep(milliseconds: number): Promise<void> {
    return new Promise((resolve) => void this.after(milliseconds, resolve));
  }

  /** @returns the function that takes the ending back. */
  onCancel(end: () => void): () => void {
    this.endings.add(end);
    return () => void this.endings.delete(end);
  }
}
