import fc from 'fast-check';
import { FEWEST_POINTS, memoryTrend, slopePerMinute } from '../../../../lambdas/investigate-root-cause/memory-trend';
import type { Point } from '../../../../lambdas/shared/metrics';
import { at } from '../../../support/incidents';

const series = (values: readonly number[]): Point[] => values.map((value, minute) => ({ at: at(60 * minute), value }));
const made = (count: number, value: (minute: number) => number) =>
  series(Array.from({ length: count }, (_, n) => value(n)));
/** The same disturbance every time, within a point of zero. */
const noise = (minute: number) => ((minute * 7) % 5) / 2.5 - 0.8;

test.each<[string, Point[], string]>([
  ['a point every minute, half a percent higher each time', made(60, (n) => 50 + n / 2), 'leak'],
  ['the same with noise on it', made(60, (n) => 50 + n / 2 + noise(n)), 'leak'],
  ['a rise of 0.2 % a minute', made(60, (n) => 50 + 0.201 * n), 'leak'],
  ['a rise of 0.15 % a minute', made(60, (n) => 50 + 0.15 * n), 'steady'],
  ['a constant', made(60, () => 95), 'steady'],
  ['noise around a constant', made(60, (n) => 60 + noise(n)), 'steady'],
  ['a fall', made(60, (n) => 90 - n / 2), 'steady'],
  ['one step, a while ago', made(60, (n) => (n < 25 ? 40 : 70)), 'steady'],
  ['a jump at the end', made(60, (n) => (n < 59 ? 40 : 90)), 'spike'],
  ['a jump five minutes ago', made(60, (n) => (n < 55 ? 40 : 90)), 'spike'],
  ['a jump at the end of few points', made(15, (n) => (n < 14 ? 40 : 90)), 'spike'],
  ['a jump that is over', made(60, (n) => (n === 50 ? 90 : 40)), 'steady'],
  ['a rise that is given back every ten minutes', made(60, (n) => 50 + (n % 10) * 3 + n / 10), 'steady'],
  ['too few points, however they rise', made(14, (n) => 10 + 5 * n), 'too-little-data'],
  ['none', [], 'too-little-data'],
])('%s', (_what, points, kind) => {
  expect(memoryTrend(points).kind).toBe(kind);
});

test('a gap in the data does not make a slow rise look fast: time counts, not points', () => {
  const slow = made(30, (n) => 50 + n / 2).map(({ value }, n) => ({ at: at(300 * n), value }));
  expect(memoryTrend(slow).kind).toBe('steady');
});

test('a constant series is never a leak, nor a spike', () => {
  fc.assert(
    fc.property(
      fc.double({ min: 0, max: 100, noNaN: true }),
      fc.integer({ min: FEWEST_POINTS, max: 120 }),
      (value, count) => {
        expect(memoryTrend(made(count, () => value)).kind).toBe('steady');
      },
    ),
  );
});

test('a series that rises by more than 0.2 % in every minute always is a leak', () => {
  const steps = fc.array(fc.double({ min: 0.21, max: 5, noNaN: true }), { minLength: FEWEST_POINTS, maxLength: 120 });
  fc.assert(
    fc.property(steps, (rises) => {
      let value = 0;
      const values = rises.map((rise) => {
        value += rise;
        return value;
      });
      expect(memoryTrend(series(values)).kind).toBe('leak');
    }),
  );
});

test('a series that never rises is never a leak', () => {
  const falls = fc.array(fc.double({ min: 0, max: 5, noNaN: true }), { minLength: FEWEST_POINTS, maxLength: 120 });
  fc.assert(
    fc.property(falls, (steps) => {
      let value = 100;
      const values = steps.map((step) => {
        value -= step;
        return value;
      });
      expect(memoryTrend(series(values)).kind).not.toBe('leak');
    }),
  );
});

test('the slope of a straight line is its own, in points a minute', () => {
  expect(slopePerMinute(made(60, (n) => 3 * n))).toBeCloseTo(3);
  expect(slopePerMinute(series([5]))).toBe(0);
});
