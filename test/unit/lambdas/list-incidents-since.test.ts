import { sinceInstant } from '../../../lambdas/list-incidents/since';
import { spanOf } from '../../../lambdas/list-incidents/span';
import { at } from '../../support/incidents';

test.each([
  ['30s', 30_000],
  ['10m', 600_000],
  ['2h', 7_200_000],
  ['14d', 14 * 86_400_000],
])('%s is a span', (text, milliseconds) => {
  expect(spanOf(text)).toBe(milliseconds);
});

test.each(['', '10', 'm', '0m', '-5m', '1.5h', '10 m', '10M', '1w', '9999999d'])('"%s" is no span', (text) => {
  expect(spanOf(text)).toBeUndefined();
});

test('a span counts back from now', () => {
  expect(sinceInstant('10m', at(0))).toBe(at(-600));
});

test.each(['2026-11-20T04:32:17Z', '2026-11-20T10:02:17+05:30', '2026-11-20T10:02:17', '2026-11-20T10:02:17.000'])(
  '%s is the alarm’s instant: without a zone, times are Indian',
  (text) => {
    expect(sinceInstant(text, at(60))).toBe(at(0));
  },
);

test('a date is its beginning in India', () => {
  expect(sinceInstant('2026-11-20', at(0))).toBe(Date.UTC(2026, 10, 19, 18, 30));
});

test.each(['2026-02-30', 'yesterday', '2026', 'T10:00', ''])('"%s" is refused, with what is expected', (text) => {
  expect(() => sinceInstant(text, at(0))).toThrow(
    `since: given "${text}", expected a span like 10m, 2h or 14d, or an instant`,
  );
});

test('an instant that is to come is refused: nothing has happened since', () => {
  expect(() => sinceInstant('2026-11-20T10:02:18', at(0))).toThrow('expected an instant that is not to come');
});
