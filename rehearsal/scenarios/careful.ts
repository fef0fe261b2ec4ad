import { RUNG_1, runbook } from './ingredients';
import type { Scenario, Stage } from './scenario';

/** The environment whose owner has said that generations may not overlap and that open orders do not survive. */
const environment = 'staging';
const trading = 'algo-trading-staging-trading';
const HALT = 'set "false" /algo-trading/staging/trading_enabled';
const STOP = [`scale minimum 0, scaling suspended ${trading}`, `stop ${trading}`];

const acknowledge = (stage: Stage): void => stage.onPage(60, ({ contact, rung }) => stage.acknowledge(contact, rung));

/** The stories of a trading service that must not run twice, or forgets its orders, or acknowledges nothing. */
export const careful: readonly Scenario[] = [
  {
    id: 'stop-first',
    title: 'generations may not overlap: an engineer asks for a restart after the close',
    runbook: 'service-restart',
    environment,
    startsAt: '2026-11-20T18:00:00+05:30',
    play: (stage) => stage.start('service-restart', 'trading-primary', 'new credentials'),
    expects: {
      outcome: 'resolved',
      verdict: 'fixed',
      restarts: 1,
      furtherActs: [...STOP, `scale minimum 2, scaling resumed ${trading}`],
      pages: [],
      timelineSays: [/the market is closed/],
    },
    // What waits for the old tasks to end has less than 2.5 s of its time left then.
    whenSlower: { pages: [{ rung: 'watch' }] },
    minutes: 30,
  },
  {
    id: 'stop-first-taken-in-hand',
    title: 'an engineer takes trading in the middle of a restart that stopped first',
    runbook: 'service-restart',
    environment,
    startsAt: '2026-11-20T18:00:00+05:30',
    play: (stage) => {
      stage.start('service-restart', 'trading-primary', 'new credentials');
      stage.after(12, () => stage.take('trading', 'trading-primary', 3));
    },
    expects: {
      outcome: 'stood-down',
      restarts: 1,
      furtherActs: [...STOP, `scale minimum 2, scaling resumed ${trading}`],
      pages: [],
      runs: { 'service-restart': ['stood-down'], 'undo-scaling-trading': ['resolved'] },
    },
    // What waits for the old tasks to end has less than 2.5 s of its time left then.
    whenSlower: { pages: [{ rung: 'watch' }] },
    goesOn: true,
    minutes: 25,
  },
  {
    id: 'state-does-not-survive',
    title: 'tasks hang in the session, and open orders do not survive a restart',
    runbook,
    environment,
    play: (stage) => {
      stage.inject({ kind: 'hung-tasks' });
      acknowledge(stage);
    },
    expects: {
      outcome: 'escalated',
      restarts: 0,
      furtherActs: [HALT],
      pages: RUNG_1,
      pageSays: [/Trading is halted .* a restart is called for/, /reconcile/],
      tradingEnabled: 'false',
    },
    minutes: 25,
  },
  {
    id: 'no-acknowledgement-contract',
    title: 'the loss is above its limit, and the trading service acknowledges nothing: stopped, and left stopped',
    runbook: 'p1-critical-incident-response',
    environment,
    play: (stage) => {
      stage.inject({ kind: 'daily-loss', amount: 60_000 });
      acknowledge(stage);
    },
    expects: {
      outcome: 'escalated',
      restarts: 0,
      furtherActs: [HALT, ...STOP],
      pages: [{ rung: 1 }],
      tradingEnabled: 'false',
    },
    minutes: 14,
  },
];
