import type { DBInstance } from '@aws-sdk/client-rds';
import { checkReplacement, refuseTrading, type Seen } from '../../../../lambdas/check-replacement/decide';
import { askToSwitch, begun, notRenamed, standing } from '../../../../lambdas/switch-database/decide';
import { seen, unseen } from '../../../support/incidents';
import { copy, INSTANCE, NOW, switching } from './world';

const off = seen({ value: 'false', version: 2, changedAt: new Date(0) });
const on = seen({ value: 'true', version: 3, changedAt: new Date(0) });
const OLD = { ...INSTANCE, DBInstanceIdentifier: 'prod-db-replaced-20261120-1001' };
const TAKEN = copy({ DBInstanceIdentifier: 'prod-db' });

describe('may it take the place', () => {
  const check = (instances: readonly DBInstance[] = [INSTANCE, copy()], over: Partial<Seen> = {}) =>
    checkReplacement({
      instance: 'prod-db',
      environment: 'prod',
      to: 'prod-db-restored-20261120-1001',
      now: NOW,
      trading: off,
      instances: seen(instances),
      ...over,
    });

  test('an instance that we have restored from it, set up as it is, while trading is disabled', () => {
    expect(check()).toMatchObject({ plan: switching(), result: { outcome: 'continue' } });
  });

  test.each([
    ['enabled', on, 'not-fixed', 'trading is enabled'],
    ['unknown', unseen('slow down'), 'unknown', 'trading is not known to be disabled'],
  ])('not while trading is %s', (_what, trading, verdict, because) => {
    expect(check(undefined, { trading })).toEqual({
      result: expect.objectContaining({ outcome: 'escalate', verdict, refused: { act: 'switch-database', because } }),
    });
    expect(refuseTrading(off)).toBeUndefined();
  });

  test.each([
    ['that is not there', [INSTANCE], 'there is no such instance'],
    ['that somebody else has made', [INSTANCE, copy({ TagList: [] })], 'it was not restored by us'],
    [
      'that is not available',
      [INSTANCE, copy({ DBInstanceStatus: 'backing-up' })],
      'the restored instance is not available',
    ],
    [
      'with another parameter group',
      [INSTANCE, copy({ DBParameterGroups: [{ DBParameterGroupName: 'default.postgres15' }] })],
      'it is set up otherwise',
    ],
    ['where the name is nobody’s and was nobody’s', [copy()], 'there is no database'],
  ])('not one %s', (_what, instances, because) => {
    const decided = check(instances);
    expect('plan' in decided).toBe(false);
    expect(decided.result).toMatchObject({ outcome: 'escalate', refused: { because } });
  });

  test('what an earlier run has left half done is carried on', () => {
    const half = check([OLD, copy()]);
    expect(half).toMatchObject({ plan: { replaced: 'prod-db-replaced-20261120-1001', restoredResource: 'db-NEW' } });
    expect('plan' in half && 'oldResource' in half.plan).toBe(false);
    expect(check([OLD, TAKEN])).toMatchObject({ plan: { restoredResource: 'db-NEW' } });
  });

  test('instances that cannot be read are unknown', () => {
    expect(check([], { instances: unseen('no') })).toMatchObject({ result: { verdict: 'unknown' } });
  });
});

