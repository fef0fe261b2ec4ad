import { RDSClient } from '@aws-sdk/client-rds';
import { SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { Client } from 'pg';
import type * as CountRows from '../../../../lambdas/count-rows/handler';
import { loadFunction } from '../../../support/dynamodb';
import { call, INSTANCE, leave, request, SATURDAY, World } from './world';

const ID = 'algo-trading-backup-20261121';
const { id: RUN } = request();
let world: World;
let rows: Record<string, number | string> = {};
let refuses: string | undefined;

beforeEach(async () => {
  world = new World();
  rows = { 'public.trades': 42, 'public.orders': 7 };
  refuses = undefined;
  await world.open();
  jest
    .spyOn(RDSClient.prototype, 'send')
    .mockImplementation((async () => ({ DBInstances: [{ Endpoint: { Address: 'db', Port: 5432 } }] })) as never);
  jest
    .spyOn(SecretsManagerClient.prototype, 'send')
    .mockImplementation((async () => ({ SecretString: '{"username":"app","password":"hunter2"}' })) as never);
  jest.spyOn(Client.prototype, 'connect').mockImplementation((async () => {
    if (refuses) throw Object.assign(new Error('no'), { code: refuses });
  }) as never);
  jest.spyOn(Client.prototype, 'end').mockImplementation(async () => {});
  jest.spyOn(Client.prototype, 'query').mockImplementation((async ({ text }: { text: string }) => {
    if (text.includes('relpages')) return { rows: Object.keys(rows).map((name) => ({ name })) };
    const [, name = ''] = /count\(\*\)::text AS rows FROM (.*)/.exec(text) ?? [];
    const count = rows[name];
    if (typeof count === 'string') throw Object.assign(new Error('no'), { code: count });
    return { rows: name ? [{ rows: String(count) }] : [] };
  }) as never);
});
afterEach(leave);

const count = (when: 'before' | 'after') => {
  const { handler } = loadFunction(() =>
    jest.requireActual<typeof CountRows>('../../../../lambdas/count-rows/handler'),
  );
  const input = { instance: INSTANCE, database: 'd', secret: 's', connectTimeoutSeconds: 5, when };
  return call(handler, input, { seconds: 60, rounds: 1 });
};
const kept = (id: string) =>
  JSON.parse(world.bucket.get(`snapshots/${id}.json`) ?? 'null') as Record<string, object> | null;
const taken = () => world.table.intendSnapshot(RUN, { id: ID, intendedAt: new Date(SATURDAY).toISOString() });

test('counts from before and after lie beside the snapshot, whose name nobody knew before it was taken', async () => {
  await expect(count('before')).resolves.toMatchObject({
    outcome: 'continue',
    finding: `Counted 49 rows in 2 tables before the backup. Kept in snapshots/${RUN}.json.`,
  });
  await taken();
  rows['public.trades'] = 43;
  await expect(count('after')).resolves.toMatchObject({
    finding: expect.stringContaining('Changed during the backup: public.trades 42 to 43.'),
  });
  expect(kept(ID)).toMatchObject({
    snapshot: ID,
    instance: INSTANCE,
    takenFor: RUN,
    before: { tables: { 'public.trades': 42, 'public.orders': 7 } },
    after: { tables: { 'public.trades': 43, 'public.orders': 7 } },
  });
});

test('counts from before lie beside it also where nobody could count again', async () => {
  await count('before');
  await taken();
  refuses = '53300';
  await expect(count('after')).resolves.toMatchObject({
    outcome: 'escalate',
    finding: expect.stringContaining('no connection left'),
  });
  expect(kept(ID)).toMatchObject({ before: { tables: { 'public.trades': 42 } } });
  expect(kept(ID)).not.toHaveProperty('after');
});

test('a table that could not be counted is named with its reason, and the run goes on', async () => {
  rows['public.trades'] = '57014';
  await expect(count('before')).resolves.toMatchObject({
    outcome: 'continue',
    finding: expect.stringContaining('Not counted: public.trades (there was no time left).'),
  });
  expect(kept(RUN)).toMatchObject({ before: { notCounted: { 'public.trades': 'there was no time left' } } });
});

test.each([
  ['ECONNREFUSED', 'refuses the connection'],
  ['ETIMEDOUT', 'does not answer'],
  ['28P01', 'refuses the credentials'],
  ['57P03', 'is starting up'],
])('a database that cannot be reached (%s) is for people, with which way it is', async (code, words) => {
  refuses = code;
  for (const when of ['before', 'after'] as const) {
    await expect(count(when)).resolves.toMatchObject({ outcome: 'escalate', finding: expect.stringContaining(words) });
  }
});
