import type { Environment } from '../environments/schema';
import type { Trigger } from '../runbooks/runbook';

/** Names of what this app itself creates; the names of what it looks after stand in environments/. */
export const naming = (environment: Environment) => {
  const prefix = `runbook-${environment.name}`;
  return {
    stack: prefix,
    machine: (id: string): string => `${prefix}-${id}`,
    function: (action: string): string => `${prefix}-${action}`,
    topic: (id: string): string => `${prefix}-${id}`,
    table: `${prefix}-incidents`,
    reports: `${prefix}-reports-${environment.account}`,
    rule: (id: string): string => `${prefix}-${id}`,
    /** `algo-trading-prod-trading/TooFewRunningTasks`: what is wrong, with whom. */
    alarm: (service: keyof Environment['services'], trigger: Trigger): string =>
      `${environment.services[service].name}/${WRONG[trigger]}`,
  };
};

export type Naming = ReturnType<typeof naming>;

const WRONG: Readonly<Record<Trigger, string>> = {
  'running-tasks': 'TooFewRunningTasks',
  'error-lines': 'TooManyErrorLines',
  'oldest-unanswered-order': 'OrdersUnanswered',
};
