import fc from 'fast-check';
import { isStopped, type Stop, standing, stopOnTop } from '../../../../../lambdas/shared/guard/stop-record';
import { GuardTable } from '../../../../../lambdas/shared/guard/table';
import { type ModelledTable, modelledTable, TABLE } from '../../../../support/dynamodb';
import { at } from '../../../../support/incidents';
import { stopOf, TRADING } from './world';

const BEFORE = {
  desired: 2,
  bounds: { min: 1, max: 5, suspended: { in: false, out: false, scheduled: false } },
} as const;
const LIFTED = { at: at(900), by: 'Asha Rao and Vikram Iyer' };

describe('a stop on top of what is kept', () => {
  test('the first is kept as it is', () => {
    expect(stopOnTop(undefined, stopOf())).toEqual(stopOf());
  });

  test('the same one again changes nothing', () => {
    const kept = stopOf({ before: BEFORE });
    expect(stopOnTop(kept, stopOf())).toBe(kept);
    expect(stopOnTop(kept, stopOf({ kind: 'disabled' }))).toBe(kept);
  });

  test('one that disabled first, and stops the service then, is stopped, with how it was before that', () => {
    const kept = stopOf({ kind: 'disabled' });
    expect(stopOnTop(kept, stopOf({ before: BEFORE, since: at(30) }))).toEqual(stopOf({ before: BEFORE }));
  });

  test('another one is kept beside it: whoever lifts must know of it, and nothing of the first is lost', () => {
    const later = stopOf({
      id: 'execution:stop-2',
      since: at(60),
      by: 'Vikram Iyer',
      reason: 'still wrong',
      incident: 'other',
      kind: 'disabled',
      before: { desired: 0, bounds: 'none' },
    });
    const both = stopOnTop(stopOf({ before: BEFORE }), later);
    expect(both).toEqual({
      ...stopOf({ before: BEFORE }),
      id: 'execution:stop-2',
      first: 'execution:stop-1',
      again: [{ id: 'execution:stop-2', at: at(60), by: 'Vikram Iyer', reason: 'still wrong', incident: 'other' }],
    });
    expect(stopOnTop(both, stopOf())).toBe(both);
    expect(stopOnTop(both, later)).toBe(both);
  });

  test('a lifted one gives way to another, and does not come back by a late word of its own', () => {
    const lifted = stopOf({ lifted: LIFTED });
    expect(stopOnTop(lifted, stopOf())).toBe(lifted);
    expect(stopOnTop(lifted, stopOf({ id: 'execution:stop-2' }))).toEqual(stopOf({ id: 'execution:stop-2' }));
  });

  test('only a stop that stands and has stopped the service counts as stopped', () => {
    expect(isStopped(undefined)).toBe(false);
    expect(isStopped(stopOf())).toBe(true);
    expect(isStopped(stopOf({ kind: 'disabled' }))).toBe(false);
    expect(isStopped(stopOf({ lifted: LIFTED }))).toBe(false);
    expect(standing(stopOf({ lifted: LIFTED }))).toBeUndefined();
  });

  test('whatever stops come, in whatever order: stopped stays stopped, the first values before stay, the record ends', () => {
    const stop = fc.record({
      id: fc.constantFrom('a', 'b', 'c'),
      kind: fc.constantFrom('disabled' as const, 'stopped' as const),
      desired: fc.option(fc.nat(4), { nil: undefined }),
    });
    fc.assert(
      fc.property(fc.array(stop, { minLength: 1, maxLength: 60 }), (stops) => {
        let kept: Stop | undefined;
        let first: unknown;
        for (const { id, kind, desired } of stops) {
          const before = desired === undefined ? {} : { before: { desired, bounds: 'none' as const } };
          first ??= before.before;
          kept = stopOnTop(kept, stopOf({ id, kind, ...before }));
        }
        expect(isStopped(kept)).toBe(stops.some(({ kind }) => kind === 'stopped'));
        expect(kept?.before).toEqual(first);
        expect(kept?.again?.length ?? 0).toBeLessThanOrEqual(20);
      }),
    );
  });
});

describe('in the table', () => {
  let modelled: ModelledTable;
  let table: GuardTable;
  beforeEach(() => {
    modelled = modelledTable();
    table = new GuardTable(modelled.client, TABLE);
  });

  test('a stop is read with everything else the guard keeps, and by itself', async () => {
    await expect(table.stopOf(TRADING)).resolves.toBeUndefined();
    await expect(table.keepStop(TRADING, stopOf())).resolves.toEqual(stopOf());
    await expect(table.read(TRADING)).resolves.toMatchObject({ stop: stopOf() });
    await expect(table.stopOf(TRADING)).resolves.toMatchObject(stopOf());
    await expect(table.stopOf('dashboard')).resolves.toBeUndefined();
  });

  test('two that come at the same instant are both kept', async () => {
    const other = stopOf({ id: 'execution:stop-2', by: 'Vikram Iyer' });
    modelled.beforeNext('PutItem', async () => {
      await new GuardTable(modelled.client, TABLE).keepStop(TRADING, other);
    });
    await table.keepStop(TRADING, stopOf());
    await expect(table.stopOf(TRADING)).resolves.toMatchObject({
      by: 'Vikram Iyer',
      first: 'execution:stop-2',
      id: 'execution:stop-1',
      again: [{ id: 'execution:stop-1', by: 'Asha Rao' }],
    });
  });

  test('is lifted by its id, once; another that came in between is not', async () => {
    await expect(table.liftStop(TRADING, 'execution:stop-1', LIFTED)).resolves.toBe(false);
    await table.keepStop(TRADING, stopOf());
    await expect(table.liftStop(TRADING, 'something else', LIFTED)).resolves.toBe(false);
    await expect(table.liftStop(TRADING, 'execution:stop-1', LIFTED)).resolves.toBe(true);
    await expect(table.stopOf(TRADING)).resolves.toMatchObject({ ...stopOf(), lifted: LIFTED });
    // A second try of the same people finds its own work; others find that it is none of theirs.
    await expect(table.liftStop(TRADING, 'execution:stop-1', LIFTED)).resolves.toBe(true);
    await expect(table.liftStop(TRADING, 'execution:stop-1', { at: at(901), by: 'somebody' })).resolves.toBe(false);
  });

  test('is not lifted where another comes at the very instant', async () => {
    await table.keepStop(TRADING, stopOf());
    modelled.beforeNext('PutItem', async () => {
      await new GuardTable(modelled.client, TABLE).keepStop(TRADING, stopOf({ id: 'execution:stop-2' }));
    });
    await expect(table.liftStop(TRADING, 'execution:stop-1', LIFTED)).resolves.toBe(false);
    expect(isStopped(await table.stopOf(TRADING))).toBe(true);
  });
});
