import { RUNG_1 } from './ingredients';
import type { Stage, StartOptions } from './scenario';

/** What the stories of a recovery are made of. */

export const runbook = 'system-recovery';
export const PARAMETER = '/algo-trading/prod/trading_enabled';
export const TRADING = 'algo-trading-prod-trading';
export const HALT = `set "false" ${PARAMETER}`;
export const RESUME = `set "true" ${PARAMETER}`;

/** Halted at first, and two people have resumed it. */
export const resumed = {
  outcome: 'resolved',
  verdict: 'fixed',
  restarts: 0,
  furtherActs: [HALT, RESUME],
  pages: RUNG_1,
  tradingEnabled: 'true',
} as const;

/** Halted at first, and nothing was enabled. */
export const stays = { restarts: 0, furtherActs: [HALT], tradingEnabled: 'false' } as const;

/** Somebody halts trading with the one command that needs nobody. */
export const halt = (stage: Stage, who = 'trading-primary', reason = 'orders look wrong'): void =>
  stage.command(who, 'POST', '/v1/halt', { reason });

/** Who starts it has no voice in resuming. */
export const recover = (stage: Stage, by = 'devops-primary', options?: StartOptions): void =>
  stage.start(runbook, by, 'the outage is over', options);

/** Trading was halted for a moment, and somebody brings it back. */
export const haltedAndRecovered = (stage: Stage, by?: string, options?: StartOptions): void => {
  halt(stage);
  stage.after(60, () => recover(stage, by, options));
};

/** A contact says yes some seconds after the first page. */
export const approves = (stage: Stage, contact: string, seconds: number, approval = 'a1'): void =>
  stage.onPage(seconds, ({ rung }) => {
    if (rung === 1) stage.approve(contact, 'by command line', { approval });
  });

/** Two of those who may, and neither has asked for it. */
export const twoApprove = (stage: Stage, approval = 'a1', seconds = 60): void => {
  approves(stage, 'trading-primary', seconds, approval);
  approves(stage, 'team-lead', seconds + 30, approval);
};

/** What a backup of yesterday has left: how many rows the tables had. */
export const countedYesterday = ({ cloud, description }: Stage): void => {
  const tables = {
    'public.orders': 3000,
    'public.trades': 2400,
    'public.positions': 6,
    'public.candles': 5191,
    'public."DailyPnl"': 50,
    'audit.order_events': 2700,
  };
  const count = { at: '2026-11-19T11:00:00.000Z', tables, notCounted: {} };
  const snapshot = 'algo-trading-backup-20261119';
  const { instance } = description.environment.database;
  const document = { snapshot, instance, takenFor: 'database-backup-20261119T110000Z', before: count, after: count };
  cloud.s3.put(description.reports, `snapshots/${snapshot}.json`, JSON.stringify(document));
};
