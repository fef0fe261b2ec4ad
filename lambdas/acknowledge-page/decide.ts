import type { Incident } from '../shared/incident';
import type { PageLink } from '../shared/page-links';

export interface Holder {
  /** Id of the contact. */
  readonly by: string;
  readonly at: string;
}

/**
 * Who has the incident: whoever acknowledged it first. What was acknowledged before the deadline holds until the deadline;
 * then the climb begins again, and whoever is paged may take it.
 * @param now milliseconds since the epoch.
 */
export function holder(
  { acknowledged, deadlineAt }: Pick<Incident, 'acknowledged' | 'deadlineAt'>,
  now: number,
): Holder | undefined {
  const deadline = Date.parse(deadlineAt);
  const lapsed = acknowledged && Date.parse(acknowledged.at) < deadline && deadline <= now;
  return lapsed ? undefined : acknowledged;
}

/** From then on a link opens nothing, whatever the table still holds. */
export const hasExpired = ({ expiresAt }: Pick<PageLink, 'expiresAt'>, now: number): boolean =>
  now >= Date.parse(expiresAt);

/** Why pressing "I have it" changes nothing. */
export type NoPress =
  | { readonly press: 'ended' }
  | { readonly press: 'held'; readonly holder: Holder }
  /** The link has acknowledged before, and that has lapsed. */
  | { readonly press: 'used'; readonly at: string };

/** What pressing "I have it" does. `finish`: the link was used up by a try that died before it was written down. */
export type Press = { readonly press: 'use' } | { readonly press: 'finish' } | NoPress;

/** A link acknowledges once, an open incident that nobody has. The first that is so is the answer. */
export function judgePress(
  link: Pick<PageLink, 'acknowledgedAt'>,
  incident: Pick<Incident, 'status' | 'acknowledged' | 'deadlineAt'>,
  now: number,
): Press {
  if (incident.status !== 'open') return { press: 'ended' };
  const has = holder(incident, now);
  if (has) return { press: 'held', holder: has };
  if (link.acknowledgedAt === undefined) return { press: 'use' };
  return incident.acknowledged ? { press: 'used', at: link.acknowledgedAt } : { press: 'finish' };
}
