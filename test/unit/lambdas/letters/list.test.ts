import type * as ListLetters from '../../../../lambdas/list-letters/handler';
import type { Letters } from '../../../../lambdas/list-letters/letters';
import { loadFunction } from '../../../support/dynamodb';
import { isoAfter } from '../../../support/incidents';
import { ask, CALLER } from '../command-world';
import {
  leaveLetters,
  ofLambda,
  ofRule,
  ofSchedule,
  ofWatch,
  QUEUE,
  underLetters,
  WATCH_QUEUE,
  type World,
} from './world';

let world: World;
beforeEach(() => {
  world = underLetters();
});
afterEach(leaveLetters);

const list = async (by: string | undefined = CALLER.priya) => {
  const { handler } = loadFunction(() =>
    jest.requireActual<typeof ListLetters>('../../../../lambdas/list-letters/handler'),
  );
  return (await ask(handler, { route: 'GET /v1/letters', by })) as { status: number } & Letters & { error?: string };
};

test('of each letter it is told what it was, why it failed, since when it lies where, and what can be done', async () => {
  const id = world.put(ofRule());
  const { status, letters, said, more, unseen } = await list();
  expect({ status, said, more, unseen }).toEqual({ status: 200, said: '1 dead letter.', more: false, unseen: [] });
  expect(letters).toEqual([
    {
      id,
      queue: QUEUE,
      sentAt: isoAfter(0),
      keptUntil: isoAfter(14 * 86_400),
      what: expect.stringMatching(/^Not started: "service-restart-trading"\. Alarm /),
      why: expect.stringMatching(/^NO_PERMISSIONS: /),
      again: expect.stringMatching(/^starts service-restart-trading with this alarm: /),
      ...ofRule(),
    },
  ]);
});

test('those of all queues are told together, and what a redrive of each does', async () => {
  for (const letter of [ofRule(), ofSchedule(), ofLambda()]) world.put(letter);
  world.put(ofWatch(), WATCH_QUEUE);
  const { letters, said } = await list();
  expect(said).toBe('4 dead letters.');
  expect(letters.map(({ queue, again }) => `${queue} ${again?.split(':')[0]}`).sort()).toEqual([
    `${QUEUE} calls start-due once more`,
    `${QUEUE} calls start-due once more`,
    `${QUEUE} starts service-restart-trading with this alarm`,
    `${WATCH_QUEUE} has the watch page about that run`,
  ]);
});

test('what is of no known form is told as it lies there', async () => {
  const letter = { body: 'Hello\u0000', attributes: { FROM: 'somebody' } };
  world.put(letter);
  const { letters } = await list();
  expect(letters).toMatchObject([{ ...letter, again: null, what: expect.stringMatching(/^Nobody here knows/) }]);
});

test('whoever looks gives everything back at once, and the next one sees it as well', async () => {
  for (let n = 0; n < 12; n++) world.put(ofRule());
  const first = await list();
  expect(world.inFlight()).toBe(0);
  expect(world.asked).not.toContain('DeleteMessage');
  expect(world.done).toEqual([]);
  expect((await list()).letters).toEqual(first.letters);
  expect(first.letters).toHaveLength(12);
});

test('anybody whose signature was checked may look, and nobody else', async () => {
  world.put(ofRule());
  await expect(list(CALLER.robot)).resolves.toMatchObject({ status: 200, said: '1 dead letter.' });
  const { handler } = loadFunction(() =>
    jest.requireActual<typeof ListLetters>('../../../../lambdas/list-letters/handler'),
  );
  await expect(ask(handler, { route: 'GET /v1/letters' })).resolves.toMatchObject({ status: 403 });
});

test('where there is none, that is said, and that one may be in somebody’s hand', async () => {
  await expect(list()).resolves.toEqual({
    status: 200,
    letters: [],
    more: false,
    unseen: [],
    said: `No dead letter lies in ${QUEUE} or ${WATCH_QUEUE}. One that somebody has in hand in this moment is seen again within 30 s.`,
  });
});

test('no more are told than can be read, and that there are more', async () => {
  for (let n = 0; n < 70; n++) world.put(ofRule());
  const { letters, more, said } = await list();
  expect(letters).toHaveLength(50);
  expect({ more, said }).toEqual({ more: true, said: '50 dead letters of more.' });
  expect(world.inFlight()).toBe(0);
});

test('nor more than Lambda answers with; a single one is told however long it is', async () => {
  const long = { body: JSON.stringify('x'.repeat(1_000_000)), attributes: {} };
  for (let n = 0; n < 5; n++) world.put(long);
  const { letters, more, said } = await list();
  expect({ told: letters.length, more, said }).toEqual({ told: 3, more: true, said: '3 dead letters of more.' });
});

describe('a queue that cannot be looked into', () => {
  test('is told as such, and is not empty', async () => {
    world.fail('ReceiveMessage');
    const { status, letters, unseen, said } = await list();
    expect({ status, letters }).toEqual({ status: 200, letters: [] });
    expect(unseen.map(({ queue }) => queue)).toEqual([QUEUE, WATCH_QUEUE]);
    expect(said).toBe(
      [QUEUE, WATCH_QUEUE]
        .map(
          (queue) =>
            `${queue} could not be looked into (ThrottlingException: Rate exceeded): what lies there is not known.`,
        )
        .join(' '),
    );
  });

  test('what cannot be given back is told all the same: it comes back by itself', async () => {
    world.put(ofRule());
    world.fail('ChangeMessageVisibility');
    await expect(list()).resolves.toMatchObject({ status: 200, said: '1 dead letter.' });
  });
});
