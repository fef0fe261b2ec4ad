import { type Environment, NOT_CONFIGURED } from '../environments/schema';
import type { Action, Actions, Variant } from '../runbooks/actions';
import type { Target } from '../runbooks/runbook';
import { sweepSeconds } from './acting-on-trading';
import type { RunbookAlarm } from './alarms';
import { configured, machineArn, serviceNames, targetGroupArn } from './called';
import { DAY_INPUTS } from './day-step-inputs';
import { ON_DEMAND_INPUTS } from './on-demand';
import type { PlannedStep } from './plan';
import { PROBE_INPUTS } from './probe';
import { settingNames } from './settings';
import type { StepGrounds } from './step-grounds';
import type { Payload } from './step-states';

/** Turns a step's roles into the names of one environment: what the function behind it is told. */
export function stepInput(grounds: StepGrounds, { does, step }: PlannedStep): Payload {
  const inputs: Readonly<Record<string, (input: never, grounds: StepGrounds) => Payload>> = {
    ...INPUTS,
    ...VARIANT_INPUTS,
  };
  const make = inputs[does];
  if (!make) throw new Error(`There is no input for "${does}".`);
  return make(step.input as never, grounds);
}

type Inputs = { readonly [A in Action]: (input: Actions[A], grounds: StepGrounds) => Payload };

const INPUTS: Inputs = {
  ...DAY_INPUTS,
  ...ON_DEMAND_INPUTS,
  ...PROBE_INPUTS,
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
    overlap: grounds.environment.services[service].generationsMayOverlap,
    guard: guardInput(grounds),
  }),
  'monitor-deployment': ({ service }, { environment }) => names(environment, service),
  'check-database': (_, { environment }) => ({ instance: environment.database.instance }),
  'wait-for-database': (_, { environment }) => ({ instance: environment.database.instance }),
  'check-security-groups': (_, { environment: { database, network } }) => ({
    instance: database.instance,
    port: database.port,
    servicesSecurityGroup: network.servicesSecurityGroup,
  }),
  'test-connectivity': (_, { environment: { database } }) => ({
    instance: database.instance,
    database: database.name,
    secret: database.secret,
    connectTimeoutSeconds: 5,
  }),
  'check-targets': (_, { environment }) => ({ targetGroupArn: targetGroupArn(environment) }),
  'probe-dashboard': (_, { environment: { loadBalancer, thresholds } }) => ({
    url: `${loadBalancer.url}${loadBalancer.healthPath}`,
    pageUrl: `${loadBalancer.url}/`,
    // Slower than this is as good as not at all.
    timeoutSeconds: Math.max(1, Math.ceil(thresholds.maxResponseSeconds)),
  }),
  'identify-bottleneck': ({ service, minutes }, { environment }) => ({
    ...names(environment, service),
    database: environment.database.instance,
    minutes,
  }),
  'scale-service': ({ service, to }, grounds) => ({
    ...names(grounds.environment, service),
    kind: kindOf(service),
    to,
    ceiling: grounds.environment.services[service].maxTasks,
    overlap: grounds.environment.services[service].generationsMayOverlap,
    guard: guardInput(grounds),
    undo: undoInput(grounds, service, UNDO_SCALE_UP_AFTER_SECONDS),
  }),
  'undo-scaling': ({ service }, grounds) => ({
    ...names(grounds.environment, service),
    kind: kindOf(service),
    guard: guardInput(grounds),
  }),
  'investigate-root-cause': ({ service, minutes }, { environment }) => ({
    ...names(environment, service),
    logGroup: environment.logs.group,
    streamPrefix: environment.services[service].logStreamPrefix,
    minutes,
    slowQueries: configured(environment.database.slowQueries),
  }),
  'check-system': (_, { environment }) => ({
    cluster: environment.cluster,
    services: serviceNames(environment),
    database: environment.database.instance,
    targetGroupArn: targetGroupArn(environment),
    dashboard: { url: `${environment.loadBalancer.url}${environment.loadBalancer.healthPath}` },
    logGroup: environment.logs.group,
    broker: configured(environment.signals.brokerStatus),
    marketData: configured(environment.signals.marketDataFreshness),
    maxMarketDataAgeSeconds: environment.thresholds.maxMarketDataAgeSeconds,
    tradingEnabled: environment.parameters.tradingEnabled,
    acknowledgement: configured(environment.signals.tradingEnabledAcknowledgement),
  }),
  'halt-trading': (_, { environment, naming, runbook }) => ({
    ...names(environment, 'trading'),
    tradingEnabled: environment.parameters.tradingEnabled,
    acknowledgement: configured(environment.signals.tradingEnabledAcknowledgement),
    services: Object.values(serviceNames(environment)),
    database: environment.database.instance,
    broker: configured(environment.signals.brokerStatus),
    marketData: configured(environment.signals.marketDataFreshness),
    maxMarketDataAgeSeconds: environment.thresholds.maxMarketDataAgeSeconds,
    dailyLossAlarm: environment.signals.dailyLoss === NOT_CONFIGURED ? null : naming.alarm('system', 'daily-loss'),
    databaseAlarm: naming.alarm('database', 'database-connections-failing'),
    tradingAlarms: (['running-tasks', 'error-lines', 'oldest-unanswered-order'] as const).map((trigger) =>
      naming.alarm('trading', trigger),
    ),
    settings: settingNames(naming, runbook),
    sweep: { machine: machineArn({ environment, naming }, 'sweep-stop'), forSeconds: sweepSeconds() },
  }),
};

