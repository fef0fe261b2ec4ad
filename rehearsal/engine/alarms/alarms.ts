import type { VirtualClock } from '../clock';
import type { Composite } from './composite';
import { Composites } from './composites';
import { type Alarm, type AlarmDefinition, readAlarm } from './definition';
import { type AlarmState, evaluate } from './evaluate';
import type { Metrics } from './metrics';
import { Reading } from './reading';
import { type AlarmStatus, eventDetail, type Point, reasonDataOf, reasonOf } from './report';

export type { Composite } from './composite';
export type { Alarm, AlarmDefinition } from './definition';
export type { AlarmState } from './evaluate';
export type { AlarmStatus } from './report';

/** An alarm went from one state to another, at `at` (milliseconds). */
export interface AlarmStateChange {
  readonly alarm: AlarmDefinition;
  readonly at: number;
  readonly state: AlarmState;
  readonly previous: AlarmState;
  readonly reason: string;
  readonly reasonData: string;
  /** What CloudWatch sends to EventBridge; the envelope (id, time, account, region) is the bus's. */
  readonly event: {
    readonly source: 'aws.cloudwatch';
    readonly detailType: 'CloudWatch Alarm State Change';
    readonly resources: string[];
    readonly detail: Record<string, unknown>;
  };
  /** ARNs to act on: those of the new state, none when actions are disabled. */
  readonly actions: string[];
}

export interface AlarmsOptions {
  readonly clock: VirtualClock;
  readonly metrics: Metrics;
  readonly definitions: readonly AlarmDefinition[];
  /** Composite alarms as synthesised: the resolved properties of `AWS::CloudWatch::CompositeAlarm`. */
  readonly composites?: readonly AlarmDefinition[];
  readonly onStateChange: (change: AlarmStateChange) => void;
  /** Milliseconds after a period's end, and after a child's change, at which an evaluation runs. */
  readonly evaluationDelayMs: number;
  /** How many periods beyond EvaluationPeriods are read in case some are missing. */
  readonly extraPeriods?: number;
}

const EVERY_MS = 60_000;
const HOUR_MS = 3_600_000;
// @claim assumed: An alarm that is evaluated once per hour is evaluated three minutes past the hour, as in AWS's example.
// @source https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/alarm-evaluation.html
const PAST_THE_HOUR_MS = 3 * EVERY_MS;
// @claim assumed(alarmExtraPeriods): The evaluation range is two periods longer than EvaluationPeriods, as in AWS's examples (5 for 3); AWS says only that it is longer.
// @source https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/alarms-and-missing-data.html
const EXTRA_PERIODS = 2;

/** Judges every alarm once a minute (or hour) of virtual time and says when one changes state. */
export class Alarms {
  /** Every metric alarm, as read from its definition, in the order given. */
  readonly all: readonly Alarm[];
  private readonly following: Composites;
  private readonly statuses = new Map<string, AlarmStatus>();
  private readonly readings: ReadonlyMap<Alarm, Reading>;
  private timer: number | undefined;

  /** @throws when a definition holds anything that is not rehearsed, or a name comes twice. */
  constructor(private readonly options: AlarmsOptions) {
    const { clock, metrics, definitions, composites = [] } = options;
    this.all = definitions.map(readAlarm);
    this.readings = new Map(this.all.map((alarm) => [alarm, new Reading(alarm, metrics)]));
    this.following = new Composites({
      clock,
      definitions: composites,
      metricAlarms: definitions,
      stateOf: (name) => this.state(name),
      onStateChange: options.onStateChange,
      delayMs: options.evaluationDelayMs,
    });
    for (const { name } of [...definitions, ...composites]) this.statuses.set(name, unchecked(clock.now()));
  }

  /** Every composite alarm, in the order given. */
  get composites(): readonly Composite[] {
    return this.following.all;
  }

  /** Takes the present states from the data there is, without a word, and judges once a minute from then on. */
  start(): void {
    if (this.timer !== undefined) throw new Error('The alarms are being judged already.');
    const now = this.options.clock.now();
    const end = Math.floor((now - this.options.evaluationDelayMs) / EVERY_MS) * EVERY_MS;
    for (const alarm of this.all) {
      const status = this.judge(alarm, dataEnd(alarm, end), unchecked(now));
      this.statuses.set(alarm.definition.name, status);
    }
    this.following.settle();
    this.schedule(end + EVERY_MS);
  }

