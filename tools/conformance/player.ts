import { serve } from '../../rehearsal/proof/crew';
import { collect } from './collect';
import type { Collected } from './collector';

// Functions in AWS run in UTC; the sandboxes share this process's zone.
process.env.TZ = 'UTC';

export interface Task {
  readonly directory: string;
  readonly story: string;
}

serve<Task, Collected>(({ directory, story }) => collect(directory, story));
