import type { Bounds } from '../capacity';

/** How a service was before it was stopped. Nothing puts it back by itself: what was stopped on purpose, people bring back. */
export interface BeforeStop {
  readonly desired: number | 'unknown';
  /** `none`: it is not scaled. */
  readonly bounds: Bounds | 'none' | 'unknown';
}

/**
 * A stop of a service by people, or by a runbook for them. It stands until somebody lifts it, and while a service is
 * `stopped` no machine starts it. Times in milliseconds since the epoch.
 */
export interface Stop {
  /** Which stop it is: whoever lifts it names it. Of several that stand, the latest. */
  readonly id: string;
  /** Of the first of them, as are `by`, `reason` and `incident`. */
  readonly since: number;
  /** Who, in words. */
  readonly by: string;
  readonly reason: string;
  /** Id of the incident, or in words what there is in place of one. */
  readonly incident: string;
  /** `disabled`: the parameter does not allow it to work. `stopped`: nothing of it is wanted, and it is not scaled. */
  readonly kind: 'disabled' | 'stopped';
  /** Written before anything of the service is changed; a stop while stopped keeps the first. */
  readonly before?: BeforeStop;
  /** Stops that came while one stood, the latest last. */
  readonly again?: readonly StopAgain[];
  /** Id of the first of several. */
  readonly first?: string;
  /** It stands no more. */
  readonly lifted?: Lifted;
}

export interface StopAgain extends Pick<Stop, 'id' | 'by' | 'reason' | 'incident'> {
  readonly at: number;
}

export interface Lifted {
  readonly at: number;
  readonly by: string;
}

/** So many stops on top of the first are remembered by name. */
const REMEMBERED = 20;

/**
 * What is kept when a stop comes.
 *
 * - While none stands, the stop itself. One that was lifted does not come back under the same id: a late word of a run that
 *   stopped must not undo what people have decided since.
 * - While one stands, both: the first with how everything was before, and who asked again. `stopped` is never less again.
 * - What changes nothing is the record as it is.
 */
export function stopOnTop<S extends Stop>(kept: S | undefined, stop: Stop): S | Stop {
  if (!kept) return stop;
  const known = covers(kept, stop.id);
  if (kept.lifted) return known ? kept : stop;
  const kind = kept.kind === 'stopped' ? kept.kind : stop.kind;
  const before = kept.before ?? stop.before;
  if (known && kind === kept.kind && before === kept.before) return kept;
  const { id, since: at, by, reason, incident } = stop;
  const again = { id, at, by, reason, incident };
  return {
    ...kept,
    kind,
    ...(before ? { before } : {}),
    ...(known ? {} : { id, first: kept.first ?? kept.id, again: [...(kept.again ?? []), again].slice(-REMEMBERED) }),
  };
}

/** The stop that stands, if any. */
export const standing = <S extends Stop>(stop: S | undefined): S | undefined => (stop?.lifted ? undefined : stop);

/** Whether a service is stopped on purpose by a stop that stands, whatever its desired count and the parameter say. */
export const isStopped = (stop: Stop | undefined): boolean => standing(stop)?.kind === 'stopped';

/** Whether a stop is one of those that a record stands for. */
export const covers = ({ id, first, again = [] }: Stop, stop: string): boolean =>
  [id, first, ...again.map((one) => one.id)].includes(stop);
