import { AwsError } from '../engine/aws/service';
import { acknowledged, RUNG_1 } from './ingredients';
import type { Scenario, Stage } from './scenario';
import { atWork, twoSayYes } from './two-people';

const runbook = 'switch-database';
const DATABASE = 'algo-trading-prod-db';
const COPY = 'algo-trading-prod-db-restored-20261120-1801';
const SNAPSHOT = `rds:${DATABASE}-2026-11-20-03-00`;
/** From the restore being asked for until the instance is there, backed up and set up, also where everything takes three times as long. */
const RESTORED_AFTER = 65 * 60;

type Told = Pick<Scenario, 'id' | 'title' | 'play' | 'expects'> & Partial<Scenario>;

/** A Friday evening: nothing trades. */
const evening = (story: Told): Scenario => ({
  runbook,
  startsAt: '2026-11-20T18:00:00+05:30',
  minutes: 190,
  restoresDatabase: true,
  queriesDatabase: true,
  ...story,
});

/** An instance that Data Recovery has left: of this morning's backup, set up as the database is. */
const restored = (stage: Stage, then: () => void, over: object = {}): void => {
  const { rds } = stage.cloud;
  const tag = (Key: string, Value: string) => ({ Key, Value });
  rds.operations.RestoreDBInstanceFromDBSnapshot({
    DBInstanceIdentifier: COPY,
    DBSnapshotIdentifier: SNAPSHOT,
    DBSubnetGroupName: `${DATABASE}-subnets`,
    VpcSecurityGroupIds: ['sg-0d5e6f708192a3b4c'],
    DBParameterGroupName: `${DATABASE}-params`,
    OptionGroupName: 'default:postgres-15',
    MultiAZ: true,
    StorageType: 'gp3',
    DeletionProtection: true,
    CopyTagsToSnapshot: true,
    AutoMinorVersionUpgrade: false,
    EnableCloudwatchLogsExports: ['postgresql', 'upgrade'],
    PreferredBackupWindow: '03:00-04:00',
    Tags: [
      tag('Project', 'algo-trading'),
      tag('runbook:environment', 'prod'),
      tag('runbook:incident', 'data-recovery-today'),
      tag('runbook:owner', 'backend'),
      tag('runbook:expires', '2026-11-27T12:31:00.000Z'),
      tag('runbook:restored-from', SNAPSHOT),
      tag('runbook:restored-of', DATABASE),
    ],
    ...over,
  });
  stage.after(RESTORED_AFTER, () => {
    const PreferredMaintenanceWindow = 'mon:04:00-mon:05:00';
    rds.operations.ModifyDBInstance({ DBInstanceIdentifier: COPY, PreferredMaintenanceWindow });
    then();
  });
};

const trading = (stage: Stage, value: 'true' | 'false'): void =>
  stage.cloud.ssm.put(stage.description.environment.parameters.tradingEnabled, value);

const start = (stage: Stage, to = COPY): void =>
  stage.start(runbook, 'devops-primary', 'the restored one is what we want', { to });

const FIRST = `rename to ${DATABASE}-replaced-20261120-1906 ${DATABASE}`;
const SECOND = `rename to ${DATABASE} ${COPY}`;
/**
 * For twenty minutes the dashboard has no database to show anything of, and its own runbook restarts it once: that does no
 * harm, and no good.
 */
const done = {
  outcome: 'resolved',
  verdict: 'fixed',
  restarts: 1,
  furtherActs: [FIRST, SECOND],
  pages: RUNG_1,
  tradingEnabled: 'false',
} as const;

/** From the start of the run until somebody closes its incident, well after it was escalated. */
const CLOSED_AFTER = 55 * 60;

/** RDS refuses to give the restored instance the name. */
const refuseSecondName = (stage: Stage, times: number, until = Number.POSITIVE_INFINITY): void => {
  const error = new AwsError('InvalidDBInstanceStateFault', 'Database instance is not in available state.');
  stage.disturb(
    ({ operation, input }) =>
      operation === 'ModifyDBInstance' &&
      (input as { NewDBInstanceIdentifier?: string }).NewDBInstanceIdentifier === DATABASE &&
      stage.now() < until,
    times,
    { kind: 'error', error },
  );
};

const notDone = { outcome: 'escalated', restarts: 0, furtherActs: [], pages: RUNG_1 } as const;

