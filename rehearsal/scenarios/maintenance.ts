import { acknowledged, RUNG_1, UNTIL_AT_WORK } from './ingredients';
import { HELD_UNTIL_EIGHT, held, paged, resolved, SNAPSHOT_TAKEN, saturday, UNTIL_PAGED, WINDOW } from './saturday';
import type { Scenario } from './scenario';

const VACUUMED = /Vacuum analyze: Vacuumed and analysed 6 of 6 tables, each proved/;

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
      // Planned, and as it should be: no incident.
      measures: [],
      documents: [
        [/state-before\.json$/, /"engineVersion": "15\.8"/],
        [/state-after\.json$/, /"engineVersion": "15\.8"/],
        [
          /rollback-plan\.md$/,
          /restore-db-instance-from-db-snapshot .*--db-snapshot-identifier algo-trading-backup-20261128 /,
        ],
        [/sizes\.svg$/, /<title[^>]*>Table sizes of algotrading_prod: .* before, .* after</],
        [
          /snapshots\/algo-trading-backup-20261128\.json$/,
          /"after": \{[^}]*\}[^}]*"public\.orders": 3000[\s\S]*"before": \{[^}]*\}[^}]*"public\.orders": 3000/,
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
      outcome: 'stood-down',
      restarts: 0,
      pages: [],
      refusals: ['observe'],
      channelSays: [/observed, stood-down/, /2 acts would have been done/],
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
    title: 'the account may have no more snapshots: nothing is deleted; quota raised, the engineer starts it again',
    play: paged((stage) => {
      for (const date of ['2026-11-14', '2026-11-21']) {
        const at = Date.parse(`${date}T00:31:00Z`);
        const id = `algo-trading-backup-${date.replaceAll('-', '')}`;
        const tags = { 'runbook:environment': 'prod' };
        stage.cloud.rds.addSnapshot({ id, instance: 'algo-trading-prod-db', at, tags });
      }
      stage.inject({ kind: 'snapshot-quota-full' });
      stage.onPage(300, ({ contact }) => {
        stage.platform.mend('snapshot-quota-full');
        stage.close(contact, 'AWS has raised the quota');
      });
      stage.onPage(400, ({ contact }) => stage.start(WINDOW, contact, 'the quota was full'));
    }),
    expects: {
      ...held,
      verdict: 'not-fixed',
      furtherActs: SNAPSHOT_TAKEN,
      refusals: ['the snapshot quota is reached'],
      timelineSays: [HELD_UNTIL_EIGHT],
      pageSays: [
        /no more manual snapshots .*ours: 2, the oldest algo-trading-backup-20261114 of 14 Nov 2026 06:01:00 IST/,
        /Nothing was deleted, and nothing goes on without a backup/,
        /Service Quotas.*aws rds delete-db-snapshot --db-snapshot-identifier algo-trading-backup-20261114/,
      ],
      runs: { [WINDOW]: ['escalated', 'resolved'] },
      documents: [[/T0\d+Z\/rollback-plan\.md$/, /algo-trading-backup-20261128 /]],
    },
    minutes: UNTIL_PAGED + 30,
  }),
  saturday({
    id: 'maintenance-snapshot-never-available',
    title: 'the snapshot is not available after half an hour: the database is left as it is',
    play: paged((stage) => stage.inject({ kind: 'snapshot-never-available' })),
    expects: {
      ...held,
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
    id: 'maintenance-ends-otherwise',
    title: 'somebody changes the scaling while the database is maintained: done, and the comparison says so',
    play: paged((stage) => {
      const { cluster, services } = stage.description.environment;
      stage.after(5 * 60, () =>
        stage.cloud.scaling.operations.RegisterScalableTarget({
          ServiceNamespace: 'ecs',
          ResourceId: `service/${cluster}/${services.trading.name}`,
          ScalableDimension: 'ecs:service:DesiredCount',
          MaxCapacity: 4,
        }),
      );
    }),
    expects: {
      ...held,
      furtherActs: SNAPSHOT_TAKEN,
      timelineSays: [VACUUMED, HELD_UNTIL_EIGHT],
      pageSays: [
        /Not as it was before the maintenance: algo-trading-prod-trading: scalable target was .*"max":5.*, is .*"max":4/,
        /rollback plan/,
      ],
      documents: [[/rollback-plan\.md$/, /algo-trading-prod-trading --min-capacity 2 --max-capacity 5 /]],
    },
    minutes: UNTIL_PAGED,
  }),
  saturday({
    id: 'maintenance-frozen',
    title: 'a change freeze lies over the window: nothing is done, not even a backup',
    play: (stage) => {
      const freeze = { from: '2026-11-27T18:00:00+05:30', to: '2026-11-30T09:00:00+05:30', because: 'audit' };
      stage.override({ freezes: [freeze] });
    },
    expects: {
      outcome: 'stood-down',
      restarts: 0,
      pages: [],
      refusals: ['a change freeze'],
      timelineSays: [/A change freeze holds until .*\(audit\): the database is left as it is/],
      channelSays: [/Scheduled Maintenance Window: stood-down/],
    },
  }),
  saturday({
    id: 'maintenance-database-unreachable',
    title: 'nobody reaches the database in the window, because somebody has closed its port until 07:30',
    play: paged((stage) => {
      stage.inject({ kind: 'database-port-closed' });
      stage.after(90 * 60, () => stage.platform.mend('database-port-closed'));
    }),
    expects: {
      ...held,
      timelineSays: [HELD_UNTIL_EIGHT],
      pageSays: [/algo-trading-prod-db does not answer in 5 s: the network or a security group/],
      runs: { [WINDOW]: ['escalated'] },
    },
    minutes: UNTIL_PAGED,
  }),
  saturday({
    id: 'maintenance-by-hand-in-the-session',
    title: 'an engineer starts the maintenance while the market trades: nothing is done to the database',
    startsAt: '2026-11-27T10:00:00+05:30',
    play: (stage) => {
      stage.start(WINDOW, 'backend-primary', 'the tables have grown');
      acknowledged(stage);
    },
    expects: {
      outcome: 'escalated',
      verdict: 'not-fixed',
      restarts: 0,
      pages: RUNG_1,
      refusals: ['the market phase forbids it'],
      pageSays: [
        /Forbidden now: database-maintenance of algo-trading-prod-db \(27 Nov 2026, continuous trading until 15:15 IST\)/,
        /npm run runbook -- start scheduled-maintenance/,
      ],
    },
    minutes: UNTIL_AT_WORK,
  }),
];
