import { AwsError } from '../engine/aws/service';
import { acknowledged, RUNG_1 } from './ingredients';
import type { Scenario, Stage } from './scenario';
import { atWork, oneSaysYesTwice, secondRefuses, twoSayYes } from './two-people';

const runbook = 'data-recovery';
const DATABASE = 'algo-trading-prod-db';

type Told = Pick<Scenario, 'id' | 'title' | 'play' | 'expects'> & Partial<Scenario>;

const recovery = (story: Told): Scenario => ({
  runbook,
  minutes: 90,
  restoresDatabase: true,
  queriesDatabase: true,
  ...story,
});

/** Ours, of the evening before; beside it lie the counts of what is in the database. */
const SNAPSHOT = 'algo-trading-backup-20261119';
const ROWS = {
  'audit.order_events': 2700,
  'public."DailyPnl"': 50,
  'public.candles': 5191,
  'public.orders': 3000,
  'public.positions': 6,
  'public.trades': 2400,
};

/** A backup of ours from the evening before, with the row counts beside it. */
const backedUp = (stage: Stage, tables: Readonly<Record<string, number>> = ROWS): void => {
  const { cloud, description } = stage;
  const at = stage.now() - 14 * 3_600_000;
  const tags = { 'runbook:environment': 'prod', 'runbook:incident': 'database-backup-yesterday' };
  cloud.rds.addSnapshot({ id: SNAPSHOT, instance: DATABASE, at, tags });
  const count = { at: new Date(at).toISOString(), tables, notCounted: {} };
  const counts = {
    snapshot: SNAPSHOT,
    instance: DATABASE,
    takenFor: 'database-backup-yesterday',
    before: count,
    after: count,
  };
  cloud.s3.put(description.reports, `snapshots/${SNAPSHOT}.json`, JSON.stringify(counts));
};

const start = (stage: Stage, options: Readonly<Record<string, string>> = {}): void =>
  stage.start(runbook, 'devops-primary', 'rows were deleted by mistake', options);

const chosen = (stage: Stage): void => {
  backedUp(stage);
  start(stage, { snapshot: SNAPSHOT });
  twoSayYes(stage, 'backend-primary');
  atWork(stage);
};

const resolved = { outcome: 'resolved', verdict: 'fixed', restarts: 0, pages: RUNG_1 } as const;
const notDone = { outcome: 'escalated', verdict: 'not-fixed', restarts: 0, furtherActs: [], pages: RUNG_1 } as const;
const RESTORE = `restore ${SNAPSHOT} to algo-trading-prod-db-restored-20261120-1001`;
const PUT_RIGHT = 'modify algo-trading-prod-db-restored-20261120-1001';
const DONE = { furtherActs: [RESTORE, PUT_RIGHT] } as const;

