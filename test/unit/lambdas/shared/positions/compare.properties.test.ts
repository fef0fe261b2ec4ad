import fc from 'fast-check';
import { compare, discrepancies, type Holding, type Row } from '../../../../../lambdas/shared/positions/compare';

const holding = (withToken: boolean): fc.Arbitrary<Holding> =>
  fc
    .record({
      exchange: fc.constantFrom('NSE', 'BSE', 'NFO'),
      instrument: fc.constantFrom('SBIN-EQ', 'INFY-EQ', 'TCS-EQ'),
      product: fc.constantFrom('INTRADAY', 'DELIVERY'),
      netQuantity: fc.integer({ min: -50, max: 50 }),
    })
    .map(({ instrument, ...rest }) => ({
      ...rest,
      symbol: instrument,
      ...(withToken ? { token: `number of ${instrument}` } : {}),
    }));

const list = fc.boolean().chain((withToken) => fc.array(holding(withToken), { maxLength: 12 }));
const bothSides = fc.tuple(list, list);

const MIRROR: Readonly<Record<Row['is'], Row['is']>> = {
  equal: 'equal',
  'missing here': 'missing there',
  'missing there': 'missing here',
  'quantity differs': 'quantity differs',
};

test('whichever side is asked first: the same rows, seen in a mirror', () => {
  fc.assert(
    fc.property(bothSides, ([here, there]) => {
      const mirrored = compare(there, here).rows.map((row) => ({
        ...row,
        here: row.there,
        there: row.here,
        is: MIRROR[row.is],
      }));
      expect(mirrored).toEqual(compare(here, there).rows);
    }),
  );
});

test('the order of the rows says nothing', () => {
  fc.assert(
    fc.property(bothSides, fc.integer(), ([here, there], by) => {
      const turned = (rows: readonly Holding[]) =>
        rows.map((_, at) => rows[(at + Math.abs(by)) % rows.length] as Holding).reverse();
      expect(compare(turned(here), turned(there))).toEqual(compare(here, there));
    }),
  );
});

test('nothing is lost and nothing made up: the rows add up to what each side has listed', () => {
  const sum = (numbers: readonly number[]) => numbers.reduce((total, one) => total + one, 0);
  fc.assert(
    fc.property(bothSides, ([here, there]) => {
      const { rows } = compare(here, there);
      expect(sum(rows.map((row) => row.here))).toBe(sum(here.map(({ netQuantity }) => netQuantity)));
      expect(sum(rows.map((row) => row.there))).toBe(sum(there.map(({ netQuantity }) => netQuantity)));
    }),
  );
});

test('a list is equal to itself, however its rows are split up', () => {
  fc.assert(
    fc.property(list, (here) => {
      const split = here.flatMap((one) => [
        { ...one, netQuantity: one.netQuantity - 7 },
        { ...one, netQuantity: 7 },
      ]);
      expect(discrepancies(compare(here, split))).toEqual([]);
    }),
  );
});

test('one share more on one side is one discrepancy, and only there', () => {
  fc.assert(
    fc.property(list, holding(true), (both, extra) => {
      const here = both.map((one) => ({ ...one, token: `number of ${one.symbol}` }));
      const there = [...here, { ...extra, netQuantity: 1 }];
      const differing = discrepancies(compare(here, there));
      expect(differing).toHaveLength(1);
      expect(differing[0]).toMatchObject({ exchange: extra.exchange, symbol: extra.symbol, product: extra.product });
      expect((differing[0]?.there ?? 0) - (differing[0]?.here ?? 0)).toBe(1);
    }),
  );
});

describe('what is one position, and what is two', () => {
  const one: Holding = { exchange: 'NSE', symbol: 'SBIN-EQ', token: '3045', product: 'INTRADAY', netQuantity: 50 };

  test.each([
    ['another exchange', { exchange: 'BSE' }],
    ['another product', { product: 'DELIVERY' }],
    ['another number, by the same name', { token: '9999' }],
  ])('%s is another position', (_what, over) => {
    expect(
      compare([one], [{ ...one, ...over }])
        .rows.map(({ is }) => is)
        .sort(),
    ).toEqual(['missing here', 'missing there']);
  });

  test('by number the name does not matter; where one row has no number, all go by name', () => {
    const renamed = { ...one, symbol: 'SBIN' };
    expect(compare([one], [renamed])).toMatchObject({ by: 'token', rows: [{ is: 'equal' }] });
    const { token: _, ...unnumbered } = one;
    expect(compare([unnumbered], [one])).toMatchObject({ by: 'symbol', rows: [{ is: 'equal' }] });
  });

  test('what has been closed is no position, whoever lists it', () => {
    expect(compare([{ ...one, netQuantity: 0 }], []).rows).toEqual([]);
    expect(compare([one, { ...one, netQuantity: -50 }], []).rows).toEqual([]);
  });

  test('the other way round is another quantity, and the same amount', () => {
    expect(compare([one], [{ ...one, netQuantity: -50 }]).rows).toMatchObject([{ is: 'quantity differs' }]);
  });
});
