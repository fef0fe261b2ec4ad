import { scaleOf } from '../../../../rehearsal/report/scale';

const MINUTE = 60_000;
const at = (...minutes: number[]): number[] => minutes.map((minute) => minute * MINUTE);

test('what took as long is as wide', () => {
  const { x, quiet } = scaleOf(at(0, 1, 2, 4), 0);
  expect([0, 1, 2, 4].map((minute) => x(minute * MINUTE))).toEqual([4, 27, 50, 96]);
  expect(quiet).toEqual([]);
});

test('a night in which nothing happened is drawn short, and is said to be', () => {
  const { x, quiet } = scaleOf(at(0, 1, 2, 3, 600), 0);
  expect(quiet).toEqual([{ from: 73, to: 96, seconds: 597 * 60 }]);
  expect([0, 3, 600].map((minute) => x(minute * MINUTE))).toEqual([4, 73, 96]);
});

test('a few minutes without an event are drawn as they were', () => {
  expect(scaleOf(at(0, 0.1, 0.2, 10), 0).quiet).toEqual([]);
});

test('two nights are two stretches, and instants keep their order', () => {
  const instants = at(0, 1, 2, 700, 701, 1500, 1503);
  const { x, quiet } = scaleOf(instants, 0);
  expect(quiet).toHaveLength(2);
  const places = instants.map(x);
  expect(places).toEqual([...places].sort((a, b) => a - b));
});

test('ticks stand at whole steps from zero, and far enough apart to be read on a telephone', () => {
  for (const minutes of [
    [0, 0.2],
    [0, 3.6, 4.9, 8.4],
    [0, 1, 2, 3, 600],
    [2, 90, 91],
    [0, 5000, 10_000],
  ]) {
    const { ticks } = scaleOf(at(...minutes), at(minutes[0] ?? 0)[0] ?? 0);
    const places = ticks.map(({ x }) => x).sort((a, b) => a - b);
    expect(places.length).toBeGreaterThan(1);
    expect(places.slice(1).every((place, index) => place - (places[index] ?? 0) >= 15.9)).toBe(true);
  }
});

test('one instant alone has a place', () => {
  expect(scaleOf(at(7), 7 * MINUTE).x(7 * MINUTE)).toBe(4);
});
