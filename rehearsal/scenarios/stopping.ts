import { AwsError } from '../engine/aws/service';
import { acknowledged, RUNG_1 } from './ingredients';
import type { Stage } from './scenario';

export const runbook = 'emergency-stop-trading';

export const PARAMETER = '/algo-trading/prod/trading_enabled';
export const TRADING = 'algo-trading-prod-trading';
export const FALSE = `set "false" ${PARAMETER}`;
export const DOWN = [`scale minimum 0, scaling suspended ${TRADING}`, `stop ${TRADING}`];

/** Somebody on call stops trading, and acknowledges their own page. */
export const stop = (stage: Stage, by = 'trading-primary', options?: Record<string, true>): void =>
  stage.start(runbook, by, 'orders look wrong', options);

export const stopped = (stage: Stage): void => {
  stop(stage);
  acknowledged(stage);
};

export type Call = Parameters<Parameters<Stage['disturb']>[0]>[0];

export const isWrite = ({ service, operation }: Call): boolean => service === 'ssm' && operation === 'PutParameter';
export const isScaling = ({ service, operation }: Call): boolean =>
  operation === 'UpdateService' || (service === 'application-autoscaling' && operation === 'RegisterScalableTarget');

/** Somebody has suspended target tracking, which would otherwise answer high CPU before any alarm. */
export const withoutAutoscaling = (stage: Stage): void => {
  const { cluster, services } = stage.description.environment;
  stage.cloud.scaling.operations.RegisterScalableTarget({
    ServiceNamespace: 'ecs',
    ResourceId: `service/${cluster}/${services.trading.name}`,
    ScalableDimension: 'ecs:service:DesiredCount',
    SuspendedState: { DynamicScalingInSuspended: true, DynamicScalingOutSuspended: true },
  });
};

/** Does something at the very call of our functions. */
export function once(stage: Stage, which: (call: Call) => boolean, act: () => void): void {
  let done = false;
  const at = (call: Call): boolean => {
    if (done || !which(call)) return false;
    done = true;
    stage.after(0, act);
    return false;
  };
  stage.disturb(at, 1, { kind: 'error', error: denied.error });
}

/** As AWS words it for a role that may not. */
export const denied = {
  kind: 'error',
  error: new AwsError('AccessDeniedException', 'The role is not authorized to perform this action.', 400),
} as const;

/** What every stop has in common: it ends well, and nothing trades half a minute later. */
export const WELL = {
  outcome: 'resolved',
  verdict: 'fixed',
  restarts: 0,
  pages: RUNG_1,
  tradingEnabled: 'false',
  disabledWithinSeconds: 2,
  lastOrderWithinSeconds: 30,
} as const;

/** Where nobody of ours may write the parameter. */
export const { disabledWithinSeconds: _, ...UNWRITTEN } = WELL;

export const MINUTES = 14;

/** Where everything takes three times as long, so does the way from the command over the wait for a word to the tasks' end. */
export const SLOWER = { lastOrderWithinSeconds: 60 } as const;