/** The database of an earlier time, beside the one that is used. */
export const dataRecovery: readonly Scenario[] = [
  recovery({
    id: 'restore-chosen',
    title: 'an engineer has yesterday’s backup restored, two people approve, and every table is as it was counted',
    play: (stage) => {
      chosen(stage);
      stage.inject({ kind: 'rows-deleted', table: 'public.orders', rows: 500 });
    },
    expects: {
      ...resolved,
      ...DONE,
      refusals: ['it needs an approval'],
      pageSays: [
        /Approval needed: restore of algo-trading-prod-db\./,
        /nothing points to it and algo-trading-prod-db stays as it is\. .* is paid by the hour until somebody deletes it/,
        /Undo: .*delete-db-instance --db-instance-identifier algo-trading-prod-db-restored-20261120-1001/,
      ],
      timelineSays: [
        /Choose the restore point: Of algo-trading-prod-db is restored: snapshot algo-trading-backup-20261119 \(manual, 19 Nov 2026 20:0\d/,
        /Approved by backend-primary .* and team-lead|Approved by .*team-lead/,
        /is set up as algo-trading-prod-db was: .*Put right after the restore: maintenance window\./,
        /answers over verified TLS and has what was backed up: 13,347 rows in 6 tables, every table equal/,
      ],
      documents: [
        [/^restores\/data-recovery-[\w-]+\/database\.md$/, /Rows: the same, every table\./],
        [/database\.md$/, /\| public\.orders \| 3,000 \| 3,000 \| equal \|/],
        [/database\.md$/, /- security groups: sg-0d5e6f708192a3b4c\n- parameter group: algo-trading-prod-db-params/],
        [/database\.md$/, /start switch-database --to algo-trading-prod-db-restored-20261120-1001/],
        [/database\.md$/, /delete-db-instance --db-instance-identifier algo-trading-prod-db-restored-20261120-1001/],
      ],
    },
  }),
  recovery({
    id: 'restore-latest',
    title: 'without a word about which, the newest backup is restored: the one a run has just taken',
    minutes: 150,
    play: (stage) => {
      stage.start('database-backup', 'devops-primary', 'before the change');
      stage.after(30 * 60, () => start(stage));
      twoSayYes(stage, 'backend-primary');
      atWork(stage);
    },
    expects: {
      ...resolved,
      furtherActs: [
        'create-snapshot algo-trading-prod-db',
        'restore algo-trading-backup-20261120 to algo-trading-prod-db-restored-20261120-1031',
        'modify algo-trading-prod-db-restored-20261120-1031',
      ],
      timelineSays: [
        /snapshot algo-trading-backup-20261120 \(manual/,
        /every table equal to the counts beside the snapshot/,
      ],
    },
  }),
  recovery({
    id: 'restore-automated-cannot-compare',
    title: 'the newest is RDS’s own, and nobody has counted its rows: restored, and never called a success',
    play: (stage) => {
      start(stage);
      twoSayYes(stage, 'backend-primary');
      atWork(stage);
    },
    expects: {
      outcome: 'escalated',
      verdict: 'unknown',
      restarts: 0,
      furtherActs: [
        'restore rds:algo-trading-prod-db-2026-11-20-03-00 to algo-trading-prod-db-restored-20261120-1001',
        PUT_RIGHT,
      ],
      pages: RUNG_1,
      timelineSays: [/Could not compare: no row counts lie beside snapshot rds:algo-trading-prod-db-2026-11-20-03-00/],
      documents: [[/database\.md$/, /Rows: \*\*could not compare\*\*/]],
    },
  }),
  recovery({
    id: 'restore-to-time',
    title: 'rows were deleted: the minute before is restored, with everything that was written until then',
    minutes: 120,
    play: (stage) => {
      const before = new Date(stage.now() - 60_000).toISOString();
      stage.inject({ kind: 'rows-deleted', table: 'public.orders', rows: 500 });
      stage.after(20 * 60, () => start(stage, { 'to-time': before }));
      twoSayYes(stage, 'backend-primary');
      atWork(stage);
    },
    expects: {
      outcome: 'escalated',
      verdict: 'unknown',
      restarts: 0,
      furtherActs: [
        'restore a point in time to algo-trading-prod-db-restored-20261120-1021',
        'modify algo-trading-prod-db-restored-20261120-1021',
      ],
      pages: RUNG_1,
      timelineSays: [
        /Of algo-trading-prod-db is restored: 20 Nov 2026 10:00:30 IST/,
        /has 13,347 rows in 6 tables\. Could not compare: nobody counts rows at a point in time/,
      ],
    },
  }),
  recovery({
    id: 'restore-time-outside-window',
    title: 'an instant that cannot be restored: the window is named, and nothing is asked',
    play: (stage) => {
      start(stage, { 'to-time': '2026-10-01T09:30:00+05:30' });
      acknowledged(stage);
    },
    expects: {
      ...notDone,
      refusals: ['the instant is outside the window'],
      pageSays: [/can be restored to any instant from \d+ Nov 2026 .* to 20 Nov 2026 09:5\d/],
    },
  }),
  recovery({
    id: 'restore-missing-snapshot',
    title: 'a snapshot that is not there: the newest ones are named, and nothing is asked',
    play: (stage) => {
      start(stage, { snapshot: 'algo-trading-backup-20261031' });
      acknowledged(stage);
    },
    expects: {
      ...notDone,
      refusals: ['there is no such snapshot'],
      pageSays: [
        /There is no snapshot algo-trading-backup-20261031 of algo-trading-prod-db\. The newest that could be restored: rds:algo-trading-prod-db-2026-11-20-03-00/,
      ],
    },
  }),
  recovery({
    id: 'restore-wrong-state',
    title: 'the snapshot that was asked for has failed',
    play: (stage) => {
      stage.cloud.rds.addSnapshot({ id: 'before-the-change', instance: DATABASE, at: stage.now(), status: 'failed' });
      start(stage, { snapshot: 'before-the-change' });
      acknowledged(stage);
    },
    expects: {
      ...notDone,
      refusals: ['the snapshot is not available'],
      pageSays: [/Snapshot before-the-change is "failed": only one that is available can be restored/],
    },
  }),
  recovery({
    id: 'restore-gone-after-yes',
    title: 'the snapshot is deleted while people are asked: what they said yes to is not there any more',
    play: (stage) => {
      chosen(stage);
      stage.onPage(75, ({ rung }) => {
        if (rung === 1) stage.cloud.rds.operations.DeleteDBSnapshot({ DBSnapshotIdentifier: SNAPSHOT });
      });
    },
    expects: {
      ...notDone,
      refusals: ['it needs an approval', 'the snapshot is not available'],
      timelineSays: [/the snapshot algo-trading-backup-20261119 .* is not there any more/],
    },
  }),
  recovery({
    id: 'restore-quota-full',
    title: 'the account may have no more instances: RDS refuses, and nothing is tried twice',
    play: (stage) => {
      stage.inject({ kind: 'instance-quota-full' });
      chosen(stage);
    },
    expects: {
      ...notDone,
      refusals: ['it needs an approval', 'the instance quota is reached'],
      timelineSays: [/Nothing was restored: RDS refused \(InstanceQuotaExceededFault: DB Instance quota exceeded\)/],
    },
  }),
  recovery({
    id: 'restore-unreachable',
    title: 'the new instance is there, and nobody gets through to it',
    play: (stage) => {
      stage.inject({ kind: 'restored-unreachable' });
      chosen(stage);
    },
    expects: {
      ...notDone,
      ...DONE,
      timelineSays: [/restored-20261120-1001 does not answer in 5 s: the network or a security group/],
      documents: [[/database\.md$/, /Endpoint: it did not answer/]],
    },
  }),
  recovery({
    id: 'restore-never-available',
    title: 'the new instance is being created for ever: the wait ends with a person',
    minutes: 300,
    play: (stage) => {
      stage.inject({ kind: 'restore-never-available' });
      chosen(stage);
    },
    expects: {
      ...notDone,
      furtherActs: [RESTORE],
      timelineSays: [/restored-20261120-1001 is "creating" after 1\d\d min.*The step's time is spent/],
    },
  }),
  recovery({
    id: 'restore-fails',
    title: 'RDS cannot restore it',
    play: (stage) => {
      stage.inject({ kind: 'restore-fails' });
      chosen(stage);
    },
    expects: { ...notDone, furtherActs: [RESTORE], timelineSays: [/restored-20261120-1001 is "restore-error"/] },
  }),
  recovery({
    id: 'restore-rows-differ',
    title: 'the new instance lacks rows of one table: every table with its numbers, and it is not called done',
    play: (stage) => {
      stage.inject({ kind: 'restored-rows-lost', table: 'public.orders', rows: 5 });
      chosen(stage);
    },
    expects: {
      ...notDone,
      ...DONE,
      timelineSays: [
        /is not what was backed up: public\.orders: 2,995 rows, 5 fewer than the 3,000 beside the snapshot/,
      ],
      documents: [[/database\.md$/, /\| public\.orders \| 3,000 \| 2,995 \| \*\*fewer\*\* \|/]],
    },
  }),
  recovery({
    id: 'restore-refused-by-second',
    title: 'the second person refuses',
    play: (stage) => {
      backedUp(stage);
      start(stage, { snapshot: SNAPSHOT });
      secondRefuses(stage, 'backend-primary', 'the rows are in the export');
      atWork(stage);
    },
    expects: {
      ...notDone,
      refusals: ['it needs an approval', 'refused by team-lead'],
      timelineSays: [/Refused by team-lead at .*: the rows are in the export/],
    },
  }),
  recovery({
    id: 'restore-one-approver',
    title: 'one person approves, twice: a second person is needed, and nothing is restored',
    minutes: 30,
    play: (stage) => {
      backedUp(stage);
      start(stage, { snapshot: SNAPSHOT });
      oneSaysYesTwice(stage, 'backend-primary', 'devops-primary');
      atWork(stage);
    },
    expects: {
      outcome: null,
      restarts: 0,
      furtherActs: [],
      pages: RUNG_1,
      runs: { 'data-recovery': ['RUNNING'] },
      answers: [
        /^200 /,
        /^200 /,
        /^409 You have approved it already.*a second person is needed/,
        /^403 devops-primary may not decide about restore/,
        /^200 /,
      ],
    },
  }),
  recovery({
    id: 'restore-observed',
    title: 'the runbook only observes: what would be asked is said, and nobody is asked',
    play: (stage) => {
      backedUp(stage);
      stage.mode('observe', runbook);
      start(stage, { snapshot: SNAPSHOT });
    },
    expects: {
      outcome: 'stood-down',
      restarts: 0,
      furtherActs: [],
      pages: [],
      refusals: ['observe'],
      timelineSays: [
        /Would have asked for an approval now, to run: aws rds restore-db-instance-from-db-snapshot --db-snapshot-identifier algo-trading-backup-20261119 .*--vpc-security-group-ids sg-0d5e6f708192a3b4c --db-parameter-group-name algo-trading-prod-db-params/,
        /There is no restored instance to wait for: this runbook only observes/,
      ],
    },
  }),
  recovery({
    id: 'restore-answer-lost',
    title: 'the answer of the restore is lost: the instance is found by its name and its tag, and none is made twice',
    play: (stage) => {
      const lost = new AwsError('InternalFailure', 'The answer was lost.', 500);
      stage.disturb(({ operation }) => operation === 'RestoreDBInstanceFromDBSnapshot', 1, {
        kind: 'error',
        error: lost,
        afterEffect: true,
      });
      chosen(stage);
    },
    expects: { ...resolved, ...DONE, timelineSays: [/was asked for before, by this run: nothing is restored again/] },
  }),
];
