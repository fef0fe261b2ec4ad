import { failedOf, failedWords } from '../shared/checklist/passing';
import type { Finished } from '../shared/checklist/table';

/** A runbook that mends what does not pass. */
export interface Wanted {
  readonly runbook: string;
  /** What it is started for. */
  readonly reason: string;
}

/** The runbooks of the must-pass items that do not pass, each once, in the checklist's order. Advice starts nothing. */
export function wantedRunbooks({ items }: Pick<Finished, 'items'>): Wanted[] {
  const gating = items.filter(({ gates }) => gates);
  const runbooks = [...new Set(gating.flatMap(({ runbook }) => runbook ?? []))];
  return runbooks.map((runbook) => ({
    runbook,
    reason: `Not passed: ${failedWords(failedOf(gating.filter((item) => item.runbook === runbook)))}.`,
  }));
}

/** Characters that Step Functions takes for a name. */
// https://docs.aws.amazon.com/step-functions/latest/apireference/API_StartExecution.html
const MOST = 80;

/** One name for one incident and runbook: under the same name nothing starts twice. */
export function executionName(incident: string, runbook: string): string {
  const end = `-${runbook}`.slice(-MOST + 1);
  return `${incident.slice(0, MOST - end.length)}${end}`;
}
