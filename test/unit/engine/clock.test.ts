import { VirtualClock } from '../../../rehearsal/engine/clock';

const DAY_MS = 86_400_000;

test('a wait of two months ends after two months, though no timer can be that long', async () => {
  const clock = new VirtualClock(0);
  let endedAt: number | undefined;
  clock.setTimeout(() => {
    endedAt = clock.now();
  }, 60 * DAY_MS);
  await clock.run(() => endedAt !== undefined);
  expect(endedAt).toBe(60 * DAY_MS);
});

test('a long wait that is cleared in its second month does not end', async () => {
  const clock = new VirtualClock(0);
  let ended = false;
  const id = clock.setTimeout(() => {
    ended = true;
  }, 60 * DAY_MS);
  await clock.run(() => false, 40 * DAY_MS);
  clock.clearTimeout(id);
  await clock.run(() => false, 100 * DAY_MS);
  expect(ended).toBe(false);
});

test('promises that a timer keeps are followed to their end before the next timer', async () => {
  const clock = new VirtualClock(0);
  const seen: string[] = [];
  const chain = async () => {
    for (let link = 0; link < 50; link++) await Promise.resolve();
    seen.push('the chain ends');
  };
  clock.setTimeout(() => void chain(), 1_000);
  clock.setTimeout(() => void seen.push('the next timer'), 1_001);
  await clock.run(() => seen.length === 2);
  expect(seen).toEqual(['the chain ends', 'the next timer']);
});

test('the host has its turn while nothing happens', async () => {
  const clock = new VirtualClock(0);
  let turnedAt: number | undefined;
  const poll = () => void clock.setTimeout(poll, 1_000);
  poll();
  await clock.run(() => false, 10_000);
  setImmediate(() => {
    turnedAt = clock.now();
  });
  await clock.run(() => false, 600_000);
  expect(turnedAt).toBeLessThan(200_000);
});
