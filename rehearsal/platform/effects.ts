import type { Broker } from './broker';
import type { FaultKind } from './faults';
import type { Signals } from './signals';
import type { TradingTasks } from './trading-tasks';

/** What a fault does where it strikes. */
export type Effects = Readonly<
  Record<
    FaultKind,
    {
      /** @param ms how long, where it ends by itself; else infinite. */
      readonly begin: (ms: number) => void;
      /** Its cause goes away. */
      readonly end: () => void;
    }
  >
>;

export function effectsOn(tasks: TradingTasks, broker: Broker, signals: Signals): Effects {
  return {
    'hung-tasks': { begin: (ms) => tasks.hang(ms), end: () => tasks.hang(0) },
    'crash-loop': { begin: () => tasks.startCrashing(), end: () => tasks.stopCrashing() },
    'broker-unreachable': { begin: (ms) => broker.goDown(ms), end: () => broker.goDown(0) },
    'broker-rate-limited': { begin: (ms) => broker.limitRate(ms), end: () => broker.limitRate(0) },
    'broker-credentials-expired': {
      begin: () => broker.refuseCredentials(true),
      end: () => broker.refuseCredentials(false),
    },
    'metrics-missing': { begin: () => signals.arrive(false), end: () => signals.arrive(true) },
  };
}
