import { serve } from '../../../rehearsal/proof/crew';
import { type Seen, seenIn } from './look';

// Functions in AWS run in UTC; the sandboxes share this process's zone.
process.env.TZ = 'UTC';

export interface Task {
  readonly directory: string;
  readonly story: string;
}

serve<Task, Seen>(({ directory, story }) => seenIn(directory, story));
