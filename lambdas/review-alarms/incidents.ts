import { endingOf } from '../list-incidents/ending';
import type { Incident } from '../shared/incident';
import type { IncidentTable } from '../shared/incident-table';

/** An incident, and in one sentence how it ended, or that it is open. */
export interface Told {
  readonly incident: Incident;
  readonly ending: string;
}

export interface Incidents {
  /** The latest first; those that were opened before and are still open come last. */
  readonly told: readonly Told[];
  /** Older ones of the time that were not read. */
  readonly leftOut: number;
}

/** Read at most: a night that had more is not read as a list. */
const MOST = 30;

/** The incidents opened since then, and those still open whenever they were opened. @throws when a call fails. */
export async function readIncidents(table: IncidentTable, since: number, now: number): Promise<Incidents> {
  const [recent, open] = await Promise.all([
    table.openedSince(new Date(since).toISOString(), new Date(now).toISOString()),
    table.open(),
  ]);
  // What is open is read whatever its number: nothing else here matters as much.
  const ids = [...new Set([...recent.slice(0, MOST), ...open])];
  const all = await Promise.all(
    ids.map(async (id): Promise<Told> => {
      const [incident, timeline] = await Promise.all([table.get(id), table.lines(id)]);
      return { incident, ending: endingOf(incident, timeline).says };
    }),
  );
  // Planned work that went as planned is nobody's news.
  const told = all.filter(({ incident: { planned, status } }) => !(planned && status === 'fixed'));
  return { told, leftOut: recent.filter((id) => !ids.includes(id)).length };
}
