import { judge } from '../../../../../lambdas/shared/checklist/passing';
import { ChecklistTable } from '../../../../../lambdas/shared/checklist/table';
import { type ModelledTable, modelledTable, TABLE } from '../../../../support/dynamodb';
import { BROKER, checked, DATE, ITEMS } from '../../report-checklist/world';

const ID = 'morning-checklist';
const AT = '2026-11-23T03:15:41.000Z';

let modelled: ModelledTable;
let table: ChecklistTable;
beforeEach(() => {
  modelled = modelledTable();
  table = new ChecklistTable(modelled.client, TABLE, async () => {});
});

const begin = (execution: string, date = DATE, id = ID) =>
  table.begin(id, date, { at: AT, execution, startedBy: 'the schedule', reason: 'Due.' });
const ending = (over: Parameters<typeof checked>[0] = {}) => ({
  at: AT,
  ...judge(ITEMS, checked(over)),
  startedBy: 'the schedule',
  reason: 'Due.',
});
const BAD = { [BROKER]: { state: 'failed' as const, says: 'No.' } };

test('runs of a day are counted from 1, each day and each checklist by itself', async () => {
  await expect(begin('a')).resolves.toBe(1);
  await expect(begin('b')).resolves.toBe(2);
  await expect(begin('c', '2026-11-25')).resolves.toBe(1);
  await expect(begin('d', DATE, 'evening-checklist')).resolves.toBe(1);
});

test('the same execution gets the same number, also when another has begun since', async () => {
  await begin('a');
  await begin('b');
  await expect(begin('a')).resolves.toBe(1);
  expect((await table.latest(ID, DATE))?.begun).toMatchObject({ run: 2, execution: 'b' });
});

test('two that begin at the same instant get two numbers', async () => {
  modelled.beforeNext('PutItem', () => begin('quicker'));
  await expect(begin('slower')).resolves.toBe(2);
  expect((await table.latest(ID, DATE))?.executions).toEqual(['quicker', 'slower']);
});

test('a day on which nothing was begun has no latest run', async () => {
  await expect(table.latest(ID, DATE)).resolves.toBeUndefined();
});

test('a result is kept with its items, without what stands in the report', async () => {
  await begin('a');
  const numbers = { tasks: 2 };
  await table.finish(ID, DATE, 1, ending({ [BROKER]: { state: 'failed', says: 'x\ny', details: ['long'], numbers } }));
  const { finished } = (await table.latest(ID, DATE)) ?? {};
  expect(finished).toMatchObject({ run: 1, passed: false, passedBefore: null });
  expect(finished?.items[BROKER]).toEqual({
    item: 'Verify broker connectivity',
    state: 'failed',
    says: 'x y',
    must: 'pass',
    owner: 'trading',
    runbook: null,
    gates: true,
  });
});

describe('an older run', () => {
  beforeEach(async () => {
    await begin('a');
    await begin('b');
  });

  test('never takes a newer one’s place, and learns of it', async () => {
    await table.finish(ID, DATE, 2, ending());
    await expect(table.finish(ID, DATE, 1, ending(BAD))).resolves.toMatchObject({ run: 2, passed: true });
    expect((await table.latest(ID, DATE))?.finished).toMatchObject({ run: 2, passed: true });
  });

  test('does not do so when the newer one ends at the same instant', async () => {
    modelled.beforeNext('PutItem', () => table.finish(ID, DATE, 2, ending()));
    await expect(table.finish(ID, DATE, 1, ending(BAD))).resolves.toMatchObject({ run: 2, passed: true });
  });

  test('is what a newer one is compared with', async () => {
    await table.finish(ID, DATE, 1, ending(BAD));
    await expect(table.finish(ID, DATE, 2, ending())).resolves.toMatchObject({ run: 2, passedBefore: false });
    // Told again, it knows the same.
    await expect(table.finish(ID, DATE, 2, ending())).resolves.toMatchObject({ run: 2, passedBefore: false });
  });
});

test('a run that was never begun has no result', async () => {
  await begin('a');
  await expect(table.finish(ID, DATE, 2, ending())).rejects.toThrow(
    'Run 2 of morning-checklist on 2026-11-23 was never begun',
  );
});
