import { serve } from '../../../rehearsal/proof/crew';
import { type Injected, type Injection, inject, type Recorded, record } from './inject';

// Functions in AWS run in UTC; the sandboxes share this process's zone.
process.env.TZ = 'UTC';

export type Task =
  | { readonly directory: string; readonly record: string }
  | { readonly directory: string; readonly inject: Injection };

serve<Task, Recorded | Injected>((task) =>
  'record' in task ? record(task.directory, task.record) : inject(task.directory, task.inject),
);
