import { Broker } from './broker';
import { type Description, ROLES, type Role } from './description';
import { type Effects, effectsOn } from './effects';
import { type Fault, type FaultKind, lastsMs, type Occurrence } from './faults';
import { Heartbeat } from './heartbeat';
import { LogBook } from './log-book';
import { Orders } from './orders';
import type { Assumptions, Ports } from './ports';
import { fork } from './random';
import { Session } from './session';
import { Signals } from './signals';
import { TradingTasks } from './trading-tasks';

const ROUTINE_MS = 60_000;
const DAY_MS = 86_400_000;

/**
 * The production system that the runbook looks after: what runs in its tasks, the broker behind it, its faults; and what
 * it lets others see, its metrics, log lines and heartbeat.
 */
export class Platform {
  private readonly broker: Broker;
  private readonly effects: Effects;
  private readonly logBook: LogBook;
  private readonly tasks: TradingTasks;
  private readonly orders: Orders;
  private readonly signals: Signals;
  private readonly heartbeat: Heartbeat;
  private started = false;
  private occurrences: Occurrence[] = [];

  /** @throws when the session of the environment has no hours. */
  constructor(
    private readonly description: Description,
    private readonly ports: Ports,
    assumptions: Assumptions,
  ) {
    const { clock, ecs, ssm } = ports;
    const { services, signals, logs, parameters, calendar } = description.environment;
    const status = signals.brokerStatus === 'not configured' ? undefined : signals.brokerStatus;
    const inTasks = fork(ports.random);
    const inOrders = fork(ports.random);
    const prefixes = new Map(ROLES.map((role) => [services[role].name, services[role].logStreamPrefix]));
    const broker = new Broker(clock, status?.endpoint);
    const logBook = new LogBook(ports, logs.group, prefixes);
    const onChange = () => this.orders.review();
    const service = services.trading.name;
    const tasks = new TradingTasks({ clock, random: inTasks, ecs, broker, logBook, service, onChange });
    const enabled = () => ssm.value(parameters.tradingEnabled) === 'true';
    const session = new Session(calendar);
    this.orders = new Orders({ clock, random: inOrders, session, tasks, broker, logBook, enabled });
    this.signals = new Signals({
      ports,
      description,
      assumptions,
      tradingTasks: () => tasks.count,
      oldestOrderSeconds: () => this.orders.oldestAgeSeconds(),
    });
    this.heartbeat = new Heartbeat(ports, tasks, status?.heartbeat, onChange);
    this.broker = broker;
    this.logBook = logBook;
    this.tasks = tasks;
    this.effects = effectsOn(tasks, broker, this.signals);
  }

  /**
   * Adds the cluster and its services, steady since yesterday, and begins: orders come, metrics have some healthy
   * minutes behind them, the heartbeat is there.
   * @throws when it has been started, or the parameter, the log group, the bucket or an image does not exist.
   */
  start(): void {
    if (this.started) throw new Error('The platform has been started already.');
    this.started = true;
    const { ecs } = this.ports;
    const { cluster, signals } = this.description.environment;
    if (signals.brokerStatus !== 'not configured') {
      this.ports.serve(new URL(signals.brokerStatus.endpoint).host, (request) => this.broker.answer(request));
    }
    ecs.addCluster(cluster);
    ecs.listen(this.tasks);
    for (const role of ROLES) this.addService(role);
    this.orders.start();
    this.heartbeat.start();
    this.signals.writeHistory();
    this.signals.start();
    this.routine();
  }

  /** @throws before the start, and for a duration that is not above 0. */
  inject(fault: Fault): void {
    if (!this.started) throw new Error(`Fault ${fault.kind} before the platform was started.`);
    const ms = lastsMs(fault);
    this.occurrences.push({ fault, at: this.ports.clock.now() });
    this.effects[fault.kind].begin(ms);
    this.orders.review();
    if (Number.isFinite(ms)) this.ports.clock.setTimeout(() => this.recover(), ms);
  }

  /**
   * The cause of a fault goes away: the broker answers again, accepts our credentials again, tasks that hang go on, tasks
   * that start no longer crash, metrics arrive. What the fault left behind stays: a process whose login was refused
   * needs a restart.
   * @throws when no such fault is under way.
   */
  mend(kind: FaultKind): void {
    const now = this.ports.clock.now();
    const index = this.occurrences.findIndex(({ fault, mendedAt }) => fault.kind === kind && mendedAt === undefined);
    const occurrence = this.occurrences[index];
    if (occurrence === undefined) throw new Error(`Fault ${kind} cannot be mended: it has not been injected.`);
    this.occurrences[index] = { ...occurrence, mendedAt: now };
    this.effects[kind].end();
    this.recover();
  }

  /** When the latest fault was injected, in milliseconds since the epoch. */
  get faultAt(): number | undefined {
    return this.occurrences.at(-1)?.at;
  }

  /** Every fault so far, oldest first. */
  get faults(): readonly Occurrence[] {
    return this.occurrences;
  }

  /** Somebody else's deployment: the same image again. */
  deploy(role: Role): void {
    const { cluster, services } = this.description.environment;
    this.ports.ecs.operations.UpdateService({ cluster, service: services[role].name, forceNewDeployment: true });
  }

  /** Somebody else scales a service. */
  scale(role: Role, desiredCount: number): void {
    const { cluster, services } = this.description.environment;
    this.ports.ecs.operations.UpdateService({ cluster, service: services[role].name, desiredCount });
  }

  /**
   * Orders are answered: a task is ready and does not hang, the broker answers and accepts us, trading is enabled, and
   * the backlog is worked off. A change of the trading parameter shows when the service next reads it, within seconds.
   */
  get serving(): boolean {
    return this.orders.serving;
  }

  /** Every change of `serving`, oldest first; the first entry is the start. Times in milliseconds since the epoch. */
  get servingChanges(): readonly { readonly at: number; readonly serving: boolean }[] {
    return this.orders.servingChanges;
  }

  /** What the perfect operator would do at this instant: restart what hangs or crashes, and leave the rest alone. */
  remedy(kind: FaultKind): void {
    if (kind === 'hung-tasks' || kind === 'crash-loop') this.deploy('trading');
  }

  private recover(): void {
    this.tasks.wake();
    this.orders.review();
  }

  private addService(role: Role): void {
    const { ports, description } = this;
    const { name, image, desiredTasks } = description.environment.services[role];
    ports.ecs.addService({
      cluster: description.environment.cluster,
      name,
      image,
      desiredCount: desiredTasks,
      taskDefinition: `${name}:1`,
      minimumHealthyPercent: 100,
      maximumPercent: 200,
      createdAt: ports.clock.now() - DAY_MS,
    });
  }

  /** The other services say every minute that they are there. */
  private routine(): void {
    const { services } = this.description.environment;
    for (const role of ROLES.filter((each) => each !== 'trading')) {
      const running = this.ports.ecs.tasks(services[role].name).filter((task) => task.lastStatus === 'RUNNING');
      for (const task of running) this.logBook.write(task, 'INFO', `${role} is up`);
    }
    this.ports.clock.setTimeout(() => this.routine(), ROUTINE_MS);
  }
}
