import type {
  DescribeScalableTargetsRequest,
  DescribeScalableTargetsResponse,
  DescribeScalingPoliciesRequest,
  DescribeScalingPoliciesResponse,
  RegisterScalableTargetRequest,
  RegisterScalableTargetResponse,
} from '@aws-sdk/client-application-auto-scaling';
import type { Metrics } from '../../alarms/metrics';
import { oneOf } from '../../alarms/refuse';
import type { VirtualClock } from '../../clock';
import { NotPlayed, refuseOthers } from '../../refuse';
import { scalableTargetArn } from '../../scalable-target';
import { type Account, AwsError, type ServiceModel } from '../service';
import { describePolicy } from './policies';
import { checkLimits, DIMENSION, describeTarget, newTarget, type Target, type TargetSpec } from './targets';
import { LOW_MINUTES, type TrackingPolicy, track, within } from './tracking';

/** What is scaled, by resource id (`service/<cluster>/<service>`). @throws where there is no such service. */
export interface ScalableServices {
  desiredCount(resourceId: string): number;
  runningCount(resourceId: string): number;
  deploymentInProgress(resourceId: string): boolean;
  /** @param because one sentence with its numbers. */
  setDesiredCount(resourceId: string, count: number, because: string): void;
}

export interface ApplicationAutoScalingOptions {
  readonly clock: VirtualClock;
  readonly account: Account;
  readonly services: ScalableServices;
  readonly metrics: Metrics;
  /** Milliseconds after a minute's end at which its policies are judged; 0 when left out. */
  readonly evaluationDelayMs?: number;
  /** How many minutes beyond its own an alarm of a policy reads, in case some are missing; 2 when left out. */
  readonly extraPeriods?: number;
  /** Told of every change of a desired count. */
  readonly onActivity?: (activity: Activity) => void;
}

/** A desired count was changed, at `at` (milliseconds). */
export interface Activity {
  readonly at: number;
  readonly resourceId: string;
  readonly from: number;
  readonly to: number;
  readonly because: string;
}

const MINUTE_MS = 60_000;
const MOST_TARGETS = 50;

/** Application Auto Scaling (signing name `application-autoscaling`) of ECS services, by target tracking. */
export class ApplicationAutoScaling implements ServiceModel {
  /** Every change of a desired count, oldest first. */
  readonly activities: Activity[] = [];
  private readonly targets = new Map<string, Target>();
  private timer: number | undefined;

  constructor(private readonly options: ApplicationAutoScalingOptions) {}

  readonly operations = {
    DescribeScalableTargets: (input: DescribeScalableTargetsRequest) => this.describe(input),
    DescribeScalingPolicies: (input: DescribeScalingPoliciesRequest): DescribeScalingPoliciesResponse => {
      const { ResourceId, ServiceNamespace, ScalableDimension, ...others } = input;
      const played = ['ServiceNamespace', 'ResourceId', 'ScalableDimension'];
      refuseOthers('application-autoscaling DescribeScalingPolicies', others, played);
      const ResourceIds = ResourceId === undefined ? undefined : [ResourceId];
      const found = this.asked('DescribeScalingPolicies', { ServiceNamespace, ScalableDimension, ResourceIds });
      return {
        ScalingPolicies: found.flatMap(({ policy, resourceId, createdAt }) =>
          policy ? [describePolicy(policy, resourceId, createdAt, this.options.account)] : [],
        ),
      };
    },
    RegisterScalableTarget: (input: RegisterScalableTargetRequest) => this.register(input),
  };

  /**
   * Adds a target without touching its service; its policy is judged every minute from the next one on.
   * @throws when there is no such service, there is such a target, or the limits are no range.
   */
  addTarget(spec: TargetSpec): void {
    const { resourceId } = spec;
    if (this.targets.has(resourceId)) throw new Error(`The scalable target ${resourceId} exists already.`);
    if (this.targets.size === MOST_TARGETS) throw new NotPlayed('more scalable targets', [`up to ${MOST_TARGETS}`]);
    this.options.services.desiredCount(resourceId);
    this.targets.set(resourceId, newTarget(spec, this.options.clock.now()));
    if (spec.policy && this.timer === undefined) this.schedule(this.lastMinute() + MINUTE_MS);
  }

  /** Judges no policy any more. */
  stop(): void {
    if (this.timer !== undefined) this.options.clock.clearTimeout(this.timer);
    this.timer = undefined;
  }

  private describe(input: DescribeScalableTargetsRequest): DescribeScalableTargetsResponse {
    refuseOthers('application-autoscaling DescribeScalableTargets', input, [
      'ServiceNamespace',
      'ResourceIds',
      'ScalableDimension',
    ]);
    const found = this.asked('DescribeScalableTargets', input);
    return { ScalableTargets: found.map((target) => describeTarget(target, this.options.account)) };
  }

