import { ALL_RUNGS, acknowledged, hang, NOBODY_ANSWERS, RUNG_1, runbook, UNTIL_AT_WORK } from './ingredients';
import type { Scenario } from './scenario';

/** What people do, or do not do, once they are paged. */
export const people: readonly Scenario[] = [
  {
    id: 'nobody-acknowledges',
    title: 'a crash loop, and nobody acknowledges',
    runbook,
    play: (stage) => stage.inject({ kind: 'crash-loop' }),
    expects: {
      outcome: 'escalated',
      restarts: 1,
      pages: ALL_RUNGS,
      stakeholdersTold: true,
      measures: ['Incidents outcome=escalated', ...NOBODY_ANSWERS],
    },
    minutes: 90,
  },
  {
    id: 'empty-rung',
    title: 'a crash loop, and the team lead has no confirmed address',
    runbook,
    play: (stage) => {
      stage.inject({ kind: 'crash-loop' });
      const { email } = stage.description.environment.contacts['team-lead'] ?? { email: '' };
      stage.cloud.sns.unconfirm(email);
    },
    expects: {
      outcome: 'escalated',
      restarts: 1,
      pages: [
        { rung: 1, atSeconds: 0 },
        { rung: 3, atSeconds: 600 },
        { rung: 4, atSeconds: 1200 },
      ],
      timelineSays: [/Rung 2 .* passed over/],
    },
    minutes: 90,
  },
  {
    id: 'acknowledged-not-resolved',
    title: 'a crash loop, acknowledged and not resolved in time',
    runbook,
    play: (stage) => {
      stage.inject({ kind: 'crash-loop' });
      acknowledged(stage);
    },
    expects: { outcome: 'escalated', restarts: 1, pages: [{ rung: 1 }, { rung: 2 }], stakeholdersTold: true },
    minutes: 90,
  },
  {
    id: 'nobody-reachable',
    title: 'a crash loop, and nobody on the path has a confirmed address',
    runbook,
    play: (stage) => {
      stage.inject({ kind: 'crash-loop' });
      for (const { email } of Object.values(stage.description.environment.contacts)) stage.cloud.sns.unconfirm(email);
    },
    expects: {
      outcome: 'escalated',
      restarts: 1,
      pages: [{ rung: 'last resort' }],
      timelineSays: [/Rung 4 .* passed over/],
    },
    minutes: UNTIL_AT_WORK,
  },
  {
    id: 'closed-by-an-engineer',
    title: 'a crash loop; the engineer mends it and closes the incident with a reason',
    runbook,
    play: (stage) => {
      stage.inject({ kind: 'crash-loop' });
      acknowledged(stage);
      // Closed once the alarms are OK: one that goes off after the closing is an incident of its own.
      stage.onPage(300, ({ rung }) => rung === 1 && stage.platform.mend('crash-loop'));
      stage.onPage(900, ({ contact }) => stage.close(contact, 'rolled back by hand'));
    },
    expects: {
      outcome: 'escalated',
      restarts: 1,
      pages: RUNG_1,
      timelineSays: [
        /Closed by trading-primary \(IAM user trading-primary\): rolled back by hand/,
        /Told trading-primary that it is over/,
      ],
      stakeholdersTold: false,
    },
    minutes: 90,
  },
  {
    id: 'stopped-meanwhile',
    title: 'a person scales the service to 0 while its restart is being watched',
    runbook,
    play: (stage) => {
      hang(stage);
      stage.onAlarm(() => stage.after(60, () => stage.platform.scale('trading', 0)));
    },
    expects: { outcome: 'stood-down', restarts: 1, pages: [], timelineSays: [/desired count is 0/] },
  },
  {
    id: 'disabled-meanwhile',
    title: 'a person disables trading while a restart is being watched, and leaves the service running',
    runbook,
    play: (stage) => {
      hang(stage);
      const { tradingEnabled } = stage.description.environment.parameters;
      stage.onAlarm(() => stage.after(60, () => stage.cloud.ssm.put(tradingEnabled, 'false')));
    },
    expects: {
      outcome: 'stood-down',
      restarts: 1,
      pages: [],
      timelineSays: [/Verify that it is resolved: Trading is disabled/],
      tradingEnabled: 'false',
    },
  },
];
