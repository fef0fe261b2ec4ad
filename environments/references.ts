import { APPROVABLE, needsTwo, TWO_PEOPLE } from './approvable';
import type { Environment } from './schema';

/** A rung's contact that stands for whoever is on call for the runbook's owner. */
export const ON_CALL = 'on-call';

/** What the schema alone cannot see: ids that name nobody, counts that contradict each other. */
export function references(environment: Environment): string[] {
  const known = Object.keys(environment.contacts);
  const complaints: string[] = [];
  const mustKnow = (path: string, id: string) => {
    if (!known.includes(id)) complaints.push(`  ${path}: given "${id}", expected one of contacts: ${known.join(', ')}`);
  };
  environment.escalationPath.forEach((rung, index) => {
    for (const id of rung.contacts) if (id !== ON_CALL) mustKnow(`escalationPath.${index}.contacts`, id);
  });
  for (const id of environment.stakeholders) mustKnow('stakeholders', id);
  complaints.push(
    ...approverComplaints(environment),
    ...identityComplaints(environment),
    ...dayComplaints(environment),
    ...probeComplaints(environment),
  );
  for (const [role, service] of Object.entries(environment.services)) {
    if (service.minRunningTasks > service.desiredTasks || service.desiredTasks > service.maxTasks) {
      complaints.push(
        `  services.${role}: given minRunningTasks ${service.minRunningTasks}, desiredTasks ${service.desiredTasks}, ` +
          `maxTasks ${service.maxTasks}, expected each to be at most the next`,
      );
    }
  }
  return complaints;
}

/** The probe's parameter is written every week: it must mean nothing. */
function probeComplaints({ parameters, signals }: Environment): string[] {
  const { probe, tradingEnabled } = parameters;
  if (probe === tradingEnabled)
    return [`  parameters.probe: given "${probe}", expected another parameter than parameters.tradingEnabled`];
  return probe === 'not configured' && signals.probeAcknowledgement !== 'not configured'
    ? ['  parameters.probe: given "not configured", expected what signals.probeAcknowledgement acknowledges']
    : [];
}

/** A checklist that comes when the market trades would gate nothing, or tell of a day that goes on. */
function dayComplaints({ checklists, calendar }: Environment): string[] {
  const { preOpen, session, closingAuction, maintenance } = calendar;
  const close = [session.closes, closingAuction?.to ?? ''].reduce((one, other) => (one > other ? one : other));
  const complaints: string[] = [];
  if (checklists.morning >= preOpen)
    complaints.push(
      `  checklists.morning: given "${checklists.morning}", expected a time before the pre-open at ${preOpen}`,
    );
  if (checklists.evening < close)
    complaints.push(
      `  checklists.evening: given "${checklists.evening}", expected a time not before the close at ${close}`,
    );
  if (maintenance && minutesBetween(maintenance.from, maintenance.to) < LEAST_WINDOW_MINUTES)
    complaints.push(
      `  calendar.maintenance: given ${maintenance.from} to ${maintenance.to}, expected ${LEAST_WINDOW_MINUTES} minutes or more: work is not begun in the last half hour`,
    );
  return complaints;
}

const LEAST_WINDOW_MINUTES = 60;

function minutesBetween(from: string, to: string): number {
  const minutes = (clock: string) => Number(clock.slice(0, 2)) * 60 + Number(clock.slice(3));
  return minutes(to) - minutes(from);
}

/** Two people are two people: an owner may ask for two where one is enough, and never for one where two are needed. */
function approverComplaints({ approvers, contacts }: Environment): string[] {
  const complaints = TWO_PEOPLE.filter((act) => !(act in approvers) && approvers.otherwise.people !== 2).map(
    (act) => `  approvers.${act}: given nothing, expected contacts and 2 people for this act`,
  );
  for (const [act, { contacts: ids, people }] of Object.entries(approvers)) {
    const path = `approvers.${act}`;
    for (const id of ids) {
      if (!(id in contacts)) complaints.push(`  ${path}.contacts: given "${id}", expected one of contacts`);
      else if (Object.keys(contacts[id]?.identities ?? {}).length === 0)
        complaints.push(
          `  ${path}.contacts: given "${id}", expected a contact with identities: nobody could know it is them`,
        );
    }
    // One more than are needed: whoever has asked for the act does not approve it.
    const needed = (needsTwo(act) ? 2 : people) + 1;
    if (new Set(ids).size < needed)
      complaints.push(`  ${path}.contacts: given ${ids.length}, expected ${needed} or more: who asks does not approve`);
    if (needsTwo(act) && people !== 2) complaints.push(`  ${path}.people: given ${people}, expected 2 for this act`);
    if (act !== 'otherwise' && !(APPROVABLE as readonly string[]).includes(act))
      complaints.push(`  ${path}: unknown act; expected one of: ${APPROVABLE.join(', ')}, otherwise`);
  }
  return complaints;
}

/** An identity that belonged to two contacts could be two people. */
function identityComplaints({ contacts }: Environment): string[] {
  const owners = new Map<string, string>();
  return Object.entries(contacts).flatMap(([contact, { identities = {} }]) =>
    Object.entries(identities).flatMap(([kind, value]) => {
      const owner = owners.get(`${kind} ${value}`);
      owners.set(`${kind} ${value}`, contact);
      return owner === undefined
        ? []
        : [
            `  contacts.${contact}.identities.${kind}: given "${value}", expected an identity that is not ${owner}'s as well`,
          ];
    }),
  );
}
