import { AwsError } from '../engine/aws/service';
import { acknowledged, RUNG_1, throttled, UNTIL_AT_WORK } from './ingredients';
import type { Scenario, Stage } from './scenario';

const BACKUP = 'database-backup';
const INSTANCE = 'algo-trading-prod-db';
const TAKEN = `create-snapshot ${INSTANCE}`;

type Told = Pick<Scenario, 'id' | 'title' | 'play' | 'expects'> & Partial<Scenario>;

/** On a Friday in the session, where nothing else is done to a database. */
const backup = (story: Told): Scenario => ({ runbook: BACKUP, queriesDatabase: true, ...story });

const ask = (stage: Stage): void => stage.start(BACKUP, 'backend-primary', 'before the migration');
const resolved = { outcome: 'resolved', verdict: 'fixed', restarts: 0, furtherActs: [TAKEN], pages: [] } as const;

const isSnapshot = ({ service, operation }: { service: string; operation: string }): boolean =>
  service === 'rds' && operation === 'CreateDBSnapshot';

const DAY_MS = 86_400_000;
const ours = { 'runbook:environment': 'prod' };

/** One a day, the last one yesterday's: 20261110, 20261111 … */
const addOurs = (stage: Stage, days: number): void => {
  for (let day = days; day > 0; day--) {
    const at = stage.now() - day * DAY_MS;
    const id = `algo-trading-backup-${new Date(at).toISOString().slice(0, 10).replaceAll('-', '')}`;
    stage.cloud.rds.addSnapshot({ id, instance: INSTANCE, at, tags: ours });
  }
};

/** Older than any of ours: nothing but their names or tags says whose they are. */
const addOthers = (stage: Stage): void => {
  const old = { instance: INSTANCE, at: stage.now() - 60 * DAY_MS };
  const { cloud } = stage;
  cloud.rds.addSnapshot({ ...old, id: 'before-the-migration', tags: {} });
  cloud.rds.addSnapshot({ ...old, id: 'algo-trading-backup-20260901' });
  cloud.rds.addSnapshot({ ...old, id: 'algo-trading-backup-20260902', tags: { 'runbook:environment': 'staging' } });
  cloud.rds.addSnapshot({ ...old, id: 'algo-trading-backup-20260903-keep', tags: ours });
};

/** Backups of the database, whenever somebody asks for one. */
export const backups: readonly Scenario[] = [
  backup({
    id: 'database-backup',
    title: 'an engineer asks for a backup of the database in the session',
    play: ask,
    expects: {
      ...resolved,
      timelineSays: [/Snapshot algo-trading-backup-20261120 of 100 GB is available/, /Nothing to delete/],
      channelSays: [/Database Backup: resolved/],
      documents: [[/snapshots\/algo-trading-backup-20261120\.json$/, /"public\.orders": 3000/]],
    },
  }),
  backup({
    id: 'backup-twice-a-day',
    title: 'two backups on one day: the second carries the minute',
    play: (stage) => {
      ask(stage);
      stage.after(20 * 60, () => stage.start(BACKUP, 'backend-backup', 'after the migration'));
    },
    expects: {
      ...resolved,
      furtherActs: [TAKEN, TAKEN],
      runs: { [BACKUP]: ['resolved', 'resolved'] },
      documents: [
        [/snapshots\/algo-trading-backup-20261120\.json$/, /"after"/],
        [/snapshots\/algo-trading-backup-20261120-102\d\.json$/, /"after"/],
      ],
    },
  }),
  backup({
    id: 'backup-beside-the-window',
    title: 'an engineer asks for a backup while that of the maintenance window is being taken',
    startsAt: '2026-11-28T05:55:00+05:30',
    day: 'to come',
    play: (stage) => stage.after(6 * 60, () => stage.start(BACKUP, 'backend-primary', 'to be safe')),
    expects: {
      ...resolved,
      furtherActs: [TAKEN, TAKEN],
      runs: { [BACKUP]: ['resolved'], 'scheduled-maintenance': ['resolved'] },
      timelineSays: [/Snapshot algo-trading-backup-20261128-06\d\d of algo-trading-prod-db is being taken/],
      documents: [[/snapshots\/algo-trading-backup-20261128-06\d\d\.json$/, /"after"/]],
    },
    // The window's snapshot takes longer than this one may wait: it says whose hand it has waited for.
    whenSlower: {
      outcome: 'escalated',
      verdict: 'unknown',
      furtherActs: [TAKEN],
      runs: { [BACKUP]: ['escalated'], 'scheduled-maintenance': ['resolved'] },
      timelineSays: [/Incident scheduled-maintenance-\w+ has its hand on algo-trading-prod-db/],
      documents: [],
    },
  }),
  backup({
    id: 'backup-prunes-its-own',
    title: 'the tenth backup of ours, eight are kept: the two oldest go, and nobody else’s',
    play: (stage) => {
      addOurs(stage, 9);
      addOthers(stage);
      ask(stage);
    },
    expects: {
      ...resolved,
      furtherActs: [
        TAKEN,
        'delete-snapshot algo-trading-backup-20261111',
        'delete-snapshot algo-trading-backup-20261112',
      ],
      timelineSays: [
        /Deleted algo-trading-backup-20261111, algo-trading-backup-20261112\. The newest 8 of ours are kept/,
      ],
    },
  }),
  backup({
    id: 'backup-fails-and-prunes-nothing',
    title: 'ten of ours are there, and the backup fails: nothing is deleted',
    play: (stage) => {
      addOurs(stage, 10);
      stage.inject({ kind: 'snapshot-fails' });
      ask(stage);
      acknowledged(stage);
    },
    expects: {
      outcome: 'escalated',
      verdict: 'not-fixed',
      restarts: 0,
      furtherActs: [TAKEN],
      pages: RUNG_1,
      pageSays: [/algo-trading-backup-20261120 is "failed"/],
    },
    minutes: UNTIL_AT_WORK,
  }),
  backup({
    id: 'backup-function-dies',
    title: 'the function dies after RDS has begun the snapshot: it is the only one',
    play: (stage) => {
      stage.disturb(isSnapshot, 1, { kind: 'death', when: 'after' });
      ask(stage);
    },
    expects: resolved,
  }),
  backup({
    id: 'backup-answer-lost',
    title: 'RDS begins the snapshot, and its answer is lost: it is looked for, and is the only one',
    play: (stage) => {
      const error = new AwsError('ServerException', 'Service Unavailable', 503);
      stage.disturb(isSnapshot, 1, { kind: 'error', error, afterEffect: true });
      ask(stage);
    },
    expects: { ...resolved, timelineSays: [/asked for before, by this run, .*: none is taken again/] },
  }),
  backup({
    id: 'backup-throttled',
    title: 'RDS has too much to do, twice',
    play: (stage) => {
      stage.disturb(isSnapshot, 2, { kind: 'error', error: throttled() });
      ask(stage);
    },
    expects: resolved,
  }),
  backup({
    id: 'backup-denied',
    title: 'the runbook may not take snapshots any more',
    play: (stage) => {
      stage.disturb(isSnapshot, 100, { kind: 'denial' });
      ask(stage);
      acknowledged(stage);
    },
    expects: {
      outcome: 'escalated',
      verdict: 'not-fixed',
      restarts: 0,
      pages: RUNG_1,
      pageSays: [/The snapshot was refused: .*AccessDenied/],
      denied: 1,
    },
    minutes: UNTIL_AT_WORK,
  }),
];
