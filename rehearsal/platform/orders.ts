import type { VirtualClock } from '../engine/clock';
import type { Random } from '../engine/random';
import { type Broker, complaint, succeeded } from './broker';
import type { LogBook } from './log-book';
import { between } from './random';
import type { Session } from './session';
import type { TradingTasks } from './trading-tasks';
import { History } from './wellbeing';

const GAP_MS = { least: 3_000, most: 9_000 };
const ANSWER_MS = { least: 200, most: 900 };
/** The broker takes ten orders a second. */
const BACKLOG_MS = { first: 1_000, each: 100 };

export interface OrdersOptions {
  readonly clock: VirtualClock;
  readonly random: Random;
  readonly session: Session;
  readonly tasks: TradingTasks;
  readonly broker: Broker;
  readonly logBook: LogBook;
  /** Whether trading is permitted now. */
  readonly enabled: () => boolean;
  /** What else keeps a task that is well from answering, as it says it; undefined when nothing does. */
  readonly hindrance: () => Hindrance | undefined;
}

export interface Hindrance {
  readonly level: 'INFO' | 'ERROR';
  readonly says: string;
}

/** Orders of the strategies, and whether they are answered. */
export class Orders {
  readonly history = new History();
  /** When each unanswered order was placed, oldest first. */
  private unanswered: number[] = [];
  private placed = 0;
  private readonly taken: number[] = [];
  private workingOff = false;
  private next: { readonly placedAt: number; readonly timer: number } | undefined;

  constructor(private readonly options: OrdersOptions) {}

  start(): void {
    this.expectNext(this.options.clock.now());
    this.review();
  }

  /** The exchange has announced other hours: the next order comes by them. */
  replan(): void {
    const { clock } = this.options;
    if (this.next === undefined || this.next.placedAt <= clock.now()) return;
    clock.clearTimeout(this.next.timer);
    this.expectNext(clock.now());
  }

  get serving(): boolean {
    return this.history.serving;
  }

  /** When each order reached the broker, oldest first. Milliseconds since the epoch. */
  get reachedBroker(): readonly number[] {
    return this.taken;
  }

  /** Whether anything is there that could place an order: a process of the service, and no word of the parameter against it. */
  get possible(): boolean {
    const { tasks, enabled } = this.options;
    return tasks.count > 0 && enabled();
  }

  /** Whole seconds; 0 when every order is answered. */
  oldestAgeSeconds(): number {
    const oldest = this.unanswered[0];
    return oldest === undefined ? 0 : Math.floor((this.options.clock.now() - oldest) / 1000);
  }

  /** Something changed: is anybody able to work, is the backlog being worked off, do we serve? */
  review(): void {
    const able = this.able();
    this.history.note(this.options.clock.now(), able && this.unanswered.length === 0);
    if (!able || this.unanswered.length === 0 || this.workingOff) return;
    this.workingOff = true;
    const { clock } = this.options;
    clock.setTimeout(() => this.workOff(), BACKLOG_MS.first + BACKLOG_MS.each * this.unanswered.length);
  }

  private expectNext(after: number): void {
    const { clock, random, session } = this.options;
    const placedAt = session.openAtOrAfter(after + between(random, GAP_MS.least, GAP_MS.most));
    const answerMs = between(random, ANSWER_MS.least, ANSWER_MS.most);
    // One timer an order: it is looked at when its answer is due, and nobody asks for its age before.
    const timer = clock.setTimeout(
      () => {
        this.take(placedAt, answerMs);
        this.expectNext(placedAt);
      },
      placedAt + answerMs - clock.now(),
    );
    this.next = { placedAt, timer };
  }

  private take(placedAt: number, answerMs: number): void {
    const { tasks, enabled, logBook, random } = this.options;
    const speaking = tasks.speaking();
    const worker = speaking[between(random, 0, Math.max(0, speaking.length - 1))];
    if (!enabled()) {
      if (worker) logBook.write(worker.task, 'INFO', 'trading is disabled: no order placed');
      this.review();
      return;
    }
    const number = ++this.placed;
    this.unanswered.push(placedAt);
    if (worker) {
      const call = tasks.call(worker);
      const hindrance = this.options.hindrance();
      if (!succeeded(call)) logBook.write(worker.task, 'ERROR', `order ${number} not placed: ${complaint(call)}`);
      else if (hindrance) logBook.write(worker.task, hindrance.level, hindrance.says);
      else {
        this.taken.push(placedAt);
        if (this.unanswered.length === 1) {
          this.unanswered = [];
          logBook.write(worker.task, 'INFO', `order ${number} answered in ${answerMs} ms`);
        }
      }
    }
    this.review();
  }

  private workOff(): void {
    this.workingOff = false;
    const [worker] = this.options.tasks.ready();
    if (worker && this.able()) {
      const count = this.unanswered.length;
      const oldest = this.oldestAgeSeconds();
      this.taken.push(this.options.clock.now());
      this.unanswered = [];
      this.options.logBook.write(worker.task, 'INFO', `${count} waiting orders answered, the oldest after ${oldest} s`);
    }
    this.review();
  }

  private able(): boolean {
    const { tasks, broker, enabled, hindrance } = this.options;
    return tasks.ready().length > 0 && succeeded(broker.call()) && enabled() && hindrance() === undefined;
  }
}
