import type { Checklist } from '../../runbooks/checklists';
import { dateInWords } from '../shared/calendar/zone';
import { type Gate, gateWords } from '../shared/checklist/gate';
import { failedOf, failedWords, gatesTheOpen, verdictWords } from '../shared/checklist/passing';
import type { KeptItem, Runs } from '../shared/checklist/table';
import { clockTime } from '../shared/wording';

/** How a checklist stands on a day. Times are ISO 8601 in UTC. */
export interface ShownChecklist {
  readonly id: string;
  readonly title: string;
  readonly date: string;
  /** The run that began last. */
  readonly begun: { readonly run: number; readonly at: string; readonly startedBy: string; readonly reason: string };
  /** The result that counts; null: no run has ended. */
  readonly result: {
    readonly run: number;
    readonly at: string;
    readonly passed: boolean;
    /** `passed, 1 needs attention` */
    readonly verdict: string;
    /** In the checklist's own order. */
    readonly items: readonly KeptItem[];
  } | null;
  /** Null: the day has none, or the checklist gates nothing. */
  readonly gate: Gate | null;
  /** Keys in the reports bucket; null: no run has ended. */
  readonly report: { readonly html: string; readonly markdown: string; readonly json: string } | null;
  readonly said: string;
}

export function show(
  { id, title }: Pick<Checklist, 'id' | 'title'>,
  date: string,
  { begun, finished }: Runs,
  gate: Gate | undefined,
): ShownChecklist {
  const { run, at, startedBy, reason } = begun;
  const folder = `checklists/${date}/${id}`;
  const result = finished && {
    run: finished.run,
    at: finished.at,
    passed: finished.passed,
    verdict: verdictWords(finished),
    items: finished.items,
  };
  const failing = result && !result.passed ? `: ${failedWords(failedOf(result.items))}` : '';
  const said = [
    result
      ? `${title} ${dateInWords(date)}, run ${result.run}: ${result.verdict}${failing}.`
      : `${title} ${dateInWords(date)}: no run has ended.`,
    ...(run > (result?.run ?? 0) ? [`Run ${run} began at ${clockTime(at)} and has not ended.`] : []),
    ...(gatesTheOpen(id) && gate ? [gateWords(gate)] : []),
  ].join(' ');
  return {
    ...{ id, title, date, said },
    begun: { run, at, startedBy, reason },
    result: result ?? null,
    gate: gate ?? null,
    report: result
      ? { html: `${folder}/report.html`, markdown: `${folder}/report.md`, json: `${folder}/report.json` }
      : null,
  };
}