  stop(): void {
    if (this.timer !== undefined) this.options.clock.clearTimeout(this.timer);
    this.timer = undefined;
    this.following.stop();
  }

  /** Of a metric or composite alarm. @throws when there is no alarm of this name. */
  state(name: string): AlarmStatus {
    const status = this.following.state(name) ?? this.statuses.get(name);
    if (status === undefined) throw new Error(`There is no alarm ${name}.`);
    return status;
  }

  private schedule(end: number): void {
    // @claim documented: An alarm with a period of a minute or more is evaluated every minute, over a window that slides with the evaluation.
    // @source https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/alarm-evaluation.html
    const { clock, evaluationDelayMs } = this.options;
    this.timer = clock.setTimeout(() => this.judgeAll(end), end + evaluationDelayMs - clock.now());
  }

  private judgeAll(end: number): void {
    this.schedule(end + EVERY_MS);
    for (const alarm of this.all) {
      if (!isDue(alarm, end)) continue;
      const { definition } = alarm;
      const previous = this.state(definition.name);
      const status = this.judge(alarm, dataEnd(alarm, end), previous);
      if (status === previous) continue;
      this.statuses.set(definition.name, status);
      this.options.onStateChange(changeOf(alarm, status, previous));
      this.following.childChanged(definition.arn);
    }
  }

  /** The state by the data of the periods up to `end`; the very `previous` when that is still the state. */
  private judge(alarm: Alarm, end: number, previous: AlarmStatus): AlarmStatus {
    const { clock, extraPeriods = EXTRA_PERIODS } = this.options;
    const { watched, rule } = alarm;
    const period = watched.periodSeconds * 1000;
    const count = rule.evaluationPeriods + extraPeriods;
    const from = end - count * period;
    const reading = this.reading(alarm);
    if (reading.leaves(previous.value, from)) return previous;
    const points = reading.points(from, count);
    const judgement = evaluate(rule, points, previous.value);
    // @claim assumed: Between two changes of state an alarm's reason and timestamps stay as they are.
    // @source SDK client-cloudwatch DescribeAlarms documentation
    if (judgement.state === previous.value) {
      reading.left(previous.value, from);
      return previous;
    }
    const used = judgement.used.flatMap((index) => pointAt(from + index * period, points[index]));
    const now = clock.now();
    return {
      value: judgement.state,
      reason: reasonOf(alarm, judgement, used),
      reasonData: reasonDataOf(alarm, used, now),
      updatedAt: now,
      transitionedAt: now,
    };
  }

  private reading(alarm: Alarm): Reading {
    const reading = this.readings.get(alarm);
    if (reading === undefined) throw new Error(`There is no alarm ${alarm.definition.name}.`);
    return reading;
  }
}

const isDue = ({ hourly }: Alarm, end: number): boolean => !hourly || end % HOUR_MS === PAST_THE_HOUR_MS;

/** Up to when an alarm takes data into account at the evaluation of the minute that ends at `end`. */
const dataEnd = ({ hourly }: Alarm, end: number): number => (hourly ? Math.floor(end / HOUR_MS) * HOUR_MS : end);

function unchecked(at: number): AlarmStatus {
  // @claim documented: An alarm starts in INSUFFICIENT_DATA with the reason `Unchecked: Initial alarm creation`.
  // @source https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/cloudwatch-and-eventbridge.html
  const reason = 'Unchecked: Initial alarm creation';
  return { value: 'INSUFFICIENT_DATA', reason, reasonData: '', updatedAt: at, transitionedAt: at };
}

const pointAt = (at: number, value: number | undefined): Point[] => (value === undefined ? [] : [{ at, value }]);

function changeOf(alarm: Alarm, status: AlarmStatus, previous: AlarmStatus): AlarmStateChange {
  // @claim documented: Actions are taken on a change of state only, those of the new state, and none with ActionsEnabled false; the event is sent in any case.
  // @source https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/alarm-actions.html
  return {
    alarm: alarm.definition,
    at: status.transitionedAt,
    state: status.value,
    previous: previous.value,
    reason: status.reason,
    reasonData: status.reasonData,
    event: {
      source: 'aws.cloudwatch',
      detailType: 'CloudWatch Alarm State Change',
      resources: [alarm.definition.arn],
      detail: eventDetail(alarm, status, previous),
    },
    actions: [...alarm.actions[status.value]],
  };
}
