import { ALL_SUSPENDED, type Bounds, sameSuspension } from '../capacity';
import type { Stop } from '../guard/stop-record';
import type { Undo } from '../guard/undo';

/** How a service was before it was stopped. */
export interface AsBefore {
  readonly tasks: number;
  /** Undefined: it is not scaled, or nobody knows how. */
  readonly bounds: Bounds | undefined;
}

/**
 * What a service is brought back to. A scale-up that was under way when it was stopped had changed its values for a time:
 * those from before it count, or the scale-up would never end.
 * @param usual how many tasks its owner wants in normal times, where the record does not know.
 */
export function asBefore(stop: Pick<Stop, 'before'> | undefined, undo: Undo | undefined, usual: number): AsBefore {
  const { desired, bounds } = stop?.before ?? { desired: 'unknown', bounds: 'unknown' };
  const known = typeof bounds === 'object' ? bounds : undefined;
  const tasks = typeof desired === 'number' && desired > 0 ? desired : usual;
  const raised = undo?.kind === 'scaled-up' && known !== undefined && undo.raisedTo === known.min;
  if (!raised || !known || !('min' in undo.before)) return { tasks, bounds: known };
  const { min, desired: earlier } = undo.before;
  return { tasks: Math.max(min, earlier || usual), bounds: { ...known, min } };
}

/** Whether the bounds are as a stop leaves them: any others are somebody's. */
export const areOfAStop = ({ min, suspended }: Bounds): boolean =>
  min === 0 && sameSuspension(suspended, ALL_SUSPENDED);

export const boundsWords = ({ min, max, suspended }: Bounds): string =>
  `${min} to ${max} tasks${suspended.in || suspended.out || suspended.scheduled ? ', scaling suspended' : ''}`;
