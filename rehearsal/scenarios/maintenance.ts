import type { Scenario } from './scenario';

const SATURDAY = '2026-11-28T05:55:00+05:30';
const WINDOW = 'scheduled-maintenance';

/** Saturday's window, the notice the day before, and backups on demand. */
export const maintenance: readonly Scenario[] = [
  {
    id: 'maintenance',
    title: 'an ordinary maintenance window',
    runbook: WINDOW,
    startsAt: SATURDAY,
    day: 'to come',
    queriesDatabase: true,
    play: () => undefined,
    expects: { outcome: 'resolved', restarts: 0, pages: [], verdict: 'fixed' },
    minutes: 130,
  },
  {
    id: 'database-backup',
    title: 'an engineer asks for a backup of the database',
    runbook: 'database-backup',
    queriesDatabase: true,
    play: (stage) => stage.start('database-backup', 'backend-primary', 'before the migration'),
    expects: { outcome: 'resolved', restarts: 0, pages: [], verdict: 'fixed' },
  },
];
