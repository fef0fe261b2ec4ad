import type { Observed, Report } from '../../../lambdas/list-incidents/handler';
import type { Incidents, Shown } from '../../../lambdas/list-incidents/incidents';
import type { ShownChecklist } from '../../../lambdas/show-checklist/show';
import type { Runbooks } from '../../../lambdas/show-status/handler';
import type { Status } from '../../../lambdas/show-status/status';
import type { Api } from '../api';
import { tellChecklist } from '../telling/checklist';
import { tellIncident, tellIncidents } from '../telling/incidents';
import { tellObserved } from '../telling/observed';
import { tellModes, tellRunbooks, tellStatus } from '../telling/status';
import { plainLines } from '../telling/text';
import { incidentId, type Told } from './told';

export async function list(api: Api): Promise<Told> {
  const data = await api.get<Runbooks>(['v1', 'runbooks']);
  return { data, text: () => tellRunbooks(data) };
}

export async function modes(api: Api): Promise<Told> {
  const data = await api.get<Runbooks>(['v1', 'runbooks']);
  return { data, text: () => tellModes(data) };
}

export async function status(api: Api): Promise<Told> {
  const data = await api.get<Status>(['v1', 'status']);
  return { data, text: () => tellStatus(data) };
}

export async function incidents(api: Api, { since, all }: { since?: string; all?: true }): Promise<Told> {
  const query = { ...(since === undefined ? {} : { since }), ...(all ? { all: 'true' } : {}) };
  const data = await api.get<Incidents>(['v1', 'incidents'], query);
  return { data, text: () => tellIncidents(data) };
}

export async function show(api: Api, incident: string): Promise<Told> {
  const data = await api.get<Shown>(['v1', 'incidents', await incidentId(api, incident)]);
  return { data, text: () => tellIncident(data) };
}

export async function report(api: Api, incident: string): Promise<Told> {
  const data = await api.get<Report>(['v1', 'incidents', await incidentId(api, incident), 'report']);
  return { data, text: () => plainLines(data.markdown.trimEnd()).join('\n') };
}

export async function observed(api: Api, { since }: { since: string }): Promise<Told> {
  const data = await api.get<Observed>(['v1', 'observed'], { since });
  return { data, text: () => tellObserved(data) };
}

/** @param which `morning` or `evening`. */
export async function checklist(api: Api, which: string, { date }: { date?: string }): Promise<Told> {
  const query = date === undefined ? {} : { date };
  const data = await api.get<ShownChecklist>(['v1', 'checklists', `${which}-checklist`], query);
  return { data, text: () => tellChecklist(data) };
}
