import { DBInstanceNotFoundFault, RDSClient } from '@aws-sdk/client-rds';
import { decideBackups, type Seen, type Snapshot } from '../../../../lambdas/check-backups/decide';
import { handler } from '../../../../lambdas/check-backups/handler';
import { seen, unseen } from '../../../support/incidents';
import { asked, leaveMorning, MORNING, morning, morningPlus } from '../morning-world';

const HOUR = 3600;
const WINDOW = { from: '08:30', to: '09:30', timeZone: 'Asia/Kolkata' };

const snapshot = (hoursAgo: number, over: Partial<Snapshot> = {}): Snapshot => ({
  id: `rds:prod-db-${hoursAgo}`,
  type: 'automated',
  status: 'available',
  takenAt: morningPlus(-hoursAgo * HOUR),
  ...over,
});
const database = (status = 'available'): Seen['database'] =>
  seen({ instance: 'prod-db', status, securityGroups: [], pending: [] });
const judge = (snapshots: readonly Snapshot[], over: Partial<Seen> = {}) =>
  decideBackups({
    instance: 'prod-db',
    snapshots: seen(snapshots),
    database: database(),
    prefix: 'prod-backup',
    maxAgeHours: 26,
    window: WINDOW,
    leftovers: seen([]),
    now: MORNING,
    ...over,
  });
const CREATING = snapshot(0, { id: 'rds:prod-db-now', status: 'creating' });
/** 09:45, when the window is over. */
const LATER = morningPlus(HOUR);

test('the newest counts, in whatever order they come', () => {
  expect(judge([snapshot(50), snapshot(24), snapshot(48)])).toEqual({
    state: 'ok',
    says: 'The newest backup (rds:prod-db-24, 22 Nov 2026 08:45:00 IST) is 24 h old, at most 26 h wanted.',
    numbers: { 'age hours': 24, 'at most hours': 26, available: 3 },
    details: [],
  });
});

test('one counts to the last minute it may', () => {
  expect(judge([snapshot(26)]).state).toBe('ok');
  expect(judge([snapshot(26, { takenAt: morningPlus(-26 * HOUR - 60) })])).toMatchObject({
    state: 'failed',
    numbers: { 'age hours': 26.1 },
  });
});

test('none at all is a failure', () => {
  expect(judge([])).toMatchObject({
    state: 'failed',
    says: 'There is no backup of prod-db that could be restored.',
    numbers: { 'age hours': null, available: 0 },
  });
});

test.each([
  ['one of ours', snapshot(2, { id: 'prod-backup-20261123', type: 'manual' }), 'ok'],
  ['what somebody took by hand', snapshot(2, { id: 'before-my-change', type: 'manual' }), 'failed'],
  ['one that only begins like ours', snapshot(2, { id: 'prod-backups-of-mine', type: 'manual' }), 'failed'],
  ['one that failed', snapshot(2, { status: 'failed' }), 'failed'],
  ['one of no known age', { id: 'rds:prod-db', type: 'automated', status: 'available' }, 'failed'],
])('%s besides one too old: %s', (_what, young, state) => {
  expect(judge([snapshot(50), young]).state).toBe(state);
});

describe('a backup under way', () => {
  test.each([
    ['a snapshot being made', [snapshot(24), CREATING], database(), 'rds:prod-db-now is "creating"'],
    ['the instance backing up', [snapshot(24)], database('backing-up'), 'prod-db is "backing-up"'],
  ])('at 08:45 is the daily work, and is said: %s', (_what, snapshots, now, says) => {
    expect(judge(snapshots, { database: now })).toMatchObject({
      state: 'ok',
      says: expect.stringContaining(`one is under way (${says}), in the window (08:30 to 09:30 Asia/Kolkata).`),
    });
  });

  test('outside the window needs attention', () => {
    expect(judge([snapshot(24), CREATING], { now: LATER })).toMatchObject({
      state: 'attention',
      says: expect.stringContaining('outside the window'),
    });
  });

  test.each([
    ['too old', [snapshot(50), CREATING]],
    ['not there', [CREATING]],
  ])('is no failure where the one before it is %s, and has not succeeded yet', (_what, snapshots) => {
    expect(judge(snapshots).state).toBe('attention');
    expect(judge(snapshots, { now: LATER }).state).toBe('attention');
  });
});

test.each([
  ['the snapshots cannot be read', { snapshots: unseen('denied') }],
  ['the database cannot be seen', { database: unseen('denied') }],
  ['there is no such database', { database: seen(undefined) }],
])('where %s nothing is known', (_what, over) => {
  expect(judge([snapshot(1)], over).state).toBe('could not check');
});

describe('asked by the checklist', () => {
  afterEach(leaveMorning);
  const INPUT = {
    instance: 'prod-db',
    prefix: 'prod-backup',
    maxAgeHours: 26,
    window: WINDOW,
    environment: 'prod',
    keepDays: 7,
  };
  const aws = (hoursAgo: number, more: object = {}) => ({
    DBSnapshotIdentifier: `rds:prod-db-${hoursAgo}`,
    SnapshotType: 'automated',
    Status: 'available',
    SnapshotCreateTime: new Date(morningPlus(-hoursAgo * HOUR)),
    ...more,
  });
  const world = (describe: (marker?: string) => unknown) =>
    morning([RDSClient], {
      DescribeDBInstancesCommand: () => ({ DBInstances: [{ DBInstanceStatus: 'available' }] }),
      DescribeDBSnapshotsCommand: ({ DBInstanceIdentifier, Marker }: Record<string, string>) => {
        expect(DBInstanceIdentifier).toBe('prod-db');
        return describe(Marker);
      },
    });

  test('all pages are read, an empty one with a marker too', async () => {
    const pages: Record<string, unknown> = {
      first: { DBSnapshots: [aws(50)], Marker: 'second' },
      second: { DBSnapshots: [], Marker: 'third' },
      third: { DBSnapshots: [aws(3)] },
    };
    world((marker = 'first') => pages[marker]);
    await expect(asked(handler, INPUT)).resolves.toMatchObject({
      state: 'ok',
      numbers: { 'age hours': 3, available: 2 },
    });
  });

  test('a copy is as old as what it is a copy of', async () => {
    world(() => ({ DBSnapshots: [aws(1, { OriginalSnapshotCreateTime: new Date(morningPlus(-50 * HOUR)) })] }));
    await expect(asked(handler, INPUT)).resolves.toMatchObject({ state: 'failed', numbers: { 'age hours': 50 } });
  });

  test('a snapshot that has no time yet is being made', async () => {
    world(() => ({ DBSnapshots: [aws(24), aws(0, { Status: 'creating', SnapshotCreateTime: undefined })] }));
    await expect(asked(handler, INPUT)).resolves.toMatchObject({
      state: 'ok',
      says: expect.stringContaining('one is under way'),
    });
  });

  test.each([
    ['fails', () => Promise.reject(new Error('denied'))],
    ['finds no such database', () => Promise.reject(new DBInstanceNotFoundFault({ message: 'none', $metadata: {} }))],
    ['hangs', () => new Promise(() => {})],
  ])('a call that %s has not seen that there is none', async (_what, describe) => {
    world(describe);
    await expect(asked(handler, INPUT)).resolves.toMatchObject({ state: 'could not check' });
  });
});
