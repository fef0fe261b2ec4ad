import { type Environment, EnvironmentError } from '../environments/schema';
import type { Target, Trigger } from '../runbooks/runbook';

/** Names of what this app itself creates; the names of what it looks after stand in environments/. */
export const naming = (environment: Environment) => {
  const prefix = `runbook-${environment.name}`;
  return {
    stack: prefix,
    machine: (id: string): string => `${prefix}-${id}`,
    function: (action: string): string => `${prefix}-${action}`,
    topic: (id: string): string => `${prefix}-${id}`,
    /** Of a key: another stack knows a key by its alias alone. */
    alias: (id: string): string => `alias/${prefix}-${id}`,
    table: `${prefix}-incidents`,
    reports: `${prefix}-reports-${environment.account}`,
    rule: (id: string): string => `${prefix}-${id}`,
    /** Of what could not be delivered: to a workflow or a function, and what the watch had to say. */
    queues: { deadLetters: `${prefix}-dead-letters`, watchDeadLetters: `${prefix}-watch-dead-letters` },
    /** Namespace of what the app measures of itself. */
    metrics: prefix,
    dashboard: prefix,
    /** `algo-trading-prod-trading/TooFewRunningTasks`: what is wrong, with whom. */
    alarm: (target: Target, trigger: Trigger): string => `${nameOf(environment, target)}/${WRONG[trigger]}`,
    /** Who is who and what is called what, for the functions behind the HTTP API; see lib/directory.ts. */
    directory: `/${prefix}/directory`,
    system: `/${prefix}/system`,
    /** Where the HTTP API is: the command line for engineers looks here. */
    api: `/${prefix}/api`,
    /** What people change at run time; see lib/settings.ts. */
    settings: {
      mode: `/${prefix}/mode`,
      runbookMode: (id: string): string => `/${prefix}/mode/${id}`,
      calendar: `/${prefix}/calendar`,
      overrides: `/${prefix}/calendar/overrides`,
    },
  };
};

export type Naming = ReturnType<typeof naming>;

const WRONG: Readonly<Record<Trigger, string>> = {
  'running-tasks': 'TooFewRunningTasks',
  'error-lines': 'TooManyErrorLines',
  'oldest-unanswered-order': 'OrdersUnanswered',
  'high-cpu': 'HighCpu',
  'high-memory': 'HighMemory',
  'database-connections-failing': 'ConnectionsFailing',
  'database-high-cpu': 'HighCpu',
  'database-connections-high': 'TooManyConnections',
  'database-storage-low': 'StorageLow',
  'load-balancer-5xx': 'LoadBalancer5xx',
  'target-5xx': 'Target5xx',
  'share-of-5xx': 'ShareOf5xx',
  'unhealthy-hosts': 'UnhealthyHosts',
  latency: 'SlowResponses',
  'market-data-stale': 'MarketDataStale',
  'several-services-down': 'SeveralServicesDown',
  'daily-loss': 'DailyLoss',
  'test-alarm': 'TestAlarm',
};

/**
 * The names of what is created for an environment begin with the environment's own: so a rule finds all of its workflows, and
 * a permission no others. Beside `prod`, one called `prod-eu` would be looked after by both.
 * @throws EnvironmentError naming the two.
 */
export function checkDistinct(environments: readonly Environment[]): void {
  for (const [index, { name }] of environments.entries()) {
    const other = environments.find((each, at) => at !== index && `${name}-`.startsWith(`${each.name}-`));
    if (other)
      throw new EnvironmentError(
        `environments/${name}.ts: name: given ${JSON.stringify(name)}, expected one that is not ${JSON.stringify(other.name)} and does not begin with ${JSON.stringify(`${other.name}-`)}: everything of ${other.name} is found by that`,
      );
  }
}

/** What a target is called outside this app; the system as a whole, and a test, have no name but ours. */
function nameOf(environment: Environment, target: Target): string {
  if (target === 'system' || target === 'probe') return `runbook-${environment.name}`;
  return target === 'database' ? environment.database.instance : environment.services[target].name;
}
