import type { Broker } from './broker';
import type { Database, DatabaseFault } from './database';
import type { Role } from './description';
import type { Fault, FaultKind, FaultOf } from './faults';
import type { PagerDuty } from './pager-duty';
import type { Load } from './services/load';
import type { MarketData } from './services/market-data';
import type { Memory } from './services/memory';
import type { Permission } from './services/permission';
import type { Processes } from './services/processes';
import type { Releases } from './services/releases';
import type { Signals } from './signals/signals';
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
  readonly setDailyLoss: (amount: number) => void;
  readonly cluster: string;
  readonly serviceName: (role: Role) => string;
  readonly deploy: (role: Role) => void;
  /** Every task of every service exits. */
  readonly endAllTasks: () => void;
}

export function effectsOn(struck: Struck): Effects {
  return { ...ofTrading(struck), ...ofServices(struck), ...ofDatabase(struck) };
}

export function begin(effects: Effects, fault: Fault, ms: number): void {
  const { begin: strike } = effects[fault.kind] as Effect<FaultKind>;
  strike(fault, ms);
}

export function end(effects: Effects, fault: Fault): void {
  const { end: goAway } = effects[fault.kind] as Effect<FaultKind>;
  goAway(fault);
}

function ofTrading({ tasks, broker, pagerDuty, signals, marketData, permission, setDailyLoss }: Struck) {
  return {
    'hung-tasks': { begin: (_: Fault, ms: number) => tasks.hang(ms), end: () => tasks.hang(0) },
    'crash-loop': { begin: () => tasks.startCrashing(), end: () => tasks.stopCrashing() },
    'broker-unreachable': { begin: (_: Fault, ms: number) => broker.goDown(ms), end: () => broker.goDown(0) },
    'broker-rate-limited': { begin: (_: Fault, ms: number) => broker.limitRate(ms), end: () => broker.limitRate(0) },
    'broker-credentials-expired': {
      begin: () => broker.refuseCredentials(true),
      end: () => broker.refuseCredentials(false),
    },
    'pager-duty-down': { begin: (_: Fault, ms: number) => pagerDuty.goDown(ms), end: () => pagerDuty.goDown(0) },
    'metrics-missing': { begin: () => signals.arrive(false), end: () => signals.arrive(true) },
    'market-data-stale': { begin: () => marketData.feed(false), end: () => marketData.feed(true) },
    'daily-loss': { begin: ({ amount }: FaultOf<'daily-loss'>) => setDailyLoss(amount), end: () => setDailyLoss(0) },
    'ignores-parameter': { begin: () => permission.ignore(true), end: () => permission.ignore(false) },
  };
}

function ofServices(struck: Struck) {
  const { load, memory, releases, dashboard, cluster, serviceName, deploy, endAllTasks } = struck;
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
    'everything-down': {
      begin: () => {
        for (const role of ['data-service', 'trading', 'dashboard'] as const) {
          releases.spoilPresent('everything-down', cluster, serviceName(role));
        }
        endAllTasks();
      },
      end: () => releases.absolve('everything-down'),
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
