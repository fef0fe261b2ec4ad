import { acknowledged, RUNG_1 } from './ingredients';
import type { Scenario, Stage } from './scenario';

export const WINDOW = 'scheduled-maintenance';
export const SNAPSHOT_TAKEN = ['create-snapshot algo-trading-prod-db'];

/** Minutes from the quiet before the window until somebody has the page that was held for its end. */
export const UNTIL_PAGED = 130;

type Told = Pick<Scenario, 'id' | 'title' | 'play' | 'expects'> & Partial<Scenario>;

/** A Saturday morning at whose beginning nothing has been started. */
export const saturday = (story: Told): Scenario => ({
  runbook: WINDOW,
  startsAt: '2026-11-28T05:55:00+05:30',
  day: 'to come',
  queriesDatabase: true,
  minutes: 60,
  ...story,
});

export const resolved = {
  outcome: 'resolved',
  verdict: 'fixed',
  restarts: 0,
  furtherActs: SNAPSHOT_TAKEN,
  pages: [],
} as const;

/** Nobody is woken for it: the page waits for the end of the window. */
export const held = { outcome: 'escalated', verdict: 'not-fixed', restarts: 0, pages: RUNG_1 } as const;
export const HELD_UNTIL_EIGHT = /Held until 28 Nov 2026 08:00:00 IST/;

/** A fault, and an engineer who is up at eight. */
export const paged = (play: (stage: Stage) => void) => (stage: Stage) => {
  play(stage);
  acknowledged(stage);
};
