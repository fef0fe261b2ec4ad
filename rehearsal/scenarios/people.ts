import { ALL_RUNGS, acknowledged, runbook } from './ingredients';
import type { Scenario } from './scenario';

/** What people do, or do not do, once they are paged. */
export const people: readonly Scenario[] = [
  {
    id: 'nobody-acknowledges',
    title: 'a crash loop, and nobody acknowledges',
    runbook,
    play: (stage) => stage.inject({ kind: 'crash-loop' }),
    expects: { outcome: 'escalated', restarts: 1, pages: ALL_RUNGS, stakeholdersTold: true },
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
];
