import { CloudWatchClient } from '@aws-sdk/client-cloudwatch';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { ECSClient } from '@aws-sdk/client-ecs';
import { SSMClient } from '@aws-sdk/client-ssm';
import type { Context } from 'aws-lambda';
import * as v from 'valibot';
import { everyRunbook } from '../../runbooks';
import type { Runbook } from '../../runbooks/runbook';
import { type ApiResponse, json, request } from '../shared/api';
import { type PhaseNow, parseCalendar, parseOverrides, phaseAt } from '../shared/calendar';
import { CLIENT, setting } from '../shared/clients';
import { asCommand } from '../shared/command';
import { runbookMode, type System } from '../shared/directory';
import { describeService } from '../shared/ecs';
import { GuardTable } from '../shared/guard/table';
import { incidentTable, look } from '../shared/step';
import { readSwitch } from '../shared/stop';
import { counted } from '../shared/wording';
import { readAlarms } from './alarms';
import { modesOf, readValues } from './parameters';
import { type ModeStatus, modeStatus, type Seen, type Status, statusOf } from './status';

const ecs = new ECSClient(CLIENT);
const ssm = new SSMClient(CLIENT);
const cloudWatch = new CloudWatchClient(CLIENT);
const table = incidentTable();
const guard = new GuardTable(new DynamoDBClient(CLIENT), setting('INCIDENT_TABLE'));

export interface ListedRunbook extends Pick<Runbook, 'id' | 'title' | 'severity' | 'owner' | 'target' | 'triggers'> {
  readonly severityInSession?: Runbook['severity'];
  readonly mode: ModeStatus;
}

export interface Runbooks {
  readonly environment: Status['mode']['environment'];
  readonly runbooks: readonly ListedRunbook[];
  readonly said: string;
}

const Nothing = v.strictObject({});

const COMMANDS: Readonly<Record<string, ReturnType<typeof asCommand>>> = {
  'GET /v1/status': asCommand(
    Nothing,
    async (_, { directory, system, now }): Promise<Status> =>
      statusOf({ environment: directory.environment, now, ...(await lookAround(system, now)) }),
  ),
  'GET /v1/runbooks': asCommand(Nothing, async (_, { system }): Promise<Runbooks> => {
    const names = modeNames(system);
    const values = await look(() => readValues(ssm, [names.environment, ...Object.values(names.runbooks)]));
    const { environment, runbooks: modes } = modeStatus(await modesOf(values, names));
    const listed = everyRunbook.flatMap(({ id, title, severity, severityInSession, owner, target, triggers }) => {
      const mode = modes[id];
      return mode === undefined
        ? []
        : [{ id, title, severity, ...(severityInSession && { severityInSession }), owner, target, triggers, mode }];
    });
    return { environment, runbooks: listed, said: `${counted(listed.length, 'runbook')}.` };
  }),
};

async function lookAround(system: System, now: number): Promise<Omit<Seen, 'environment' | 'now'>> {
  const { calendar, overrides } = system.settings;
  const names = modeNames(system);
  const parameters = [names.environment, ...Object.values(names.runbooks), calendar, overrides];
  const [services, alarms, values, trading, open] = await Promise.all([
    Promise.all(Object.entries(system.services).map(([role, { name }]) => lookAtService(system.cluster, role, name))),
    look(() => readAlarms(cloudWatch, system.alarms)),
    look(() => readValues(ssm, parameters)),
    look(() => readSwitch(ssm, system.tradingEnabled)),
    look(() => table.open()),
  ]);
  const phase = 'unseen' in values ? values : await look(async () => phaseOf(values.seen, system, now));
  return { services, alarms, modes: await modesOf(values, names), phase, trading, open };
}

function phaseOf(values: ReadonlyMap<string, string>, { settings }: System, now: number): PhaseNow {
  const needed = (name: string): string => {
    const value = values.get(name);
    if (value === undefined) throw new Error(`There is no parameter ${name}.`);
    return value;
  };
  return phaseAt(parseCalendar(needed(settings.calendar)), parseOverrides(needed(settings.overrides)), now);
}

async function lookAtService(cluster: string, role: string, name: string): Promise<Seen['services'][number]> {
  const [service, hand] = await Promise.all([
    look(() => describeService(ecs, { cluster, service: name })),
    look(async () => (await guard.read(name)).hand),
  ]);
  return { role, name, service, hand };
}

const modeNames = (system: System) => ({
  environment: system.settings.mode,
  runbooks: Object.fromEntries(
    everyRunbook.filter(({ id }) => id in system.machines).map(({ id }) => [id, runbookMode(system, id)]),
  ),
});

/** How everything stands, and which runbooks there are. */
export const handler = async (event: unknown, lambda: Context): Promise<ApiResponse> => {
  const { routeKey } = request(event);
  return COMMANDS[routeKey]?.(event, lambda) ?? json(404, { error: `There is no ${routeKey}.` });
};
