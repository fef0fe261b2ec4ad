import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import type { Pause } from '../conditional-write';
import { clockTime, fullStop } from '../wording';
import type { Failed } from './passing';
import { VersionedItems } from './versioned';

/** The gate of a day: while it is closed, trading stays disabled. Times are ISO 8601 in UTC. */
export interface Gate {
  readonly state: 'closed' | 'passed' | 'waived';
  readonly closedAt: string;
  /** The run of the checklist that has closed it, or has shown last what still fails. */
  readonly run: number;
  /** What has to pass. */
  readonly failed: readonly Failed[];
  /** The incident that closed it. */
  readonly incident: string;
  /** Value of the parameter before the gate was closed; null: it could not be read. */
  readonly tradingEnabledBefore: string | null;
  readonly passed?: { readonly at: string; readonly run: number };
  readonly waived?: { readonly at: string; readonly by: string; readonly reason: string };
}

export interface Closing extends Pick<Gate, 'run' | 'failed' | 'incident' | 'tradingEnabledBefore'> {
  readonly at: string;
}

/**
 * How a gate closes:
 *
 * - One that was never closed does, and so does one that has passed, if a newer run than the one that passed it has failed:
 *   what was well at 08:50 can be broken at 09:05, and the open is still ahead.
 * - One that is closed stays so. What has to pass is what the newest run says; when it was closed, and what the parameter
 *   was before, are what the first closing has seen: by now the parameter says what that closing wrote.
 * - One that is waived stays waived for the day, whatever fails next: a named person has answered for the open, has
 *   looked at it, and is told of every failure as everybody is.
 *
 * @returns the gate as it is to be; the same object where nothing changes.
 */
export function closed(before: Gate | undefined, { at, ...closing }: Closing): Gate {
  if (before?.state === 'waived') return before;
  if (before?.state === 'closed') {
    return closing.run < before.run
      ? before
      : { ...before, run: closing.run, failed: closing.failed, incident: closing.incident };
  }
  if (before?.passed && before.passed.run >= closing.run) return before;
  return { state: 'closed', closedAt: at, ...closing };
}

/** A closed gate passes with a run that is newer than the one that showed last what fails. */
export function passed(before: Gate | undefined, by: { readonly at: string; readonly run: number }): Gate | undefined {
  if (before?.state !== 'closed' || by.run <= before.run) return before;
  return { ...before, state: 'passed', passed: by };
}

/** A closed gate is waived by the first who does it; there is nothing to waive in one that is not closed. */
export function waived(
  before: Gate | undefined,
  by: { readonly at: string; readonly by: string; readonly reason: string },
): Gate | undefined {
  return before?.state === 'closed' ? { ...before, state: 'waived', waived: by } : before;
}

/** The gates: one item for each day that had one. */
export class GateTable {
  private readonly items: VersionedItems<Gate>;

  constructor(client: DynamoDBClient, table: string, pause?: Pause) {
    this.items = new VersionedItems(client, table, pause);
  }

  /** The gate of a day; undefined when nothing has closed it. */
  get(date: string): Promise<Gate | undefined> {
    return this.items.get(key(date));
  }

  /** @returns how it is now: closed, unless somebody has waived it or a newer run has passed. */
  close(date: string, closing: Closing): Promise<Gate> {
    return this.items.change(key(date), closing.at, (before) => closed(before, closing));
  }

  /** @returns how it is now; undefined when there is none. */
  pass(date: string, by: { readonly at: string; readonly run: number }): Promise<Gate | undefined> {
    return this.items.change(key(date), by.at, (before) => passed(before, by));
  }

  /** @returns how it is now: waived by this person, or what it was. */
  waive(
    date: string,
    by: { readonly at: string; readonly by: string; readonly reason: string },
  ): Promise<Gate | undefined> {
    return this.items.change(key(date), by.at, (before) => waived(before, by));
  }
}

const key = (date: string) => ({ pk: 'GATE', sk: date });

/** How a gate stands, as a sentence. Lifting it enables nothing. */
export function gateWords(gate: Gate | undefined): string {
  switch (gate?.state) {
    case undefined:
      return 'The gate of the day was not closed.';
    case 'closed':
      return `The gate is closed since ${clockTime(gate.closedAt)}: ${gate.failed.map(({ item }) => item).join(', ')}.`;
    case 'passed':
      return `The gate has passed${gate.passed ? ` with run ${gate.passed.run} at ${clockTime(gate.passed.at)}` : ''}.`;
    case 'waived':
      return `The gate is waived${gate.waived ? ` by ${gate.waived.by} at ${clockTime(gate.waived.at)}: ${fullStop(gate.waived.reason)}` : '.'}`;
  }
}

/** Why a waived gate's incident is closed. */
export const waiverReason = (reason: string): string => `gate waived: ${reason}`;
