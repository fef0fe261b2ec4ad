import type { State, States } from './definition';

/** One state's row in a picture. */
export interface Row {
  readonly state: State;
  /** 0 on the main path, more beside it and inside a Parallel or a Map. */
  readonly depth: number;
  /** How often it was entered. */
  readonly visits: number;
}

/** A way that an execution took. */
export interface Taken {
  readonly from: string;
  readonly to: string;
  readonly times: number;
}

/** The states of a workflow from top to bottom, and the ways taken between them. */
export interface Rows {
  readonly rows: readonly Row[];
  readonly taken: readonly Taken[];
}

/** @param path names of the states entered, in order; names that are not in the picture are left out. */
export function rowsOf(list: States, path: readonly string[], depth = 0): Rows {
  const main = mainPath(list);
  const beside = besideOf(list, main);
  const rows: Row[] = [];
  const taken: Taken[] = takenOf(list, path);
  const add = (name: string, at: number): void => {
    const state = list.states.get(name);
    if (!state) return;
    rows.push({ state, depth: at, visits: path.filter((one) => one === name).length });
    for (const inner of state.inner) {
      const within = rowsOf(inner, path, at + 1);
      rows.push(...within.rows);
      taken.push(...within.taken);
    }
  };
  for (const name of main) {
    add(name, depth);
    for (const other of beside.get(name) ?? []) add(other, depth + 1);
  }
  return { rows, taken };
}

/** The longest way from the start to an end on which nothing fails; a way back is none. */
function mainPath({ startAt, states }: States): string[] {
  const longest = new Map<string, readonly string[]>();
  const under = new Set<string>();
  const from = (name: string): readonly string[] => {
    const known = longest.get(name);
    if (known) return known;
    under.add(name);
    const ways = (states.get(name)?.next ?? []).filter((next) => !under.has(next)).map(from);
    under.delete(name);
    const way = [name, ...ways.reduce((best, one) => (one.length > best.length ? one : best), [] as readonly string[])];
    longest.set(name, way);
    return way;
  };
  return [...from(startAt)];
}

/** States off the main path, each under the last state of it that leads there, directly or through others. */
function besideOf({ states }: States, main: readonly string[]): Map<string, string[]> {
  const beside = new Map<string, string[]>();
  const placed = new Set(main);
  for (const name of [...main].reverse()) {
    const found: string[] = [];
    const look = (of: string): void => {
      const { next = [], caught = [] } = states.get(of) ?? {};
      for (const to of [...next, ...caught]) {
        if (placed.has(to)) continue;
        placed.add(to);
        found.push(to);
        look(to);
      }
    };
    look(name);
    beside.set(name, found);
  }
  return beside;
}

/** Branches write into one history: only ways that the definition has are ways. */
function takenOf({ states }: States, path: readonly string[]): Taken[] {
  const own = path.filter((name) => states.has(name));
  const times = new Map<string, Taken>();
  own.slice(1).forEach((to, index) => {
    const from = own[index] as string;
    const { next = [], caught = [] } = states.get(from) ?? {};
    if (![...next, ...caught].includes(to)) return;
    const key = `${from}\n${to}`;
    times.set(key, { from, to, times: (times.get(key)?.times ?? 0) + 1 });
  });
  return [...times.values()];
}
