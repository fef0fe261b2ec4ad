import type { CheckedItem } from '../../../../lambdas/shared/checklist/item';
import type { AskedItem } from '../../../../lambdas/shared/checklist/passing';
import { morningChecklist } from '../../../../runbooks/checklists';

export const DATE = '2026-11-23';
/** Monday 23 November 2026, 08:45:41 in India, before the pre-open. */
export const NOW = Date.UTC(2026, 10, 23, 3, 15, 41);

export const ITEMS: readonly AskedItem[] = morningChecklist.items.map(({ says, must, owner, runbook }) => ({
  says,
  must,
  owner,
  runbook: runbook ?? null,
}));

const answers = ITEMS.map(({ says }): CheckedItem => ({ item: says, state: 'ok', says: 'All as it should be.' }));

/** All ok, but what is said otherwise, by the item's place in the list. */
export const checked = (over: Readonly<Record<number, Partial<CheckedItem>>> = {}): CheckedItem[] =>
  answers.map((answer, index) => ({ ...answer, ...over[index] }));

export const SERVICES = 1;
export const ALARMS = 2;
export const BROKER = 3;
export const ACTIVITY = 4;
export const BACKUP = 6;
