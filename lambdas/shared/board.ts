import type { Target } from '../../runbooks/runbook';
import type { Severity } from '../../runbooks/severity';

/** An open incident, as much of it as opening the next one must know. */
export interface OpenEntry {
  readonly incidentId: string;
  readonly runbook: string;
  readonly target: Target;
  readonly severity: Severity;
  /** What can be the cause of it: an open incident there explains this one. */
  readonly dependsOn: readonly Target[];
  readonly execution: string;
  /** Somebody asked for it, or it puts something back: nothing takes it over, or what it is for would not be done. */
  readonly asked?: true;
  /** Planned work: nothing is wrong, so it is the cause of nothing. */
  readonly planned?: true;
}

export type Opening =
  /** This execution has opened it before: an attempt that died has left it behind. */
  | { readonly opened: string }
  /** An open incident already covers it. */
  | { readonly join: string }
  /** Open it, and take these over. */
  | { readonly takeOver: readonly OpenEntry[] };

/** P1 is the highest. */
const atLeast = (one: Severity, other: Severity): boolean => one <= other;

/**
 * Whether an incident explains another: it is about something the other depends on, or about the system as a whole, and
 * it is at least as severe. A less severe one cannot stand for a more severe one: people would come too late. A test has no
 * cause but whoever raised it, and its alarm says nothing of what else is wrong.
 */
const explains = (
  cause: Pick<OpenEntry, 'target' | 'severity'>,
  effect: Pick<OpenEntry, 'target' | 'severity' | 'dependsOn'>,
): boolean =>
  cause.target !== effect.target &&
  effect.target !== 'probe' &&
  (cause.target === 'system' || effect.dependsOn.includes(cause.target)) &&
  atLeast(cause.severity, effect.severity);

/**
 * What becomes of a run that asks for an incident while others are open.
 *
 * - The same runbook for the same target is the same incident: join it.
 * - An open incident that explains it takes it in: one cause, one incident, one runbook that acts.
 * - Otherwise it is opened. Incidents that it explains are taken over, and so is a less severe one about the same target:
 *   their runs stand down at their next step and hand over what they hold.
 *
 * A run that was asked for stands by itself: it joins no other runbook, takes nothing over, and is not taken over. Planned
 * work explains nothing: what goes wrong beside it has a cause of its own.
 */
export function decideOpening(open: readonly OpenEntry[], asked: Omit<OpenEntry, 'incidentId'>): Opening {
  const same = open.find(({ runbook, target }) => runbook === asked.runbook && target === asked.target);
  if (same) return same.execution === asked.execution ? { opened: same.incidentId } : { join: same.incidentId };
  if (asked.asked) return { takeOver: [] };
  const cause = open.find((entry) => !entry.planned && explains(entry, asked));
  if (cause) return { join: cause.incidentId };
  const lesser = (entry: OpenEntry) => entry.target === asked.target && asked.severity < entry.severity;
  return { takeOver: open.filter((entry) => !entry.asked && (explains(asked, entry) || lesser(entry))) };
}