describe('where it stands', () => {
  const stands = (...instances: readonly DBInstance[]) => standing(switching(), seen(instances));
  const pending = (one: DBInstance, to: string, DBInstanceStatus = 'available'): DBInstance => ({
    ...one,
    DBInstanceStatus,
    PendingModifiedValues: { DBInstanceIdentifier: to },
  });

  test('the old one has the name: it is asked first', () => {
    expect(stands(INSTANCE, copy())).toEqual({ next: 'first' });
  });

  // https://github.com/boto/boto3/issues/609: it is "available" for a moment after it was asked
  test('the old one is on its way, also while it is still called available', () => {
    for (const status of ['available', 'renaming', 'rebooting']) {
      expect(stands(pending(INSTANCE, OLD.DBInstanceIdentifier, status), copy())).toMatchObject({
        next: 'nothing',
        result: { outcome: 'wait' },
      });
    }
  });

  test('nobody has the name: on, without asking anybody', () => {
    expect(stands(OLD, copy())).toEqual({ next: 'second' });
    expect(standing(switching({ oldResource: undefined as never }), seen([OLD, copy()]))).toEqual({ next: 'second' });
  });

  test('the restored one is on its way, has it and is rebooted, and has it', () => {
    expect(stands(OLD, pending(copy(), 'prod-db'))).toMatchObject({ result: { outcome: 'wait' } });
    expect(stands(OLD, { ...TAKEN, DBInstanceStatus: 'rebooting' })).toMatchObject({ result: { outcome: 'wait' } });
    expect(stands(OLD, TAKEN)).toMatchObject({
      result: { outcome: 'continue', finding: expect.stringContaining('To undo') },
    });
  });

  test('an instance that is not available keeps everything as it is: nothing has been touched', () => {
    expect(stands({ ...INSTANCE, DBInstanceStatus: 'backing-up' }, copy())).toMatchObject({
      result: { outcome: 'wait' },
    });
    expect(stands({ ...INSTANCE, DBInstanceStatus: 'stopped' }, copy())).toMatchObject({
      result: { outcome: 'escalate', finding: expect.stringContaining('Nothing was switched') },
    });
    expect(stands(INSTANCE, copy({ DBInstanceStatus: 'modifying' }))).toMatchObject({ result: { outcome: 'wait' } });
  });

  test.each([
    ['the restored one cannot be renamed', [OLD, copy({ DBInstanceStatus: 'failed' })]],
    ['the restored one is gone', [OLD]],
  ])('nothing under the name and %s: a page at once, with the way back', (_what, instances) => {
    const { result } = stands(...instances) as { result: { outcome: string; finding: string; advice?: string } };
    expect(result.outcome).toBe('escalate');
    expect(result.finding).toContain('there is no database prod-db'.slice(1));
    expect(result.advice).toContain(
      '--db-instance-identifier prod-db-replaced-20261120-1001 --new-db-instance-identifier prod-db',
    );
  });

  test('a look that fails is tried again, and the name of somebody else’s instance is left alone', () => {
    expect(standing(switching(), unseen('slow down'))).toMatchObject({
      result: { outcome: 'wait', verdict: 'unknown' },
    });
    expect(stands({ ...INSTANCE, DbiResourceId: 'db-ELSE' }, copy())).toMatchObject({
      result: { outcome: 'escalate' },
    });
  });
});

test.each([
  ['first', 0, 'wait'],
  ['second', 599_999, 'wait'],
  ['second', 600_000, 'escalate'],
] as const)('the %s name that does not work for %i ms: %s', (which, ms, outcome) => {
  const result = notRenamed(switching(), which, new Error('no'), ms);
  expect([result.outcome, result.verdict]).toEqual([outcome, 'not-fixed']);
  expect(result.advice).toContain('Back: aws rds modify-db-instance --db-instance-identifier prod-db-replaced-');
});

test('the question is about both names at once, says what is lost and how it is undone, and so does every step', () => {
  const ask = askToSwitch(switching());
  expect(ask.command).toMatch(
    /prod-db --new-db-instance-identifier prod-db-replaced-.*and when that is over: .*prod-db-restored-\S+ --new-db-instance-identifier prod-db /,
  );
  expect(ask.effect).toContain('what was written since stays in prod-db-replaced-20261120-1001');
  expect(ask.undo).toContain(
    '--db-instance-identifier prod-db --new-db-instance-identifier prod-db-restored-20261120-1001',
  );
  for (const which of ['first', 'second'] as const)
    expect(begun(switching(), which).finding).toContain('To undo: aws rds modify-db-instance');
});
