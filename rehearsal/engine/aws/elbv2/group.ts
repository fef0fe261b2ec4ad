import type { VirtualClock } from '../../clock';
import { CHECKING, DRAINING, GONE, HEALTHY, type Health, judge, REGISTERING } from './health';
import type { Outcome, Target, TargetChange, TargetGroupSpec } from './types';

interface Registered {
  readonly target: Target;
  health: Health;
  /** When it is checked next; absent while it drains. */
  checkAt?: number;
  /** When the check under way runs into its time-out. */
  timeoutAt?: number;
  /** When it has drained. */
  goneAt?: number;
}

// @claim documented: A target drains for 300 seconds unless the target group says otherwise.
// @source https://docs.aws.amazon.com/elasticloadbalancing/latest/application/edit-target-group-attributes.html#deregistration-delay
const DEREGISTRATION_DELAY_MS = 300_000;

// @claim assumed: The registration of a target takes two seconds, and its first health check is sent right after it.
// @source https://docs.aws.amazon.com/elasticloadbalancing/latest/application/target-group-register-targets.html (names no figure)
const REGISTRATION_MS = 2_000;

/** The targets of one group and their health checks: one timer for whatever is due first, none without targets. */
export class Group {
  private readonly registered = new Map<string, Registered>();
  private timer: number | undefined;

  constructor(
    readonly spec: TargetGroupSpec,
    private readonly o: {
      readonly clock: VirtualClock;
      readonly probe: (target: Target) => Outcome;
      readonly tell: (change: TargetChange) => void;
    },
  ) {}

  /** The targets in the order in which they were registered. */
  targets(): readonly { readonly target: Target; readonly health: Health }[] {
    return [...this.registered.values()];
  }

  /** A target that drains comes back; one that is registered already stays as it is. */
  register(target: Target, as: 'new' | 'standing'): void {
    const before = this.registered.get(key(target));
    if (before && before.goneAt === undefined) return;
    const now = this.o.clock.now();
    const standing = as === 'standing';
    const one: Registered = {
      target,
      health: GONE,
      checkAt: now + (standing ? this.spec.health.intervalMs : REGISTRATION_MS),
    };
    this.registered.set(key(target), one);
    this.become(one, standing ? HEALTHY : REGISTERING);
    this.arm();
  }

  deregister(target: Target): void {
    // @claim documented: To deregister a target that is not there succeeds.
    // @source SDK client-elastic-load-balancing-v2 DeregisterTargets documentation
    const one = this.registered.get(key(target));
    if (!one || one.goneAt !== undefined) return;
    // @claim documented: A target that is deregistered drains for the whole delay, also when it has no connections, and is unused afterwards.
    // @source https://docs.aws.amazon.com/elasticloadbalancing/latest/application/edit-target-group-attributes.html#deregistration-delay
    delete one.checkAt;
    delete one.timeoutAt;
    one.goneAt = this.o.clock.now() + (this.spec.deregistrationDelayMs ?? DEREGISTRATION_DELAY_MS);
    this.become(one, DRAINING);
    this.arm();
  }

  private act(): void {
    this.timer = undefined;
    const now = this.o.clock.now();
    const due = (at: number | undefined) => at !== undefined && at <= now;
    for (const [id, one] of [...this.registered]) {
      if (due(one.goneAt)) {
        this.registered.delete(id);
        this.become(one, GONE);
      }
      if (due(one.timeoutAt)) {
        delete one.timeoutAt;
        this.become(one, judge(one.health, 'timeout', this.spec.health));
      }
      if (due(one.checkAt)) this.check(one, now);
    }
    this.arm();
  }

  private check(one: Registered, now: number): void {
    const { intervalMs, timeoutMs } = this.spec.health;
    if (one.health.reason === REGISTERING.reason) this.become(one, CHECKING);
    // @claim documented: The time a target takes to answer does not move its next health check.
    // @source https://docs.aws.amazon.com/elasticloadbalancing/latest/application/target-group-health-checks.html#health-check-settings
    one.checkAt = now + intervalMs;
    const outcome = this.o.probe(one.target);
    if (outcome === 'timeout') one.timeoutAt = now + timeoutMs;
    else this.become(one, judge(one.health, outcome, this.spec.health));
  }

  private become(one: Registered, health: Health): void {
    const before = one.health.state;
    one.health = health;
    if (before === health.state) return;
    const { passed: _, failed: __, ...told } = health;
    this.o.tell({ targetGroupArn: this.spec.arn, target: one.target, ...told });
  }

  private arm(): void {
    if (this.timer !== undefined) this.o.clock.clearTimeout(this.timer);
    this.timer = undefined;
    const next = Math.min(...[...this.registered.values()].map(nextOf));
    if (next === Number.POSITIVE_INFINITY) return;
    this.timer = this.o.clock.setTimeout(() => this.act(), next - this.o.clock.now());
  }
}

const key = ({ id, port }: Target): string => `${id}:${port}`;

const nextOf = ({ checkAt, timeoutAt, goneAt }: Registered): number =>
  Math.min(...[checkAt, timeoutAt, goneAt].map((at) => at ?? Number.POSITIVE_INFINITY));
