import { fullStory } from '../telling';
import { serve } from './crew';
import { type ProvedDay, proveDay } from './days/prove-day';
import { judged } from './invariants';
import type { Told } from './mutations/failing';
import { type AsItIs, type Rehearsed, rehearse, type Tried, tryMutant } from './mutations/rehearse';
import { disturbAt, type Point, type Recorded, record, type Undisturbed } from './points';
import { playStaged } from './staged';

// Functions in AWS run in UTC; the sandboxes share this process's zone.
process.env.TZ = 'UTC';

/** One call of a story that goes wrong. */
export interface SingleFault {
  readonly story: string;
  readonly point: Point;
  readonly fault: string;
}

export type Task =
  | { readonly directory: string; readonly record: string }
  | {
      readonly directory: string;
      readonly single: SingleFault;
      readonly undisturbed: Undisturbed;
      readonly told?: true;
    }
  | { readonly directory: string; readonly day: number; readonly shrink: boolean }
  | { readonly directory: string; readonly rehearse: Told }
  | {
      readonly directory: string;
      readonly mutant: string;
      readonly stories: readonly AsItIs[];
      readonly told: boolean;
    };

export interface Judged {
  readonly broken: readonly string[];
  /** How often a call went wrong. */
  readonly disturbed: number;
  /** The story as it came out, where it was asked for. */
  readonly told?: string;
}

serve<Task, Recorded | Judged | ProvedDay | Rehearsed | Tried>(async (task) => {
  if ('day' in task) return proveDay(task.directory, task.day, task.shrink);
  if ('record' in task) return record(task.directory, task.record);
  if ('rehearse' in task) return rehearse(task.directory, task.rehearse);
  if ('mutant' in task) return tryMutant(task.directory, task.mutant, task.stories, task.told);
  const { directory, single, undisturbed } = task;
  let disturbed = 0;
  const staged = await playStaged(directory, single.story, (stage) => {
    // The people of the story go on with what they find.
    stage.diverge(() => false);
    disturbAt(stage, single.point, single.fault, () => disturbed++);
  });
  const broken = await judged(staged, undisturbed, single.fault === 'denied');
  return { broken, disturbed, ...(task.told ? { told: fullStory(staged.result, false) } : {}) };
});
