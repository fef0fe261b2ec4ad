import type { Service } from '@aws-sdk/client-ecs';
import { ALL_SUSPENDED, type Bounds, sameSuspension } from '../shared/capacity';
import { primary } from '../shared/ecs';
import type { Undo } from '../shared/guard/undo';

/** A task of the service, whatever becomes of it. */
export interface SeenTask {
  readonly id: string;
  /** As ECS words it; only in `STOPPED` does nothing of it run any more. */
  readonly lastStatus: string;
  /** Milliseconds since the epoch; absent before it runs. */
  readonly startedAt?: number;
}

/** How far a stop-first restart has come, by what is there to be seen. */
export type Where =
  /** Nothing has to be put back. */
  | { readonly at: 'settled' }
  /** The old generation is wanted: it was not stopped, or somebody has started it again. */
  | { readonly at: 'old-generation'; readonly bounds: 'ours' | 'as-before' }
  /** Nothing is wanted, and something still runs. */
  | { readonly at: 'stopping'; readonly running: readonly string[] }
  | { readonly at: 'stopped' }
  /** A new generation there is, and nothing is wanted of it. */
  | { readonly at: 'stopped-again'; readonly deployment: string }
  /** A new generation is wanted; what it is scaled between is still ours. */
  | { readonly at: 'started'; readonly deployment: string }
  /** A new generation is wanted, and it is scaled as before. */
  | { readonly at: 'back'; readonly deployment: string };

/**
 * Where a stop-first restart is. It goes by what is there alone, so that a step which died at any point goes on from there:
 *
 * - The desired count says whether anything is wanted, the primary deployment whether it is the new generation.
 * - A task is old until it is STOPPED: one in STOPPING still runs, though the service counts it no more. Tasks that the
 *   service counts and that were not listed run as well.
 * - Bounds are ours while the minimum is 0 and all scaling is suspended. Any others are as before or as somebody has set
 *   them since, and are left alone.
 */
export function whereAreWe(
  service: Service,
  tasks: readonly SeenTask[],
  bounds: Bounds | undefined,
  undo: Undo | undefined,
): Where {
  if (undo?.kind !== 'stopped-first') return { at: 'settled' };
  const { desiredCount = 0, runningCount = 0, pendingCount = 0 } = service;
  const deployment = primary(service)?.id ?? 'none';
  const fresh = deployment !== undo.generation;
  if (desiredCount > 0) {
    const ours = areOurs(bounds, undo);
    if (!fresh) return { at: 'old-generation', bounds: ours ? 'ours' : 'as-before' };
    return { at: ours ? 'started' : 'back', deployment };
  }
  if (fresh) return { at: 'stopped-again', deployment };
  const running = tasks.filter(({ lastStatus }) => lastStatus !== 'STOPPED').map(({ id }) => id);
  if (running.length === 0 && runningCount + pendingCount === 0) return { at: 'stopped' };
  return { at: 'stopping', running };
}

function areOurs(bounds: Bounds | undefined, { before }: Undo): boolean {
  if (!bounds || !('min' in before)) return false;
  const asBefore = bounds.min === before.min && sameSuspension(bounds.suspended, before.suspended);
  return !asBefore && bounds.min === 0 && sameSuspension(bounds.suspended, ALL_SUSPENDED);
}
