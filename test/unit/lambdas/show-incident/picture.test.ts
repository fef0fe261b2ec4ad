import { figure, inWords, picture } from '../../../../lambdas/show-incident/picture';
import { at } from '../../../support/incidents';
import { series, words } from './seen';

const svg = (over: Parameters<typeof series>[0] = {}) => String(picture(series(over)));
const ys = (line: string) => [...line.matchAll(/,([\d.-]+)/g)].map(([, y]) => Number(y));

test('it says what it shows: highest, lowest, threshold, and the time in India', () => {
  expect(words(svg())).toBe('2 0 threshold 1 09:14 09:44 10:14 IST');
  expect(svg()).toContain(
    'role="img" aria-label="RunningTaskCount, 09:14 to 10:14 IST: highest 2, lowest 0, last 1, threshold 1."',
  );
});

test('more is higher, time goes to the right, and nothing leaves the picture', () => {
  const points = [0, 20, 40].map((value, n) => ({ at: at(n * 60), value }));
  const line = /points="([^"]+)"/.exec(svg({ points, from: at(0), to: at(120), threshold: 30 }))?.[1] ?? '';
  const xs = [...line.matchAll(/([\d.]+),/g)].map(([, x]) => Number(x));
  expect(xs).toEqual(xs.toSorted((one, other) => one - other));
  expect(ys(line)).toEqual(ys(line).toSorted((one, other) => other - one));
  expect(Math.min(...ys(line))).toBeGreaterThanOrEqual(0);
  expect(Math.max(...ys(line))).toBeLessThanOrEqual(168);
});

test('a threshold above all values is in the picture as well', () => {
  const y = Number(/class="threshold" x1="\d+" y1="([\d.]+)"/.exec(svg({ threshold: 500 }))?.[1]);
  expect(y).toBeGreaterThanOrEqual(0);
  expect(Math.min(...ys(/points="([^"]+)"/.exec(svg({ threshold: 500 }))?.[1] ?? ''))).toBeGreaterThan(y);
});

test('minutes without data are a gap, and a minute alone is a point', () => {
  const points = [0, 1, 2, 5, 6, 9].map((minute) => ({ at: at(minute * 60), value: 1 }));
  const drawn = svg({ points, from: at(0), to: at(600) });
  expect(drawn.match(/<polyline/g)).toHaveLength(2);
  expect(drawn.match(/<circle/g)).toHaveLength(1);
});

test('the alarm stands in it when it went off within the hour', () => {
  expect(svg()).toContain('class="since"');
  expect(svg({ since: at(-7200) })).not.toContain('class="since"');
});

test('what is flat, zero or without a threshold is drawn without a division by nothing', () => {
  const points = [0, 1].map((minute) => ({ at: at(minute * 60), value: 0 }));
  const { threshold: _, ...without } = series({ points });
  expect(String(picture(without))).not.toMatch(/NaN|Infinity|undefined/);
  expect(inWords(without)).toBe('RunningTaskCount, 09:14 to 10:14 IST: highest 0, lowest 0, last 0.');
});

test.each([
  [0, '0'],
  [0.254, '0.254'],
  [97.32, '97.3'],
  [1234, '1234'],
  [12_345, '12.3 k'],
  [5_368_709_120, '5.37 G'],
  [-50_000, '-50 k'],
])('%d is written as %s', (value, says) => {
  expect(figure(value)).toBe(says);
});