  /** The targets a description is asked for. @throws NotPlayed, AwsError ValidationException */
  private asked(
    operation: string,
    input: Pick<DescribeScalableTargetsRequest, 'ServiceNamespace' | 'ResourceIds' | 'ScalableDimension'>,
  ): Target[] {
    const where = `application-autoscaling ${operation}`;
    oneOf(input.ServiceNamespace, ['ecs'], `${where} ServiceNamespace`);
    if (input.ScalableDimension !== undefined)
      oneOf(input.ScalableDimension, [DIMENSION], `${where} ScalableDimension`);
    // @claim documented: A ScalableDimension is only allowed together with the id of a resource.
    // @source SDK client-application-auto-scaling DescribeScalableTargets and DescribeScalingPolicies documentation
    const ids = input.ResourceIds;
    if (input.ScalableDimension !== undefined && !ids?.length) {
      throw new AwsError(
        'ValidationException',
        'If you specify a scalable dimension, you must also specify a resource ID.',
      );
    }
    // @claim cross-checked: DescribeScalableTargets leaves out a ResourceId that is not registered, without an error.
    // @source moto, moto/applicationautoscaling/models.py describe_scalable_targets
    // @claim assumed: DescribeScalingPolicies does the same.
    // @source SDK client-application-auto-scaling DescribeScalingPolicies documentation (does not say)
    return [...this.targets.values()].filter(({ resourceId }) => ids?.includes(resourceId) ?? true);
  }

  private register(input: RegisterScalableTargetRequest): RegisterScalableTargetResponse {
    const where = 'application-autoscaling RegisterScalableTarget';
    refuseOthers(where, input, [
      'ServiceNamespace',
      'ResourceId',
      'ScalableDimension',
      'MinCapacity',
      'MaxCapacity',
      'SuspendedState',
    ]);
    oneOf(input.ServiceNamespace, ['ecs'], `${where} ServiceNamespace`);
    oneOf(input.ScalableDimension, [DIMENSION], `${where} ScalableDimension`);
    const target = this.targets.get(input.ResourceId ?? '');
    if (!target) {
      throw new NotPlayed(`${where} of ${input.ResourceId}, which would make a new target`, [
        `changes of: ${[...this.targets.keys()].join(', ') || 'none'}`,
      ]);
    }
    // @claim documented: Registering a target again changes what the request names and leaves the rest as it is; for an ECS service the minimum may be 0.
    // @source SDK client-application-auto-scaling RegisterScalableTarget documentation
    const { MinCapacity: min = target.min, MaxCapacity: max = target.max, SuspendedState } = input;
    checkLimits(min, max);
    // @claim assumed: The members a SuspendedState leaves out stay as they are.
    // @source SDK client-application-auto-scaling RegisterScalableTarget documentation (SuspendedState; names no rule)
    const given = Object.entries(SuspendedState ?? {}).filter(([, value]) => value !== undefined);
    Object.assign(target, { min, max, suspended: { ...target.suspended, ...Object.fromEntries(given) } });
    this.fit(target);
    return { ScalableTargetARN: scalableTargetArn(this.options.account, target.resourceId) };
  }

  private fit(target: Target): void {
    // @claim documented: Registering a target again brings the present count into [minimum, maximum], also when the request names neither and only suspends.
    // @source SDK client-application-auto-scaling RegisterScalableTarget documentation (note on updates)
    const { resourceId, min, max } = target;
    const to = within(this.options.services.desiredCount(resourceId), min, max);
    this.set(target, to, `RegisterScalableTarget with minimum ${min} and maximum ${max}`);
  }

  private judgeAll(end: number): void {
    // @claim documented: An alarm invokes its scaling policy again every minute while it stays in ALARM.
    // @source https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/alarm-actions.html
    this.schedule(end + MINUTE_MS);
    for (const target of this.targets.values()) {
      if (target.policy) this.judge(target, target.policy, end);
    }
  }

  private judge(target: Target, policy: TrackingPolicy, end: number): void {
    const { clock, services, extraPeriods = 2 } = this.options;
    const { resourceId } = target;
    const decision = track({
      ...target,
      now: clock.now(),
      policy,
      minutes: this.minutes(policy, end, LOW_MINUTES + extraPeriods),
      extraMinutes: extraPeriods,
      desired: services.desiredCount(resourceId),
      running: services.runningCount(resourceId),
      deploying: services.deploymentInProgress(resourceId),
    });
    if (!decision) return;
    if (decision.direction === 'out') target.scaledOut = { at: clock.now(), from: decision.from };
    target.scaledInAt = decision.direction === 'in' ? clock.now() : undefined;
    this.set(target, decision.to, decision.because);
  }

  /** The metric of the `count` minutes before `end`. */
  private minutes({ metric }: TrackingPolicy, end: number, count: number): (number | undefined)[] {
    const from = end - count * MINUTE_MS;
    const values = this.options.metrics.values({ ...metric, periodSeconds: 60, from, to: end, alignedTo: end });
    const byMinute = new Map(values.map(({ at, value }) => [at, value]));
    return Array.from({ length: count }, (_, index) => byMinute.get(from + index * MINUTE_MS));
  }

  private set({ resourceId }: Target, to: number, because: string): void {
    const { clock, services, onActivity } = this.options;
    const from = services.desiredCount(resourceId);
    if (to === from) return;
    services.setDesiredCount(resourceId, to, because);
    const activity = { at: clock.now(), resourceId, from, to, because };
    this.activities.push(activity);
    onActivity?.(activity);
  }

  private schedule(end: number): void {
    const { clock, evaluationDelayMs = 0 } = this.options;
    this.timer = clock.setTimeout(() => this.judgeAll(end), end + evaluationDelayMs - clock.now());
  }

  private lastMinute(): number {
    const { clock, evaluationDelayMs = 0 } = this.options;
    return Math.floor((clock.now() - evaluationDelayMs) / MINUTE_MS) * MINUTE_MS;
  }
}
