import type { Look, StepResult } from '../shared/step';
import { clockTime, counted } from '../shared/wording';

export interface LogLine {
  readonly at: number;
  readonly message: string;
}

export interface LogTail {
  readonly lines: readonly LogLine[];
  /** Whether reading stopped before the end: the figures are then a lower bound. */
  readonly truncated: boolean;
}

/** How much of the tail a page and a report show. */
const SHOWN = 12;
const WIDTH = 200;

/** The errors of the last minutes. Logs explain; they decide nothing. */
export function describeLogs(tail: Look<LogTail>, minutes: number): StepResult {
  if ('unseen' in tail) return { outcome: 'continue', finding: `Could not read the logs: ${tail.unseen}.` };
  const { lines, truncated } = tail.seen;
  const errors = lines.filter(({ message }) => /\bERROR\b/.test(message));
  const last = errors.at(-1);
  const parts = [
    `${counted(lines.length, 'line')} in the last ${minutes} min, ${errors.length} with ERROR`,
    ...(last ? [`the last at ${clockTime(last.at)}: ${last.message.slice(0, WIDTH)}`] : []),
    ...(truncated ? ['truncated: there is more'] : []),
  ];
  // The latest first: a page shows the beginning of a list.
  const shown = (errors.length > 0 ? errors : lines).slice(-SHOWN).reverse();
  return {
    outcome: 'continue',
    finding: `${parts.join('; ').replace(/\.$/, '')}.`,
    evidence: { tail: shown.map(({ at, message }) => `${clockTime(at)} ${message.slice(0, WIDTH)}`) },
  };
}
