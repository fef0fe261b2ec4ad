import { judgeSetup } from '../../../../lambdas/check-restored/decide';
import { askToRestore, decideBefore, refusedByRds } from '../../../../lambdas/restore-database/decide';
import { decideRestored } from '../../../../lambdas/wait-for-restore/decide';
import { seen, unseen } from '../../../support/incidents';
import { copy, HOUR, INCIDENT, INSTANCE, NOW, plan, snapshot } from './world';

const THERE = {
  database: seen(INSTANCE),
  restored: seen(undefined),
  snapshot: seen(snapshot('prod-backup-20261119', 14)),
};

describe('before anybody is asked', () => {
  test('with the snapshot there, and nothing under the name, there is something to ask', () => {
    expect(decideBefore(plan(), THERE, INCIDENT)).toBeUndefined();
  });

  test('an instance of this run has been asked for before', () => {
    expect(decideBefore(plan(), { ...THERE, restored: seen(copy()) }, INCIDENT)).toMatchObject({
      outcome: 'continue',
      finding: expect.stringContaining('nothing is restored again'),
    });
  });

  test('an instance of another is left alone', () => {
    expect(decideBefore(plan(), { ...THERE, restored: seen(copy()) }, 'another')).toMatchObject({
      outcome: 'escalate',
      refused: { because: 'the name is taken' },
    });
  });

  test.each([
    ['gone', seen(undefined), 'is not there any more'],
    ['failed', seen(snapshot('prod-backup-20261119', 14, { Status: 'failed' })), 'is "failed" by now'],
  ])('a snapshot that is %s by now is not restored', (_what, now, says) => {
    const result = decideBefore(plan(), { ...THERE, snapshot: now }, INCIDENT);
    expect(result).toMatchObject({ outcome: 'escalate', refused: { because: 'the snapshot is not available' } });
    expect(result?.finding).toContain(says);
  });

  test('what cannot be looked at is looked at again', () => {
    expect(decideBefore(plan(), { ...THERE, restored: unseen('slow down') }, INCIDENT)).toMatchObject({
      outcome: 'wait',
      verdict: 'unknown',
    });
    expect(decideBefore(plan(), { ...THERE, snapshot: unseen('slow down') }, INCIDENT)).toMatchObject({
      outcome: 'wait',
    });
  });
});

describe('the question', () => {
  test('says what is restored, what it costs, how it is deleted, and what it hangs on', () => {
    const ask = askToRestore(plan(), THERE);
    expect(ask).toMatchObject({ act: 'restore', resource: 'prod-db' });
    expect(ask.effect).toMatch(
      /snapshot prod-backup-20261119 .*paid by the hour until somebody deletes it; it expires on 27 Nov 2026/,
    );
    expect(ask.undo).toContain('delete-db-instance --db-instance-identifier prod-db-restored-20261120-1001');
    expect(ask.facts).toEqual({
      'restored to': 'prod-db-restored-20261120-1001',
      'restored from': 'prod-backup-20261119',
      'snapshot status': 'available',
      'instance state': 'available',
    });
  });

  test.each([
    ['backing-up', 'available'],
    ['storage-full', 'storage-full'],
  ])('an instance that is %s is told as %s', (DBInstanceStatus, fact) => {
    const ask = askToRestore(plan(), { ...THERE, database: seen({ ...INSTANCE, DBInstanceStatus }) });
    expect(ask.facts?.['instance state']).toBe(fact);
  });
});

test('a refusal of RDS is told in the words of what helps', () => {
  const quota = Object.assign(new Error('DB Instance quota exceeded'), { name: 'InstanceQuotaExceededFault' });
  expect(refusedByRds(plan(), quota)).toMatchObject({
    outcome: 'escalate',
    refused: { because: 'the instance quota is reached' },
  });
  const other = Object.assign(new Error('no'), { name: 'SomethingNew' });
  expect(refusedByRds(plan(), other)).toMatchObject({
    refused: { because: 'SomethingNew' },
    advice: expect.stringContaining('aws rds restore'),
  });
});

describe('waiting', () => {
  test.each([
    ['creating', 'wait'],
    ['backing-up', 'continue'],
    ['available', 'continue'],
    ['modifying', 'wait'],
    ['restore-error', 'escalate'],
    ['incompatible-restore', 'escalate'],
    ['something-new', 'escalate'],
  ])('an instance that is "%s": %s', (DBInstanceStatus, outcome) => {
    expect(decideRestored(plan(), seen(copy({ DBInstanceStatus })), NOW + HOUR).outcome).toBe(outcome);
  });

  test('one without an endpoint, or that cannot be read, is waited for; one that is gone is for people', () => {
    expect(decideRestored(plan(), seen(copy({ Endpoint: undefined as never })), NOW).outcome).toBe('wait');
    expect(decideRestored(plan(), unseen('no'), NOW)).toMatchObject({ outcome: 'wait', verdict: 'unknown' });
    expect(decideRestored(plan(), seen(undefined), NOW).outcome).toBe('escalate');
  });
});

describe('its setup', () => {
  const judge = (over: object, repaired: readonly string[] = []) => judgeSetup(plan(), seen(copy(over)), repaired);

  test('is as it was, whatever order its groups are told in', () => {
    expect(judge({}).kind).toBe('done');
    expect(
      judge({ VpcSecurityGroups: [{ VpcSecurityGroupId: 'sg-1' }, { VpcSecurityGroupId: 'sg-2' }] }),
    ).toMatchObject({
      kind: 'done',
      result: { outcome: 'continue' },
    });
  });

  test.each([
    [
      'security groups',
      { VpcSecurityGroups: [{ VpcSecurityGroupId: 'sg-default' }] },
      { VpcSecurityGroupIds: ['sg-1', 'sg-2'] },
    ],
    ['one zone', { MultiAZ: false }, { MultiAZ: true }],
    ['no protection', { DeletionProtection: false }, { DeletionProtection: true }],
    [
      'another maintenance window',
      { PreferredMaintenanceWindow: 'sun:18:00-sun:18:30' },
      { PreferredMaintenanceWindow: 'mon:04:00-mon:05:00' },
    ],
    [
      'another parameter group',
      { DBParameterGroups: [{ DBParameterGroupName: 'default.postgres15', ParameterApplyStatus: 'in-sync' }] },
      { DBParameterGroupName: 'prod-pg15' },
    ],
  ])('%s is put right', (_what, over, repair) => {
    expect(judge(over)).toMatchObject({ kind: 'repair', repair });
  });

  test('what was put right once and is still wrong is for people', () => {
    expect(judge({ MultiAZ: false }, ['Multi-AZ'])).toMatchObject({
      kind: 'done',
      result: { outcome: 'escalate', finding: expect.stringContaining('Multi-AZ false instead of true') },
    });
  });

  test('what cannot be put right is for people: subnet group, a tag, a parameter group that waits for a reboot', () => {
    for (const over of [
      { DBSubnetGroup: { DBSubnetGroupName: 'default' } },
      { TagList: [] },
      { DBParameterGroups: [{ DBParameterGroupName: 'prod-pg15', ParameterApplyStatus: 'pending-reboot' }] },
    ]) {
      expect(judge(over)).toMatchObject({ kind: 'done', result: { outcome: 'escalate', verdict: 'not-fixed' } });
    }
  });

  test('while it is backed up, and when it cannot be read, it is waited for', () => {
    expect(judge({ MultiAZ: false, DBInstanceStatus: 'backing-up' }).kind).toBe('wait');
    expect(judgeSetup(plan(), unseen('no'), []).kind).toBe('wait');
  });
});
