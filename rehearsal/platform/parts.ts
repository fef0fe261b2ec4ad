import type { Task } from '../engine/aws/ecs';
import { Broker, succeeded } from './broker';
import { BrokerPositions, SESSION_HEADERS } from './broker-positions';
import { Database } from './database';
import { CloseCommands } from './day/commands';
import { TradingDay } from './day/trading-day';
import { configured, type Description, ROLES, type Role } from './description';
import { DATABASE_GROUP, targetGroupArn } from './estate';
import { Heartbeat } from './heartbeat';
import { LogBook } from './log-book';
import { type Hindrance, Orders } from './orders';
import { PagerDuty, ROUTING_KEY } from './pager-duty';
import type { Assumptions, Ports } from './ports';
import { fork } from './random';
import { Restored } from './restored';
import { Dashboard } from './services/dashboard';
import { Delivery } from './services/delivery';
import { Front } from './services/front';
import { Hosts } from './services/hosts';
import { Load } from './services/load';
import { MarketData } from './services/market-data';
import { Memory } from './services/memory';
import { Permission } from './services/permission';
import { ProbeParameter } from './services/probe-parameter';
import { Processes } from './services/processes';
import { Releases } from './services/releases';
import { Traffic } from './services/traffic';
import { Session } from './session';
import { databaseGauge } from './signals/of-database';
import { loadBalancerGauge } from './signals/of-load-balancer';
import { serviceGauges } from './signals/of-services';
import { tradingGauges } from './signals/of-trading';
import { Signals } from './signals/signals';
import { Snapshots } from './snapshots';
import { Tables } from './tables';
import { TradingTasks } from './trading-tasks';

/** Connections to the database that one running task holds. */
const CONNECTIONS: Readonly<Record<Role, number>> = { trading: 10, dashboard: 5, 'data-service': 5 };

export type Parts = ReturnType<typeof assemble>;

/**
 * The parts of the platform, joined. Nothing happens yet.
 * @param onChange something changed that may decide whether something serves.
 */
export function assemble(
  { environment }: Description,
  ports: Ports,
  assumptions: Assumptions,
  onChange: () => void,
  dailyLoss: () => number,
) {
  const { clock, ecs, loadBalancing } = ports;
  const { services, signals, calendar } = environment;
  const nameOf = (role: Role) => services[role].name;
  const random = { tasks: fork(ports.random), orders: fork(ports.random), others: fork(ports.random) };
  const daySeed = Math.floor(ports.random() * 4_294_967_296);
  const running = (role: Role): Task[] => ecs.tasks(nameOf(role)).filter(({ lastStatus }) => lastStatus === 'RUNNING');

  const status = configured(signals.brokerStatus);
  const listed = configured(signals.brokerPositions);
  const brokerPositions = new BrokerPositions({ headers: SESSION_HEADERS, held: () => day.held });
  const broker = new Broker(clock, status?.endpoint, listed && { endpoint: listed.endpoint, list: brokerPositions });
  const prefixes = new Map(ROLES.map((role) => [nameOf(role), services[role].logStreamPrefix]));
  const logBook = new LogBook(ports, environment.logs.group, prefixes);
  const database = new Database({
    ...ports,
    server: ports.databaseServer,
    description: environment.database,
    securityGroup: DATABASE_GROUP,
  });
  const load = new Load({ clock, services, running: (role) => running(role).length });
  const memory = new Memory(clock, ecs);
  const delivery = new Delivery({ ...ports, services });
  const releases = new Releases(ecs, delivery);

  const common = { clock, ecs, releases, onChange };
  const { name: service, desiredTasks } = services.trading;
  const tasks = new TradingTasks({ ...common, random: random.tasks, broker, logBook, service, desiredTasks });
  const plain = (role: Role) => new Processes({ ...common, random: random.others, service: nameOf(role) });
  const dashboardTasks = plain('dashboard');
  const dataTasks = plain('data-service');
  const marketData = new MarketData(clock, () => dataTasks.working().length > 0 && load.keepsUp('data-service'));

  const permission = new Permission({
    ports,
    parameter: environment.parameters.tradingEnabled,
    place: configured(signals.tradingEnabledAcknowledgement),
    heeded: () => tasks.speaking().length > 0,
    onChange,
  });
  const probeParameter = new ProbeParameter({
    ports,
    parameter: configured(environment.parameters.probe),
    place: configured(signals.probeAcknowledgement),
    heeded: () => tasks.speaking().length > 0,
  });
  const hindrance = (): Hindrance | undefined => {
    const says = database.unwritable;
    if (says !== undefined) return { level: 'ERROR', says };
    return load.keepsUp('trading') ? undefined : { level: 'INFO', says: 'the order waits: the engine is behind' };
  };
  const session = new Session(calendar);
  const enabled = () => permission.enabled;
  const orders = new Orders({ clock, random: random.orders, session, tasks, broker, logBook, enabled, hindrance });
  const heartbeat = new Heartbeat(ports, tasks, status?.heartbeat, onChange);

  const trades = configured(signals.tradesAndProfit);
  const manifest = configured(signals.exportManifest);
  const day = new TradingDay({
    ports,
    seed: daySeed,
    session,
    places: {
      performance: trades?.from === 'metric' ? undefined : trades,
      positions: configured(signals.positions),
      manifest,
      bucket: manifest?.from === 's3' ? manifest.bucket : environment.backups?.bucket,
    },
    measured: trades?.from === 'metric',
    working: () => tasks.speaking().length > 0,
    firstServing: (from, to) => orders.history.firstServing(from, to),
  });

  const commands = new CloseCommands({
    ports,
    place: configured(environment.commands?.closePositions),
    session,
    working: () => tasks.speaking().length > 0,
    brokerAnswers: () => succeeded(broker.call()),
    held: () => day.held,
    close: (position) => day.close(position),
  });

  const groupArn = targetGroupArn(environment);
  const description = environment.loadBalancer;
  const dashboard = new Dashboard(dashboardTasks, database, load, description.healthPath);
  const front = new Front({ clock, loadBalancing, targetGroupArn: groupArn, description, dashboard });
  const traffic = new Traffic(clock, () => front.shares());
  const hosts = new Hosts(loadBalancing, groupArn);
  const gauges = [
    ...serviceGauges({ ecs, environment, assumptions, load, memory }),
    ...tradingGauges({
      signals,
      tasks: () => tasks.count,
      oldestOrderSeconds: () => orders.oldestAgeSeconds(),
      marketDataSeconds: () => marketData.ageSeconds,
      dailyLoss,
      figures: () => day.figures,
    }),
    databaseGauge({
      instance: environment.database.instance,
      database,
      connections: () => ROLES.reduce((sum, role) => sum + CONNECTIONS[role] * running(role).length, 0),
    }),
    loadBalancerGauge({ description, hosts, traffic, dashboard }),
  ];
  const tables = new Tables(clock, ports.databaseServer.queries);
  return {
    broker,
    brokerPositions,
    pagerDuty: new PagerDuty(clock, ROUTING_KEY),
    logBook,
    database,
    load,
    memory,
    delivery,
    releases,
    tasks,
    dashboardTasks,
    dataTasks,
    marketData,
    permission,
    probeParameter,
    orders,
    heartbeat,
    session,
    day,
    commands,
    tables,
    restored: new Restored({ ...ports, environment, database, tables, onChange }),
    snapshots: new Snapshots(clock, ports.rds, environment),
    dashboard,
    front,
    hosts,
    traffic,
    signals: new Signals(ports, gauges, onChange),
    running,
  };
}
