import { HELD_UNTIL_EIGHT, held, paged, SNAPSHOT_TAKEN, saturday, UNTIL_PAGED } from './saturday';
import type { Scenario } from './scenario';

const failed = { ...held, furtherActs: SNAPSHOT_TAKEN } as const;

const withoutRights = (words: 15 | 18): Scenario =>
  saturday({
    id: `vacuum-without-rights-${words}`,
    title: `PostgreSQL leaves every table out and reports success, in the words of PostgreSQL ${words}`,
    play: paged((stage) => stage.inject({ kind: 'vacuum-without-rights', words })),
    expects: {
      ...failed,
      timelineSays: [
        /Vacuumed and analysed 0 of 6 tables/,
        words === 15 ? /only table or database owner can vacuum it/ : /permission denied to vacuum/,
        HELD_UNTIL_EIGHT,
      ],
      pageSays: [/GRANT MAINTAIN/],
    },
    minutes: UNTIL_PAGED,
  });

/** What PostgreSQL makes of the work on its tables. */
export const vacuum: readonly Scenario[] = [
  withoutRights(15),
  withoutRights(18),
  saturday({
    id: 'vacuum-over-time',
    title: 'one table takes fifty minutes: the others are done, and the one is named',
    play: paged((stage) => stage.inject({ kind: 'vacuum-slow', table: 'public.orders', takesSeconds: 3000 })),
    expects: {
      ...failed,
      timelineSays: [/Vacuumed and analysed 5 of 6 tables/, /Failed: public\.orders \(not done in 8\d\d s\)/],
      pageSays: [/public\.orders/],
    },
    minutes: UNTIL_PAGED,
  }),
  saturday({
    id: 'vacuum-table-locked',
    title: 'somebody holds one table: the others are done, and the one is named',
    play: paged((stage) => stage.inject({ kind: 'table-locked', table: 'public.trades' })),
    expects: {
      ...failed,
      timelineSays: [
        /Vacuumed and analysed 5 of 6 tables/,
        /Failed: public\.trades \(somebody held it for 10 s\)/,
        HELD_UNTIL_EIGHT,
      ],
      pageSays: [/VACUUM \(ANALYZE\) public\.trades/, /pg_locks/],
    },
    minutes: UNTIL_PAGED,
  }),
  saturday({
    id: 'vacuum-over-runs',
    title: 'begun late, and every table is slow: it stops at 08:00 and says what was left',
    startsAt: '2026-11-28T07:10:00+05:30',
    play: (stage) => {
      for (const table of ['public.candles', 'public.orders', 'audit.order_events', 'public.trades'] as const)
        stage.inject({ kind: 'vacuum-slow', table, takesSeconds: 780 });
    },
    expects: {
      outcome: 'escalated',
      verdict: 'not-fixed',
      restarts: 0,
      furtherActs: SNAPSHOT_TAKEN,
      pages: [],
      timelineSays: [
        /Left, because the maintenance window ended at 08:00:00 IST: (audit\.order_events, )?public\.candles\.$/m,
      ],
    },
    minutes: 60,
  }),
];
