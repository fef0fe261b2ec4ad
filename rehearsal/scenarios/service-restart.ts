import type { Scenario } from './scenario';

const runbook = 'service-restart';

/** The stories of a restart that an engineer asks for. */
export const serviceRestart: readonly Scenario[] = [
  {
    id: 'restart-asked',
    title: 'an engineer asks for a restart of a healthy service',
    runbook,
    play: (stage) => stage.start(runbook, 'trading-primary', 'new credentials'),
    expects: {
      outcome: 'resolved',
      verdict: 'fixed',
      restarts: 1,
      pages: [],
      timelineSays: [/Started by trading-primary .*: new credentials/, /a person asked for it/],
    },
  },
  {
    id: 'restart-asked-while-stopped',
    title: 'an engineer asks for a restart of a service that somebody has stopped',
    runbook,
    play: (stage) => {
      stage.platform.scale('trading', 0);
      stage.start(runbook, 'trading-backup', 'it looks dead');
    },
    expects: { outcome: 'stood-down', restarts: 0, pages: [], timelineSays: [/desired count is 0/] },
  },
];
