import { parse } from 'node-html-parser';
import { describeAfter, describeBefore } from '../../../../lambdas/check-table-sizes/decide';
import { picture } from '../../../../lambdas/check-table-sizes/picture';
import { type Sizes, sizeInWords } from '../../../../lambdas/check-table-sizes/sizes';
import { seen, unseen } from '../../../support/incidents';

const GB = 1024 ** 3;
const sizes = (tables: Record<string, number>): Sizes => ({
  at: '2026-11-21T00:40:00.000Z',
  database: 'algotrading_prod',
  totalBytes: Object.values(tables).reduce((sum, bytes) => sum + bytes, 0),
  tables: Object.entries(tables).map(([name, bytes]) => ({ name, bytes })),
});
const BEFORE = sizes({ 'public.trades': GB, 'public.orders': 0.2 * GB });
const AFTER = sizes({ 'public.trades': 0.9 * GB, 'public.orders': 0.2 * GB });

test('sizes are counted as PostgreSQL counts them', () => {
  const words = [0, 1023, 1024, 8192, 1024 * 1024 * 150, 1.2 * GB, 5 * 1024 * GB].map(sizeInWords);
  expect(words).toEqual(['0 bytes', '1023 bytes', '1.0 kB', '8.0 kB', '150 MB', '1.2 GB', '5.0 TB']);
});

test('the finding says the total, before and after', () => {
  expect(describeBefore(BEFORE, 'k')).toMatchObject({
    finding: '2 tables, 1.2 GB in all; the largest: public.trades 1.0 GB, public.orders 205 MB. Kept in k.',
  });
  expect(describeAfter(seen(BEFORE), AFTER, { sizes: 'k', picture: 'p' })).toEqual({
    outcome: 'continue',
    finding: 'Total 1.2 GB before, 1.1 GB after. Kept in k, drawn in p.',
  });
  expect(describeAfter(unseen('NoSuchKey'), AFTER, { sizes: 'k' })).toMatchObject({
    finding: expect.stringContaining('what it was before could not be read (NoSuchKey)'),
  });
});

describe('the picture', () => {
  const drawn = (before = BEFORE, after = AFTER) => parse(picture(before, after));
  const bars = (svg: ReturnType<typeof drawn>, fill: string) =>
    svg
      .querySelectorAll('svg > rect')
      .filter((rect) => rect.getAttribute('fill') === fill)
      .slice(1);
  const widths = (svg: ReturnType<typeof drawn>, fill: string) =>
    bars(svg, fill).map((rect) => Number(rect.getAttribute('width')));

  test('has two bars a table, to one scale from 0, each with its size in words', () => {
    const svg = drawn();
    const [[before = 0, small = 0], [after = 0]] = [widths(svg, 'url(#hatch)'), widths(svg, '#08519c')] as [
      number[],
      number[],
    ];
    expect(after / before).toBeCloseTo(0.9, 2);
    expect(small / before).toBeCloseTo(0.2, 2);
    const texts = svg.querySelectorAll('text').map((text) => text.text);
    expect(texts).toEqual(expect.arrayContaining(['before', 'after', 'public.trades', '1.0 GB', '922 MB', '205 MB']));
  });

  test('can be read without colours: one of the two is hatched, and both have an outline', () => {
    const svg = drawn();
    for (const fill of ['url(#hatch)', '#08519c']) {
      expect(bars(svg, fill)).toHaveLength(2);
      for (const rect of bars(svg, fill)) expect(rect.getAttribute('stroke')).toBe('#111');
    }
  });

  test('takes names from the database for text, never for markup', () => {
    const name = 'public."</text><script>alert(1)</script>&\u0001"';
    const svg = drawn(sizes({ [name]: 8192 }), sizes({ [name]: 8192 }));
    expect(svg.querySelectorAll('script')).toEqual([]);
    const text = picture(sizes({ [name]: 8192 }), sizes({ [name]: 8192 }));
    for (const unwanted of ['\u0001', '<script']) expect(text).not.toContain(unwanted);
    expect(text).toContain('&lt;/text&gt;&lt;script&gt;');
  });

  test('has the twelve largest, and says of one that came or went that it is not there', () => {
    const many = sizes(Object.fromEntries(Array.from({ length: 20 }, (_, at) => [`public.t${at}`, (at + 1) * 1024])));
    const svg = drawn(many, sizes({ 'public.new': 1024 * 1024 }));
    const names = svg
      .querySelectorAll('text')
      .map((text) => text.text)
      .filter((text) => text.startsWith('public.'));
    expect(names).toHaveLength(12);
    expect(names.slice(0, 2)).toEqual(['public.new', 'public.t19']);
    expect(svg.text).toContain('not there');
  });

  test('of an empty database is a picture all the same', () => {
    expect(picture(sizes({}), sizes({}))).toContain('0 bytes before, 0 bytes after');
  });
});
