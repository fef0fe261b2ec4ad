import type { Environment } from '../../environments/schema';
import { permissions as chooseRevision } from '../../lambdas/choose-revision/permissions';
import { permissions as deployImage } from '../../lambdas/deploy-image/permissions';
import { permissions as followDeployment } from '../../lambdas/follow-deployment/permissions';
import { permissions as planDeployment } from '../../lambdas/plan-deployment/permissions';
import { permissions as rollBackFailed } from '../../lambdas/roll-back-failed/permissions';
import { permissions as rollBackService } from '../../lambdas/roll-back-service/permissions';
import { permissions as verifyDeployment } from '../../lambdas/verify-deployment/permissions';
import type { Actions, ServiceRole } from '../../runbooks/actions';
import { CHANGE_BUDGETS, type ChangeActions } from '../../runbooks/actions-of-change';
import { machineArn } from '../called';
import type { FunctionFacts } from '../function-list';
import { settingNames } from '../settings';
import type { StepGrounds } from '../step-grounds';
import type { Payload } from '../step-states';

const budget = (action: keyof ChangeActions) => ({ timeoutSeconds: CHANGE_BUDGETS[action].timeoutSeconds });

/** Functions of Update Deployment and the Rollback Procedure: in words, with what each may do and how long it may take. */
export const CHANGE_FUNCTIONS = {
  'plan-deployment': {
    does: 'Says what a deployment would change',
    may: planDeployment,
    ...budget('plan-deployment'),
  },
  'deploy-image': { does: 'Brings an image to its service', may: deployImage, ...budget('deploy-image') },
  'follow-deployment': {
    does: 'Follows a deployment to its end',
    may: followDeployment,
    ...budget('follow-deployment'),
  },
  'verify-deployment': {
    does: 'Judges whether what was deployed works',
    may: verifyDeployment,
    ...budget('verify-deployment'),
  },
  'roll-back-failed': {
    does: 'Takes back what is not verified',
    may: rollBackFailed,
    ...budget('roll-back-failed'),
  },
  'choose-revision': { does: 'Chooses what is gone back to', may: chooseRevision, ...budget('choose-revision') },
  'roll-back-service': {
    does: 'Goes back to what ran before',
    may: rollBackService,
    ...budget('roll-back-service'),
  },
} as const satisfies Readonly<Record<string, FunctionFacts>>;

/** What the functions behind its steps are told: everything of every service, because which one is said at the start. */
export const CHANGE_INPUTS: {
  readonly [A in keyof ChangeActions]: (input: Actions[A], grounds: StepGrounds) => Payload;
} = {
  'plan-deployment': (_, grounds) => release(grounds),
  'deploy-image': (_, grounds) => release(grounds),
  'follow-deployment': (_, grounds) => release(grounds),
  'verify-deployment': ({ otherwise }, grounds) => ({ ...release(grounds), otherwise }),
  'roll-back-failed': (_, grounds) => release(grounds),
  'choose-revision': (_, grounds) => release(grounds),
  'roll-back-service': (_, grounds) => release(grounds),
};

/** A release is over long before, one way or the other: the undo is for a run that died in the middle. */
const UNDO_STOP_AFTER_SECONDS = 1800;

function release(grounds: StepGrounds): Payload {
  const { environment, naming, runbook } = grounds;
  const { cluster, services, logs, thresholds, limits, parameters } = environment;
  const roles = Object.keys(services) as ServiceRole[];
  return {
    cluster,
    services: Object.fromEntries(roles.map((role) => [role, serviceOf(role, services[role], grounds)])),
    logGroup: logs.group,
    maxErrorLinesPerMinute: thresholds.maxErrorLinesPerMinute,
    guard: { settings: settingNames(naming, runbook), limits, tradingEnabled: parameters.tradingEnabled },
  };
}

const serviceOf = (
  role: ServiceRole,
  service: Environment['services'][ServiceRole],
  grounds: StepGrounds,
): Payload => ({
  name: service.name,
  image: service.image,
  // Only the trading service has the trading parameter, and orders to lose.
  kind: role === 'trading' ? 'trading' : 'other',
  overlap: service.generationsMayOverlap,
  stateSurvives: service.stateSurvivesRestart,
  logStreamPrefix: service.logStreamPrefix,
  alarms: Object.fromEntries(
    grounds.alarms.filter(({ target }) => target === role).map(({ name, absence }) => [name, absence]),
  ),
  undo: {
    later: machineArn(grounds, 'later'),
    machine: machineArn(grounds, `undo-scaling-${role}`),
    afterSeconds: UNDO_STOP_AFTER_SECONDS,
  },
});
