import { type Account, AwsError } from '../aws/service';
import type { VirtualClock } from '../clock';
import type { Stray } from '../disturbance';
import { type Random, uuid } from '../random';
import { classify, type Failure, waitBefore } from './failures';
import { checkInput, transformInput } from './input';
import type { AwsEvent, DeadLetter, Rule, RuleTarget, Undelivered } from './model';
import { checkPattern, matches } from './pattern';

export interface BusOptions {
  readonly clock: VirtualClock;
  readonly random: Random;
  readonly rules: readonly Rule[];
  /** Hands the input to a target. @throws {AwsError} as the target's API would. */
  readonly deliver: (target: RuleTarget, input: unknown, rule: Rule) => Promise<void>;
  /** @throws {AwsError} when the queue does not take it. */
  readonly deadLetter: (queueArn: string, letter: DeadLetter, rule: Rule) => Promise<void>;
  /** Told of every event that a rule's target did not take, whatever becomes of it. */
  readonly onGivenUp?: (rule: Rule) => void;
  /** Milliseconds from the event to its first delivery. */
  readonly deliveryMs: number;
  readonly stray?: Stray | undefined;
  readonly account: Account;
  /** Told what is not an answer of AWS (a refusal, a bug) and was thrown while delivering; by default it is unhandled. */
  readonly onRefusal?: (error: unknown) => void;
  /** Told of every event that is put on the bus, and alters nothing. */
  readonly onPut?: ((event: AwsEvent) => void) | undefined;
}

/** One event on its way to one target. */
interface Delivery {
  readonly event: AwsEvent;
  readonly rule: Rule;
  readonly target: RuleTarget;
  /** Milliseconds since the epoch. */
  readonly expiresAt: number;
  retries: number;
}

/** The default event bus: matches events against the rules and delivers to their targets, with retries and dead letters. */
export class EventBus {
  private readonly lost: Undelivered[] = [];
  /** Deliveries that wait for their time or for their target's answer. */
  underWay = 0;

  /** @throws for a pattern or an input the rehearsal does not know. */
  constructor(private readonly options: BusOptions) {
    for (const rule of options.rules) {
      checkPattern(rule.pattern, `rule ${rule.name}`);
      for (const target of rule.targets) checkInput(target, `rule ${rule.name}, target ${target.id}`);
    }
  }

  /** Events that reached neither their target nor a dead-letter queue, in the order they were given up. */
  get undelivered(): readonly Undelivered[] {
    return this.lost;
  }

  /** Puts an event on the bus now. Its matching rules get it `deliveryMs` later. */
  put(event: {
    source: string;
    detailType: string;
    resources: readonly string[];
    detail: Record<string, unknown>;
  }): AwsEvent {
    const { account, clock, random } = this.options;
    const put: AwsEvent = {
      version: '0',
      id: uuid(random),
      'detail-type': event.detailType,
      source: event.source,
      account: account.id,
      time: `${new Date(clock.now()).toISOString().slice(0, 19)}Z`,
      region: account.region,
      resources: [...event.resources],
      detail: structuredClone(event.detail),
    };
    this.options.onPut?.(put);
    this.redeliver(put);
    return put;
  }

  // @claim documented: EventBridge delivers at least once, so a rule can run more than once for one event
  // @source https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-troubleshooting.html
  /** Delivers the same event, with the same id, once more. */
  redeliver(event: AwsEvent): void {
    for (const rule of this.options.rules) {
      if (rule.enabled && matches(rule.pattern, event))
        for (const target of rule.targets) this.send(event, rule, target);
    }
  }

  // @claim assumed: An event may be lost on its way to a rule's target: then nobody hears of it, and no dead-letter queue holds it.
  // @source https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-service-event.html (of services whose events come on a best-effort basis)
  private send(event: AwsEvent, rule: Rule, target: RuleTarget): void {
    const { clock, deliveryMs, stray } = this.options;
    const astray = stray?.({ of: 'rule', name: rule.name });
    if (astray?.kind === 'lost') return;
    const expiresAt = clock.now() + target.maximumEventAgeInSeconds * 1_000;
    const deliver = (ms: number): void =>
      this.later(ms, () => this.attempt({ event, rule, target, expiresAt, retries: 0 }));
    deliver(deliveryMs + (astray?.kind === 'late' ? astray.seconds * 1_000 : 0));
    if (astray?.kind === 'twice') deliver(deliveryMs + astray.afterSeconds * 1_000);
  }

  private later(milliseconds: number, act: () => Promise<void>): void {
    const { clock, onRefusal } = this.options;
    this.underWay++;
    const started = () => {
      const acting = act().finally(() => {
        this.underWay--;
        clock.stir();
      });
      void (onRefusal ? acting.catch(onRefusal) : acting);
    };
    clock.setTimeout(started, milliseconds);
  }

  private async attempt(delivery: Delivery): Promise<void> {
    const { rule, target, event } = delivery;
    try {
      await this.options.deliver(target, structuredClone(transformInput(target, event, rule)), rule);
    } catch (error) {
      if (!(error instanceof AwsError)) throw error;
      await this.failed(delivery, error);
    }
  }

  private async failed(delivery: Delivery, cause: AwsError): Promise<void> {
    const { clock, random } = this.options;
    const failure = classify(cause);
    if (!failure.retriable) {
      await this.giveUp(delivery, failure);
      return;
    }
    if (delivery.retries >= delivery.target.maximumRetryAttempts) {
      await this.giveUp(delivery, failure, 'MaximumRetryAttempts');
      return;
    }
    const wait = waitBefore(delivery.retries + 1, random);
    // @claim assumed: An event whose next retry would come after its maximum age is given up when it reaches that age
    // @source https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-rule-retry-policy.html
    const left = delivery.expiresAt - clock.now();
    if (wait > left) {
      this.later(left, () => this.giveUp(delivery, failure, 'MaximumEventAgeInSeconds'));
      return;
    }
    delivery.retries++;
    this.later(wait, () => this.attempt(delivery));
  }

  // @claim documented: An event that exhausts its retries goes to the dead-letter queue; without one it is dropped
  // @source https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-rule-retry-policy.html
  private async giveUp(
    { event, rule, target, retries }: Delivery,
    { code, message }: Failure,
    exhausted?: NonNullable<DeadLetter['exhausted']>,
  ): Promise<void> {
    this.options.onGivenUp?.(rule);
    const error = `${code}: ${message}`;
    if (target.deadLetterArn === undefined) {
      this.lost.push({ rule: rule.name, event, error });
      return;
    }
    const letter = { event, target, code, message, retries, ...(exhausted ? { exhausted } : {}) };
    try {
      await this.options.deadLetter(target.deadLetterArn, letter, rule);
    } catch (refused) {
      if (!(refused instanceof AwsError)) throw refused;
      const both = `${error}; dead-letter queue: ${refused.code}: ${refused.message}`;
      this.lost.push({ rule: rule.name, event, error: both });
    }
  }
}
