import { keptSession } from './broker-positions';
import { configured, type Description, type Hours, type Role } from './description';
import { begin, type Effects, effectsOn, end } from './effects';
import { raiseDatabase, raiseLoadBalancer, raiseScaling, raiseServices } from './estate';
import { type Fault, type FaultKind, lastsMs, type Occurrence } from './faults';
import { PAGER_DUTY_HOST, ROUTING_KEY } from './pager-duty';
import { assemble, type Parts } from './parts';
import type { Assumptions, Ports } from './ports';
import { remedy } from './remedies';
import type { Delivery } from './services/delivery';
import { type Change, History, TARGETS, type Target, together } from './wellbeing';

const ROUTINE_MS = 60_000;

/**
 * The production system that the runbook looks after: what runs in its tasks, the database and the broker behind it, the
 * load balancer before it, its faults; and what it lets others see, its metrics, log lines and status objects.
 */
export class Platform {
  private readonly parts: Parts;
  private readonly effects: Effects;
  private readonly histories = { dashboard: new History(), 'data-service': new History(), database: new History() };
  private started = false;
  private dailyLoss = 0;
  private occurrences: Occurrence[] = [];

  /** @throws when the session of the environment has no hours. */
  constructor(
    private readonly description: Description,
    private readonly ports: Ports,
    assumptions: Assumptions,
  ) {
    const onChange = () => this.review();
    this.parts = assemble(description, ports, assumptions, onChange, () => this.dailyLoss);
    this.effects = effectsOn({
      ...this.parts,
      dashboard: this.parts.dashboardTasks,
      setDailyLoss: (amount) => {
        this.dailyLoss = amount;
      },
      cluster: description.environment.cluster,
      serviceName: (role) => description.environment.services[role].name,
      deploy: (role) => this.deploy(role),
      endTasks: (roles) => this.endTasks(roles),
    });
  }

  /**
   * Adds the database, the load balancer, the cluster and its services, steady since yesterday, and begins: orders come,
   * pages are asked for, metrics have some healthy minutes behind them, the heartbeat is there.
   * @throws when it has been started, or the parameter, the log group, a bucket or an image does not exist.
   */
  start(): void {
    if (this.started) throw new Error('The platform has been started already.');
    const { description, ports, parts } = this;
    const { environment } = description;
    const status = configured(environment.signals.brokerStatus);
    const listed = configured(environment.signals.brokerPositions);
    const brokers = [status, listed].flatMap((one) => (one ? [new URL(one.endpoint).host] : []));
    for (const host of new Set(brokers)) ports.serve(host, (request) => parts.broker.answer(request));
    if (listed) ports.secrets.set(listed.sessionSecret, keptSession(ports.clock.now()));
    ports.serve(new URL(environment.loadBalancer.url).host, (request) => parts.front.answer(request));
    const paging = configured(environment.pagerDuty);
    if (paging) ports.secrets.set(paging.routingKeySecret, ROUTING_KEY);
    if (paging) ports.serve(PAGER_DUTY_HOST, (request) => parts.pagerDuty.answer(request));
    ports.answerHealthChecks((_, target, path) => parts.dashboard.answer(target, path));
    raiseDatabase(description, ports);
    parts.tables.raise();
    parts.restored.start();
    raiseLoadBalancer(description, ports);
    ports.ecs.addCluster(environment.cluster, 'enabled');
    for (const listener of [parts.tasks, parts.dashboardTasks, parts.dataTasks, parts.memory]) {
      ports.ecs.listen(listener);
    }
    raiseServices(description, ports);
    raiseScaling(description, ports);
    this.started = true;
    parts.permission.start();
    parts.probeParameter.start();
    parts.orders.start();
    const review = () => this.review();
    ports.ecs.listen({ running: review, stopping: review, stopped: review });
    ports.loadBalancing.onHealthChange(review);
    this.review();
    parts.heartbeat.start();
    parts.day.start();
    parts.commands.start();
    parts.signals.writeHistory();
    parts.signals.start();
    this.routine();
  }

  /** @throws before the start, and for a number that is not above 0. */
  inject(fault: Fault): void {
    if (!this.started) throw new Error(`Fault ${fault.kind} before the platform was started.`);
    const ms = lastsMs(fault);
    this.occurrences.push({ fault, at: this.ports.clock.now() });
    begin(this.effects, fault, ms);
    this.review();
    if (Number.isFinite(ms)) this.ports.clock.setTimeout(() => this.recover(), ms);
  }

