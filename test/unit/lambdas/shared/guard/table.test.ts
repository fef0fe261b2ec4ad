import { GuardTable } from '../../../../../lambdas/shared/guard/table';
import { type ModelledTable, modelledTable, TABLE } from '../../../../support/dynamodb';
import { at } from '../../../../support/incidents';
import { leaseOf, past, TRADING } from './world';

let modelled: ModelledTable;
let table: GuardTable;
beforeEach(() => {
  modelled = modelledTable();
  table = new GuardTable(modelled.client, TABLE);
});
const begin = async (resource: string, id: string, seconds: number) =>
  table.begin(resource, await table.read(resource), leaseOf(id, seconds), [past(seconds, { incident: id, resource })]);

test('of something nobody has touched nothing is kept', async () => {
  await expect(table.read(TRADING)).resolves.toEqual({
    lease: undefined,
    hand: undefined,
    undo: undefined,
    acts: { past: [], version: 0 },
  });
});

describe('beginning an act', () => {
  test('takes the lease and writes the act down, and leaves the leases of others alone', async () => {
    await expect(begin(TRADING, 'first', 0)).resolves.toBe(true);
    await expect(begin('dashboard', 'second', 10)).resolves.toBe(true);
    expect((await table.read(TRADING)).lease).toEqual({ ...leaseOf('first', 0), version: 1 });
    expect((await table.read('dashboard')).lease).toEqual({ ...leaseOf('second', 10), version: 1 });
  });

  test('fails, all of it, when the lease has been taken since it was looked at', async () => {
    const before = await table.read(TRADING);
    await begin(TRADING, 'quicker', 0);
    await expect(table.begin(TRADING, before, leaseOf('late', 1), [])).resolves.toBe(false);
    await expect(table.read(TRADING)).resolves.toMatchObject({
      lease: { incident: 'quicker' },
      acts: { past: [{ incident: 'quicker' }] },
    });
  });

  test('fails, all of it, when an act elsewhere has been written down since', async () => {
    const before = await table.read(TRADING);
    await begin('dashboard', 'elsewhere', 0);
    await expect(table.begin(TRADING, before, leaseOf('late', 1), [])).resolves.toBe(false);
    expect((await table.read(TRADING)).lease).toBeUndefined();
  });
});

describe('giving back', () => {
  test('frees everything an incident holds, and nothing of another', async () => {
    await begin(TRADING, 'ours', 0);
    await begin('dashboard', 'ours', 10);
    await begin('data-service', 'theirs', 20);
    await table.release('ours', at(60));
    expect((await table.read(TRADING)).lease).toBeUndefined();
    expect((await table.read('dashboard')).lease).toBeUndefined();
    expect((await table.read('data-service')).lease).toMatchObject({ incident: 'theirs' });
  });

  test('keeps what was done: the budget counts it still', async () => {
    await begin(TRADING, 'ours', 0);
    await table.release('ours', at(60));
    expect((await table.read(TRADING)).acts.past).toMatchObject([{ incident: 'ours' }]);
  });

  test('does not free what a function can still be acting on: the lease ends when that must have ended', async () => {
    await begin(TRADING, 'ours', 0);
    await table.release('ours', at(17));
    expect((await table.read(TRADING)).lease).toEqual({ ...leaseOf('ours', 0), until: at(18), version: 2 });
    await table.release('ours', at(18));
    expect((await table.read(TRADING)).lease).toBeUndefined();
  });

  test('does not take away a lease that somebody else has taken at the same instant', async () => {
    await begin(TRADING, 'ours', 0);
    modelled.beforeNext('DeleteItem', () => begin(TRADING, 'heir', 60));
    await table.release('ours', at(60));
    expect((await table.read(TRADING)).lease).toMatchObject({ incident: 'heir' });
  });
});

describe("a person's hand", () => {
  const hand = { by: 'asha', reason: 'migrating', since: at(0), until: at(1800) };

  test('is kept beside the lease, with the name and the reason', async () => {
    await begin(TRADING, 'ours', 0);
    await table.take(TRADING, hand);
    await expect(table.read(TRADING)).resolves.toMatchObject({ hand, lease: { incident: 'ours' } });
    expect((await table.read('dashboard')).hand).toBeUndefined();
  });

  test('is given back', async () => {
    await table.take(TRADING, hand);
    await table.giveBack(TRADING);
    expect((await table.read(TRADING)).hand).toBeUndefined();
  });

  test('is not given back by an incident that ends', async () => {
    await table.take(TRADING, hand);
    await table.release('ours', at(60));
    expect((await table.read(TRADING)).hand).toEqual(hand);
  });
});
