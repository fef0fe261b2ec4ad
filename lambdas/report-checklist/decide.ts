import type { Finished } from '../shared/checklist/table';

/**
 * Whether the channel hears of a run. A run by itself is always told. One that a runbook repeats until it passes is told
 * when it comes out otherwise than the run before it: eight times "still not passed" in a quarter of an hour would be read
 * by nobody.
 */
export const isNews = (
  { passed, passedBefore }: Pick<Finished, 'passed' | 'passedBefore'>,
  rerun: string | null,
): boolean => rerun === null || passed !== passedBefore;
