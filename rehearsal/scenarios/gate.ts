import { again, at, MONDAY, MORNING, morning, NOT_PASSED } from './days';
import { acknowledged, RUNG_1 } from './ingredients';
import type { ExpectedChecklist, Scenario, Stage } from './scenario';

const PASSED = { id: MORNING, date: MONDAY, passed: true } as const;
const LEFT = { ...PASSED, passed: false } as const;
const DISABLED = ['set "false" /algo-trading/prod/trading_enabled'];

/** Nobody has logged in yet today: only a restart of the service begins a session. */
const loggedOut = (stage: Stage): void => stage.inject({ kind: 'broker-session-expired' });

const NOT_LOGGED_IN: ExpectedChecklist = { ...LEFT, notOk: [/^Verify broker connectivity: failed, /] };

/** It runs all its tasks again, and its deployment goes on: to be known, and no failure. */
const ROLLING_OUT = [
  /^Check system health: attention, .*deployment/,
  /^Verify all services are running: attention, .*deployment/,
];

/** What keeps trading disabled at the open, and what lifts that. */
export const gate: readonly Scenario[] = [
  morning({
    id: 'broker-session-expired-at-the-checklist',
    title: 'the broker session has expired at 08:45: the open is gated until somebody restarts the service',
    runbook: NOT_PASSED,
    play: (stage) => {
      loggedOut(stage);
      acknowledged(stage);
      at(stage, `${MONDAY}T08:52`, () => stage.platform.deploy('trading'));
    },
    expects: {
      outcome: 'resolved',
      verdict: 'fixed',
      restarts: 0,
      furtherActs: DISABLED,
      pages: RUNG_1,
      pageSays: [
        // Within a minute of the checklist.
        /opened \d+ s ago\. You are rung 1/,
        /Since 23 Nov 2026 08:45:\d\d IST/,
        /Verify broker connectivity/,
        /Angel One Support \(support@angelbroking\.com\)/,
      ],
      checklists: [{ ...PASSED, notOk: ROLLING_OUT }],
      gates: [`${MONDAY} passed`],
      allClear: ['trading-primary'],
      tradingEnabled: 'false',
    },
    minutes: 60,
  }),
  morning({
    id: 'gate-stays-closed',
    title: 'nobody mends it: the gate stays closed, and the next is paged',
    runbook: NOT_PASSED,
    play: loggedOut,
    expects: {
      outcome: 'escalated',
      verdict: 'not-fixed',
      restarts: 0,
      furtherActs: DISABLED,
      pages: [
        { rung: 1, atSeconds: 0 },
        { rung: 2, atSeconds: 600 },
        { rung: 3, atSeconds: 1200 },
        { rung: 4, atSeconds: 1800 },
      ],
      checklists: [NOT_LOGGED_IN],
      gates: [`${MONDAY} closed`],
      tradingEnabled: 'false',
    },
    minutes: 60,
  }),
  morning({
    id: 'gate-waived',
    title: 'an approver waives the gate with a reason: the incident is closed by name, and trading stays disabled',
    runbook: NOT_PASSED,
    play: (stage) => {
      loggedOut(stage);
      acknowledged(stage);
      at(stage, `${MONDAY}T08:53`, () =>
        stage.command('team-lead', 'POST', '/v1/gate/waive', { reason: 'we watch by hand today' }),
      );
    },
    expects: {
      outcome: 'stood-down',
      restarts: 0,
      furtherActs: DISABLED,
      pages: RUNG_1,
      gates: [`${MONDAY} waived by team-lead`],
      answers: [/^200 /, /^200 The gate of the open of 23 Nov 2026 is waived by team-lead .*we watch by hand today\./],
      timelineSays: [/Gate waived by team-lead \(IAM user team-lead\): we watch by hand today/, /has ended as closed/],
      channelSays: [/The gate of the open is waived/],
      allClear: ['trading-primary'],
      tradingEnabled: 'false',
    },
    minutes: 60,
  }),
  morning({
    id: 'gate-waived-by-nobody',
    title: 'somebody who may not waives the gate: it stays closed',
    runbook: NOT_PASSED,
    play: (stage) => {
      loggedOut(stage);
      at(stage, `${MONDAY}T08:52`, () => {
        const waive = (who: string) => stage.command(who, 'POST', '/v1/gate/waive', { reason: 'it is fine' });
        waive('somebody');
        stage.after(10, () => waive('cto'));
      });
    },
    expects: {
      outcome: null,
      restarts: 0,
      furtherActs: DISABLED,
      pages: [{ rung: 1 }, { rung: 2 }],
      gates: [`${MONDAY} closed`],
      answers: [/^403 .*nobody we know/, /^403 cto may not waive the gate of the open\. Who may: /],
      tradingEnabled: 'false',
    },
    minutes: 15,
  }),
  morning({
    id: 'enabled-past-the-gate',
    title: 'somebody enables trading while the gate is closed: set back, and said',
    runbook: NOT_PASSED,
    play: (stage) => {
      loggedOut(stage);
      acknowledged(stage);
      const { tradingEnabled } = stage.description.environment.parameters;
      at(stage, `${MONDAY}T08:51`, () => stage.cloud.ssm.put(tradingEnabled, 'true'));
    },
    expects: {
      outcome: 'escalated',
      verdict: 'not-fixed',
      restarts: 0,
      furtherActs: [...DISABLED, ...DISABLED],
      pages: RUNG_1,
      gates: [`${MONDAY} closed`],
      timelineSays: [/Somebody has set the parameter to "true" while the gate is closed; it is "false" again/],
      tradingEnabled: 'false',
    },
    minutes: 20,
  }),
  morning({
    id: 'gate-passed-by-hand',
    title: 'mended when the runbook has given up: an engineer has the checklist worked again, and closes the incident',
    runbook: NOT_PASSED,
    play: (stage) => {
      loggedOut(stage);
      acknowledged(stage);
      at(stage, `${MONDAY}T08:58`, () => stage.platform.deploy('trading'));
      at(stage, `${MONDAY}T09:10`, () => again(stage, 'trading-primary'));
      at(stage, `${MONDAY}T09:11`, () => stage.close('trading-primary', 'logged in since the restart'));
    },
    expects: {
      outcome: 'escalated',
      verdict: 'not-fixed',
      restarts: 0,
      furtherActs: DISABLED,
      pages: RUNG_1,
      checklists: [PASSED],
      gates: [`${MONDAY} passed`],
      channelSays: [/The gate has passed with run 10 at 09:10/],
      answers: [/^200 /, /^200 Started morning-checklist/, /^200 /],
      allClear: ['trading-primary'],
      tradingEnabled: 'false',
    },
    minutes: 45,
  }),
  morning({
    id: 'one-of-two-at-the-checklist',
    title: 'one of two trading tasks is missing at 08:45: restarted, and the gate passes when it is back',
    runbook: NOT_PASSED,
    play: (stage) => {
      stage.inject({ kind: 'one-task-short', forSeconds: 230 });
      acknowledged(stage);
    },
    expects: {
      outcome: 'resolved',
      verdict: 'fixed',
      restarts: 1,
      furtherActs: DISABLED,
      pages: RUNG_1,
      runs: { 'restart-affected-services': ['resolved'] },
      checklists: [{ ...PASSED, notOk: ROLLING_OUT }],
      gates: [`${MONDAY} passed`],
      tradingEnabled: 'false',
    },
    minutes: 60,
  }),
  morning({
    id: 'dashboard-dead-at-the-checklist',
    title: 'the dashboard is dead at 08:45: restarted, and the gate passes',
    runbook: NOT_PASSED,
    play: (stage) => {
      // Seconds before, so that no alarm has had the time to go off.
      stage.after(208, () => stage.inject({ kind: 'dashboard-dead' }));
      acknowledged(stage);
    },
    expects: {
      outcome: 'resolved',
      verdict: 'fixed',
      restarts: 1,
      furtherActs: DISABLED,
      pages: RUNG_1,
      runs: { 'restart-affected-services': ['resolved'] },
      checklists: [{ ...PASSED, notOk: ROLLING_OUT }],
      gates: [`${MONDAY} passed`],
      tradingEnabled: 'false',
    },
    minutes: 60,
  }),
];
