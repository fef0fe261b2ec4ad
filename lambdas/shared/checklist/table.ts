import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import type { Pause } from '../conditional-write';
import { oneLine } from '../messages/words';
import type { JudgedItem } from './passing';
import { VersionedItems } from './versioned';

/** Who began a run of a checklist, when (ISO 8601 in UTC) and why. */
export interface Begun {
  readonly at: string;
  /** ARN of the execution. */
  readonly execution: string;
  readonly startedBy: string;
  readonly reason: string;
  /** What is to be known of it besides, as a sentence. */
  readonly note?: string;
}

/** An item as it is kept: what it looked at in detail stands in the report. */
export type KeptItem = Omit<JudgedItem, 'details' | 'numbers'>;

/** The result of a run. */
export interface Finished {
  readonly run: number;
  readonly at: string;
  readonly passed: boolean;
  readonly items: readonly KeptItem[];
  /** Who began it, and why. */
  readonly startedBy: string;
  readonly reason: string;
  /** How the run that ended before it had come out; null: there was none. */
  readonly passedBefore: boolean | null;
}

/** The runs of a checklist on one day. */
export interface Runs {
  /** ARNs of the executions, in the order of their numbers: the first is run 1. */
  readonly executions: readonly string[];
  /** The run with the highest number. */
  readonly begun: Begun & { readonly run: number };
  /** The result that counts: that of the highest run which has ended. */
  readonly finished?: Finished;
}

/** What one run brings to its end. */
export interface Ending {
  readonly at: string;
  readonly items: readonly JudgedItem[];
  readonly passed: boolean;
  readonly startedBy: string;
  readonly reason: string;
}

/** The runs of the checklists: one item for each checklist and day. */
export class ChecklistTable {
  private readonly items: VersionedItems<Runs>;

  constructor(client: DynamoDBClient, table: string, pause?: Pause) {
    this.items = new VersionedItems(client, table, pause);
  }

  /** @returns the number of the run, from 1; the same execution always gets the same one. */
  async begin(checklist: string, date: string, begun: Begun): Promise<number> {
    const runs = await this.items.change(key(checklist, date), begun.at, (before) => {
      const executions = before?.executions ?? [];
      if (before && executions.includes(begun.execution)) return before;
      return {
        ...before,
        executions: [...executions, begun.execution],
        begun: { ...begun, run: executions.length + 1 },
      };
    });
    return runs.executions.indexOf(begun.execution) + 1;
  }

  /**
   * Keeps a run's result, unless a newer run has ended before it.
   * @returns the result that counts now: this one, or the newer one's.
   * @throws when the run was never begun.
   */
  async finish(checklist: string, date: string, run: number, ending: Ending): Promise<Finished> {
    const runs = await this.items.change(key(checklist, date), ending.at, (before) => {
      if (!before || run > before.executions.length)
        throw new Error(`Run ${run} of ${checklist} on ${date} was never begun.`);
      const last = before.finished;
      if (last && last.run >= run) return before;
      const { items, ...said } = ending;
      const finished = { run, ...said, items: items.map(kept), passedBefore: last?.passed ?? null };
      return { ...before, finished };
    });
    if (!runs.finished) throw new Error(`The result of run ${run} of ${checklist} on ${date} was not kept.`);
    return runs.finished;
  }

  /** The latest of a day; undefined when it was not begun. */
  latest(checklist: string, date: string): Promise<Runs | undefined> {
    return this.items.get(key(checklist, date));
  }
}

/** Characters of an item's sentence: a day has few items, and an item of the table has room for 400 KB. */
const MOST = 1_000;

function kept({ details: _, numbers: __, ...item }: JudgedItem): KeptItem {
  return { ...item, says: oneLine(item.says, MOST) };
}

const key = (checklist: string, date: string) => ({ pk: `CHECKLIST#${checklist}`, sk: date });
