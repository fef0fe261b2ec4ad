import type { Ecs, Task, TaskListener } from '../engine/aws/ecs';
import type { VirtualClock } from '../engine/clock';
import type { Random } from '../engine/random';
import { type Broker, type Call, complaint, isLoginRefused, isSessionExpired, succeeded } from './broker';
import type { LogBook } from './log-book';
import { between } from './random';
import type { Releases } from './services/releases';

const LOGIN_MS = { least: 4_000, most: 8_000 };
const LOGIN_AGAIN_MS = 10_000;
const CRASH_MS = { least: 5_000, most: 12_000 };
/** What cannot even begin its work is gone at once. */
const EXIT_MS = { least: 500, most: 1_500 };
/** A service that heeds SIGTERM is gone long before it is killed. */
const LEAVE_MS = { least: 1_000, most: 2_000 };

/** One running trading process. */
export interface Worker {
  readonly task: Task;
  /** `locked-out`: its login was refused; `logged-out`: its session was ended. In both it does not try again. */
  phase: 'starting' | 'ready' | 'logging-in' | 'locked-out' | 'logged-out';
  hungUntil: number;
  /** It hung when it was to log in. */
  missedLogin: boolean;
  /** How its last call to the broker went; absent before the first. */
  lastCall?: Call;
}

export interface TradingTasksOptions {
  readonly clock: VirtualClock;
  readonly random: Random;
  readonly ecs: Ecs;
  readonly broker: Broker;
  readonly logBook: LogBook;
  readonly releases: Releases;
  /** The trading service's name in ECS. */
  readonly service: string;
  /** How many tasks it has in normal times. */
  readonly desiredTasks: number;
  /** A worker became able to work, or no longer is; or it has called the broker. */
  readonly onChange: () => void;
}

/** What happens inside the tasks of the trading service. */
export class TradingTasks implements TaskListener {
  private readonly workers = new Map<string, Worker>();
  private crashing = false;
  private shortUntil = Number.NEGATIVE_INFINITY;

  constructor(private readonly options: TradingTasksOptions) {}

  running(task: Task): void {
    if (task.service !== this.options.service) return;
    const { clock } = this.options;
    if (this.isOneTooMany()) {
      this.leaveAtOnce(task);
      return;
    }
    const worker: Worker = { task, phase: 'starting', hungUntil: Number.NEGATIVE_INFINITY, missedLogin: false };
    this.workers.set(task.arn, worker);
    const standing = (task.startedAt ?? clock.now()) < clock.now();
    if (standing) Object.assign(worker, { phase: 'ready', lastCall: this.options.broker.login() });
    else if (this.options.releases.flaw(task) === 'exits') this.after(EXIT_MS, () => this.crash(worker));
    else if (this.crashing) this.after(CRASH_MS, () => this.crash(worker));
    else this.after(LOGIN_MS, () => this.logIn(worker));
  }

  stopping(task: Task): void {
    if (task.service !== this.options.service) return;
    const worker = this.workers.get(task.arn);
    this.workers.delete(task.arn);
    if (worker !== undefined) this.options.onChange();
    // What hangs does not hear its SIGTERM either.
    if (worker !== undefined && this.isHung(worker)) return;
    this.after(LEAVE_MS, () => {
      if (task.lastStatus === 'STOPPING') this.options.ecs.exitTask(task.arn, { exitCode: 0 });
    });
  }

  stopped(task: Task): void {
    if (this.workers.delete(task.arn)) this.options.onChange();
  }

  /** Everything that runs now stands still. @param ms infinite for good. */
  hang(ms: number): void {
    for (const worker of this.workers.values()) worker.hungUntil = this.options.clock.now() + ms;
  }

  /** Whoever no longer hangs does what it missed. */
  wake(): void {
    for (const worker of this.awake().filter(({ missedLogin }) => missedLogin)) this.logIn(worker);
  }

  /** Tasks that start from now on do not crash. */
  stopCrashing(): void {
    this.crashing = false;
  }

