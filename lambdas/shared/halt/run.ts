import * as v from 'valibot';
import type { Stop } from '../guard/table';

/** The run that stops, as its steps are told: whose it is, and what came of the workflow's own write. */
export const StopRun = v.object({
  /** ARN of the execution: which stop it is. */
  execution: v.string(),
  /** ISO 8601. */
  startedAt: v.string(),
  beginning: v.object({
    startedBy: v.string(),
    reason: v.string(),
    options: v.optional(v.record(v.string(), v.union([v.string(), v.number(), v.literal(true)])), {}),
  }),
  written: v.union([v.object({ version: v.number() }), v.object({ failed: v.string() })]),
});
export type StopRun = v.InferOutput<typeof StopRun>;

/** Whether method 2 is asked for, whatever method 1 comes to. */
export const wantsScaleDown = ({ beginning }: StopRun): boolean => beginning.options['scale-down'] === true;

/** The stop as it is kept. The execution says which one it is; of two at once, each is kept by its own. */
export const stopOf = (
  { execution, startedAt, beginning }: StopRun,
  incident: string,
  more: Pick<Stop, 'kind'> & Partial<Pick<Stop, 'before'>>,
): Stop => ({
  id: execution,
  since: new Date(startedAt).getTime(),
  by: beginning.startedBy,
  reason: beginning.reason,
  incident,
  ...more,
});

/** The name of its execution, which tells two runs apart. */
export const nameOf = ({ execution }: Pick<StopRun, 'execution'>): string => execution.split(':').at(-1) ?? execution;
