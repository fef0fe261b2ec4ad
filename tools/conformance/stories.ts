import { STORIES } from '../../rehearsal/proof/stories';

/** In these our own side fails, so that states are tried again, caught and failed, and everybody is paged in vain. */
const IN_VAIN = [
  'throttled-twice',
  'act-and-page-denied',
  'nobody-can-be-told',
  'function-keeps-dying',
  'nobody-acknowledges',
  'pager-duty-down',
  'stop-denied-everything',
  'approval-expires',
  'held-at-night',
];

/** One of every runbook and checklist, and those in which it does not go well. */
export const SAMPLE: readonly string[] = [...STORIES, ...IN_VAIN];
