import { type Environment, NOT_CONFIGURED } from '../environments/schema';
import type { Naming } from './naming';

/** What things are called in AWS, for functions that are told. */

/** Role to ECS service. */
export const serviceNames = ({ services }: Environment): Readonly<Record<keyof Environment['services'], string>> => ({
  trading: services.trading.name,
  dashboard: services.dashboard.name,
  'data-service': services['data-service'].name,
});

export const targetGroupArn = ({ region, account, loadBalancer }: Environment): string =>
  `arn:aws:elasticloadbalancing:${region}:${account}:${loadBalancer.targetGroup}`;

export const loadBalancerArn = ({ region, account, loadBalancer }: Environment): string =>
  `arn:aws:elasticloadbalancing:${region}:${account}:loadbalancer/${loadBalancer.id}`;

/** @param id of a runbook, a checklist or another workflow of ours. */
export const machineArn = (
  { environment, naming }: { readonly environment: Environment; readonly naming: Naming },
  id: string,
): string => `arn:aws:states:${environment.region}:${environment.account}:stateMachine:${naming.machine(id)}`;

/** How the names of our alarms begin: an alarm is called by what it is about (lib/naming.ts). */
export const alarmPrefixes = (environment: Environment, naming: Naming): string[] => [
  ...Object.values(environment.services).map(({ name }) => `${name}/`),
  `${environment.database.instance}/`,
  `${naming.stack}/`,
];

/** A function is told null of a signal that nothing emits. */
export const configured = <T extends object>(signal: T | typeof NOT_CONFIGURED): T | null =>
  signal === NOT_CONFIGURED ? null : signal;
