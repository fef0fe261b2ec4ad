import { type Closing, GateTable, gateWords } from '../../../../../lambdas/shared/checklist/gate';
import { type ModelledTable, modelledTable, TABLE } from '../../../../support/dynamodb';

const DATE = '2026-11-23';
const FIRST: Closing = {
  at: '2026-11-23T03:16:00.000Z',
  run: 1,
  failed: [{ item: 'Verify broker connectivity', says: 'Session expired.' }],
  incident: 'first',
  tradingEnabledBefore: 'true',
};
const LATER: Closing = {
  at: '2026-11-23T03:20:00.000Z',
  run: 3,
  failed: [{ item: 'Check system health', says: 'No target is healthy.' }],
  incident: 'second',
  tradingEnabledBefore: 'false',
};
const AT = '2026-11-23T03:25:00.000Z';
const BY = { at: AT, by: 'team-lead', reason: 'Checked by hand.' };

let modelled: ModelledTable;
let gates: GateTable;
beforeEach(() => {
  modelled = modelledTable();
  gates = new GateTable(modelled.client, TABLE, async () => {});
});

test('a day without a gate has none', async () => {
  await expect(gates.get(DATE)).resolves.toBeUndefined();
  await expect(gates.pass(DATE, { at: AT, run: 1 })).resolves.toBeUndefined();
  await expect(gates.waive(DATE, BY)).resolves.toBeUndefined();
  expect(await modelled.items()).toEqual([]);
});

test('a gate is closed with what has to pass, and with what the parameter was before', async () => {
  const { at, ...rest } = FIRST;
  await gates.close(DATE, FIRST);
  await expect(gates.get(DATE)).resolves.toEqual({ state: 'closed', closedAt: at, ...rest });
});

describe('closed again while it is closed', () => {
  beforeEach(async () => void (await gates.close(DATE, FIRST)));

  test('says what has to pass now; since when, and what the parameter was, is what the first has seen', async () => {
    await expect(gates.close(DATE, LATER)).resolves.toEqual({
      state: 'closed',
      closedAt: FIRST.at,
      run: 3,
      failed: LATER.failed,
      incident: 'second',
      tradingEnabledBefore: 'true',
    });
  });

  test('by an older run, it says what the newer one has found', async () => {
    await gates.close(DATE, LATER);
    await expect(gates.close(DATE, FIRST)).resolves.toMatchObject({ run: 3, incident: 'second' });
  });
});

describe('a gate passes', () => {
  beforeEach(async () => void (await gates.close(DATE, FIRST)));

  test('with a newer run than the one that closed it', async () => {
    await expect(gates.pass(DATE, { at: AT, run: 2 })).resolves.toMatchObject({ state: 'passed', passed: { run: 2 } });
  });

  test('not with the run that closed it, nor with an older one', async () => {
    await gates.close(DATE, LATER);
    await expect(gates.pass(DATE, { at: AT, run: 3 })).resolves.toMatchObject({ state: 'closed' });
    await expect(gates.pass(DATE, { at: AT, run: 2 })).resolves.toMatchObject({ state: 'closed' });
  });

  test('and closes again when a newer run fails before the open', async () => {
    await gates.pass(DATE, { at: AT, run: 2 });
    const { at, ...rest } = LATER;
    await expect(gates.close(DATE, LATER)).resolves.toEqual({ state: 'closed', closedAt: at, ...rest });
  });

  test('and does not close again for a run that ended before the one that passed', async () => {
    await gates.pass(DATE, { at: AT, run: 3 });
    await expect(gates.close(DATE, LATER)).resolves.toMatchObject({ state: 'passed' });
  });

  test('and needs no waiver any more', async () => {
    await gates.pass(DATE, { at: AT, run: 2 });
    await expect(gates.waive(DATE, BY)).resolves.toMatchObject({ state: 'passed' });
  });
});

describe('a waived gate', () => {
  beforeEach(async () => {
    await gates.close(DATE, FIRST);
    await gates.waive(DATE, BY);
  });

  test('is answered for by the first who waives it', async () => {
    await gates.waive(DATE, { ...BY, by: 'cto', reason: 'Mine.' });
    await expect(gates.get(DATE)).resolves.toMatchObject({ state: 'waived', waived: BY });
  });

  test('stays waived, whatever fails or passes next', async () => {
    await expect(gates.close(DATE, LATER)).resolves.toMatchObject({ state: 'waived', run: 1 });
    await expect(gates.pass(DATE, { at: AT, run: 9 })).resolves.toMatchObject({ state: 'waived' });
    await expect(gates.get(DATE)).resolves.toMatchObject({ state: 'waived', waived: BY });
  });
});

test('a waiver and a closing that meet are both seen: the gate is waived', async () => {
  await gates.close(DATE, FIRST);
  modelled.beforeNext('PutItem', () => gates.waive(DATE, BY));
  await expect(gates.close(DATE, LATER)).resolves.toMatchObject({ state: 'waived', run: 1 });
});

test('it is told how a gate stands', async () => {
  expect(gateWords(undefined)).toBe('The gate of the day was not closed.');
  const closed = await gates.close(DATE, FIRST);
  expect(gateWords(closed)).toBe('The gate is closed since 08:46:00 IST: Verify broker connectivity.');
  expect(gateWords(await gates.waive(DATE, BY))).toBe(
    'The gate is waived by team-lead at 08:55:00 IST: Checked by hand.',
  );
});
