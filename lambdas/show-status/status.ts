import type { Service } from '@aws-sdk/client-ecs';
import type { PhaseNow } from '../shared/calendar';
import { primary } from '../shared/ecs';
import type { Mode } from '../shared/guard/mode';
import type { Hand } from '../shared/guard/table';
import type { Look } from '../shared/step';
import type { Switch } from '../shared/stop';
import { clockTime, counted } from '../shared/wording';
import type { Modes } from './parameters';

/** What was seen; or why it could not be, which is never good. */
export type Part<T> = T | { readonly unseen: string };

export const isUnseen = (part: Part<unknown>): part is { readonly unseen: string } =>
  typeof part === 'object' && part !== null && 'unseen' in part;

/** Times are ISO 8601 in UTC. */
export interface ServiceStatus {
  readonly role: string;
  readonly name: string;
  readonly tasks: Part<{
    readonly running: number;
    readonly desired: number;
    readonly deployment: { readonly id: string; readonly rollout: string; readonly since: string } | null;
  }>;
  /** The person who has it in hand; null: nobody. */
  readonly hand: Part<{ readonly by: string; readonly until: string; readonly reason: string } | null>;
}

export interface AlarmOn {
  readonly name: string;
  readonly since: string;
  readonly reason: string;
}

export interface Alarms {
  readonly inAlarm: readonly AlarmOn[];
  /** Alarms that have no data to judge by: neither well nor unwell. */
  readonly withoutData: number;
  readonly total: number;
}

/** How a runbook's mode stands: its own, and what is left of it under the environment's. */
export type ModeStatus = Part<{ readonly own: Mode; readonly effective: Mode }>;

export interface Status {
  readonly environment: string;
  /** The instant it was looked at. */
  readonly at: string;
  readonly services: readonly ServiceStatus[];
  readonly alarms: Part<Alarms>;
  readonly mode: { readonly environment: Part<Mode>; readonly runbooks: Readonly<Record<string, ModeStatus>> };
  readonly phase: Part<{ readonly phase: string; readonly because: string; readonly until: string }>;
  /** The parameter by which people allow trading: anything but `true` disables it. */
  readonly trading: Part<{ readonly value: string; readonly version: number; readonly since: string }>;
  readonly openIncidents: Part<number>;
  readonly said: string;
}

/** Everything as it was looked at, each by itself: what could not be seen hides nothing else. */
export interface Seen {
  readonly environment: string;
  readonly now: number;
  readonly services: readonly {
    readonly role: string;
    readonly name: string;
    readonly service: Look<Service | undefined>;
    readonly hand: Look<Hand | undefined>;
  }[];
  readonly alarms: Look<Alarms>;
  readonly modes: Modes;
  readonly phase: Look<PhaseNow>;
  readonly trading: Look<Switch>;
  readonly open: Look<readonly string[]>;
}

export function statusOf(seen: Seen): Status {
  const status: Omit<Status, 'said'> = {
    environment: seen.environment,
    at: iso(seen.now),
    services: seen.services.map(({ role, name, service, hand }) => ({
      role,
      name,
      tasks: tasksOf(service),
      hand: part(hand, (held) =>
        held && held.until > seen.now ? { by: held.by, until: iso(held.until), reason: held.reason } : null,
      ),
    })),
    alarms: part(seen.alarms, (alarms) => alarms),
    mode: modeStatus(seen.modes),
    phase: part(seen.phase, ({ phase, because, until }) => ({ phase, because, until: iso(until) })),
    trading: part(seen.trading, ({ value, version, changedAt }) => ({ value, version, since: iso(changedAt) })),
    openIncidents: part(seen.open, ({ length }) => length),
  };
  return { ...status, said: inWords(status) };
}

export const modeStatus = ({ environment, runbooks }: Modes): Status['mode'] => ({
  environment: part(environment, (mode) => mode),
  runbooks: Object.fromEntries(Object.entries(runbooks).map(([id, mode]) => [id, part(mode, (both) => both)])),
});

function tasksOf(service: Look<Service | undefined>): ServiceStatus['tasks'] {
  if ('unseen' in service) return service;
  const { seen } = service;
  if (seen?.status !== 'ACTIVE') return { unseen: `it does not exist or is not active (${seen?.status ?? 'missing'})` };
  const deployment = primary(seen);
  return {
    running: seen.runningCount ?? 0,
    desired: seen.desiredCount ?? 0,
    deployment: deployment
      ? {
          id: deployment.id ?? '?',
          rollout: deployment.rolloutState ?? '?',
          since: iso(deployment.updatedAt ?? deployment.createdAt ?? new Date(0)),
        }
      : null,
  };
}

function inWords({ services, alarms, phase, trading, openIncidents }: Omit<Status, 'said'>): string {
  const short = services.filter(({ tasks }) => !isUnseen(tasks) && tasks.running < tasks.desired);
  const blind = services.filter(({ tasks }) => isUnseen(tasks));
  const parts = [
    short.length === 0
      ? `${services.length - blind.length} of ${counted(services.length, 'service')} have all their tasks`
      : `${short.map(({ role }) => role).join(' and ')} ${short.length === 1 ? 'has' : 'have'} too few tasks`,
    isUnseen(alarms) ? undefined : alarmWords(alarms),
    isUnseen(trading) ? undefined : `trading is ${trading.value === 'true' ? 'enabled' : 'disabled'}`,
    isUnseen(phase) ? undefined : `${phase.phase} until ${clockTime(phase.until)}`,
    isUnseen(openIncidents) ? undefined : `${counted(openIncidents, 'open incident')}`,
  ].filter((one) => one !== undefined);
  const unseen = [
    ...blind.map(({ role }) => role),
    ...(isUnseen(alarms) ? ['the alarms'] : []),
    ...(isUnseen(trading) ? ['whether trading is enabled'] : []),
    ...(isUnseen(phase) ? ['the calendar'] : []),
    ...(isUnseen(openIncidents) ? ['the incidents'] : []),
  ];
  return `${parts.join('; ')}.${unseen.length > 0 ? ` Could not check: ${unseen.join(', ')}.` : ''}`;
}

function alarmWords({ inAlarm, withoutData, total }: Alarms): string {
  const silent = withoutData > 0 ? `, ${withoutData} without data` : '';
  return `${inAlarm.length} of ${counted(total, 'alarm')} in ALARM${silent}`;
}

const part = <T, U>(seen: Look<T>, as: (value: T) => U): Part<U> => ('unseen' in seen ? seen : as(seen.seen));

const iso = (at: number | Date): string => new Date(at).toISOString();
