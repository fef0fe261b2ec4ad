import { type Calendar, dateAt, type Overrides, phaseAt, windowOf } from '../shared/calendar';
import type { DatabaseAsk } from '../shared/guard/decide-database';
import type { Incident, TableOutcome, TableProgress } from '../shared/incident';
import type { StepResult } from '../shared/step';
import { clockTime, counted, dateAndTime } from '../shared/wording';

/** How long a run that was started outside a window may work on the tables, from its beginning. */
const WITHOUT_WINDOW_MS = 2 * 3_600_000;

/** The same wish in the words of the guard. */
export const askToVacuum = (instance: string, database: string): DatabaseAsk => ({
  act: 'database-maintenance',
  resource: instance,
  command: `psql "host=<endpoint of ${instance}> dbname=${database} sslmode=verify-full" -c "VACUUM (ANALYZE)"`,
  effect: 'It reads every table, and changes to the definition of the one that is vacuumed have to wait.',
});

/**
 * When work on the tables ends: with the maintenance window in which the run began; without one, two hours after it began.
 * Never later than the market's next phase. The window is asked for at the beginning of the run, not now: a round that
 * comes when it is over must not take itself for a run that was started by hand.
 * @returns milliseconds since the epoch, and why.
 */
export function endOfWork(
  calendar: Calendar,
  overrides: Overrides,
  { openedAt }: Pick<Incident, 'openedAt'>,
  now: number,
): { readonly at: number; readonly because: string } {
  const began = new Date(openedAt).getTime();
  const window = windowOf(calendar, overrides, dateAt(calendar, began));
  const within = window && window.cancelledBy === undefined && window.from <= began && began < window.until;
  const end = within
    ? { at: window.until, because: 'the maintenance window ended' }
    : { at: began + WITHOUT_WINDOW_MS, because: 'two hours after its beginning the run ended' };
  const { phase, until } = phaseAt(calendar, overrides, now);
  return phase === 'closed' && until < end.at ? { at: until, because: 'the market was about to open' } : end;
}

/** No table is touched before the backup of this very run is there. */
export const withoutBackup = ({ snapshot }: Pick<Incident, 'snapshot'>): StepResult | undefined =>
  snapshot?.availableAt
    ? undefined
    : {
        outcome: 'escalate',
        finding: `No table was touched: this run has no backup that is available${snapshot ? ` (${snapshot.id})` : ''}.`,
        verdict: 'not-fixed',
        refused: { act: 'database-maintenance', because: 'there is no backup' },
        advice: 'Read the timeline for why there is none; close this incident, and start the runbook again.',
      };

/** A statement ends by itself before its function does, and before the window. */
const LEAST_MS = 5_000;

/** What is done next. */
export type Turn =
  | { readonly work: string; readonly ms: number }
  | { readonly finish: TableOutcome }
  /** All have had their turn, or none may have one any more. */
  | 'over'
  /** This call has no time left, and another may come. */
  | 'next-call';

/** How often a table may be begun whose connection then ends. Once may be chance; a table that does it again is left. */
const MOST_BEGUN = 2;

/** @param o.callEnds when a statement of this call must have ended; both in milliseconds since the epoch. */
export function nextTurn(
  { tables, done, begun }: TableProgress,
  o: { readonly now: number; readonly callEnds: number; readonly workEnds: number },
): Turn {
  const name = tables[done.length];
  if (name === undefined || o.workEnds - o.now < LEAST_MS) return 'over';
  if (begun >= MOST_BEGUN) {
    return { finish: { outcome: 'failed', because: `the connection ended ${MOST_BEGUN} times while it was vacuumed` } };
  }
  if (o.callEnds - o.now < LEAST_MS) return 'next-call';
  return { work: name, ms: Math.min(o.callEnds, o.workEnds) - o.now };
}

/** Names of those that failed, with the reasons. */
const MOST_NAMED = 10;
const some = (names: readonly string[]): string =>
  names.length <= MOST_NAMED
    ? names.join(', ')
    : `${names.slice(0, MOST_NAMED).join(', ')} and ${names.length - MOST_NAMED} more`;

interface Failure {
  readonly table: string;
  readonly because: string;
}

/** Tables that failed alike are named together, with what was said of the first: a server names the table in its words. */
function failures(failed: readonly Failure[]): string {
  const alike = new Map<string, Failure[]>();
  for (const one of failed) {
    const reason = one.because.replace(/"[^"]*"/g, '""');
    alike.set(reason, [...(alike.get(reason) ?? []), one]);
  }
  return [...alike.values()]
    .map((group) => {
      const names = some(group.map(({ table }) => table));
      return `${names} (${group.length > 1 ? 'each like ' : ''}${group[0]?.because})`;
    })
    .join('; ');
}

/** Interrupted, to be gone on with in the next call. */
export const goingOn = ({ tables, done }: TableProgress, because: string): StepResult => ({
  outcome: 'wait',
  finding: `${counted(done.length, 'table')} of ${tables.length} had their turn; ${because}, and the rest has its turn in the next call.`,
  verdict: 'not-fixed',
  advice: adviceFor(tables.slice(done.length)),
});

/**
 * How it went. Everything vacuumed, analysed and proved goes on; whatever failed, or was left because the time was over, is
 * for people: a table nobody vacuums grows until its queries are slow, and in the end until the server refuses writes.
 */
export function describeVacuum(
  { tables, done }: TableProgress,
  end: { readonly at: number; readonly because: string },
): StepResult {
  const worked = done.filter(({ outcome }) => outcome === 'done').length;
  const failed = done.flatMap(({ outcome, because = '' }, at) =>
    outcome === 'failed' ? [{ table: tables[at] ?? '', because }] : [],
  );
  const left = tables.slice(done.length);
  const words = [
    `Vacuumed and analysed ${worked} of ${counted(tables.length, 'table')}, each proved by last_vacuum and last_analyze on the server's own clock.`,
    ...(failed.length > 0 ? [`Failed: ${failures(failed)}.`] : []),
    ...(left.length > 0 ? [`Left, because ${end.because} at ${clockTime(end.at)}: ${some(left)}.`] : []),
  ];
  const act = worked > 0 ? { act: { action: 'vacuum', resource: counted(worked, 'table') } } : {};
  if (failed.length === 0 && left.length === 0) return { outcome: 'continue', finding: words.join(' '), ...act };
  return {
    outcome: 'escalate',
    finding: words.join(' '),
    verdict: 'not-fixed',
    ...act,
    advice: adviceFor([...failed.map(({ table }) => table), ...left]),
    evidence: { failed, left, endedAt: dateAndTime(end.at) },
  };
}

/** PostgreSQL takes a list of tables since version 11; each is a transaction of its own all the same. */
const adviceFor = (tables: readonly string[]): string =>
  `While nothing trades, as the owner of the tables: VACUUM (ANALYZE) ${tables.slice(0, MOST_NAMED).join(', ')}${tables.length > MOST_NAMED ? ', …' : ''}; or mend what stood in its way, close this incident, and start the runbook again. A role that does not own the tables needs GRANT MAINTAIN (PostgreSQL 17 and later) or their ownership. Who holds a table is in pg_locks. What takes longer than a call here (14 minutes) is for people; see whether autovacuum reaches it (pg_stat_user_tables, n_dead_tup).`;
