import type { DBInstance } from '@aws-sdk/client-rds';
import { type Leftover, leftoversOf, withLeftovers } from '../../../../lambdas/check-backups/leftovers';
import { ok, unchecked } from '../../../../lambdas/shared/checklist/item';
import { seen, unseen } from '../../../support/incidents';

const NOW = Date.parse('2026-11-23T08:45:00+05:30');
const HOUR = 3_600_000;
const WELL = ok('The backup is young.', { numbers: { available: 1 } });

const instance = (id: string, tags: Readonly<Record<string, string>> = {}): DBInstance => ({
  DBInstanceIdentifier: id,
  TagList: Object.entries(tags).map(([Key, Value]) => ({ Key, Value })),
});
const restored = (id: string, expires = '2026-11-24T00:00:00Z', environment = 'prod') =>
  instance(id, {
    'runbook:expires': expires,
    'runbook:environment': environment,
    'runbook:owner': 'backend',
    'runbook:restored-from': 'mine',
  });
const of = (...instances: readonly DBInstance[]) =>
  leftoversOf(instances, { instance: 'prod-db', environment: 'prod', keepDays: 7 });
const left = (hours: number, id = 'prod-db-restored-x'): Leftover => ({
  id,
  owner: 'backend',
  expiresAt: NOW + hours * HOUR,
  is: 'restored from mine',
});

test('what we have restored is one by its tags, and what was replaced by its name', () => {
  expect(of(restored('copy'), instance('prod-db-replaced-20261120-1801'), instance('other'))).toEqual([
    { id: 'copy', owner: 'backend', expiresAt: Date.parse('2026-11-24T00:00:00Z'), is: 'restored from mine' },
    {
      id: 'prod-db-replaced-20261120-1801',
      owner: 'nobody',
      expiresAt: Date.parse('2026-11-27T00:00:00+05:30'),
      is: 'replaced by a restored one',
    },
  ]);
});

test('the one that is used is none, although it was restored once; neither is one of another environment', () => {
  expect(of(restored('prod-db'), restored('copy', '2026-11-24T00:00:00Z', 'staging'), restored('odd', 'soon'))).toEqual(
    [],
  );
});

test.each([
  [-1, 'attention', /expired on 23 Nov 2026 07:45:00 IST: backend decides; to delete it: .*delete-db-instance/],
  [23, 'attention', /expires on 24 Nov 2026 07:45:00 IST/],
  [24, 'attention', /expires on/],
  [25, 'ok', /^The backup is young\.$/],
])('one that expires in %i h: %s', (hours, state, says) => {
  expect(withLeftovers(WELL, seen([left(hours)]), NOW)).toMatchObject({
    state,
    says: expect.stringMatching(says),
    numbers: { available: 1 },
  });
});

test('the earliest comes first, and a worse answer stays what it is', () => {
  const { state, says } = withLeftovers(unchecked('No backups.'), seen([left(3, 'later'), left(-3, 'earlier')]), NOW);
  expect([state, says.indexOf('earlier') < says.indexOf('later')]).toEqual(['could not check', true]);
});

test('instances that cannot be listed are no good news', () => {
  expect(withLeftovers(WELL, unseen('slow down'), NOW)).toMatchObject({
    state: 'could not check',
    says: expect.stringContaining('could not be checked (slow down)'),
  });
});
