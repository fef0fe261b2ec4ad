import type { HealthCheck, Outcome, TargetHealth } from './types';

/** The health of a target and the checks in a row that led to it. */
export interface Health extends TargetHealth {
  readonly passed: number;
  readonly failed: number;
}

const NONE = { passed: 0, failed: 0 };

// @claim documented: A target that is not healthy has a reason code and the description that belongs to it: "Target registration is in progress", "Initial health checks in progress", "Health checks failed with these codes: [code]", "Request timed out", "Health checks failed", "Target deregistration is in progress", "Target is not registered to the target group".
// @source https://docs.aws.amazon.com/elasticloadbalancing/latest/application/target-group-health-checks.html#target-health-reason-codes
export const REGISTERING: Health = {
  state: 'initial',
  reason: 'Elb.RegistrationInProgress',
  description: 'Target registration is in progress',
  ...NONE,
};
export const CHECKING: Health = {
  state: 'initial',
  reason: 'Elb.InitialHealthChecking',
  description: 'Initial health checks in progress',
  ...NONE,
};
export const HEALTHY: Health = { state: 'healthy', ...NONE };
export const DRAINING: Health = {
  state: 'draining',
  reason: 'Target.DeregistrationInProgress',
  description: 'Target deregistration is in progress',
  ...NONE,
};
export const GONE: Health = {
  state: 'unused',
  reason: 'Target.NotRegistered',
  description: 'Target is not registered to the target group',
  ...NONE,
};

/** The health of a target that is registered, after one more check. */
export function judge(health: Health, outcome: Outcome, check: HealthCheck): Health {
  if (typeof outcome === 'number' && matches(check.matcher, outcome)) {
    // @claim documented: One health check that is passed makes a target that was just registered healthy; an unhealthy one needs HealthyThresholdCount in a row.
    // @source https://docs.aws.amazon.com/elasticloadbalancing/latest/application/target-group-health-checks.html
    const passed = health.passed + 1;
    const needed = health.state === 'unhealthy' ? check.healthyThreshold : 1;
    return passed >= needed ? { state: 'healthy', passed, failed: 0 } : { ...health, passed, failed: 0 };
  }
  // @claim documented: UnhealthyThresholdCount health checks that fail in a row make a target unhealthy.
  // @source https://docs.aws.amazon.com/elasticloadbalancing/latest/application/target-group-health-checks.html
  const failed = health.failed + 1;
  if (health.state !== 'unhealthy' && failed < check.unhealthyThreshold) return { ...health, passed: 0, failed };
  // @claim assumed: The reason of an unhealthy target is that of its latest failed check.
  // @source https://docs.aws.amazon.com/elasticloadbalancing/latest/application/target-group-health-checks.html (does not say which)
  return { state: 'unhealthy', ...failure(outcome), passed: 0, failed };
}

// @claim documented: A check that meets another HTTP code is Target.ResponseCodeMismatch, one that is not answered in time Target.Timeout, one that gets no connection Target.FailedHealthChecks.
// @source SDK client-elastic-load-balancing-v2 DescribeTargetHealth documentation (TargetHealth.Reason)
function failure(outcome: Outcome): Pick<TargetHealth, 'reason' | 'description'> {
  if (outcome === 'timeout') return { reason: 'Target.Timeout', description: 'Request timed out' };
  if (outcome === 'refused') return { reason: 'Target.FailedHealthChecks', description: 'Health checks failed' };
  return {
    reason: 'Target.ResponseCodeMismatch',
    description: `Health checks failed with these codes: [${outcome}]`,
  };
}

function matches(matcher: string, code: number): boolean {
  return matcher.split(',').some((part) => {
    const [from = '', to = from] = part.split('-');
    return Number(from) <= code && code <= Number(to);
  });
}

// @claim documented: The interval is 5 to 300 seconds, the time-out 2 to 120 seconds, both thresholds are 2 to 10, and the matcher is codes or ranges of codes between 200 and 499.
// @source https://docs.aws.amazon.com/elasticloadbalancing/latest/application/target-group-health-checks.html#health-check-settings
const RANGES = [
  ['intervalMs', 5_000, 300_000],
  ['timeoutMs', 2_000, 120_000],
  ['healthyThreshold', 2, 10],
  ['unhealthyThreshold', 2, 10],
] as const;
const MATCHER = /^[2-4]\d\d(-[2-4]\d\d)?(,[2-4]\d\d(-[2-4]\d\d)?)*$/;

/** @throws Error naming the setting AWS would not take. */
export function checkSettings(group: string, check: HealthCheck): void {
  const refuse = (setting: keyof HealthCheck, supported: string): never => {
    throw new Error(`Target group ${group}: health.${setting} is ${check[setting]}. Supported: ${supported}.`);
  };
  for (const [setting, least, most] of RANGES) {
    if (!(check[setting] >= least && check[setting] <= most)) refuse(setting, `${least} to ${most}`);
  }
  if (check.timeoutMs > check.intervalMs) refuse('timeoutMs', 'no longer than the interval');
  if (!MATCHER.test(check.matcher)) refuse('matcher', 'codes of 200 to 499 such as 200, 200,202 or 200-299');
  if (!check.path.startsWith('/')) refuse('path', 'a path that starts with a slash');
}
