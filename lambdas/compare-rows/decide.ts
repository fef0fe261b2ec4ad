import type { RowCounts } from '../count-rows/decide';
import type { StepResult } from '../shared/step';
import { counted } from '../shared/wording';

/** What was counted: rows by table, and why a table was not. */
export interface Rows {
  readonly tables: Readonly<Record<string, number>>;
  readonly notCounted: Readonly<Record<string, string>>;
}

export interface Compared {
  readonly table: string;
  /** Undefined where nobody counted it. */
  readonly was: { readonly least: number; readonly most: number } | undefined;
  readonly has: number | undefined;
  readonly is: 'equal' | 'missing' | 'fewer' | 'more' | 'new' | 'not compared';
  readonly because?: string;
}

/**
 * Each table against what lies beside the snapshot. Rows were counted before the snapshot was asked for and after it was
 * there, and it holds an instant between the two: a table that was written meanwhile is equal where it lies between both
 * counts. A table that was not counted then, or cannot be counted now, is not compared, and not equal.
 */
export function compareRows(beside: Pick<RowCounts, 'before' | 'after'>, now: Rows): Compared[] {
  const counts = [beside.before, beside.after].flatMap((count) => count ?? []);
  const names = counts.flatMap(({ tables, notCounted }) => [...Object.keys(tables), ...Object.keys(notCounted)]);
  const all = new Set([...names, ...Object.keys(now.tables), ...Object.keys(now.notCounted)]);
  return [...all].sort().map((table) => {
    const numbers = counts.flatMap(({ tables }) => tables[table] ?? []);
    const was = numbers.length > 0 ? { least: Math.min(...numbers), most: Math.max(...numbers) } : undefined;
    const has = now.tables[table];
    const uncounted = now.notCounted[table];
    if (uncounted !== undefined) return { table, was, has, is: 'not compared', because: uncounted };
    if (has === undefined) {
      return was
        ? { table, was, has, is: 'missing' }
        : { table, was, has, is: 'not compared', because: 'not there, and not counted then' };
    }
    if (!was) {
      const known = counts.some(({ notCounted }) => notCounted[table] !== undefined);
      return known
        ? { table, was, has, is: 'not compared', because: 'not counted then' }
        : { table, was, has, is: 'new' };
    }
    return { table, was, has, is: has < was.least ? 'fewer' : has > was.most ? 'more' : 'equal' };
  });
}

const number = (rows: number): string => rows.toLocaleString('en-US');

export const wasInWords = ({ was }: Pick<Compared, 'was'>): string =>
  was === undefined
    ? 'not counted'
    : was.least === was.most
      ? number(was.least)
      : `${number(was.least)} to ${number(was.most)}`;

/** `public.orders: 2,995 rows, 5 fewer than the 3,000 beside the snapshot`. */
export function inWords(one: Compared): string {
  const { table, was, has = 0, is, because } = one;
  const rows = `${table}: ${number(has)} rows`;
  const beside = `the ${wasInWords(one)} beside the snapshot`;
  switch (is) {
    case 'equal':
      return `${rows}, as ${beside}`;
    case 'missing':
      return `${table}: missing; there are ${wasInWords(one)} rows beside the snapshot`;
    case 'fewer':
      return `${rows}, ${number((was?.least ?? 0) - has)} fewer than ${beside}`;
    case 'more':
      return `${rows}, ${number(has - (was?.most ?? 0))} more than ${beside}`;
    case 'new':
      return `${rows}, and no such table beside the snapshot`;
    case 'not compared':
      return `${table}: not compared (${because})`;
  }
}

const MOST_NAMED = 4;

const some = (list: readonly Compared[]): string =>
  list.slice(0, MOST_NAMED).map(inWords).join('; ') +
  (list.length > MOST_NAMED ? `; and ${list.length - MOST_NAMED} more` : '');

const rowsOf = ({ tables }: Rows): string =>
  `${number(Object.values(tables).reduce((sum, each) => sum + each, 0))} rows in ${counted(Object.keys(tables).length, 'table')}`;

/** What the comparison means for the run. @param instance what was connected to. @param where the report is. */
export function decideRows(instance: string, compared: readonly Compared[], now: Rows, where: string): StepResult {
  const wrong = compared.filter(({ is }) => is !== 'equal' && is !== 'not compared');
  const open = compared.filter(({ is }) => is === 'not compared');
  if (wrong.length > 0) {
    return {
      outcome: 'escalate',
      finding: `${instance} is not what was backed up: ${some(wrong)}. Everything in ${where}.`,
      verdict: 'not-fixed',
      advice:
        'Do not switch over to it. Find out what happened to these tables between the counts and the snapshot, or restore another.',
    };
  }
  if (open.length > 0 || compared.length === 0) {
    return {
      outcome: 'escalate',
      finding: `Could not compare all of ${instance}: ${some(open) || 'there is no table'}. The others are equal. Everything in ${where}.`,
      verdict: 'unknown',
      advice: 'Count by hand what was left out; then close this incident with what you found.',
    };
  }
  return {
    outcome: 'continue',
    finding: `${instance} answers over verified TLS and has what was backed up: ${rowsOf(now)}, every table equal to the counts beside the snapshot. Everything in ${where}.`,
  };
}

/** Nothing lies beside it: it is said, and it is no success. */
export function couldNotCompare(instance: string, because: string, now: Rows, where: string): StepResult {
  return {
    outcome: 'escalate',
    finding: `${instance} answers over verified TLS and has ${rowsOf(now)}. Could not compare: ${because}. Whether everything is there nobody has looked at. Everything in ${where}.`,
    verdict: 'unknown',
    advice:
      'Look yourself at what was lost or has to be there (the newest orders, the last day); then close this incident with what you found.',
  };
}
