import type { Resource, Role } from '../assembly';
import { type Account, AwsError } from '../aws/service';
import type { VirtualClock } from '../clock';
import type { Stray } from '../disturbance';
import type { CallFrom } from '../door';
import { waitBefore } from '../events/failures';
import type { Random } from '../random';
import { nextAfter } from './cron';
import { EXECUTION_ID, readSchedule, SCHEDULED_TIME, type Schedule } from './read-schedule';
import { checkTrust } from './trust';

export interface SchedulerOptions {
  readonly clock: VirtualClock;
  readonly random: Random;
  readonly account: Account;
  /** `AWS::Scheduler::Schedule`, as synthesised. */
  readonly schedules: readonly Resource[];
  readonly roles: ReadonlyMap<string, Role>;
  /** Milliseconds from the scheduled instant to the first attempt. */
  readonly deliveryMs: number;
  readonly stray?: Stray | undefined;
  /** Invokes a function asynchronously. @throws AwsError when Lambda does not take it. */
  readonly invoke: (from: CallFrom, functionArn: string, payload: unknown) => Promise<void>;
  /** Puts a message on a queue. @throws AwsError when the queue does not take it. */
  readonly deadLetter: (
    from: CallFrom,
    queueArn: string,
    body: string,
    attributes: Readonly<Record<string, string>>,
  ) => Promise<void>;
  /** Told of every tick that was given up, by the group of its schedule. */
  readonly onDropped?: (group: string) => void;
  /** Told of every tick of the day before the start: the function was invoked then, and answered. */
  readonly remember: (functionArn: string, at: number) => void;
  /** Told of what is no answer of AWS. */
  readonly onRefusal: (error: unknown) => void;
}

/** One instant at which a schedule was due. Times in milliseconds since the epoch. */
export interface Tick {
  readonly schedule: string;
  readonly scheduledAt: number;
  /** `delivered`: Lambda took it. `dropped`: it reached neither the function nor a dead-letter queue. */
  fate: 'under way' | 'delivered' | 'lost' | 'dead letter' | 'dropped';
}

interface Delivery {
  readonly schedule: Schedule;
  readonly tick: Tick;
  retries: number;
}

interface Failure {
  readonly code: string;
  readonly message: string;
  readonly executionId: string;
}

type Exhausted = 'MaximumRetryAttempts' | 'MaximumEventAgeInSeconds';

const DAY_MS = 86_400_000;

/** EventBridge Scheduler: invokes the targets of the synthesised schedules when they are due. */
export class Scheduler {
  /** Every tick since the start, in order. */
  readonly ticks: Tick[] = [];
  private readonly schedules: readonly Schedule[];
  private readonly timers = new Set<number>();

  /** @throws for what is not rehearsed, and for a role that Scheduler may not assume. */
  constructor(private readonly options: SchedulerOptions) {
    const { clock, schedules, roles, account } = options;
    this.schedules = schedules.map((resource) => readSchedule(resource, clock.now()));
    for (const schedule of this.schedules) checkTrust(schedule, roles, account);
  }

  /** The schedules are as old as the platform: the ticks of the day before have been, those to come will come. */
  start(): void {
    if (this.timers.size > 0) throw new Error('The schedules have been started already.');
    const now = this.options.clock.now();
    for (const schedule of this.schedules) {
      const { cron, offsetMs, functionArn } = schedule;
      let at = nextAfter(cron, now - DAY_MS, offsetMs);
      for (; at <= now; at = nextAfter(cron, at, offsetMs)) this.options.remember(functionArn, at);
      this.expect(schedule, at);
    }
  }

  /** Nothing falls due any more, and nothing that waits is tried. */
  stop(): void {
    for (const timer of this.timers) this.options.clock.clearTimeout(timer);
    this.timers.clear();
  }

  private expect(schedule: Schedule, at: number): void {
    this.later(at - this.options.clock.now(), () => this.due(schedule, at));
  }

  // @claim documented: A schedule without a flexible window invokes its target within the minute it names.
  // @source https://docs.aws.amazon.com/scheduler/latest/UserGuide/schedule-types.html
  private due(schedule: Schedule, at: number): void {
    this.expect(schedule, nextAfter(schedule.cron, at, schedule.offsetMs));
    const tick: Tick = { schedule: schedule.name, scheduledAt: at, fate: 'under way' };
    this.ticks.push(tick);
    const astray = this.options.stray?.({ of: 'schedule', name: schedule.name });
    if (astray?.kind === 'lost') {
      tick.fate = 'lost';
      return;
    }
    const deliver = (ms: number): void => this.later(ms, () => this.attempt({ schedule, tick, retries: 0 }));
    deliver(this.options.deliveryMs + (astray?.kind === 'late' ? astray.seconds * 1_000 : 0));
    if (astray?.kind === 'twice') deliver(this.options.deliveryMs + astray.afterSeconds * 1_000);
  }

