import type { Deployment, Service } from '@aws-sdk/client-ecs';
import { type GetParameterCommand, GetParametersCommand } from '@aws-sdk/client-ssm';
import { type Calendar, compactCalendar } from '../../environments/calendar-schema';
import { nse } from '../../environments/nse-calendar';
import type { StoppedTask } from '../../lambdas/shared/ecs';
import type { SettingNames } from '../../lambdas/shared/guard/settings';
import type { Incident, OpenRequest } from '../../lambdas/shared/incident';
import type { Signal } from '../../lambdas/shared/signals';
import type { Look } from '../../lambdas/shared/step';
import type { Switch } from '../../lambdas/shared/stop';

/** Friday 20 November 2026, 10:02:17 in India, in the session: when the alarm of these tests changes state. */
export const ALARM_AT = Date.UTC(2026, 10, 20, 4, 32, 17);

/** Milliseconds since the epoch, so many seconds after the alarm. */
export const at = (seconds: number): number => ALARM_AT + seconds * 1000;

/** The same as ISO 8601 in UTC. */
export const isoAfter = (seconds: number): string => new Date(at(seconds)).toISOString();

export const TASKS_ALARM = 'algo-trading-prod-trading/TooFewRunningTasks';
export const ERRORS_ALARM = 'algo-trading-prod-trading/TooManyErrorLines';
export const ORDERS_ALARM = 'algo-trading-prod-trading/OrdersUnanswered';

export const seen = <T>(value: T): Look<T> => ({ seen: value });
export const unseen = (because: string): { readonly unseen: string } => ({ unseen: because });

/** What a run asks for when the running-tasks alarm changed state. */
export const openRequest = (over: Partial<OpenRequest> = {}): OpenRequest => ({
  id: 'trading-service-not-processing-orders-20261120T043217Z',
  runbook: 'trading-service-not-processing-orders',
  title: 'Trading Service Not Processing Orders',
  severity: 'P2',
  target: 'trading',
  dependsOn: ['database'],
  openedAt: isoAfter(5),
  alarmAt: isoAfter(0),
  deadlineAt: isoAfter(1800),
  execution: 'arn:aws:states:ap-south-1:123456789012:execution:runbook-prod-trading:first',
  cause: `Alarm ${TASKS_ALARM} went to ALARM at 10:02:17 IST: no datapoints`,
  alarm: TASKS_ALARM,
  ...over,
});

/** An open P2 incident of the trading service. */
export function incident(over: Partial<Incident> = {}): Incident {
  const { alarm: _, ...request } = openRequest();
  return {
    ...request,
    status: 'open',
    alarms: { [TASKS_ALARM]: isoAfter(0) },
    joined: 0,
    restarts: {},
    deployments: {},
    ...over,
  };
}

/** The running-tasks alarm in ALARM since it changed state, with data behind it. */
export const signal = (over: Partial<Signal> = {}): Signal => ({
  alarm: TASKS_ALARM,
  state: 'ALARM',
  reason: 'Threshold Crossed',
  since: ALARM_AT,
  hasData: true,
  ...over,
});

/** The one deployment of a service at rest. */
export const deployment = (over: Partial<Deployment> = {}): Deployment => ({
  id: 'ecs-svc/1111',
  status: 'PRIMARY',
  rolloutState: 'COMPLETED',
  desiredCount: 2,
  runningCount: 2,
  createdAt: new Date(at(-86_400)),
  ...over,
});

/** The trading service as it should be: two of two tasks, nothing rolling out. */
export const service = (over: Partial<Service> = {}): Service => ({
  serviceName: 'algo-trading-prod-trading',
  status: 'ACTIVE',
  desiredCount: 2,
  runningCount: 2,
  pendingCount: 0,
  deployments: [deployment()],
  events: [],
  ...over,
});

/** A task that ended by itself half a minute after the alarm. */
export const stoppedTask = (over: Partial<StoppedTask> = {}): StoppedTask => ({
  task: 'task-1',
  stoppedAt: isoAfter(30),
  deployment: 'ecs-svc/1111',
  stopCode: 'EssentialContainerExited',
  reason: 'Essential container in task exited',
  exitCode: 1,
  ...over,
});

export const tradingIs = (value: string): Look<Switch> => seen({ value, version: 7, changedAt: new Date(at(-3600)) });

/** Names of the parameters people change at run time. */
export const SETTINGS: SettingNames = {
  mode: '/runbook/prod/mode',
  runbookMode: '/runbook/prod/trading-service-not-processing-orders/mode',
  calendar: '/runbook/prod/calendar',
  overrides: '/runbook/prod/calendar-overrides',
};

export const TRADING_ENABLED = '/algo-trading/prod/trading_enabled';

/** The market calendar of production: NSE, with the maintenance window on Saturdays from 06:00 to 08:00. */
export const CALENDAR: Calendar = { ...nse, maintenance: { weekday: 'saturday', from: '06:00', to: '08:00' } };

/** What Parameter Store holds while a runbook may act and trading is enabled; `undefined` takes one away. */
export function parameters(over: Readonly<Record<string, string | undefined>> = {}): Map<string, string> {
  const held = {
    [SETTINGS.mode]: 'act',
    [SETTINGS.runbookMode]: 'act',
    [SETTINGS.calendar]: compactCalendar(CALENDAR),
    [SETTINGS.overrides]: '{}',
    [TRADING_ENABLED]: 'true',
    ...over,
  };
  return new Map(Object.entries(held).flatMap(([name, value]) => (value === undefined ? [] : [[name, value]])));
}

/** Parameter Store as far as functions read it. */
export async function answerSsm(held: ReadonlyMap<string, string>, command: object): Promise<object> {
  const parameter = (Name: string) => {
    const Value = held.get(Name);
    return Value === undefined ? [] : [{ Name, Value, Version: 7, LastModifiedDate: new Date(at(-3600)) }];
  };
  if (command instanceof GetParametersCommand) return { Parameters: command.input.Names?.flatMap(parameter) ?? [] };
  const [Parameter] = parameter((command as GetParameterCommand).input.Name ?? '');
  if (!Parameter) throw Object.assign(new Error('There is none.'), { name: 'ParameterNotFound' });
  return { Parameter };
}
