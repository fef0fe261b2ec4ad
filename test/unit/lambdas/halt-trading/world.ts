import type { Seen } from '../../../../lambdas/halt-trading/decide';
import type { Feed } from '../../../../lambdas/halt-trading/feeds';
import { at, seen, service, signal, tradingIs } from '../../../support/incidents';

export const TRADING = 'algo-trading-prod-trading';
export const SERVICES = [TRADING, 'algo-trading-prod-dashboard', 'algo-trading-prod-data-service'] as const;
export const LOSS_ALARM = 'system-daily-loss';
export const DATABASE_ALARM = 'database-connections-failing';

export const up = seen(service());
export const down = seen(service({ runningCount: 0 }));
export const feed = (state: Feed['state']): Feed => ({ state, says: `the feed is ${state}` });

export const phase = (phase: 'pre-open' | 'session' | 'closing-auction' | 'closed' | 'unknown-day') =>
  seen({ phase, because: `it is ${phase}`, until: at(3600) });
export const alarm = (name: string, state: 'OK' | 'ALARM' | 'INSUFFICIENT_DATA', hasData = true) =>
  seen(signal({ alarm: name, state, hasData, reason: 'Threshold Crossed.' }));

/** All well, in the session. */
export const world = (over: Partial<Seen> = {}): Seen => ({
  phase: phase('session'),
  services: Object.fromEntries(SERVICES.map((name) => [name, up])),
  trading: TRADING,
  tradingEnabled: tradingIs('true'),
  database: seen('available'),
  confirming: [alarm(DATABASE_ALARM, 'OK')],
  dailyLoss: alarm(LOSS_ALARM, 'OK'),
  broker: feed('ok'),
  marketData: feed('ok'),
  ...over,
});

export const services = (...states: Seen['services'][string][]): Seen['services'] =>
  Object.fromEntries(SERVICES.map((name, index) => [name, states[index] ?? up]));
