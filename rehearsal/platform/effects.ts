import type { Broker } from './broker';
import type { BrokerPositions, Untruth } from './broker-positions';
import type { Database, DatabaseFault } from './database';
import type { CloseCommands, Manner } from './day/commands';
import type { TradingDay } from './day/trading-day';
import { ROLES, type Role } from './description';
import type { Fault, FaultKind, FaultOf } from './faults';
import type { PagerDuty } from './pager-duty';
import type { Restored } from './restored';
import type { Load } from './services/load';
import type { MarketData } from './services/market-data';
import type { Memory } from './services/memory';
import type { Permission } from './services/permission';
import type { ProbeParameter } from './services/probe-parameter';
import type { Processes } from './services/processes';
import type { Releases } from './services/releases';
import type { Signals } from './signals/signals';
import type { Snapshots } from './snapshots';
import type { Table, Tables } from './tables';
import type { TradingTasks } from './trading-tasks';

/** What a fault does where it strikes. */
interface Effect<K extends FaultKind> {
  /** @param ms how long, where it ends by itself; else infinite. */
  readonly begin: (fault: FaultOf<K>, ms: number) => void;
  /** Its cause goes away. */
  readonly end: (fault: FaultOf<K>) => void;
}

export type Effects = { readonly [K in FaultKind]: Effect<K> };

/** What faults strike. */
export interface Struck {
  readonly tasks: TradingTasks;
  readonly dashboard: Processes;
  readonly broker: Broker;
  readonly pagerDuty: PagerDuty;
  readonly signals: Signals;
  readonly database: Database;
  readonly load: Load;
  readonly memory: Memory;
  readonly releases: Releases;
  readonly marketData: MarketData;
  readonly permission: Permission;
  readonly probeParameter: ProbeParameter;
  readonly day: TradingDay;
  readonly commands: CloseCommands;
  readonly brokerPositions: BrokerPositions;
  readonly tables: Tables;
  readonly snapshots: Snapshots;
  readonly restored: Restored;
  readonly setDailyLoss: (amount: number) => void;
  readonly cluster: string;
  readonly serviceName: (role: Role) => string;
  readonly deploy: (role: Role) => void;
  /** Every task of these services exits. */
  readonly endTasks: (roles: readonly Role[]) => void;
}

export function effectsOn(struck: Struck): Effects {
  return {
    ...ofTrading(struck),
    ...ofServices(struck),
    ...ofDay(struck),
    ...ofCommands(struck),
    ...ofBrokerPositions(struck),
    ...ofDatabase(struck),
    ...ofTables(struck),
    ...ofSnapshots(struck),
    ...ofRestores(struck),
  };
}

export function begin(effects: Effects, fault: Fault, ms: number): void {
  const { begin: strike } = effects[fault.kind] as Effect<FaultKind>;
  strike(fault, ms);
}

export function end(effects: Effects, fault: Fault): void {
  const { end: goAway } = effects[fault.kind] as Effect<FaultKind>;
  goAway(fault);
}

function ofTrading({
  tasks,
  broker,
  pagerDuty,
  signals,
  marketData,
  permission,
  probeParameter,
  setDailyLoss,
}: Struck) {
  return {
    'hung-tasks': { begin: (_: Fault, ms: number) => tasks.hang(ms), end: () => tasks.hang(0) },
    'crash-loop': { begin: () => tasks.startCrashing(), end: () => tasks.stopCrashing() },
    'broker-unreachable': { begin: (_: Fault, ms: number) => broker.goDown(ms), end: () => broker.goDown(0) },
    'broker-rate-limited': { begin: (_: Fault, ms: number) => broker.limitRate(ms), end: () => broker.limitRate(0) },
    'broker-credentials-expired': {
      begin: () => broker.refuseCredentials(true),
      end: () => broker.refuseCredentials(false),
    },
    // What has been ended stays so: only a login begins a session.
    'broker-session-expired': { begin: () => tasks.endSessions(), end: () => undefined },
    'one-task-short': { begin: (_: Fault, ms: number) => tasks.runShort(ms), end: () => tasks.runShort(0) },
    'pager-duty-down': { begin: (_: Fault, ms: number) => pagerDuty.goDown(ms), end: () => pagerDuty.goDown(0) },
    'metrics-missing': { begin: () => signals.arrive(false), end: () => signals.arrive(true) },
    'market-data-stale': { begin: () => marketData.feed(false), end: () => marketData.feed(true) },
    'daily-loss': { begin: ({ amount }: FaultOf<'daily-loss'>) => setDailyLoss(amount), end: () => setDailyLoss(0) },
    'ignores-probe-parameter': {
      begin: () => probeParameter.ignore(true),
      end: () => probeParameter.ignore(false),
    },
    'ignores-parameter': { begin: () => permission.ignore(true), end: () => permission.ignore(false) },
  };
}