/** The same steps, where a service must be stopped first or loses its open work (lib/plan.ts). */
const VARIANT_INPUTS: {
  readonly [V in Variant]: (input: Actions['restart-service'], grounds: StepGrounds) => Payload;
} = {
  'ask-before-restart': ({ service, if: when }, { environment, naming, runbook }) => ({
    ...names(environment, service),
    if: when,
    tradingEnabled: environment.parameters.tradingEnabled,
    settings: settingNames(naming, runbook),
  }),
  'stop-for-restart': ({ service, if: when }, grounds) => ({
    ...names(grounds.environment, service),
    kind: kindOf(service),
    if: when,
    guard: guardInput(grounds),
    undo: undoInput(grounds, service, UNDO_STOP_AFTER_SECONDS),
  }),
  'start-after-stop': ({ service }, grounds) => ({
    ...names(grounds.environment, service),
    kind: kindOf(service),
    guard: guardInput(grounds),
  }),
};

/** A restart that stopped first has ended long before, one way or the other. */
const UNDO_STOP_AFTER_SECONDS = 600;

/** Long enough that the fault is over; in the session it is put off to the close anyway. */
const UNDO_SCALE_UP_AFTER_SECONDS = 1800;

/** How a step sees to it that what it changes is put back. */
const undoInput = (grounds: StepGrounds, service: ServiceRole, afterSeconds: number): Payload => ({
  later: machineArn(grounds, 'later'),
  machine: machineArn(grounds, `undo-scaling-${service}`),
  afterSeconds,
});

type ServiceRole = keyof Environment['services'];
const isService = (target: Target): target is ServiceRole => !['database', 'system', 'probe'].includes(target);

const names = (environment: Environment, service: ServiceRole) => ({
  cluster: environment.cluster,
  service: environment.services[service].name,
});

/** Only the trading service has the trading parameter, and orders to lose. */
const kindOf = (service: ServiceRole): 'trading' | 'other' => (service === 'trading' ? 'trading' : 'other');

/** What stands before every act. */
const guardInput = ({ environment, naming, runbook }: StepGrounds): Payload => ({
  settings: settingNames(naming, runbook),
  limits: environment.limits,
  tradingEnabled: environment.parameters.tradingEnabled,
});

/** What verification looks at. */
export const verifyInput = ({ environment, runbook }: StepGrounds, alarms: readonly RunbookAlarm[]): Payload => ({
  ...groundsOf(environment, alarms, runbook.target),
  target: subject(environment, runbook.target, runbook.target),
});

/** What verdicts are decided by. @param target of the incident; left out: of any but the system as a whole. */
export const groundsOf = (environment: Environment, alarms: readonly RunbookAlarm[], target?: Target) => ({
  cluster: environment.cluster,
  tradingEnabled: environment.parameters.tradingEnabled,
  signals: Object.fromEntries(
    alarms.map((alarm) => [
      alarm.name,
      { absence: alarm.absence, of: subject(environment, alarm.target, target), own: alarm.target === target },
    ]),
  ),
});

/**
 * Whom a signal is about. In an incident of the whole system trading may be disabled: we have done it.
 * @param incident what the incident is about.
 */
export function subject(environment: Environment, target: Target, incident: Target | undefined): Payload {
  if (target === 'system' || target === 'probe') return { is: target };
  if (target === 'database') return { is: 'database', instance: environment.database.instance };
  const kind = kindOf(target);
  const whose = kind === 'trading' && incident === 'system' ? 'trading-disabled' : kind;
  return { is: 'service', service: environment.services[target].name, whose };
}

/** What console links are made of. */
export const placeOf = ({ environment, runbook: { target } }: StepGrounds): Payload => {
  const service = isService(target) ? environment.services[target] : undefined;
  return {
    region: environment.region,
    cluster: environment.cluster,
    service: service?.name ?? null,
    database: target === 'database' || target === 'system' ? environment.database.instance : null,
    logGroup: environment.logs.group,
    streamPrefix: service?.logStreamPrefix ?? null,
  };
};
