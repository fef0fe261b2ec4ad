import { Logger } from '@aws-lambda-powertools/logger';
import type * as DiscardLetters from '../../../../lambdas/discard-letters/handler';
import { loadFunction } from '../../../support/dynamodb';
import { ask, CALLER } from '../command-world';
import { leaveLetters, ofRule, ofSchedule, QUEUE, underLetters, type World } from './world';

const REASON = 'the audit has started it';

let world: World;
let logged: unknown[][];
beforeEach(() => {
  world = underLetters();
  logged = [];
  jest.spyOn(Logger.prototype, 'info').mockImplementation((...line: unknown[]) => void logged.push(line));
});
afterEach(leaveLetters);

const discard = (letters: readonly string[], over: { by?: string; body?: object } = {}) => {
  const { handler } = loadFunction(() =>
    jest.requireActual<typeof DiscardLetters>('../../../../lambdas/discard-letters/handler'),
  );
  const { by = CALLER.priya, body = {} } = over;
  return ask(handler, { route: 'POST /v1/letters/discard', by, body: { letters, reason: REASON, ...body } });
};
const short = (id: string): string => id.slice(0, 8);

test('a letter is gone, what it was for is not done, and who did it and why is told', async () => {
  const [id, other] = [world.put(ofRule()), world.put(ofSchedule())];
  await expect(discard([id])).resolves.toEqual({
    status: 200,
    said: expect.stringMatching(
      new RegExp(
        `^1 dead letter discarded by trading-primary \\(IAM user priya\\): ${REASON}.\n${short(id)} is gone: Not started: "service-restart-trading"`,
      ),
    ),
    letters: [{ id, done: true, says: expect.stringMatching(/^is gone: Not started/) }],
  });
  expect(world.done).toEqual([`delete ${short(id)}`]);
  expect(world.left()).toEqual([other]);
  expect(world.inFlight()).toBe(0);
  expect(world.channel).toEqual([expect.stringMatching(/^1 dead letter discarded by trading-primary/)]);
});

test('all that stands in it is in the log before it goes', async () => {
  const letter = { body: 'of no known form', attributes: { FROM: 'somebody' } };
  const id = world.put(letter);
  world.fail('DeleteMessage');
  await expect(discard([id])).resolves.toEqual({
    status: 500,
    error: `Nothing was discarded.\n${short(id)} could not be discarded, and stays in its queue (ThrottlingException: Rate exceeded).`,
  });
  expect(logged).toContainEqual([
    `Discarding ${id}`,
    {
      letter: expect.objectContaining({ id, queue: QUEUE, ...letter }),
      by: 'trading-primary (IAM user priya)',
      reason: REASON,
    },
  ]);
  expect(world.left()).toEqual([id]);
  expect(world.inFlight()).toBe(0);
});

test('what is of no known form can be discarded as well', async () => {
  const id = world.put({ body: 'Hello', attributes: {} });
  await expect(discard([id])).resolves.toMatchObject({
    status: 200,
    said: expect.stringContaining('is gone: Nobody here knows what it was for: it is not JSON.'),
  });
  expect(world.left()).toEqual([]);
});

test.each([
  ['by nobody we know', { by: CALLER.unknown }, 403, 'is nobody we know'],
  ['without a reason', { body: { reason: '' } }, 400, 'reason: given'],
  ['that is not there', { body: { letters: ['12345678-0'] } }, 404, 'There is no letter 12345678'],
])('nothing is discarded %s', async (_why, over, status, error) => {
  const id = world.put(ofRule());
  await expect(discard([id], over)).resolves.toEqual({ status, error: expect.stringContaining(error) });
  expect(world.left()).toEqual([id]);
  expect(world.inFlight()).toBe(0);
});
