import type { Fault } from '../platform';
import { RUNG_1, UNTIL_AT_WORK } from './ingredients';
import type { Scenario, Stage } from './scenario';

const runbook = 'database-connection-failures';

const acknowledge = (stage: Stage): void => stage.onPage(60, ({ contact, rung }) => stage.acknowledge(contact, rung));

/** A database fault that is for people: nothing is done, and the page says what it is. */
const forPeople = (
  id: string,
  title: string,
  kind: Exclude<Extract<Fault, { kind: `database-${string}` }>['kind'], 'database-modifying'>,
  pageSays: readonly RegExp[],
): Scenario => ({
  id,
  title,
  runbook,
  play: (stage) => {
    stage.inject({ kind });
    acknowledge(stage);
  },
  expects: { outcome: 'escalated', verdict: 'not-fixed', restarts: 0, pages: RUNG_1, pageSays },
  minutes: UNTIL_AT_WORK,
});

/** The stories of the database: what it says, who may reach it, and whether it lets us in. */
export const databaseConnectionFailures: readonly Scenario[] = [
  {
    id: 'database-modifying',
    title: 'the database is being modified for four minutes, and comes back',
    runbook,
    play: (stage) => stage.inject({ kind: 'database-modifying', forSeconds: 240 }),
    expects: {
      outcome: 'resolved',
      verdict: 'fixed',
      restarts: 0,
      pages: [],
      timelineSays: [
        /Check RDS status: .*modifying/,
        /answers SELECT 1 in algotrading_prod over verified TLS/,
        /is open/,
      ],
    },
    oracle: 'database-modifying',
    serves: 'database',
    queriesDatabase: true,
  },
  {
    id: 'database-modifying-for-long',
    title: 'the database is being modified, and does not come back within the cap',
    runbook,
    play: (stage) => {
      stage.inject({ kind: 'database-modifying', forSeconds: 3600 });
      acknowledge(stage);
    },
    expects: { outcome: 'escalated', restarts: 0, pages: RUNG_1, pageSays: [/modifying/] },
    minutes: UNTIL_AT_WORK,
  },
  forPeople('database-stopped', 'the database is stopped', 'database-stopped', [/stopped/]),
  forPeople(
    'database-port-closed',
    'the rule that opens the database to the services is gone',
    'database-port-closed',
    [/5432/, /authorize-security-group-ingress/],
  ),
  forPeople('database-password-wrong', 'the database refuses the services’ password', 'database-password-wrong', [
    /28P01/,
  ]),
  forPeople('database-tls-refused', 'the database does not speak TLS', 'database-tls-refused', [/TLS/]),
  forPeople('database-too-many-connections', 'the database has no connection left', 'database-too-many-connections', [
    /53300/,
  ]),
];