  /** The exchange ends the session of everybody who is logged in. */
  endSessions(): void {
    for (const worker of this.workers.values()) if (worker.phase === 'ready') worker.phase = 'logged-out';
    this.options.onChange();
  }

  /** One of them ends, and there is no room for another in its place. @param ms infinite for good; 0: there is again. */
  runShort(ms: number): void {
    const { clock, ecs, logBook } = this.options;
    this.shortUntil = clock.now() + ms;
    const last = [...this.workers.values()].at(-1);
    if (ms === 0 || last === undefined || last.task.lastStatus !== 'RUNNING') return;
    logBook.write(last.task, 'ERROR', 'the connection to the order store is lost: exiting with code 1');
    ecs.exitTask(last.task.arn, { exitCode: 1 });
  }

  startCrashing(): void {
    this.crashing = true;
    for (const worker of [...this.workers.values()]) this.crash(worker);
  }

  /** Processes that run, hung ones too. */
  get count(): number {
    return this.workers.size;
  }

  /** Processes with a session, which do their work. */
  ready(): Worker[] {
    return this.awake().filter(({ phase }) => phase === 'ready');
  }

  /** Those who would take an order, the ready first; whoever has not yet tried to log in does not speak. */
  speaking(): Worker[] {
    const ready = this.ready();
    return ready.length > 0 ? ready : this.awake().filter(({ phase }) => phase !== 'starting');
  }

  /** A worker asks something of the broker. One whose session is over logs in again, once. */
  call(worker: Worker): Call {
    if (worker.phase === 'logged-out') worker.lastCall = this.options.broker.callLoggedOut();
    if (worker.phase !== 'ready') return worker.lastCall ?? this.options.broker.login();
    worker.lastCall = this.options.broker.call();
    if (isSessionExpired(worker.lastCall)) {
      this.options.logBook.write(worker.task, 'ERROR', complaint(worker.lastCall));
      this.logIn(worker);
    }
    return worker.lastCall;
  }

  private logIn(worker: Worker): void {
    const { clock, broker, logBook, onChange } = this.options;
    if (this.workers.get(worker.task.arn) !== worker) return;
    worker.missedLogin = this.isHung(worker);
    if (worker.missedLogin) return;
    const call = broker.login();
    worker.lastCall = call;
    if (succeeded(call)) {
      worker.phase = 'ready';
      logBook.write(worker.task, 'INFO', 'logged in to the broker');
    } else {
      worker.phase = isLoginRefused(call) ? 'locked-out' : 'logging-in';
      logBook.write(worker.task, 'ERROR', `login failed: ${complaint(call)}`);
      if (worker.phase === 'logging-in') clock.setTimeout(() => this.logIn(worker), LOGIN_AGAIN_MS);
    }
    onChange();
  }

  private crash({ task }: Worker): void {
    if (task.lastStatus !== 'RUNNING') return;
    const { logBook, ecs } = this.options;
    logBook.write(task, 'ERROR', 'unhandled exception in the main loop: KeyError: strategy_state');
    logBook.write(task, 'ERROR', 'the engine cannot go on: exiting with code 1');
    ecs.exitTask(task.arn, { exitCode: 1 });
  }

  private isOneTooMany(): boolean {
    const { clock, desiredTasks } = this.options;
    return clock.now() < this.shortUntil && this.workers.size >= desiredTasks - 1;
  }

  private leaveAtOnce({ arn }: Task): void {
    this.options.ecs.exitTask(arn, { exitCode: 1, reason: 'the order store takes no further connection' });
  }

  private awake(): Worker[] {
    return [...this.workers.values()].filter((worker) => !this.isHung(worker));
  }

  private isHung(worker: Worker): boolean {
    const { clock, releases } = this.options;
    return clock.now() < worker.hungUntil || releases.flaw(worker.task) !== undefined;
  }

  private after({ least, most }: { least: number; most: number }, step: () => void): void {
    this.options.clock.setTimeout(step, between(this.options.random, least, most));
  }
}
