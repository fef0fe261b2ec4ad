/** What of the system is looked at by itself; `trading` is whether orders are answered. */
export const TARGETS = ['trading', 'dashboard', 'data-service', 'database'] as const;
export type Target = (typeof TARGETS)[number] | 'system';

/** It serves, or no longer does, from `at` on (milliseconds since the epoch). */
export interface Change {
  readonly at: number;
  readonly serving: boolean;
}

/** When something served and when not. */
export class History {
  readonly changes: Change[] = [];

  note(at: number, serving: boolean): void {
    if (serving !== this.changes.at(-1)?.serving) this.changes.push({ at, serving });
  }

  get serving(): boolean {
    return this.changes.at(-1)?.serving ?? false;
  }

  /** The first instant from `from` to `to` at which it served; before the first entry it did. */
  firstServing(from: number, to: number): number | undefined {
    if (this.changes.findLast(({ at }) => at <= from)?.serving ?? true) return from;
    return this.changes.find(({ at, serving }) => serving && at > from && at <= to)?.at;
  }
}

/** The history of all of them together: it serves while each does. */
export function together(histories: readonly (readonly Change[])[]): readonly Change[] {
  const instants = [...new Set(histories.flatMap((changes) => changes.map(({ at }) => at)))].sort((a, b) => a - b);
  const all = new History();
  for (const at of instants) {
    all.note(
      at,
      histories.every((changes) => changes.findLast((change) => change.at <= at)?.serving ?? false),
    );
  }
  return all.changes;
}
