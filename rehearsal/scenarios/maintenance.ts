import { acknowledged, RUNG_1 } from './ingredients';
import type { Scenario, Stage } from './scenario';

const WINDOW = 'scheduled-maintenance';
const SNAPSHOT_TAKEN = ['create-snapshot algo-trading-prod-db'];
const VACUUMED = /Vacuum analyze: Vacuumed and analysed 6 of 6 tables, each proved/;
/** From the quiet before the window until the page that was held for its end. */
const UNTIL_PAGED = 130;

type Told = Pick<Scenario, 'id' | 'title' | 'play' | 'expects'> & Partial<Scenario>;

/** A Saturday morning at whose beginning nothing has been started. */
const saturday = (story: Told): Scenario => ({
  runbook: WINDOW,
  startsAt: '2026-11-28T05:55:00+05:30',
  day: 'to come',
  queriesDatabase: true,
  minutes: 60,
  ...story,
});

const resolved = {
  outcome: 'resolved',
  verdict: 'fixed',
  restarts: 0,
  furtherActs: SNAPSHOT_TAKEN,
  pages: [],
} as const;

/** Nobody is woken for it: the page waits for the end of the window. */
const held = { outcome: 'escalated', restarts: 0, pages: RUNG_1 } as const;
const HELD_UNTIL_EIGHT = /Held until 08:00:00 IST/;

/** An engineer who is up at eight, and the fault. */
const paged = (play: (stage: Stage) => void) => (stage: Stage) => {
  play(stage);
  acknowledged(stage);
};

/** Saturday's maintenance window. */
export const maintenance: readonly Scenario[] = [
  saturday({
    id: 'maintenance',
    title: 'an ordinary maintenance window',
    play: () => undefined,
    expects: {
      ...resolved,
      runs: { [WINDOW]: ['resolved'] },
      timelineSays: [VACUUMED, /Compare with the documented state: Set up as it was/],
      channelSays: [/Scheduled Maintenance Window: resolved/],
      documents: [
        [/state-before\.json$/, /"engineVersion": "15\.8"/],
        [/state-after\.json$/, /"engineVersion": "15\.8"/],
        [/rollback-plan\.md$/, /restore-db-instance-from-db-snapshot .*--db-snapshot-identifier algo-trading-backup-20261128 /],
        [/sizes\.svg$/, /<title[^>]*>Table sizes of algotrading_prod: .* before, .* after</],
        [
          /snapshots\/algo-trading-backup-20261128\.json$/,
          /"after": \{[^}]*\}[^}]*"public\.orders": 3000[^]*"before": \{[^}]*\}[^}]*"public\.orders": 3000/,
        ],
      ],
    },
    goesOn: true,
    minutes: UNTIL_PAGED,
  }),
  saturday({
    id: 'maintenance-beside-a-late-session',
    title: 'a special Saturday session at 09:15, declared in time: the window is used all the same',
    play: (stage) => {
      const hours = [{ opens: '09:15', closes: '10:15' }];
      stage.override({ days: { '2026-11-28': { because: 'disaster recovery drill', sessions: hours } } });
      stage.platform.holdSession('2026-11-28', hours);
    },
    expects: { ...resolved, timelineSays: [VACUUMED] },
  }),
  saturday({
    id: 'maintenance-observed',
    title: 'the maintenance window while its runbook only observes',
    play: (stage) => stage.mode('observe', WINDOW),
    expects: {
      outcome: 'resolved',
      restarts: 0,
      pages: [],
      refusals: ['observe'],
      timelineSays: [
        /Would have done now: aws rds create-db-snapshot --db-instance-identifier algo-trading-prod-db --db-snapshot-identifier algo-trading-backup-20261128 /,
        /Would have done now: psql .* -c "VACUUM \(ANALYZE\)"/,
      ],
      documents: [[/rollback-plan\.md$/, /No snapshot was taken/]],
    },
  }),
  saturday({
    id: 'maintenance-id-taken',
    title: 'somebody has called a snapshot of their own as that of the day is called',
    play: (stage) => stage.inject({ kind: 'snapshot-id-taken' }),
    expects: {
      ...resolved,
      timelineSays: [/Snapshot algo-trading-backup-20261128-060\d of algo-trading-prod-db is being taken/, VACUUMED],
      documents: [
        [/rollback-plan\.md$/, /--db-snapshot-identifier algo-trading-backup-20261128-060\d /],
        [/snapshots\/algo-trading-backup-20261128-060\d\.json$/, /"public\.orders": 3000/],
      ],
    },
  }),
  saturday({
    id: 'maintenance-quota-full',
    title: 'the account may have no more snapshots: nothing is deleted, and the database is left as it is',
    play: paged((stage) => stage.inject({ kind: 'snapshot-quota-full' })),
    expects: {
      ...held,
      verdict: 'not-fixed',
      refusals: ['the snapshot quota is reached'],
      timelineSays: [HELD_UNTIL_EIGHT],
      pageSays: [/no more manual snapshots/, /Nothing was deleted/, /Service Quotas/],
    },
    minutes: UNTIL_PAGED,
  }),
  saturday({
    id: 'maintenance-snapshot-never-available',
    title: 'the snapshot is not available after half an hour: the database is left as it is',
    play: paged((stage) => stage.inject({ kind: 'snapshot-never-available' })),
    expects: {
      ...held,
      verdict: 'not-fixed',
      furtherActs: SNAPSHOT_TAKEN,
      timelineSays: [HELD_UNTIL_EIGHT],
      pageSays: [/algo-trading-backup-20261128 .*is being taken: 99 %/, /Nothing goes on without its backup/],
    },
    minutes: UNTIL_PAGED,
  }),
  saturday({
    id: 'maintenance-snapshot-fails',
    title: 'the snapshot fails: the database is left as it is',
    play: paged((stage) => stage.inject({ kind: 'snapshot-fails' })),
    expects: {
      ...held,
      verdict: 'not-fixed',
      furtherActs: SNAPSHOT_TAKEN,
      timelineSays: [HELD_UNTIL_EIGHT],
      pageSays: [/algo-trading-backup-20261128 is "failed"/, /Nothing goes on without its backup/],
    },
    minutes: UNTIL_PAGED,
  }),
  saturday({
    id: 'maintenance-alarm-parked',
    title: 'tasks crash in the window, and are well again before its end: looked at at 08:00, beside it',
    play: (stage) => {
      stage.after(30 * 60, () => stage.inject({ kind: 'crash-loop' }));
      stage.after(50 * 60, () => stage.platform.mend('crash-loop'));
    },
    expects: {
      ...resolved,
      runs: {
        [WINDOW]: ['resolved'],
        'trading-service-not-processing-orders': ['stood-down', 'resolved'],
      },
    },
    minutes: UNTIL_PAGED,
  }),
  saturday({
    id: 'maintenance-database-unreachable',
    title: 'somebody closes the port of the database before the window',
    play: paged((stage) => stage.inject({ kind: 'database-port-closed' })),
    expects: {
      ...held,
      verdict: 'not-fixed',
      timelineSays: [HELD_UNTIL_EIGHT],
    },
    minutes: UNTIL_PAGED,
  }),
  saturday({
    id: 'maintenance-by-hand-in-the-session',
    title: 'an engineer starts the maintenance while the market trades: nothing is done to the database',
    startsAt: '2026-11-27T10:00:00+05:30',
    play: paged((stage) => stage.start(WINDOW, 'backend-primary', 'the tables have grown')),
    expects: {
      outcome: 'escalated',
      restarts: 0,
      pages: RUNG_1,
      refusals: ['the market phase forbids it'],
    },
    minutes: 25,
  }),
];
