import { join } from 'node:path';
import { proveDays } from '../../rehearsal/proof/days';
import { nameOf, proveSingles } from '../../rehearsal/proof/singles';
import { alteredCopy, type Template } from '../support/alter';
import { assembled } from '../support/assembled';
import { temporaryFolder } from '../support/rehearsal';

/** A slice of the search of `npm run prove`, and that the search finds what it looks for. */
jest.setTimeout(300_000);

const { folder, remove } = temporaryFolder();
afterAll(remove);

const silent = { said: () => undefined, found: () => undefined };
const altered = (name: string, alter: (template: Template) => void): string =>
  alteredCopy(assembled(), join(folder, name), 'runbook-prod', alter);

test('whatever one thing goes wrong while a hung service is restarted, every promise holds', async () => {
  const { plays, violations } = await proveSingles(assembled(), ['hung-tasks'], { every: 60, from: 7 }, silent);
  expect(violations).toEqual([]);
  expect(plays).toBeGreaterThan(8);
});

test('on days on which several things go wrong at once every promise holds', async () => {
  const { days, violations } = await proveDays(assembled(), 1_001, 8, silent);
  expect(violations).toEqual([]);
  expect(days).toBe(8);
});

test('a function without a permission it needs is found, with the name of the play that shows it', async () => {
  const directory = altered('denied', (template) =>
    template.deny(template.named('AWS::Lambda::Function', 'restart-service').Role, 'ecs:UpdateService'),
  );
  const { violations } = await proveSingles(directory, ['hung-tasks'], { every: 400, from: 0 }, silent);
  expect(violations[0]?.broken[0]).toMatch(
    /^promise 10, "Nothing is denied .*: runbook-prod-restart-service may not ecs:UpdateService/,
  );
  expect(violations.map(nameOf)[0]).toMatch(/^hung-tasks\//);
});
