import { assembled } from '../support/assembled';
import { Crew } from './stop-anywhere/crew';
import type { Recorded } from './stop-anywhere/inject';
import { search } from './stop-anywhere/search';

jest.setTimeout(300_000);

/** A restart that stops first changes the service four times. All other stories are searched by stop-anywhere.test.ts. */
const STORY = 'stop-first';

let crew: Crew;
beforeAll(() => {
  crew = new Crew(assembled());
});
afterAll(() => crew.leave());

test(`${STORY}: stopped right beside its changes, nothing trades a minute later, and nothing could`, async () => {
  const [recorded] = (await crew.record([STORY])) as [Recorded];
  const { injections, broken } = await search(crew, STORY, recorded, {
    nearSeconds: 0,
    every: Number.POSITIVE_INFINITY,
    others: Number.POSITIVE_INFINITY,
    toTheEnd: Number.POSITIVE_INFINITY,
    sample: 2,
  });
  expect(broken).toEqual([]);
  expect(injections).toBeGreaterThan(4);
});
