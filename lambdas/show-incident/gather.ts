import type { CloudWatchClient } from '@aws-sdk/client-cloudwatch';
import type { CloudWatchLogsClient } from '@aws-sdk/client-cloudwatch-logs';
import type { ECSClient } from '@aws-sdk/client-ecs';
import type { SSMClient } from '@aws-sdk/client-ssm';
import type { Approval } from '../shared/approvals/approval';
import type { ApprovalTable } from '../shared/approvals/table';
import { type PhaseNow, phaseAt } from '../shared/calendar';
import { type Directory, runbookMode, type System } from '../shared/directory';
import type { Mode } from '../shared/guard/mode';
import { readSettings } from '../shared/guard/settings';
import type { Incident, Line } from '../shared/incident';
import type { IncidentTable } from '../shared/incident-table';
import type { Look } from '../shared/step';
import { type LogTail, lookAtLogs, lookAtService, type ServiceSeen, servicesOf, timely } from './looks';
import { type Drawn, metricOf } from './metric';

export interface Clients {
  readonly table: IncidentTable;
  readonly approvals: ApprovalTable;
  readonly ecs: ECSClient;
  readonly logs: CloudWatchLogsClient;
  readonly cloudwatch: CloudWatchClient;
  readonly ssm: SSMClient;
}

export interface Parameters {
  readonly directory: Directory;
  readonly system: System;
}

/** Everything a page shows, as it was at one instant. */
export interface Gathered {
  readonly incident: Incident;
  readonly timeline: readonly Line[];
  /** In the order they were asked. */
  readonly approvals: readonly Approval[];
  readonly parameters: Look<Parameters>;
  readonly phase: Look<PhaseNow>;
  readonly mode: Look<Mode>;
  readonly services: Look<readonly { readonly role: string; readonly look: Look<ServiceSeen> }[]>;
  readonly logs: Look<LogTail>;
  readonly metric: Look<Drawn>;
  /** Milliseconds since the epoch. */
  readonly now: number;
}

/**
 * Reads the incident, and looks at AWS from all sides at once. Nothing is written, and what cannot be seen says why.
 * @throws when the incident's own items cannot be read: without them there is no page.
 */
export async function gather(
  incident: Incident,
  parameters: Look<Parameters>,
  clients: Clients,
  now: () => number,
): Promise<Gathered> {
  const at = now();
  const [timeline, approvals, settings, services, logs, metric] = await Promise.all([
    clients.table.lines(incident.id),
    clients.approvals.ofIncident(incident.id),
    looking(parameters, ({ system }) => settingsAt(clients.ssm, system, incident, at)),
    looking(parameters, async ({ system }) =>
      Promise.all(
        servicesOf(system, incident.target).map(async ([role, { name }]) => ({
          role,
          look: await timely(() => lookAtService(clients.ecs, system.cluster, name)),
        })),
      ),
    ),
    looking(parameters, ({ system }) => lookAtLogs(clients.logs, logsOf(system, incident), now)),
    timely(() => firstMetric(clients.cloudwatch, incident, at)),
  ]);
  return {
    incident,
    timeline,
    approvals,
    parameters,
    phase: 'unseen' in settings ? settings : settings.seen.phase,
    mode: 'unseen' in settings ? settings : settings.seen.mode,
    services,
    logs,
    metric,
    now: at,
  };
}

/** What needs the names of things cannot be seen without them. */
const looking = async <T>(parameters: Look<Parameters>, at: (known: Parameters) => Promise<T>): Promise<Look<T>> =>
  'unseen' in parameters ? parameters : timely(() => at(parameters.seen));

interface SettingsAt {
  readonly phase: Look<PhaseNow>;
  readonly mode: Look<Mode>;
}

async function settingsAt(ssm: SSMClient, system: System, { runbook }: Incident, at: number): Promise<SettingsAt> {
  const names = { ...system.settings, runbookMode: runbookMode(system, runbook) };
  const { mode, calendar } = await readSettings(ssm, names);
  const phase =
    'unseen' in calendar ? calendar : { seen: phaseAt(calendar.seen.calendar, calendar.seen.overrides, at) };
  return { mode, phase };
}

function logsOf({ logGroup, services }: System, { target }: Incident): { logGroup: string; streamPrefix?: string } {
  const own = services[target];
  return { logGroup, ...(own ? { streamPrefix: own.logStreamPrefix } : {}) };
}

async function firstMetric(cloudwatch: CloudWatchClient, { alarms, startedBy }: Incident, at: number): Promise<Drawn> {
  const [first] = Object.entries(alarms).sort(([, one], [, other]) => one.localeCompare(other));
  if (!first) return { noPicture: `No alarm belongs to this incident: ${startedBy ?? 'a person'} started it.` };
  const [alarm, since] = first;
  return metricOf(cloudwatch, alarm, new Date(since).getTime(), at);
}
