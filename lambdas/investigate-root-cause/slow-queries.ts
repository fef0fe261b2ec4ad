import { shapeOf } from '../shared/error-shapes';
import type { LogLine, LogLines } from '../shared/log-lines';
import type { Look } from '../shared/step';
import { counted } from '../shared/wording';

export interface SlowQuery {
  readonly milliseconds: number;
  /** Without the values in it: they may be anybody's. */
  readonly statement: string;
}

/** What PostgreSQL writes for a statement slower than log_min_duration_statement. */
const LINE = /duration: (\d+(?:\.\d+)?) ms\s+(?:statement|execute [^:]*|parse [^:]*|bind [^:]*): (.*)/s;

/** The slow statements of a PostgreSQL log, slowest first. */
export const slowQueries = (lines: readonly LogLine[]): SlowQuery[] =>
  lines
    .flatMap(({ message }) => {
      const [, milliseconds, statement] = LINE.exec(message) ?? [];
      return milliseconds === undefined || statement === undefined
        ? []
        : [{ milliseconds: Number(milliseconds), statement: shapeOf(statement.replace(/\s+/g, ' ')) }];
    })
    .sort((a, b) => b.milliseconds - a.milliseconds);

/** @param lines null: no log of slow queries is configured. */
export function describeSlowQueries(lines: Look<LogLines> | null): string {
  if (lines === null) return 'slow queries were not analysed: no log of them is configured';
  if ('unseen' in lines) return `could not read the slow queries (${lines.unseen})`;
  const queries = slowQueries(lines.seen.lines);
  const slowest = queries[0];
  const least = lines.seen.truncated ? 'at least ' : '';
  return slowest
    ? `${least}${counted(queries.length, 'slow statement')}, the slowest ${Math.round(slowest.milliseconds)} ms: ${slowest.statement}`
    : 'no slow statement was logged';
}
