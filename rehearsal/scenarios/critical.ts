import type { Scenario, Stage } from './scenario';

const runbook = 'p1-critical-incident-response';

const acknowledge = (stage: Stage): void => stage.onPage(60, ({ contact, rung }) => stage.acknowledge(contact, rung));

const HALT = 'set "false" /algo-trading/prod/trading_enabled';

/**
 * Nothing that starts works until somebody deploys. The trading service's own runbook only observes: so far only the P1 is
 * trusted to act.
 */
const everythingDown = (stage: Stage): void => {
  stage.mode('observe', 'trading-service-not-processing-orders');
  stage.inject({ kind: 'everything-down' });
  acknowledge(stage);
};

/** Where everything takes three times as long, the P1's ten minutes end before its alarms are OK: it is left to people. */
const STILL_RED = { outcome: 'escalated', verdict: 'not-fixed' } as const;

/** The stories of a system that is down, or whose data is at risk. */
export const criticalIncidentResponse: readonly Scenario[] = [
  {
    id: 'everything-down-in-the-session',
    title: 'every service is down in the session: recovered, and trading stays disabled until a person resumes it',
    runbook,
    play: (stage) => {
      everythingDown(stage);
    },
    expects: {
      outcome: 'escalated',
      verdict: 'not-fixed',
      restarts: 3,
      furtherActs: [HALT],
      pages: [{ rung: 1 }],
      tradingEnabled: 'false',
      timelineSays: [/Halt trading if necessary: .*halted/i, /Restart the trading service if it is down: Restarted/],
    },
    minutes: 16,
  },
  {
    id: 'everything-down-on-a-sunday',
    title: 'every service is down on a Sunday',
    runbook,
    startsAt: '2026-11-22T11:00:00+05:30',
    play: (stage) => {
      everythingDown(stage);
    },
    expects: { outcome: 'resolved', verdict: 'fixed', restarts: 3, pages: [{ rung: 1 }] },
    whenSlower: STILL_RED,
    minutes: 18,
  },
  {
    id: 'storage-full',
    title: 'the database’s storage is full in the session',
    runbook,
    play: (stage) => {
      stage.inject({ kind: 'database-storage-full' });
      acknowledge(stage);
    },
    expects: {
      outcome: 'escalated',
      restarts: 0,
      furtherActs: [HALT],
      pages: [{ rung: 1 }, { rung: 1 }],
      timelineSays: [/Halt trading if necessary: .*storage-full/],
    },
    minutes: 24,
  },
  {
    id: 'daily-loss',
    title: 'the loss of the day is above its limit',
    runbook,
    play: (stage) => {
      stage.inject({ kind: 'daily-loss', amount: 60_000 });
      acknowledge(stage);
    },
    expects: { outcome: 'escalated', restarts: 0, furtherActs: [HALT], pages: [{ rung: 1 }] },
    minutes: 14,
  },
  {
    id: 'market-data-stale',
    title: 'the market data feed stops in the session',
    runbook,
    play: (stage) => {
      stage.inject({ kind: 'market-data-stale' });
      acknowledge(stage);
    },
    expects: { outcome: 'escalated', restarts: 0, furtherActs: [HALT], pages: [{ rung: 1 }] },
    minutes: 14,
  },
  {
    id: 'halt-not-acknowledged',
    title: 'the loss is above its limit, and the trading service ignores the parameter',
    runbook,
    play: (stage) => {
      stage.inject({ kind: 'ignores-parameter' });
      stage.inject({ kind: 'daily-loss', amount: 60_000 });
      acknowledge(stage);
    },
    expects: {
      outcome: 'escalated',
      restarts: 0,
      furtherActs: [
        HALT,
        'scale minimum 0, scaling suspended algo-trading-prod-trading',
        'stop algo-trading-prod-trading',
      ],
      pages: [{ rung: 1 }],
    },
    minutes: 14,
  },
  {
    id: 'holiday-by-override',
    title: 'every service is down on a day that was declared a holiday this morning',
    runbook,
    play: (stage) => {
      stage.override({ days: { '2026-11-20': { closed: 'declared late' } } });
      everythingDown(stage);
    },
    expects: {
      outcome: 'resolved',
      restarts: 3,
      pages: [{ rung: 1 }],
      timelineSays: [/Halt trading if necessary: .*holiday by override/],
    },
    whenSlower: STILL_RED,
    minutes: 18,
  },
  {
    id: 'p1-while-a-p2-runs',
    title: 'the dashboard and the data service go down while the trading runbook is at work',
    runbook,
    play: (stage) => {
      stage.inject({ kind: 'hung-tasks' });
      stage.onAlarm(() => stage.inject({ kind: 'everything-down' }));
      acknowledge(stage);
    },
    expects: {
      outcome: 'resolved',
      restarts: 3,
      furtherActs: [HALT],
      pages: [{ rung: 1 }],
      runs: { 'trading-service-not-processing-orders': ['stood-down'], [runbook]: ['resolved'] },
      timelineSays: [/It takes over trading-service-not-processing-orders/],
    },
    // The trading service is back before the P1 looks, so nothing is halted.
    whenSlower: {
      ...STILL_RED,
      furtherActs: [],
      runs: { 'trading-service-not-processing-orders': ['stood-down'], [runbook]: ['escalated'] },
    },
    minutes: 20,
  },
  {
    id: 'one-cause-three-alarms',
    title: 'the database is stopped: trading and the dashboard go down with it',
    runbook: 'database-connection-failures',
    play: (stage) => {
      stage.inject({ kind: 'database-stopped' });
      acknowledge(stage);
    },
    expects: { outcome: 'escalated', verdict: 'not-fixed', restarts: 0, pages: [{ rung: 1 }], pageSays: [/stopped/] },
    minutes: 25,
  },
];