  // @claim documented: Scheduler invokes a Lambda function asynchronously, with the permissions of the schedule's execution role.
  // @source https://docs.aws.amazon.com/lambda/latest/dg/with-eventbridge-scheduler.html
  private async attempt(delivery: Delivery): Promise<void> {
    const { schedule, tick } = delivery;
    const executionId = this.executionId();
    // @claim assumed: A tick that is older than its maximum age before it is first tried is given up like one whose retries took too long.
    // @source https://docs.aws.amazon.com/scheduler/latest/APIReference/API_RetryPolicy.html (speaks of retries only)
    if (this.leftMs(delivery) < 0) {
      const message = `The event is older than ${schedule.maximumEventAgeInSeconds} seconds.`;
      await this.giveUp(delivery, { code: 'EventAgeExceeded', message, executionId }, 'MaximumEventAgeInSeconds');
      return;
    }
    try {
      const payload: unknown = JSON.parse(inputOf(schedule, tick, executionId));
      await this.options.invoke(as(schedule), schedule.functionArn, payload);
      tick.fate = 'delivered';
    } catch (error) {
      if (!(error instanceof AwsError)) throw error;
      await this.failed(delivery, { code: error.code, message: error.message, executionId });
    }
  }

  // @claim assumed: Every error of the target's API is retried, a denial too; retries wait as those of an event bus do.
  // @source https://docs.aws.amazon.com/scheduler/latest/APIReference/API_RetryPolicy.html (exponential backoff; names no errors)
  private async failed(delivery: Delivery, failure: Failure): Promise<void> {
    if (delivery.retries >= delivery.schedule.maximumRetryAttempts) {
      await this.giveUp(delivery, failure, 'MaximumRetryAttempts');
      return;
    }
    const wait = waitBefore(delivery.retries + 1, this.options.random);
    const left = this.leftMs(delivery);
    if (wait > left) {
      this.later(left, () => this.giveUp(delivery, failure, 'MaximumEventAgeInSeconds'));
      return;
    }
    delivery.retries++;
    this.later(wait, () => this.attempt(delivery));
  }

  // @claim documented: A tick whose retries are exhausted goes to the schedule's standard queue, sent with the execution role's sqs:SendMessage.
  // @source https://docs.aws.amazon.com/scheduler/latest/UserGuide/configuring-schedule-dlq.html
  // @claim cross-checked: The dead letter is the input; its attributes are ERROR_CODE, ERROR_MESSAGE, EXECUTION_ID, EXHAUSTED_RETRY_CONDITION, IS_PAYLOAD_TRUNCATED, RETRY_ATTEMPTS, SCHEDULED_TIME, SCHEDULE_ARN and TARGET_ARN.
  // @source https://github.com/KensioSoftware/yulin/pull/1205 and https://github.com/floci-io/floci/pull/3687
  private async giveUp({ schedule, tick, retries }: Delivery, failure: Failure, exhausted: Exhausted): Promise<void> {
    tick.fate = 'dropped';
    this.options.onDropped?.(schedule.groupArn.split('/').at(-1) ?? 'default');
    if (schedule.deadLetterArn === undefined) return;
    try {
      const body = inputOf(schedule, tick, failure.executionId);
      await this.options.deadLetter(as(schedule), schedule.deadLetterArn, body, {
        ERROR_CODE: failure.code,
        ERROR_MESSAGE: failure.message,
        EXECUTION_ID: failure.executionId,
        EXHAUSTED_RETRY_CONDITION: exhausted,
        IS_PAYLOAD_TRUNCATED: 'false',
        RETRY_ATTEMPTS: String(retries),
        SCHEDULED_TIME: timeOf(tick),
        SCHEDULE_ARN: schedule.arn,
        TARGET_ARN: schedule.functionArn,
      });
      tick.fate = 'dead letter';
    } catch (error) {
      if (!(error instanceof AwsError)) throw error;
    }
  }

  private leftMs({ schedule, tick }: Delivery): number {
    return tick.scheduledAt + schedule.maximumEventAgeInSeconds * 1_000 - this.options.clock.now();
  }

  private executionId(): string {
    const digit = () => Math.floor(this.options.random() * 16).toString(16);
    return Array.from({ length: 16 }, digit).join('');
  }

  private later(milliseconds: number, act: () => Promise<void> | void): void {
    const { clock, onRefusal } = this.options;
    const timer = clock.setTimeout(() => {
      this.timers.delete(timer);
      const acting = async () => act();
      void acting()
        .catch(onRefusal)
        .finally(() => clock.stir());
    }, milliseconds);
    this.timers.add(timer);
  }
}

const as = ({ roleArn, name }: Schedule): CallFrom => ({ principal: roleArn, by: name });

const timeOf = ({ scheduledAt }: Tick): string => `${new Date(scheduledAt).toISOString().slice(0, 19)}Z`;

function inputOf({ input }: Schedule, tick: Tick, executionId: string): string {
  return input.replaceAll(SCHEDULED_TIME, timeOf(tick)).replaceAll(EXECUTION_ID, executionId);
}
