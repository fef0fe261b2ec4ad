import { everyRunbook } from '../../runbooks';
import { checklists } from '../../runbooks/checklists';
import { assembled } from '../support/assembled';
import { Crew } from './stop-anywhere/crew';
import { search } from './stop-anywhere/search';
import { FOR_ANOTHER_SERVICE, STORY_OF } from './stop-anywhere/stories';

jest.setTimeout(6 * 3_600_000);

let crew: Crew;
beforeAll(() => {
  crew = new Crew(assembled());
});
afterAll(() => crew.leave());

test('every runbook and every checklist has its story', () => {
  const ids = [...everyRunbook, ...checklists].map(({ id }) => id).filter((id) => !FOR_ANOTHER_SERVICE.test(id));
  expect(Object.keys(STORY_OF).sort()).toEqual(ids.sort());
});

test.each([...new Set(Object.values(STORY_OF))])(
  '%s: whenever trading is stopped in it, nothing trades a minute later, and nothing could',
  async (story) => {
    const { injections, broken } = await search(crew, story, { every: 5, sample: 1 });
    expect(injections).toBeGreaterThan(10);
    expect(broken).toEqual([]);
  },
);
