import type { TargetHealthReasonEnum } from '@aws-sdk/client-elastic-load-balancing-v2';

/** An Application Load Balancer that is active. */
export interface LoadBalancerSpec {
  readonly arn: string;
  readonly name: string;
  readonly dnsName: string;
}

/** HTTP health checks on the port on which a target receives traffic. */
export interface HealthCheck {
  readonly path: string;
  /** Milliseconds from one check of a target to its next: 5 to 300 seconds. */
  readonly intervalMs: number;
  /** Milliseconds without an answer that make a check fail: 2 to 120 seconds, no longer than the interval. */
  readonly timeoutMs: number;
  /** Successes in a row that make an unhealthy target healthy: 2 to 10. */
  readonly healthyThreshold: number;
  /** Failures in a row that make a target unhealthy: 2 to 10. */
  readonly unhealthyThreshold: number;
  /** HTTP codes of success: `200`, `200,202`, `200-299`. */
  readonly matcher: string;
}

/** A target group of IP addresses to which a listener forwards. */
export interface TargetGroupSpec {
  readonly arn: string;
  readonly name: string;
  readonly port: number;
  readonly loadBalancerArn: string;
  readonly health: HealthCheck;
  /** Milliseconds for which a target drains; 300 seconds if left out. */
  readonly deregistrationDelayMs?: number;
}

export interface Target {
  /** IP address. */
  readonly id: string;
  readonly port: number;
}

export type TargetState = 'initial' | 'healthy' | 'unhealthy' | 'draining' | 'unused';

/** In the load balancer's words; a healthy target has no reason. */
export interface TargetHealth {
  readonly state: TargetState;
  /** `Target.ResponseCodeMismatch`. */
  readonly reason?: TargetHealthReasonEnum;
  readonly description?: string;
}

/** A target has gone over to another state; `unused` when it has drained and is in the group no more. */
export interface TargetChange extends TargetHealth {
  readonly targetGroupArn: string;
  readonly target: Target;
}

/** What a health check meets: an HTTP status code, no answer in time, or no connection. */
export type Outcome = number | 'timeout' | 'refused';

/** Asked once for each health check, at the instant it is sent. */
export type Probe = (targetGroupArn: string, target: Target, path: string) => Outcome;
