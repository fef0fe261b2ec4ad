import { RUNG_1 } from './ingredients';
import type { Scenario } from './scenario';

const runbook = 'dashboard-not-loading';

/** The stories of the dashboard and its load balancer. */
export const dashboardNotLoading: readonly Scenario[] = [
  {
    id: 'dashboard-hung',
    title: 'the dashboard answers its health check and nothing else',
    runbook,
    play: (stage) => stage.inject({ kind: 'dashboard-hung' }),
    expects: {
      outcome: 'resolved',
      verdict: 'fixed',
      restarts: 1,
      pages: [],
      timelineSays: [
        /Check ALB target health: 1 of 1 target/,
        /Probe the dashboard: Health .* answers 200; the page .* does not answer/,
      ],
      measures: ['Incidents outcome=resolved', 'TimeToMitigate severity=P3'],
    },
    oracle: 'dashboard-hung',
    serves: 'dashboard',
  },
  {
    id: 'targets-unhealthy-after-a-release',
    title: 'a release whose dashboard does not answer its health check',
    runbook,
    play: (stage) => {
      stage.inject({ kind: 'bad-release', service: 'dashboard' });
      stage.onPage(60, ({ contact, rung }) => stage.acknowledge(contact, rung));
    },
    expects: { outcome: 'escalated', restarts: 0, pages: RUNG_1, refusals: ['a deployment that is not ours'] },
    minutes: 45,
  },
];
