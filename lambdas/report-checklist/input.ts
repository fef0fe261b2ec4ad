import * as v from 'valibot';
import { checklists } from '../../runbooks/checklists';
import { DayDate } from '../shared/checklist/day';

const Checked = v.object({
  item: v.string(),
  state: v.picklist(['ok', 'attention', 'failed', 'could not check']),
  says: v.string(),
  because: v.optional(v.picklist(['not configured', 'malformed', 'stale'])),
  details: v.optional(v.array(v.string())),
  numbers: v.optional(v.record(v.string(), v.nullable(v.union([v.number(), v.string()])))),
});

/** What the workflow hands over when all items have answered. */
export const Input = v.object({
  step: v.string(),
  checklist: v.object({
    id: v.picklist(checklists.map(({ id }) => id)),
    title: v.string(),
    /** Id of the runbook that is started when it is not passed. */
    otherwise: v.string(),
    items: v.pipe(
      v.array(
        v.object({
          says: v.string(),
          must: v.picklist(['pass', 'advise']),
          owner: v.picklist(['devops', 'backend', 'trading']),
          runbook: v.nullable(v.string()),
        }),
      ),
      v.minLength(1),
    ),
  }),
  date: DayDate,
  run: v.pipe(v.number(), v.integer(), v.minValue(1)),
  startedBy: v.string(),
  reason: v.string(),
  /** Id of the incident whose runbook repeats the checklist; null: it is a run by itself. */
  rerun: v.nullable(v.string()),
  execution: v.string(),
  items: v.array(Checked),
  /** What no item can see and is the same every day, as a sentence; null: nothing. */
  caveat: v.nullable(v.string()),
  /** Topic of the incident channel, which pages nobody. */
  channel: v.string(),
});
export type Input = v.InferOutput<typeof Input>;