function ofServices(struck: Struck) {
  const { load, memory, releases, dashboard, cluster, serviceName, deploy, endTasks } = struck;
  const die = (because: 'everything-down' | 'dashboard-dead', roles: readonly Role[]) => ({
    begin: () => {
      for (const role of roles) releases.spoilPresent(because, cluster, serviceName(role));
      endTasks(roles);
    },
    end: () => releases.absolve(because),
  });
  return {
    'cpu-spike': {
      begin: ({ service = 'trading', toPercent }: FaultOf<'cpu-spike'>, ms: number) =>
        load.rise(service, toPercent, ms),
      end: () => load.calm(),
    },
    'memory-leak': {
      begin: ({ service, percentPerMinute }: FaultOf<'memory-leak'>) =>
        memory.leak(serviceName(service), percentPerMinute),
      end: () => memory.stopLeaking(),
    },
    'bad-release': {
      begin: ({ service }: FaultOf<'bad-release'>) => {
        const flaw = service === 'dashboard' ? 'refuses' : 'hangs';
        releases.spoilNext('bad-release', cluster, serviceName(service), flaw);
        deploy(service);
      },
      // The release before it is rolled out again.
      end: ({ service }: FaultOf<'bad-release'>) => {
        releases.absolve('bad-release');
        deploy(service);
      },
    },
    'dashboard-hung': { begin: () => dashboard.hang(), end: () => dashboard.wake() },
    'dashboard-dead': die('dashboard-dead', ['dashboard']),
    'everything-down': die('everything-down', ROLES),
  };
}

function ofDay({ day }: Struck) {
  return {
    'no-export': { begin: () => day.export(false), end: () => day.export(true) },
    'export-late': {
      begin: ({ byMinutes }: FaultOf<'export-late'>) => day.delayExport(byMinutes * 60_000),
      end: () => day.delayExport(0),
    },
    'export-checksum-wrong': { begin: () => day.alterExport(true), end: () => day.alterExport(false) },
    'positions-malformed': {
      begin: () => day.showPositions('malformed'),
      end: () => day.showPositions('true'),
    },
    'positions-stale': { begin: () => day.showPositions('stale'), end: () => day.showPositions('true') },
  };
}

function ofBrokerPositions({ brokerPositions }: Struck) {
  const saying = (untruth: Untruth) => ({
    begin: () => brokerPositions.say(untruth),
    end: () => brokerPositions.say(undefined),
  });
  return {
    'broker-position-differs': {
      begin: ({ by }: FaultOf<'broker-position-differs'>) => brokerPositions.say({ is: 'differs', by }),
      end: () => brokerPositions.say(undefined),
    },
    'broker-position-missing': saying({ is: 'missing' }),
    'broker-position-extra': saying({ is: 'extra' }),
    'broker-positions-null': saying({ is: 'null' }),
    'kept-session-stale': {
      begin: () => brokerPositions.endSession(true),
      end: () => brokerPositions.endSession(false),
    },
  };
}

function ofCommands({ commands }: Struck) {
  const manner = (how: Manner) => ({ begin: () => commands.behave(how), end: () => commands.behave('obeys') });
  return {
    'commands-ignored': manner('ignores'),
    'closing-refused': manner('refuses'),
    'position-stuck': manner('stuck'),
  };
}

/** The tables that strike when a story names none. */
const BUSY: Table = 'public.candles';
const INDEXED: Table = 'public.orders';

function ofTables({ tables }: Struck) {
  return {
    'vacuum-without-rights': {
      begin: ({ words }: FaultOf<'vacuum-without-rights'>) => tables.ownedByUs(false, words),
      end: () => tables.ownedByUs(true),
    },
    'vacuum-slow': {
      begin: ({ table = BUSY, takesSeconds }: FaultOf<'vacuum-slow'>) => tables.slowDown(table, takesSeconds * 1000),
      end: ({ table = BUSY }: FaultOf<'vacuum-slow'>) => tables.slowDown(table, 0),
    },
    'table-locked': {
      begin: ({ table = INDEXED }: FaultOf<'table-locked'>, ms: number) => tables.lock(table, ms),
      end: ({ table = INDEXED }: FaultOf<'table-locked'>) => tables.unlock(table),
    },
  };
}

function ofSnapshots({ snapshots }: Struck) {
  return {
    'snapshot-never-available': { begin: () => snapshots.next('never'), end: () => snapshots.next('available') },
    'snapshot-fails': { begin: () => snapshots.next('fails'), end: () => snapshots.next('available') },
    'snapshot-quota-full': { begin: () => snapshots.fill(true), end: () => snapshots.fill(false) },
    // It is theirs: nobody deletes it.
    'snapshot-id-taken': { begin: () => snapshots.takeName(), end: () => undefined },
  };
}

/** The table whose rows are lost when a story names none. */
const LOST: Table = 'public.orders';

function ofRestores({ restored, tables }: Struck) {
  return {
    'rows-deleted': {
      begin: ({ table = LOST, rows }: FaultOf<'rows-deleted'>) => tables.lose(table, rows),
      // Only a backup has them.
      end: () => undefined,
    },
    'instance-quota-full': { begin: () => restored.fill(true), end: () => restored.fill(false) },
    'restore-never-available': { begin: () => restored.next('never'), end: () => restored.next('available') },
    'restore-fails': { begin: () => restored.next('fails'), end: () => restored.next('available') },
    'restored-unreachable': { begin: () => restored.shut(true), end: () => restored.shut(false) },
    'restored-rows-lost': {
      begin: ({ table = LOST, rows }: FaultOf<'restored-rows-lost'>) => restored.spoil({ table, rows }),
      end: () => restored.spoil(undefined),
    },
  };
}

function ofDatabase({ database }: Struck) {
  const trouble = <K extends DatabaseFault>(kind: K) => ({
    begin: (_: Fault, ms: number) => database.begin(kind, ms),
    end: () => database.end(kind),
  });
  return {
    'database-modifying': trouble('database-modifying'),
    'database-stopped': trouble('database-stopped'),
    'database-storage-full': trouble('database-storage-full'),
    'database-port-closed': trouble('database-port-closed'),
    'database-password-wrong': trouble('database-password-wrong'),
    'database-tls-refused': trouble('database-tls-refused'),
    'database-too-many-connections': trouble('database-too-many-connections'),
  };
}