/** The restored database takes the place of the one that is used. */
export const switchDatabase: readonly Scenario[] = [
  evening({
    id: 'switch-over',
    title: 'two people approve, when nothing trades: the restored instance has the name, and answers under it',
    play: (stage) => {
      trading(stage, 'false');
      restored(stage, () => start(stage));
      twoSayYes(stage, 'backend-primary');
      atWork(stage);
    },
    expects: {
      ...done,
      refusals: ['it needs an approval'],
      pageSays: [
        /There is no database algo-trading-prod-db for about twenty minutes/,
        /Undo: aws rds modify-db-instance/,
      ],
      timelineSays: [
        /algo-trading-prod-db is what was algo-trading-prod-db-restored-20261120-1801; the old one is algo-trading-prod-db-replaced-20261120-1906/,
        /algo-trading-prod-db answers over verified TLS, is what was .*-restored-20261120-1801, and has 13,347 rows in 6 tables/,
        /Its rows could not be compared: no row counts lie beside rds:algo-trading-prod-db-2026-11-20-03-00/,
      ],
    },
  }),
  evening({
    id: 'switch-over-while-trading-enabled',
    title: 'trading is enabled, although nothing trades: nothing is switched, and nobody is asked',
    play: (stage) => {
      restored(stage, () => start(stage));
      acknowledged(stage);
    },
    expects: {
      ...notDone,
      verdict: 'not-fixed',
      refusals: ['trading is enabled'],
      pageSays: [/Nothing was switched: trading is enabled/],
      tradingEnabled: 'true',
    },
  }),
  evening({
    id: 'switch-over-enabled-while-asked',
    title: 'somebody enables trading while people are asked: their yes is not enough any more',
    play: (stage) => {
      trading(stage, 'false');
      restored(stage, () => start(stage));
      twoSayYes(stage, 'backend-primary');
      stage.onPage(75, ({ rung }) => void (rung === 1 && trading(stage, 'true')));
      atWork(stage);
    },
    expects: {
      ...notDone,
      verdict: 'not-fixed',
      refusals: ['it needs an approval', 'trading is enabled'],
    },
  }),
  evening({
    id: 'switch-over-in-session',
    title: 'trading is disabled, and the market trades: forbidden',
    startsAt: '2026-11-20T10:00:00+05:30',
    play: (stage) => {
      trading(stage, 'false');
      restored(stage, () => start(stage));
      acknowledged(stage);
    },
    expects: {
      ...notDone,
      verdict: 'not-fixed',
      refusals: ['the market phase forbids it'],
      pageSays: [/Forbidden now: switch-database of algo-trading-prod-db/],
    },
  }),
  evening({
    id: 'switch-over-set-up-otherwise',
    title: 'the restored instance has another parameter group: it does not take the place',
    play: (stage) => {
      trading(stage, 'false');
      restored(stage, () => start(stage), { DBParameterGroupName: undefined });
      acknowledged(stage);
    },
    expects: {
      ...notDone,
      verdict: 'not-fixed',
      refusals: ['it is set up otherwise'],
      pageSays: [/parameter group default\.postgres15 instead of algo-trading-prod-db-params/],
    },
  }),
  evening({
    id: 'switch-over-observed',
    title: 'the runbook only observes: both names are said, and neither is changed',
    play: (stage) => {
      trading(stage, 'false');
      stage.mode('observe', runbook);
      restored(stage, () => start(stage));
    },
    expects: {
      outcome: 'stood-down',
      restarts: 0,
      furtherActs: [],
      pages: [],
      refusals: ['observe'],
      timelineSays: [
        /Would have asked for an approval now, to run: aws rds modify-db-instance --db-instance-identifier algo-trading-prod-db --new-db/,
      ],
    },
  }),
  evening({
    id: 'switch-over-refused-for-minutes',
    title: 'RDS refuses the second name for some minutes: it is tried again and again, and the switch-over ends well',
    play: (stage) => {
      trading(stage, 'false');
      restored(stage, () => start(stage));
      refuseSecondName(stage, 15);
      twoSayYes(stage, 'backend-primary');
      atWork(stage);
    },
    expects: { ...done, timelineSays: [/The old one is algo-trading-prod-db-replaced-20261120-1906/] },
  }),
  evening({
    id: 'switch-over-carried-on',
    title:
      'the second name is refused for good: there is no database, and people are told both ways out; the next run carries on',
    minutes: 300,
    play: (stage) => {
      trading(stage, 'false');
      restored(stage, () => start(stage));
      refuseSecondName(stage, 10_000, stage.now() + RESTORED_AFTER * 1000 + CLOSED_AFTER * 1000);
      twoSayYes(stage, 'backend-primary');
      atWork(stage);
      stage.after(RESTORED_AFTER + CLOSED_AFTER, () => stage.close('backend-primary', 'AWS has put it right'));
      stage.after(RESTORED_AFTER + CLOSED_AFTER + 60, () => start(stage));
    },
    expects: {
      ...done,
      outcome: 'escalated',
      verdict: 'not-fixed',
      runs: { 'switch-database': ['escalated', 'resolved'] },
      timelineSays: [/There is no database algo-trading-prod-db: renaming .* did not work for 10 min/],
    },
  }),
];
