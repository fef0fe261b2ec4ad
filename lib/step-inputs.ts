import { type Environment, NOT_CONFIGURED } from '../environments/schema';
import type { Action } from '../runbooks/actions';
import type { Runbook, Step } from '../runbooks/runbook';
import type { RunbookAlarm } from './alarms';
import type { Payload } from './step-states';

/** Turns a step's roles into the names of one environment: what the function behind it is told. */
export function stepInput(environment: Environment, { does, input }: Step): Payload {
  const service = environment.services[input.service];
  const names = { cluster: environment.cluster, service: service.name };
  const { tradingEnabled } = environment.parameters;
  const inputs: Readonly<Record<Action, () => Payload>> = {
    'check-service': () => ({ ...names, tradingEnabled }),
    'read-logs': () => ({
      logGroup: environment.logs.group,
      streamPrefix: service.logStreamPrefix,
      minutes: 'minutes' in input ? input.minutes : 10,
    }),
    'verify-broker': () => {
      const { brokerStatus } = environment.signals;
      return { broker: brokerStatus === NOT_CONFIGURED ? null : brokerStatus };
    },
    'restart-service': () => ({ ...names, tradingEnabled, if: 'if' in input ? input.if : 'necessary' }),
    'monitor-deployment': () => names,
  };
  return inputs[does]();
}

/** What verification looks at. */
export const verifyInput = (environment: Environment, runbook: Runbook, alarms: readonly RunbookAlarm[]): Payload => ({
  cluster: environment.cluster,
  service: environment.services[runbook.target].name,
  tradingEnabled: environment.parameters.tradingEnabled,
  signals: Object.fromEntries(alarms.map(({ name, absence }) => [name, absence])),
});

/** What console links are made of. */
export const placeOf = (environment: Environment, runbook: Runbook): Payload => ({
  region: environment.region,
  cluster: environment.cluster,
  service: environment.services[runbook.target].name,
  logGroup: environment.logs.group,
  streamPrefix: environment.services[runbook.target].logStreamPrefix,
});
