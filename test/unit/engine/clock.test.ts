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
