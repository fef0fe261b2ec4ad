import type { Approval } from '../shared/approvals/approval';
import type { ApprovalTable } from '../shared/approvals/table';
import type { Incident, Line } from '../shared/incident';
import type { IncidentTable } from '../shared/incident-table';
import { counted } from '../shared/wording';

/** An incident as a list shows it: what only its run needs is left out. */
export interface Listed extends Omit<Incident, 'restarts' | 'deployments' | 'rungs' | 'execution' | 'dependsOn'> {
  /** Questions that wait for a person; only an open incident has any. */
  readonly questions: number;
}

export interface Incidents {
  /** The latest first. */
  readonly incidents: readonly Listed[];
  /** Older ones that are not among them. */
  readonly leftOut: number;
  readonly said: string;
}

/** A question, and whether an answer still counts. */
export type Asked = Approval & { readonly open: boolean };

export interface Shown {
  readonly incident: Incident;
  readonly timeline: readonly Line[];
  /** In the order they were asked. */
  readonly approvals: readonly Asked[];
  readonly said: string;
}

/** Incidents read at most, the latest: an answer has to fit into the function's time and into one response. */
const MOST = 500;

/** Reads that go on side by side. */
const AT_ONCE = 20;

/** Reads the latest of these incidents, with what each needs besides; what DynamoDB has tidied away is passed over. */
export async function readEach<T>(
  ids: readonly string[],
  read: (id: string) => Promise<T | undefined>,
): Promise<{ found: T[]; leftOut: number }> {
  const latest = ids.slice(0, MOST);
  const found: T[] = [];
  for (let from = 0; from < latest.length; from += AT_ONCE) {
    const some = await Promise.all(latest.slice(from, from + AT_ONCE).map(read));
    found.push(...some.filter((one) => one !== undefined));
  }
  return { found, leftOut: ids.length - latest.length };
}

/** @param whether `open`: whatever their age; otherwise all that were opened since then. */
export async function listIncidents(
  { table, approvals }: { table: IncidentTable; approvals: ApprovalTable },
  whether: 'open' | { readonly since: number },
  now: number,
): Promise<Incidents> {
  const ids =
    whether === 'open' ? await table.open() : await table.openedSince(iso(whether.since), new Date(now).toISOString());
  const { found, leftOut } = await readEach(ids, async (id): Promise<Listed | undefined> => {
    const incident = await table.findIncident(id);
    if (!incident) return undefined;
    const asked = incident.status === 'open' ? await approvals.ofIncident(id) : [];
    return listed(incident, asked.filter((one) => isOpen(one, now)).length);
  });
  const incidents = found.sort((one, other) => other.openedAt.localeCompare(one.openedAt));
  return { incidents, leftOut, said: inWords(incidents, leftOut, whether) };
}

/** Whether an answer would still count: it is asked, and has not expired. */
const isOpen = ({ status, expiresAt }: Approval, now: number): boolean =>
  status === 'asked' && new Date(expiresAt).getTime() > now;

export const asked = (approval: Approval, now: number): Asked => ({ ...approval, open: isOpen(approval, now) });

function listed(incident: Incident, questions: number): Listed {
  const { restarts: _r, deployments: _d, rungs: _u, execution: _e, dependsOn: _o, ...rest } = incident;
  return { ...rest, questions };
}

function inWords(incidents: readonly Listed[], leftOut: number, whether: 'open' | object): string {
  const open = incidents.filter(({ status }) => status === 'open').length;
  const are = `${counted(open, 'incident')} ${open === 1 ? 'is' : 'are'} open`;
  if (whether === 'open') return open === 0 ? 'No incident is open.' : `${are}.`;
  const more = leftOut > 0 ? `; ${counted(leftOut, 'older one')} left out, ask for a shorter time` : '';
  return `${counted(incidents.length, 'incident')} in that time, of which ${open} ${open === 1 ? 'is' : 'are'} open${more}.`;
}

const iso = (at: number): string => new Date(at).toISOString();