  /**
   * The cause of a fault goes away: the broker answers again, accepts our credentials again, the database is as before,
   * tasks that hang go on, tasks that start no longer crash, metrics arrive, the release before the bad one is rolled out.
   * What the fault left behind stays: a process whose login was refused, or whose session was ended, needs a restart;
   * a snapshot under the wrong name is somebody's.
   * @throws when no such fault is under way.
   */
  mend(kind: FaultKind): void {
    const now = this.ports.clock.now();
    const index = this.occurrences.findIndex(({ fault, mendedAt }) => fault.kind === kind && mendedAt === undefined);
    const occurrence = this.occurrences[index];
    if (occurrence === undefined) throw new Error(`Fault ${kind} cannot be mended: it has not been injected.`);
    this.occurrences[index] = { ...occurrence, mendedAt: now };
    end(this.effects, occurrence.fault);
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

  /**
   * The exchange announces the hours of a date that has not begun to trade, whatever the environment's calendar says of it.
   * It is the market that knows: the app learns of it when somebody writes the calendar's override.
   * @param date `2026-11-08`, in the calendar's zone. @param hours none: the exchange stays closed.
   * @throws for a date or hours that cannot be, and for a date that has begun to trade.
   */
  holdSession(date: string, hours: readonly Hours[]): void {
    const { session, day, orders } = this.parts;
    const now = this.ports.clock.now();
    const today = session.dayAt(now);
    if (date < today.date || (date === today.date && today.sessions.some(({ opens }) => opens <= now))) {
      throw new Error(`The exchange cannot announce new hours for ${date}: that day has begun to trade, or is over.`);
    }
    session.announce(date, hours);
    orders.replan();
    day.replan();
  }

  /** Somebody closes one of the open positions at the broker, and the trading service sees it. */
  closeByHand(): void {
    const [first] = this.parts.day.held;
    if (first) this.parts.day.close(first);
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

  /** What others do to images and task definitions. */
  get delivery(): Delivery {
    return this.parts.delivery;
  }

  /**
   * Orders are answered: a task is ready, does not hang and keeps up, the broker answers and accepts us, the database can
   * be written, trading is enabled, and the backlog is worked off. A change of the trading parameter shows when the
   * service next reads it, within seconds.
   */
  get serving(): boolean {
    return this.parts.orders.serving;
  }

  /** When each order reached the broker, oldest first. Milliseconds since the epoch. */
  get orders(): readonly number[] {
    return this.parts.orders.reachedBroker;
  }

  /** Whether anything runs at this instant that could place an order, whether or not it does. */
  get mayTrade(): boolean {
    return this.parts.orders.possible;
  }

  /** What PagerDuty took, in the order it came: `trigger`, `acknowledge`, `resolve`. */
  get pagerDutyEvents(): readonly string[] {
    return this.parts.pagerDuty.alerts
      .flatMap(({ events }) => events)
      .sort((one, other) => one.at - other.at)
      .map(({ action }) => action);
  }

  /** Every change of `serving`, oldest first; the first entry is the start. Times in milliseconds since the epoch. */
  get servingChanges(): readonly Change[] {
    return this.parts.orders.history.changes;
  }

  /**
   * The same of something else: `dashboard`, every page that is asked for comes, in time; `data-service`, market data
   * flow; `database`, the services can read and write it; `system`, all of these and orders.
   */
  changesOf(target: Target): readonly Change[] {
    if (target === 'trading') return this.servingChanges;
    return target === 'system' ? together(TARGETS.map((one) => this.changesOf(one))) : this.histories[target].changes;
  }

  serves(target: Target): boolean {
    return this.wellSince(target) !== undefined;
  }

  /** Since when it serves, in milliseconds since the epoch; undefined while it does not. */
  wellSince(target: Target): number | undefined {
    const last = this.changesOf(target).at(-1);
    return last?.serving ? last.at : undefined;
  }

  /** What the perfect operator would do at this instant. */
  remedy(kind: FaultKind): void {
    remedy(kind, this.occurrences, this.description.environment.services, this);
  }

  private recover(): void {
    this.parts.database.settle();
    this.parts.tasks.wake();
    this.review();
  }

  private review(): void {
    if (!this.started) return;
    const { marketData, orders, hosts, traffic, front, load, database } = this.parts;
    const now = this.ports.clock.now();
    marketData.review();
    traffic.review();
    hosts.review();
    orders.review();
    this.histories.dashboard.note(now, front.shares().good === 1 && load.keepsUp('dashboard'));
    this.histories['data-service'].note(now, marketData.flows);
    this.histories.database.note(now, database.unwritable === undefined);
  }

  private endTasks(roles: readonly Role[]): void {
    for (const role of roles) {
      for (const task of this.parts.running(role)) {
        this.parts.logBook.write(task, 'ERROR', 'the process cannot go on: exiting with code 1');
        this.ports.ecs.exitTask(task.arn, { exitCode: 1 });
      }
    }
  }

  /** The other services say every minute that they are there, or what is wrong. */
  private routine(): void {
    const { dashboardTasks, dataTasks, database, logBook } = this.parts;
    const trouble = database.unreadable;
    for (const { task } of dashboardTasks.working()) {
      logBook.write(task, trouble ? 'ERROR' : 'INFO', trouble ?? 'dashboard is up');
    }
    for (const { task } of dataTasks.working()) logBook.write(task, 'INFO', 'data-service is up');
    this.ports.clock.setTimeout(() => this.routine(), ROUTINE_MS);
  }
}
