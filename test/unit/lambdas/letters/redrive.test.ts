import type * as RedriveLetters from '../../../../lambdas/redrive-letters/handler';
import { loadFunction } from '../../../support/dynamodb';
import { ask, CALLER } from '../command-world';
import {
  ALARM,
  leaveLetters,
  ofLambda,
  ofRule,
  ofSchedule,
  ofWatch,
  underLetters,
  WATCH_QUEUE,
  type World,
} from './world';

const REASON = 'permission restored';

let world: World;
beforeEach(() => {
  world = underLetters();
});
afterEach(leaveLetters);

const redrive = (letters: readonly string[], over: { by?: string; body?: object } = {}) => {
  const { handler } = loadFunction(() =>
    jest.requireActual<typeof RedriveLetters>('../../../../lambdas/redrive-letters/handler'),
  );
  const { by = CALLER.priya, body = {} } = over;
  return ask(handler, { route: 'POST /v1/letters/redrive', by, body: { letters, reason: REASON, ...body } });
};
const INPUT = JSON.stringify({
  alarm: ALARM,
  at: '2026-11-20T04:30:00.000+0000',
  reason: '88 s without an answer',
});
const short = (id: string): string => id.slice(0, 8);

describe('what a letter was for is done again, and then the letter is gone', () => {
  test('an alarm’s runbook is started with what the rule would have told it, under a name made of the letter', async () => {
    const id = world.put(ofRule());
    await expect(redrive([id])).resolves.toEqual({
      status: 200,
      said: `1 dead letter redriven by trading-primary (IAM user priya): ${REASON}.\n${short(id)} started service-restart-trading as letter-${id}.`,
      letters: [{ id, done: true, says: `started service-restart-trading as letter-${id}` }],
    });
    expect(world.done).toEqual([
      `start runbook-prod-service-restart-trading letter-${short(id)} ${INPUT}`,
      `delete ${short(id)}`,
    ]);
    expect(world.left()).toEqual([]);
  });

  test('a tick’s function is called with what it was to be told, whoever gave it up', async () => {
    const ids = [world.put(ofSchedule()), world.put(ofLambda())];
    await expect(redrive(ids)).resolves.toMatchObject({ status: 200 });
    const called = 'invoke runbook-prod-start-due Event {"scheduledAt":"2026-11-20T04:15:00Z"}';
    expect(world.done.filter((one) => !one.startsWith('delete'))).toEqual([called, called]);
    expect(world.left()).toEqual([]);
  });

  test('the watch pages about a dead run in its own words', async () => {
    const id = world.put(ofWatch(), WATCH_QUEUE);
    await expect(redrive([id])).resolves.toMatchObject({ status: 200 });
    expect(world.done).toEqual([
      expect.stringMatching(/^publish runbook-prod-watch A runbook's own workflow ended as TIMED_OUT: arn:/),
      `delete ${short(id)}`,
    ]);
    expect(world.left(WATCH_QUEUE)).toEqual([]);
  });

  test('only that of the letters that are named; the others stay, and nobody has them in hand', async () => {
    const [first, second, third] = [ofRule(), ofRule({}, 'other'), ofRule()].map((one) => world.put(one)) as [
      string,
      string,
      string,
    ];
    await expect(redrive([third, first])).resolves.toMatchObject({ status: 200 });
    expect(world.left()).toEqual([second]);
    expect(world.inFlight()).toBe(0);
  });

  test('who did it and why is told in the channel, with what came of each', async () => {
    const id = world.put(ofRule());
    await redrive([id]);
    expect(world.channel).toEqual([
      expect.stringMatching(
        new RegExp(
          `^1 dead letter redriven by trading-primary \\(IAM user priya\\): ${REASON}.\n${short(id)} started service-restart-trading`,
        ),
      ),
    ]);
  });

  test('a channel that cannot be told does not keep it from being done', async () => {
    world.fail('channel');
    const id = world.put(ofRule());
    await expect(redrive([id])).resolves.toMatchObject({
      status: 200,
      said: expect.stringContaining('The incident channel could not be told (ThrottlingException: Rate exceeded).'),
    });
    expect(world.left()).toEqual([]);
  });
});

describe('nothing is lost, and nothing started twice', () => {
  test('a letter whose purpose is not accepted stays, and is seen by the next one', async () => {
    const id = world.put(ofRule());
    world.fail('StartExecution');
    await expect(redrive([id])).resolves.toEqual({
      status: 500,
      error: `Nothing was redriven.\n${short(id)} was not accepted, and stays in its queue (ThrottlingException: Rate exceeded).`,
    });
    expect(world.left()).toEqual([id]);
    expect(world.inFlight()).toBe(0);
    expect(world.channel).toEqual([]);
  });

  test('one of several that is not accepted keeps none of the others', async () => {
    const [started, called] = [world.put(ofRule()), world.put(ofSchedule())];
    world.fail('Invoke');
    await expect(redrive([started, called])).resolves.toEqual({
      status: 500,
      error: expect.stringMatching(/^1 dead letter redriven by .*started .*\n.* was not accepted, and stays/s),
    });
    expect(world.left()).toEqual([called]);
  });

  test('a letter that could not be taken out starts the same run when it is redriven again', async () => {
    const id = world.put(ofRule());
    world.fail('DeleteMessage');
    await expect(redrive([id])).resolves.toMatchObject({
      status: 200,
      said: expect.stringContaining('and could not be taken out of its queue (ThrottlingException: Rate exceeded)'),
    });
    expect(world.left()).toEqual([id]);
    expect(world.done).toHaveLength(1);
  });

  test('a run that the letter has started already, and that has ended, is accepted as well', async () => {
    const id = world.put(ofRule());
    // As if its answer had got lost: the letter is there, and so is its run.
    const { SFNClient, StartExecutionCommand } =
      jest.requireActual<typeof import('@aws-sdk/client-sfn')>('@aws-sdk/client-sfn');
    await new SFNClient({}).send(
      new StartExecutionCommand({ stateMachineArn: 'arn:m', name: `letter-${id}`, input: INPUT }),
    );
    await expect(redrive([id])).resolves.toMatchObject({ status: 200 });
    expect(world.done.filter((one) => one.startsWith('start'))).toHaveLength(1);
    expect(world.left()).toEqual([]);
  });
});

describe('nothing is done', () => {
  test('where one of them is not there: somebody may have been quicker', async () => {
    const id = world.put(ofRule());
    const gone = '12345678-0000-4000-8000-000000000000';
    await expect(redrive([id, gone])).resolves.toEqual({
      status: 404,
      error:
        'There is no letter 12345678, so nothing was done. Somebody may have been quicker; one that somebody has in hand is seen again within 30 s.',
    });
    expect(world.done).toEqual([]);
    expect(world.left()).toEqual([id]);
    expect(world.inFlight()).toBe(0);
  });

  test('where a queue could not be looked into, which is said', async () => {
    world.fail('ReceiveMessage');
    await expect(redrive(['12345678'])).resolves.toMatchObject({
      status: 404,
      error: expect.stringMatching(/so nothing was done \(runbook-prod-dead-letters could not be looked into: /),
    });
  });

  test('where nobody knows what one of them was for: not with the others either', async () => {
    const ids = [world.put(ofRule()), world.put({ body: 'Hello', attributes: {} })];
    await expect(redrive(ids)).resolves.toEqual({
      status: 409,
      error: `Nothing was redriven. ${short(ids[1] ?? '')}: Nobody here knows what it was for: it is not JSON. Do by hand what it asks for, and discard it.`,
    });
    expect(world.done).toEqual([]);
    expect(world.left()).toEqual(ids);
    expect(world.inFlight()).toBe(0);
  });

  test.each([
    ['by nobody we know', { by: CALLER.unknown }, 403, 'is nobody we know'],
    ['by a role, whatever its session calls itself', { by: CALLER.robot }, 403, 'is nobody we know'],
    ['without a reason', { body: { reason: ' ' } }, 400, 'reason: given'],
    ['of no letter', { body: { letters: [] } }, 400, 'letters: given 0'],
    ['of an empty id', { body: { letters: [''] } }, 400, 'letters.0: given'],
    ['of more than can be done in time', { body: { letters: Array(21).fill('a') } }, 400, 'letters: given 21'],
    ['of something else', { body: { queue: 'mine' } }, 400, 'queue: given'],
  ])('%s', async (_why, over, status, error) => {
    const id = world.put(ofRule());
    await expect(redrive([id], over)).resolves.toEqual({ status, error: expect.stringContaining(error) });
    expect(world.done).toEqual([]);
    expect(world.asked).toEqual([]);
  });
});
