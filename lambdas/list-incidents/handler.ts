import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { S3Client } from '@aws-sdk/client-s3';
import type { Context } from 'aws-lambda';
import * as v from 'valibot';
import { everyRunbook } from '../../runbooks';
import { type ApiResponse, json, request } from '../shared/api';
import { ApprovalTable } from '../shared/approvals/table';
import { CLIENT, setting } from '../shared/clients';
import { asCommand, Refusal } from '../shared/command';
import type { Incident } from '../shared/incident';
import { incidentTable } from '../shared/step';
import { counted, dateAndTime } from '../shared/wording';
import { asked, type Incidents, listIncidents, readEach, type Shown } from './incidents';
import { type ObservedRunbook, observe, type Watched } from './observed';
import { readReport } from './report';
import { sinceInstant } from './since';

const table = incidentTable();
const approvals = new ApprovalTable(new DynamoDBClient(CLIENT), setting('INCIDENT_TABLE'));
const s3 = new S3Client(CLIENT);

/** What is meant by `all`, and by no `since` where one is needed. */
const ALL = '400d';
const LATELY = '14d';

export interface Observed {
  readonly since: string;
  readonly runbooks: readonly ObservedRunbook[];
  readonly said: string;
}

export interface Report {
  readonly key: string;
  readonly markdown: string;
  readonly said: string;
}

const One = v.strictObject({ id: v.string() });

const COMMANDS: Readonly<Record<string, ReturnType<typeof asCommand>>> = {
  'GET /v1/incidents': asCommand(
    v.strictObject({ since: v.optional(v.string()), all: v.optional(v.picklist(['true', 'false'])) }),
    async ({ since, all }, { now }): Promise<Incidents> => {
      const from = since ?? (all === 'true' ? ALL : undefined);
      const whether = from === undefined ? 'open' : { since: sinceInstant(from, now) };
      return listIncidents({ table, approvals }, whether, now);
    },
  ),
  'GET /v1/incidents/{id}': asCommand(One, async ({ id }, { now }): Promise<Shown> => {
    const incident = await existing(id);
    const [timeline, questions] = await Promise.all([table.lines(id), approvals.ofIncident(id)]);
    const said = `${incident.title} (${incident.severity}) is ${incident.status}.`;
    return { incident, timeline, approvals: questions.map((one) => asked(one, now)), said };
  }),
  'GET /v1/incidents/{id}/report': asCommand(One, async ({ id }, { system }): Promise<Report> => {
    const { key, markdown } = await readReport(s3, system.reports, await existing(id));
    return { key, markdown, said: `The report of ${id}.` };
  }),
  'GET /v1/observed': asCommand(
    v.strictObject({ since: v.optional(v.string(), LATELY) }),
    async ({ since }, { now, system }): Promise<Observed> => {
      const from = sinceInstant(since, now);
      const ids = await table.openedSince(new Date(from).toISOString(), new Date(now).toISOString());
      const { found, leftOut } = await readEach(ids, watched);
      const ours = everyRunbook.filter(({ id }) => id in system.machines);
      const more = leftOut > 0 ? ` ${counted(leftOut, 'older incident')} left out; ask for a shorter time.` : '';
      return {
        since: new Date(from).toISOString(),
        runbooks: observe(ours, found),
        said: `${counted(found.length, 'incident')} since ${dateAndTime(from)}.${more}`,
      };
    },
  ),
};

async function watched(id: string): Promise<Watched | undefined> {
  const incident = await table.findIncident(id);
  return incident && { incident, timeline: await table.lines(id) };
}

async function existing(id: string): Promise<Incident> {
  const incident = await table.findIncident(id);
  if (incident) return incident;
  throw new Refusal(404, `There is no incident "${id}".`);
}

/** Reads incidents: which there are, one of them, its report, and what runbooks would have done. */
export const handler = async (event: unknown, lambda: Context): Promise<ApiResponse> => {
  const { routeKey } = request(event);
  return COMMANDS[routeKey]?.(event, lambda) ?? json(404, { error: `There is no ${routeKey}.` });
};
