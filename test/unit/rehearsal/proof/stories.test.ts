import { FOR_ANOTHER_SERVICE, STORIES, STORY_OF } from '../../../../rehearsal/proof/stories';
import { scenarios } from '../../../../rehearsal/scenarios';
import { everyRunbook } from '../../../../runbooks';
import { checklists } from '../../../../runbooks/checklists';

test('for every runbook and every checklist there is a story in which everything is tried that can come between', () => {
  const ids = [...everyRunbook, ...checklists].map(({ id }) => id).filter((id) => !FOR_ANOTHER_SERVICE.test(id));
  expect(Object.keys(STORY_OF).sort()).toEqual(ids.sort());
});

test('they are stories that are told', () => {
  const told = new Set(scenarios.map(({ id }) => id));
  expect(STORIES.filter((story) => !told.has(story))).toEqual([]);
});
