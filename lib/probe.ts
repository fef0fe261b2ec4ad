import { type Environment, NOT_CONFIGURED } from '../environments/schema';
import { permissions as flipProbeParameter } from '../lambdas/flip-probe-parameter/permissions';
import { permissions as followTestAlarm } from '../lambdas/follow-test-alarm/permissions';
import { permissions as setTestAlarm } from '../lambdas/set-test-alarm/permissions';
import type { Actions } from '../runbooks/actions';
import { PROBE_BUDGETS, type ProbeActions } from '../runbooks/actions-of-probe';
import { TEST_SIGNAL, testAlarm } from '../runbooks/end-to-end-probe';
import type { FunctionFacts } from './function-list';
import { settingNames } from './settings';
import type { StepGrounds } from './step-grounds';
import type { Payload } from './step-states';

const step = (action: keyof ProbeActions) => ({ timeoutSeconds: PROBE_BUDGETS[action].timeoutSeconds });

/** The functions of the End-to-End Probe; what the test alarm itself meets is in the first stack, as all alarms do. */
export const PROBE_FUNCTIONS = {
  'set-test-alarm': { does: 'Raises the test alarm, or ends it', may: setTestAlarm, ...step('set-test-alarm') },
  'follow-test-alarm': {
    does: 'Follows the test alarm on its way',
    may: followTestAlarm,
    ...step('follow-test-alarm'),
  },
  'flip-probe-parameter': {
    does: 'Sees that the trading service reads its parameters',
    may: flipProbeParameter,
    ...step('flip-probe-parameter'),
  },
} as const satisfies Readonly<Record<string, FunctionFacts>>;

/** What the functions behind its steps are told. */
export const PROBE_INPUTS: {
  readonly [A in keyof ProbeActions]: (input: Actions[A], grounds: StepGrounds) => Payload;
} = {
  'see-test-alarm': () => ({}),
  'set-test-alarm': ({ to }, { naming }) => ({
    to,
    metric: { namespace: naming.metrics, name: TEST_SIGNAL },
    settings: settingNames(naming, testAlarm),
  }),
  'follow-test-alarm': ({ until }, { environment: { region, account }, naming }) => ({
    until,
    watch: `arn:aws:sns:${region}:${account}:${naming.topic('watch')}`,
  }),
  'flip-probe-parameter': (_, { environment, naming, runbook }) => ({
    cluster: environment.cluster,
    service: environment.services.trading.name,
    probe: parameterOf(environment),
    settings: settingNames(naming, runbook),
  }),
};

function parameterOf({ parameters: { probe }, signals: { probeAcknowledgement } }: Environment): Payload | null {
  return probe === NOT_CONFIGURED || probeAcknowledgement === NOT_CONFIGURED
    ? null
    : { parameter: probe, acknowledgement: probeAcknowledgement };
}
