import type {
  DescribeLoadBalancersCommandInput,
  DescribeLoadBalancersCommandOutput,
  DescribeTargetGroupsCommandInput,
  DescribeTargetGroupsCommandOutput,
  DescribeTargetHealthCommandInput,
  DescribeTargetHealthCommandOutput,
} from '@aws-sdk/client-elastic-load-balancing-v2';
import type { VirtualClock } from '../../clock';
import { NotPlayed, refuseOthers } from '../../refuse';
import { AwsError, type ServiceModel } from '../service';
import { describeLoadBalancer, describeTarget, describeTargetGroup } from './answers';
import { Group } from './group';
import { checkSettings } from './health';
import type { LoadBalancerSpec, Probe, Target, TargetChange, TargetGroupSpec, TargetHealth } from './types';

/** Application Load Balancers, their target groups of IP addresses, and the health of the targets. No traffic. */
export class Elbv2 implements ServiceModel {
  private readonly loadBalancers = new Map<string, LoadBalancerSpec>();
  private readonly groups = new Map<string, Group>();
  private readonly listeners: ((change: TargetChange) => void)[] = [];
  private readonly clock: VirtualClock;
  private readonly probe: Probe;

  /**
   * @param o.probe what a health check meets.
   * @param o.onHealthChange as `onHealthChange` below.
   */
  constructor(o: { clock: VirtualClock; probe: Probe; onHealthChange?: (change: TargetChange) => void }) {
    this.clock = o.clock;
    this.probe = o.probe;
    if (o.onHealthChange) this.listeners.push(o.onHealthChange);
  }

  readonly operations = {
    DescribeLoadBalancers: (
      input: DescribeLoadBalancersCommandInput,
    ): Omit<DescribeLoadBalancersCommandOutput, '$metadata'> => {
      refuseOthers('elasticloadbalancing DescribeLoadBalancers', input, ['LoadBalancerArns']);
      const arns = someOf('DescribeLoadBalancers', 'LoadBalancerArns', input.LoadBalancerArns);
      return { LoadBalancers: arns.map((arn) => describeLoadBalancer(this.loadBalancer(arn))) };
    },
    DescribeTargetGroups: (
      input: DescribeTargetGroupsCommandInput,
    ): Omit<DescribeTargetGroupsCommandOutput, '$metadata'> => {
      refuseOthers('elasticloadbalancing DescribeTargetGroups', input, ['TargetGroupArns']);
      const arns = someOf('DescribeTargetGroups', 'TargetGroupArns', input.TargetGroupArns);
      return { TargetGroups: arns.map((arn) => describeTargetGroup(this.group(arn).spec)) };
    },
    DescribeTargetHealth: (
      input: DescribeTargetHealthCommandInput,
    ): Omit<DescribeTargetHealthCommandOutput, '$metadata'> => {
      refuseOthers('elasticloadbalancing DescribeTargetHealth', input, ['TargetGroupArn']);
      return {
        TargetHealthDescriptions: this.group(input.TargetGroupArn ?? '')
          .targets()
          .map(describeTarget),
      };
    },
  };

  /** @throws Error when the ARN is taken. */
  addLoadBalancer(spec: LoadBalancerSpec): void {
    if (this.loadBalancers.has(spec.arn)) throw new Error(`There is a load balancer ${spec.arn} already.`);
    this.loadBalancers.set(spec.arn, spec);
  }

  /** @throws Error when the ARN is taken, the load balancer is missing, or AWS would not take a health check setting. */
  addTargetGroup(spec: TargetGroupSpec): void {
    if (this.groups.has(spec.arn)) throw new Error(`There is a target group ${spec.arn} already.`);
    if (!this.loadBalancers.has(spec.loadBalancerArn)) throw new Error(missing(spec.loadBalancerArn));
    checkSettings(spec.name, spec.health);
    const probe = (target: Target) => this.probe(spec.arn, target, spec.health.path);
    const tell = (change: TargetChange) => {
      for (const listener of this.listeners) listener(change);
    };
    this.groups.set(spec.arn, new Group(spec, { clock: this.clock, probe, tell }));
  }

  /**
   * @param as `standing`: it was registered long ago and is healthy, its next check an interval away.
   * @throws Error when there is no such target group.
   */
  register(targetGroupArn: string, target: Target, as: 'new' | 'standing' = 'new'): void {
    this.existing(targetGroupArn).register(target, as);
  }

  /** The target drains, then is gone. @throws Error when there is no such target group. */
  deregister(targetGroupArn: string, target: Target): void {
    this.existing(targetGroupArn).deregister(target);
  }

  /** In the order in which they were registered. @throws Error when there is no such target group. */
  targets(targetGroupArn: string): readonly (Target & TargetHealth)[] {
    return this.existing(targetGroupArn)
      .targets()
      .map(({ target, health: { passed: _, failed: __, ...health } }) => ({ ...target, ...health }));
  }

  /** Told of every target that goes over to another state, at that instant; also of `initial` and of `unused`. */
  onHealthChange(listener: (change: TargetChange) => void): void {
    this.listeners.push(listener);
  }

  private existing(arn: string): Group {
    const group = this.groups.get(arn);
    if (group) return group;
    throw new Error(`There is no target group ${arn}; there are: ${[...this.groups.keys()].join(', ') || 'none'}.`);
  }

  // @claim documented: A target group that is not there is TargetGroupNotFound, a load balancer that is not there LoadBalancerNotFound, both with status 400.
  // @source https://docs.aws.amazon.com/elasticloadbalancing/latest/APIReference/API_DescribeTargetGroups.html; https://docs.aws.amazon.com/elasticloadbalancing/latest/APIReference/API_DescribeLoadBalancers.html
  // @claim assumed: Their messages are "Target groups '<ARN>' not found" and "Load balancers '<ARN>' not found".
  // @source not documented
  private group(arn: string): Group {
    const group = this.groups.get(arn);
    if (!group) throw new AwsError('TargetGroupNotFoundException', `Target groups '${arn}' not found`);
    return group;
  }

  private loadBalancer(arn: string): LoadBalancerSpec {
    const found = this.loadBalancers.get(arn);
    if (!found) throw new AwsError('LoadBalancerNotFoundException', `Load balancers '${arn}' not found`);
    return found;
  }
}

const missing = (loadBalancerArn: string): string => `There is no load balancer ${loadBalancerArn}.`;

function someOf(operation: string, member: string, arns: readonly string[] | undefined): readonly string[] {
  if (arns?.length) return [...new Set(arns)];
  throw new NotPlayed(`elasticloadbalancing ${operation} without ${member}`, [member]);
}
