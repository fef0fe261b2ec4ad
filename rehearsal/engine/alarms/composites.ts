import type { VirtualClock } from '../clock';
import type { AlarmStateChange } from './alarms';
import { type Child, type Composite, compositeDetail, judgeComposite, readComposite } from './composite';
import type { AlarmDefinition } from './definition';
import type { AlarmStatus } from './report';

export interface CompositesOptions {
  readonly clock: VirtualClock;
  readonly definitions: readonly AlarmDefinition[];
  /** The metric alarms that rules may name. */
  readonly metricAlarms: readonly AlarmDefinition[];
  /** The state of a metric alarm, by its name. */
  readonly stateOf: (name: string) => AlarmStatus;
  readonly onStateChange: (change: AlarmStateChange) => void;
  /** Milliseconds from a child's change to the evaluation of the rules that name it. */
  readonly delayMs: number;
}

/** The composite alarms: each follows the alarms that its rule names, composite ones too. */
export class Composites {
  /** In the order given. */
  readonly all: readonly Composite[];
  private readonly statuses = new Map<string, AlarmStatus>();
  private readonly timers = new Set<number>();
  private readonly byNameOrArn = new Map<string, AlarmDefinition>();

  /** @throws when a definition holds anything that is not rehearsed, a name comes twice, or rules name each other. */
  constructor(private readonly options: CompositesOptions) {
    for (const definition of [...options.metricAlarms, ...options.definitions]) {
      if (this.byNameOrArn.has(definition.name)) throw new Error(`Alarm ${definition.name} is defined twice.`);
      this.byNameOrArn.set(definition.name, definition);
      this.byNameOrArn.set(definition.arn, definition);
    }
    this.all = options.definitions.map((each) => readComposite(each, (given) => this.byNameOrArn.get(given)?.arn));
    for (const composite of this.all) this.refuseCircle(composite, []);
  }

  /** Undefined for an alarm that is not composite, and before `settle`. */
  state(name: string): AlarmStatus | undefined {
    return this.statuses.get(name);
  }

  /** Takes the present states from those of the children, without a word. */
  settle(): void {
    const settled = new Set<string>();
    const settle = (composite: Composite): void => {
      if (settled.has(composite.definition.arn)) return;
      settled.add(composite.definition.arn);
      for (const child of this.all.filter(({ definition }) => composite.children.includes(definition.arn)))
        settle(child);
      const status = judgeComposite(composite, (given) => this.child(given), this.options.clock.now());
      this.statuses.set(composite.definition.name, status);
    };
    this.all.forEach(settle);
  }

  /** An alarm has changed its state: the rules that name it are evaluated. */
  childChanged(arn: string): void {
    const { clock, delayMs } = this.options;
    for (const composite of this.all.filter(({ children }) => children.includes(arn))) {
      // @claim assumed: A composite alarm changes as long after its child as a metric alarm does after the end of its period.
      // @source https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/alarm-combining.html (names no figure)
      const timer = clock.setTimeout(() => {
        this.timers.delete(timer);
        this.judge(composite, this.child(arn));
      }, delayMs);
      this.timers.add(timer);
    }
  }

  stop(): void {
    for (const timer of this.timers) this.options.clock.clearTimeout(timer);
    this.timers.clear();
  }

  private judge(composite: Composite, because: Child): void {
    const { definition, actions } = composite;
    const previous = this.child(definition.arn).status;
    const status = judgeComposite(composite, (given) => this.child(given), this.options.clock.now(), because);
    if (status.value === previous.value) return;
    this.statuses.set(definition.name, status);
    this.options.onStateChange({
      alarm: definition,
      at: status.transitionedAt,
      state: status.value,
      previous: previous.value,
      reason: status.reason,
      reasonData: status.reasonData,
      event: {
        source: 'aws.cloudwatch',
        detailType: 'CloudWatch Alarm State Change',
        resources: [definition.arn],
        detail: compositeDetail(composite, status, previous),
      },
      actions: [...actions[status.value]],
    });
    this.childChanged(definition.arn);
  }

  private child(nameOrArn: string): Child {
    const definition = this.byNameOrArn.get(nameOrArn);
    if (!definition) throw new Error(`There is no alarm ${nameOrArn}.`);
    const { arn, name } = definition;
    return { arn, status: this.statuses.get(name) ?? this.options.stateOf(name) };
  }

  private refuseCircle({ definition, children }: Composite, above: readonly string[]): void {
    // @claim documented: Composite alarms whose rules name each other in a circle are no longer evaluated.
    // @source SDK client-cloudwatch PutCompositeAlarm documentation
    const path = [...above, definition.name];
    if (above.includes(definition.name)) throw new Error(`The composite alarms ${path.join(' -> ')} go in a circle.`);
    for (const child of this.all) {
      if (children.includes(child.definition.arn)) this.refuseCircle(child, path);
    }
  }
}
