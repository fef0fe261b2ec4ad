import { type Order, playOrder } from './order';
import type { Result } from './result';

// Functions in AWS run in UTC; the sandboxes share this process's zone.
process.env.TZ = 'UTC';

export type Answer = { readonly result: Result } | { readonly failed: string };

/** One process that plays one scenario after the other, as it is asked to. */
process.on('message', (order: Order) => {
  playOrder(order)
    .then((result): Answer => ({ result }))
    .catch(
      (error: unknown): Answer => ({ failed: error instanceof Error ? (error.stack ?? error.message) : String(error) }),
    )
    .then((answer) => process.send?.(answer))
    .catch(() => process.exit(1));
});
