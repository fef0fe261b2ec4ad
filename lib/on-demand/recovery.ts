import { permissions as calculateLosses } from '../../lambdas/calculate-losses/permissions';
import { permissions as checkDataIntegrity } from '../../lambdas/check-data-integrity/permissions';
import { permissions as reconcilePositions } from '../../lambdas/reconcile-positions/permissions';
import { permissions as restoreScaling } from '../../lambdas/restore-scaling/permissions';
import { permissions as restoreService } from '../../lambdas/restore-service/permissions';
import { permissions as resumeTrading } from '../../lambdas/resume-trading/permissions';
import { permissions as reviewPositions } from '../../lambdas/review-positions/permissions';
import type { Actions } from '../../runbooks/actions';
import { RECOVERY_BUDGETS, type RecoveryActions } from '../../runbooks/actions-of-recovery';
import type { ServiceRole } from '../../runbooks/service-role';
import { configured } from '../called';
import type { FunctionFacts } from '../function-list';
import { settingNames } from '../settings';
import type { StepGrounds } from '../step-grounds';
import type { Payload } from '../step-states';

const step = (action: keyof RecoveryActions) => ({ timeoutSeconds: RECOVERY_BUDGETS[action].timeoutSeconds });

/** Functions of System Recovery: in words, with what each may do and how long it may take. */
export const RECOVERY_FUNCTIONS = {
  'check-data-integrity': {
    does: 'Looks whether the data are all there',
    may: checkDataIntegrity,
    insideVpc: true,
    ...step('check-data-integrity'),
  },
  'review-positions': {
    does: 'Says which positions are open',
    may: reviewPositions,
    ...step('review-positions'),
  },
  'calculate-losses': { does: 'Says what the outage has cost', may: calculateLosses, ...step('calculate-losses') },
  'restore-service': {
    does: 'Brings back what a stop has stopped',
    may: restoreService,
    ...step('restore-service'),
  },
  'restore-scaling': {
    does: 'Puts the scaling of before a stop back',
    may: restoreScaling,
    ...step('restore-scaling'),
  },
  'reconcile-positions': {
    does: 'Compares our positions with the broker’s',
    may: reconcilePositions,
    ...step('reconcile-positions'),
  },
  'resume-trading': {
    does: 'Enables trading when two people approve it',
    may: resumeTrading,
    ...step('resume-trading'),
  },
} as const satisfies Readonly<Record<string, FunctionFacts>>;

/** What the functions behind its steps are told. */
export const RECOVERY_INPUTS: {
  readonly [A in keyof RecoveryActions]: (input: Actions[A], grounds: StepGrounds) => Payload;
} = {
  'check-data-integrity': (_, { environment: { database } }) => ({
    instance: database.instance,
    database: database.name,
    secret: database.secret,
    connectTimeoutSeconds: 5,
  }),
  'review-positions': (_, { environment: { signals } }) => ({ positions: configured(signals.positions) }),
  'calculate-losses': (_, { environment }) => ({
    service: environment.services.trading.name,
    tradingEnabled: environment.parameters.tradingEnabled,
    tradesAndProfit: configured(environment.signals.tradesAndProfit),
    dailyLoss: configured(environment.signals.dailyLoss),
    maxDailyLoss: environment.thresholds.maxDailyLoss,
  }),
  'restore-service': ({ service }, grounds) => ({
    ...acting(service, grounds),
    acknowledgement: configured(grounds.environment.signals.tradingEnabledAcknowledgement),
  }),
  'restore-scaling': ({ service }, grounds) => acting(service, grounds),
  'reconcile-positions': (_, grounds) => bothSides(grounds),
  'resume-trading': ({ service }, grounds) => ({
    ...acting(service, grounds),
    ...bothSides(grounds),
    acknowledgement: configured(grounds.environment.signals.tradingEnabledAcknowledgement),
  }),
};

/** What a step is told that changes a service. */
const acting = (service: ServiceRole, { environment, naming, runbook }: StepGrounds): Payload => ({
  cluster: environment.cluster,
  service: environment.services[service].name,
  kind: service === 'trading' ? 'trading' : 'other',
  usual: environment.services[service].desiredTasks,
  guard: {
    settings: settingNames(naming, runbook),
    limits: environment.limits,
    tradingEnabled: environment.parameters.tradingEnabled,
  },
});

/** Where both sides say what they hold. */
const bothSides = ({ environment: { signals } }: StepGrounds): Payload => ({
  positions: configured(signals.positions),
  brokerPositions: configured(signals.brokerPositions),
});
