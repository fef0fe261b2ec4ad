import { join } from 'node:path';
import { proveDays } from '../../rehearsal/proof/days';
import { proveMutant } from '../../rehearsal/proof/mutations';
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

test('an escalation that pages nobody is found by a day on which people stop trading', async () => {
  const directory = altered('nobody paged', (template) =>
    template.state('escalation', 'Page', ({ Next = '' }) => ({ Type: 'Pass', Next, Output: {} })),
  );
  const { violations } = await proveDays(directory, 2, 1, silent);
  expect(violations).toMatchObject([
    {
      seed: 2,
      broken: [expect.stringMatching(/^promise 4, .*: runbook-prod-escalation escalated, and nobody was paged$/)],
    },
  ]);
  expect(violations[0]?.words.join()).toMatch(/emergency-stop-trading/);
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

const HUNG = 'trading-service-not-processing-orders';

test('a restart that is skipped is noticed by the story of a hung service, and that nobody could read the mode is not', async () => {
  const tried = (name: string) =>
    proveMutant(assembled(), { stories: ['hung-tasks'], failures: false }, name, silent.said);
  const skipped = await tried(`runbook-prod: machine ${HUNG}: "Restart if necessary" skipped`);
  expect(skipped).toMatchObject({ played: ['hung-tasks'] });
  expect(skipped.noticed).toContain('0 restarts, expected 1');
  // Whoever looks goes on looking: only a story in which somebody has switched the runbook off could tell.
  const unread = await tried('runbook-prod: function check-alarm: ssm:GetParameters removed');
  expect(unread).toMatchObject({ played: ['hung-tasks'], noticed: [] });
  expect(unread.denied).toBeGreaterThan(0);
});
