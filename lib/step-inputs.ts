import { type Environment, NOT_CONFIGURED } from '../environments/schema';
import type { Action, Actions } from '../runbooks/actions';
import type { Runbook, Step, Target } from '../runbooks/runbook';
import type { RunbookAlarm } from './alarms';
import type { Naming } from './naming';
import { settingNames } from './settings';
import type { Payload } from './step-states';

/** What the inputs of one runbook's steps are made of. */
export interface InputGrounds {
  readonly environment: Environment;
  readonly naming: Naming;
  readonly runbook: Runbook;
}

/** Turns a step's roles into the names of one environment: what the function behind it is told. */
export function stepInput<A extends Action>(grounds: InputGrounds, { does, input }: Step & { does: A }): Payload {
  return INPUTS[does](input as Actions[A], grounds);
}

type Inputs = { readonly [A in Action]: (input: Actions[A], grounds: InputGrounds) => Payload };

const INPUTS: Inputs = {
  'check-service': ({ service }, { environment }) => ({
    ...names(environment, service),
    tradingEnabled: environment.parameters.tradingEnabled,
    whose: kindOf(service),
  }),
  'read-logs': ({ service, minutes }, { environment }) => ({
    logGroup: environment.logs.group,
    streamPrefix: service === 'all' ? null : environment.services[service].logStreamPrefix,
    minutes,
  }),
  'verify-broker': (_, { environment }) => {
    const { brokerStatus } = environment.signals;
    return { broker: brokerStatus === NOT_CONFIGURED ? null : brokerStatus };
  },
  'restart-service': ({ service, if: when }, grounds) => ({
    ...names(grounds.environment, service),
    kind: kindOf(service),
    if: when,
    guard: guardInput(grounds),
  }),
  'monitor-deployment': ({ service }, { environment }) => names(environment, service),
};

type ServiceRole = keyof Environment['services'];

const names = (environment: Environment, service: ServiceRole) => ({
  cluster: environment.cluster,
  service: environment.services[service].name,
});

/** Only the trading service has the trading parameter, and orders to lose. */
const kindOf = (service: ServiceRole): 'trading' | 'other' => (service === 'trading' ? 'trading' : 'other');

/** What stands before every act. */
const guardInput = ({ environment, naming, runbook }: InputGrounds): Payload => ({
  settings: settingNames(naming, runbook),
  limits: environment.limits,
  tradingEnabled: environment.parameters.tradingEnabled,
});

/** What verification looks at. */
export const verifyInput = ({ environment, runbook }: InputGrounds, alarms: readonly RunbookAlarm[]): Payload => ({
  cluster: environment.cluster,
  tradingEnabled: environment.parameters.tradingEnabled,
  target: subject(environment, runbook.target, runbook),
  signals: Object.fromEntries(
    alarms.map(({ name, absence, target }) => [
      name,
      { absence, of: subject(environment, target, runbook), own: target === runbook.target },
    ]),
  ),
});

/** Whom a signal is about. In an incident of the whole system trading may be disabled: we have done it. */
function subject(environment: Environment, target: Target, runbook: Runbook): Payload {
  if (target === 'system') return { is: 'system' };
  if (target === 'database') return { is: 'database', instance: environment.database.instance };
  const kind = kindOf(target);
  const whose = kind === 'trading' && runbook.target === 'system' ? 'trading-disabled' : kind;
  return { is: 'service', service: environment.services[target].name, whose };
}

/** What console links are made of. */
export const placeOf = ({ environment, runbook: { target } }: InputGrounds): Payload => {
  const service = target === 'database' || target === 'system' ? undefined : environment.services[target];
  return {
    region: environment.region,
    cluster: environment.cluster,
    service: service?.name ?? null,
    database: target === 'database' || target === 'system' ? environment.database.instance : null,
    logGroup: environment.logs.group,
    streamPrefix: service?.logStreamPrefix ?? null,
  };
};
