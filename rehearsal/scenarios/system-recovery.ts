import { acknowledged, RUNG_1 } from './ingredients';
import {
  countedYesterday,
  HALT,
  haltedAndRecovered,
  PARAMETER,
  RESUME,
  recover,
  resumed,
  runbook,
  stays,
  TRADING,
  twoApprove,
} from './recovering';
import type { Scenario, Stage } from './scenario';

const common = { runbook, queriesDatabase: true } as const;

const SUSPENDED = `scale minimum 0, scaling suspended ${TRADING}`;
const STOPPED = [SUSPENDED, `stop ${TRADING}`];
const STARTED = `set desired count 2 ${TRADING}`;
const STAGING_STOPPED = [
  'set "false" /algo-trading/staging/trading_enabled',
  'scale minimum 0, scaling suspended algo-trading-staging-trading',
  'stop algo-trading-staging-trading',
];
const RESCALED = `scale minimum 2, scaling resumed ${TRADING}`;

/** The emergency procedure with both of its methods. */
const stopped = (stage: Stage): void =>
  stage.start('emergency-stop-trading', 'trading-backup', 'orders run away', { 'scale-down': true });

/** The stories of bringing the system back. */
export const systemRecovery: readonly Scenario[] = [
  {
    ...common,
    id: 'recovery-after-a-halt',
    title: 'trading was halted; everything is in order, and two people resume it',
    play: (stage) => {
      countedYesterday(stage);
      haltedAndRecovered(stage);
      twoApprove(stage);
    },
    expects: {
      ...resumed,
      refusals: ['it needs an approval'],
      pageSays: [
        /Approval needed: resume-trading/,
        /Orders are sent again as soon as the service reads it\. Positions: /,
      ],
      timelineSays: [
        /Check data integrity: The data are whole/,
        /Review open positions: /,
        /Calculate any losses: Since 20 Nov 2026 10:01:3\d IST, when /,
        /Verify broker reconciliation: Reconciled/,
        /a second person is needed/,
        /Trading is resumed: parameter version \d+, acknowledged at .* To halt it again: npm run runbook -- halt/,
      ],
      documents: [[/reconciliation-before-resuming\.md$/, /Broker reconciliation/]],
      answers: [/^200 /, /^200 Started/, /^200 .*a second person is needed/, /^200 Approved by/],
    },
    minutes: 30,
  },
  {
    ...common,
    id: 'recovery-after-a-stop',
    title: 'trading was scaled down; long after, one person has it started, and two resume it',
    play: (stage) => {
      stopped(stage);
      stage.after(30 * 60, () => recover(stage));
      acknowledged(stage);
      stage.onPage(90, ({ subject }) => {
        if (!/System Recovery/.test(subject)) return;
        stage.approve('trading-primary', 'by command line', { approval: 'a1' });
        stage.after(240, () => stage.approve('trading-primary', 'by command line', { approval: 'a2' }));
        stage.after(270, () => stage.approve('team-lead', 'by command line', { approval: 'a2' }));
      });
    },
    expects: {
      ...resumed,
      furtherActs: [HALT, ...STOPPED, STARTED, RESCALED, RESUME],
      pages: [{ rung: 1 }, { rung: 1 }],
      timelineSays: [
        /runs again with 2 tasks wanted, and has acknowledged at .* that trading is disabled/,
        /Restore scaling: .* is scaled as before it was stopped: 2 to 5 tasks/,
        /Trading is resumed/,
      ],
    },
    minutes: 70,
  },
  {
    ...common,
    id: 'recovery-of-what-does-not-heed',
    title: 'what is started again after a stop trades, whatever the parameter says: it is gone within a minute',
    play: (stage) => {
      stage.inject({ kind: 'ignores-parameter' });
      stopped(stage);
      stage.after(30 * 60, () => recover(stage));
      acknowledged(stage);
      stage.onPage(90, ({ subject }) => {
        if (/System Recovery/.test(subject)) stage.approve('trading-primary', 'by command line', { approval: 'a1' });
      });
    },
    expects: {
      outcome: 'escalated',
      verdict: 'unknown',
      restarts: 0,
      furtherActs: [HALT, ...STOPPED, STARTED, ...STOPPED],
      pages: [{ rung: 1 }, { rung: 1 }],
      timelineSays: [
        /has not acknowledged yet that trading is disabled.*it is stopped again\. Minimum 0, scaling suspended, desired count 0\./,
      ],
      tradingEnabled: 'false',
    },
    goesOn: true,
    minutes: 45,
  },
  {
    ...common,
    id: 'recovery-while-the-stop-is-watched',
    title: 'trading was scaled down a few minutes ago: it stays stopped until two people resume it',
    play: (stage) => {
      stopped(stage);
      stage.after(240, () => recover(stage));
      acknowledged(stage);
      stage.onPage(60, ({ subject }) => {
        if (!/System Recovery/.test(subject)) return;
        stage.approve('trading-primary', 'by command line');
        stage.after(30, () => stage.approve('team-lead', 'by command line'));
      });
    },
    expects: {
      ...resumed,
      furtherActs: [HALT, ...STOPPED, STARTED, RESUME, RESCALED],
      pages: [{ rung: 1 }, { rung: 1 }],
      refusals: ['its stop is still watched over'],
      timelineSays: [/still sees to it that nothing comes back: it stays stopped/, /2 tasks of it started again/],
    },
    minutes: 45,
  },
  {
    ...common,
    id: 'staging-cannot-resume',
    title: 'without an acknowledgement the service stays stopped; without the broker’s list nothing is resumed',
    environment: 'staging',
    play: (stage) => {
      stage.start('emergency-stop-trading', 'trading-backup', 'orders run away');
      acknowledged(stage);
      stage.after(25 * 60, () => recover(stage));
    },
    expects: {
      outcome: 'escalated',
      verdict: 'unknown',
      restarts: 0,
      furtherActs: STAGING_STOPPED,
      pages: [{ rung: 1 }, { rung: 1 }],
      refusals: ['it cannot acknowledge that trading is disabled', 'the positions cannot be compared with the broker'],
      timelineSays: [
        /signals\.positions and signals\.brokerPositions are not configured/,
        /Could not check the open positions/,
      ],
      tradingEnabled: 'false',
    },
    minutes: 60,
  },
  {
    ...common,
    id: 'staging-no-resume',
    title: 'the same, asked to stop before resuming: done as far as it can be',
    environment: 'staging',
    play: (stage) => {
      stage.start('emergency-stop-trading', 'trading-backup', 'orders run away');
      acknowledged(stage);
      stage.after(120, () => recover(stage, 'devops-primary', { 'no-resume': true }));
    },
    expects: {
      outcome: 'resolved',
      restarts: 0,
      furtherActs: STAGING_STOPPED,
      pages: RUNG_1,
      refusals: ['it cannot acknowledge that trading is disabled'],
      timelineSays: [/Not resumed, as asked/],
      tradingEnabled: 'false',
    },
    minutes: 20,
  },
  {
    ...common,
    id: 'rows-are-missing',
    title: 'somebody has deleted rows: the services are restored, and trading is not resumed',
    play: (stage) => {
      countedYesterday(stage);
      stage.inject({ kind: 'rows-deleted', table: 'audit.order_events', rows: 40 });
      haltedAndRecovered(stage);
      acknowledged(stage);
    },
    expects: {
      ...stays,
      outcome: 'escalated',
      verdict: 'not-fixed',
      pages: RUNG_1,
      refusals: ['data are damaged or missing'],
      timelineSays: [
        /Check data integrity: DATA ARE DAMAGED OR MISSING: .*audit\.order_events 2660 instead of 2700/,
        /Restore services: trading: Left alone: 2 of 2 tasks running/,
        /Verify broker reconciliation: Reconciled/,
      ],
    },
    minutes: 15,
  },
  {
    ...common,
    id: 'recovery-of-everything',
    title: 'every service is down: restored in the order of what needs what',
    play: (stage) => {
      for (const id of Object.keys(stage.description.settings.runbookModes)) {
        if (id !== runbook) stage.mode('off', id);
      }
      stage.inject({ kind: 'everything-down' });
      stage.cloud.ssm.put(PARAMETER, 'false');
      stage.after(30, () => recover(stage, 'devops-primary', { 'no-resume': true }));
    },
    expects: {
      ...stays,
      furtherActs: [],
      outcome: 'resolved',
      verdict: 'fixed',
      restarts: 3,
      pages: [],
      timelineSays: [
        /data-service: Restarted because[\s\S]*data-service is back: [\s\S]*trading: Restarted because[\s\S]*trading is back: [\s\S]*dashboard: Restarted because/,
        /Not resumed, as asked/,
      ],
    },
    minutes: 30,
  },
];
