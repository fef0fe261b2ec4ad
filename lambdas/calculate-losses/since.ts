import type { Stop } from '../shared/guard/stop-record';
import { standing } from '../shared/guard/stop-record';
import type { Incident } from '../shared/incident';
import type { Look } from '../shared/step';
import type { Switch } from '../shared/stop';

/** Since when the outage counts, and by whose word. */
export interface Since {
  /** Milliseconds since the epoch. */
  readonly at: number;
  /** A part of a sentence. */
  readonly says: string;
}

export interface Words {
  readonly stop: Look<Stop | undefined>;
  readonly tradingEnabled: Look<Switch>;
  /** Those that are open, this run's own and planned work left out. */
  readonly incidents: Look<readonly Pick<Incident, 'id' | 'alarmAt'>[]>;
}

/**
 * When the outage began: when trading was stopped, by the record of the stop; else when the parameter was set to what it is
 * now, if that is not "true"; else when the first of the open incidents began. Nothing of the three: there was none that
 * anybody has noticed. A word that could not be read lets the next one count, and is said.
 */
export function outageSince({ stop, tradingEnabled, incidents }: Words): Since | { readonly none: string } {
  const unread = [
    ...('unseen' in stop ? [`the record of the stop could not be read (${stop.unseen})`] : []),
    ...('unseen' in tradingEnabled ? [`the parameter could not be read (${tradingEnabled.unseen})`] : []),
    ...('unseen' in incidents ? [`the open incidents could not be read (${incidents.unseen})`] : []),
  ];
  const but = unread.length > 0 ? `; ${unread.join('; ')}` : '';
  const stands = 'seen' in stop ? standing(stop.seen) : undefined;
  if (stands)
    return { at: stands.since, says: `when ${stands.by} stopped it (${stands.reason.replace(/\.$/, '')})${but}` };
  if ('seen' in tradingEnabled && tradingEnabled.seen.value !== 'true') {
    const { changedAt, version, value } = tradingEnabled.seen;
    return { at: changedAt.getTime(), says: `when the parameter was set to "${value}" (version ${version})${but}` };
  }
  const open = 'seen' in incidents ? [...incidents.seen] : [];
  const [first] = open.sort((one, other) => one.alarmAt.localeCompare(other.alarmAt));
  if (first) return { at: new Date(first.alarmAt).getTime(), says: `when incident ${first.id} began${but}` };
  return { none: `no stop stands, trading is not disabled, and no incident is open${but}` };
}
