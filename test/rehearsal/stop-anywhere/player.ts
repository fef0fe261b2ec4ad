import { type Injected, type Injection, inject, type Recorded, record } from './inject';

// Functions in AWS run in UTC; the sandboxes share this process's zone.
process.env.TZ = 'UTC';

export type Task =
  | { readonly directory: string; readonly record: string }
  | { readonly directory: string; readonly inject: Injection };

export type Answer = Recorded | Injected | { readonly failed: string };

/** One process that plays one story after the other, as it is asked to. */
process.on('message', (task: Task) => {
  const answer: Promise<Answer> =
    'record' in task ? record(task.directory, task.record) : inject(task.directory, task.inject);
  answer
    .catch(
      (error: unknown): Answer => ({ failed: error instanceof Error ? (error.stack ?? error.message) : String(error) }),
    )
    .then((said) => process.send?.(said))
    .catch(() => process.exit(1));
});

// Whoever asks is gone.
process.on('disconnect', () => process.exit());
