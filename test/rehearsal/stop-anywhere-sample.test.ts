import { assembled } from '../support/assembled';
import { Crew } from './stop-anywhere/crew';
import { search } from './stop-anywhere/search';

jest.setTimeout(900_000);

/** Those that raise a count of the trading service. All others, and every call, are searched by stop-anywhere.test.ts. */
const STORIES = ['hung-tasks', 'stop-first'];

let crew: Crew;
beforeAll(() => {
  crew = new Crew(assembled());
});
afterAll(() => crew.leave());

test.each(STORIES)(
  '%s: stopped at some of its calls, nothing trades a minute later, and nothing could',
  async (story) => {
    const { injections, broken } = await search(crew, story, { every: 40, sample: 40, seconds: 150 });
    expect(injections).toBeGreaterThan(2);
    expect(broken).toEqual([]);
  },
);
