import { type PublishCommand, SNSClient } from '@aws-sdk/client-sns';
import { PutParameterCommand, SSMClient } from '@aws-sdk/client-ssm';
import type * as SetMode from '../../../lambdas/set-mode/handler';
import { ask, CALLER, CHANNEL, DIRECTORY, parameterStore, underParameters } from './command-world';

const MODE = '/runbook-prod/mode';
const RESTART = `${MODE}/service-restart-trading`;

let held: Map<string, string>;
let published: PublishCommand['input'][] = [];
let channelFails = false;
/** Answers a command in Parameter Store's place. */
let instead: (command: object) => unknown;

beforeEach(() => {
  held = parameterStore({ [MODE]: 'act', [RESTART]: 'observe', [`${MODE}/dashboard`]: 'act' });
  published = [];
  channelFails = false;
  instead = () => undefined;
  underParameters(held, (command) => instead(command));
  jest.spyOn(SNSClient.prototype, 'send').mockImplementation((async ({ input }: PublishCommand) => {
    if (channelFails) throw new Error('no');
    published.push(input);
    return {};
  }) as never);
});
afterEach(() => jest.restoreAllMocks());

const set = (body: object, by: string = CALLER.priya) => {
  const { handler } = jest.requireActual<typeof SetMode>('../../../lambdas/set-mode/handler');
  return ask(handler, { route: 'POST /v1/mode', by, body: { reason: 'Seen for two weeks', ...body } });
};
const written = (command: object) => command instanceof PutParameterCommand;

test('raises one runbook, reads it back, and tells what it was and is', async () => {
  await expect(set({ mode: 'act', runbook: 'service-restart-trading' })).resolves.toEqual({
    status: 200,
    said: 'trading-primary (IAM user priya) has set the mode of service-restart-trading to act, which was observe: Seen for two weeks. May act now: service-restart-trading.',
    was: 'observe',
    is: 'act',
    effective: { 'service-restart-trading': 'act' },
  });
  expect(held.get(RESTART)).toBe('act');
  expect(held.get(MODE)).toBe('act');
});

test('tells that a runbook under a lower ceiling does not act yet', async () => {
  held.set(MODE, 'observe');
  const answer = await set({ mode: 'act', runbook: 'service-restart-trading' });
  expect(answer).toMatchObject({ is: 'act', effective: { 'service-restart-trading': 'observe' } });
  expect(answer).toHaveProperty('said', expect.stringContaining('None may act now.'));
});

test('lifting the environment’s ceiling tells which runbooks act from now on', async () => {
  held.set(MODE, 'observe');
  const answer = await set({ mode: 'act' });
  expect(answer).toMatchObject({
    was: 'observe',
    is: 'act',
    effective: { 'service-restart-trading': 'observe', dashboard: 'act' },
    said: expect.stringMatching(/mode of the environment prod to act.*May act now: dashboard\. Only observe: service/),
  });
});

test('is written down where the people of the channel read, with who and why', async () => {
  await set({ mode: 'off' }, CALLER.meera);
  expect(published).toMatchObject([{ TopicArn: CHANNEL, Subject: 'Mode of the environment prod: off' }]);
  expect(published[0]?.Message).toContain('backend-primary (IAM user meera) has set the mode');
  expect(published[0]?.Message).toContain('Seen for two weeks');
});

test('a channel that cannot be told keeps nothing from being set, and that is said', async () => {
  channelFails = true;
  await expect(set({ mode: 'off' })).resolves.toMatchObject({
    status: 200,
    is: 'off',
    said: expect.stringContaining('The incident channel could not be told (Error: no).'),
  });
});

test('what is so already is not written again, and nobody is told', async () => {
  instead = (command) => {
    if (written(command)) throw new Error('written');
  };
  const said =
    'The mode of the environment prod is act already. May act now: dashboard. Only observe: service-restart-trading.';
  await expect(set({ mode: 'act' }, CALLER.meera)).resolves.toMatchObject({ status: 200, said });
  expect(published).toEqual([]);
});

test('a write whose answer got lost is looked for: it took effect', async () => {
  instead = (command) => {
    if (!written(command)) return;
    held.set(RESTART, 'act');
    throw new Error('no answer');
  };
  await expect(set({ mode: 'act', runbook: 'service-restart-trading' })).resolves.toMatchObject({
    status: 200,
    is: 'act',
  });
  expect(published).toHaveLength(1);
});

test('a raise that failed is not tried again by itself, and is told with what the mode is', async () => {
  let tries = 0;
  instead = (command) => {
    if (!written(command)) return;
    tries++;
    throw new Error('no');
  };
  await expect(set({ mode: 'act', runbook: 'service-restart-trading' })).resolves.toEqual({
    status: 500,
    error: 'The mode of service-restart-trading could not be set (Error: no); it is observe.',
  });
  expect(tries).toBe(1);
  expect(published).toEqual([]);
});

test.each([
  ['raises', 'act', 1],
  ['lowers', 'off', 4],
] as const)('the client that %s a mode tries as often as it may', async (_which, mode, attempts) => {
  const clients: SSMClient[] = [];
  const answer = jest.mocked(SSMClient.prototype.send).getMockImplementation() as (command: object) => unknown;
  jest.mocked(SSMClient.prototype.send).mockImplementation(async function (this: SSMClient, command: object) {
    if (written(command)) clients.push(this);
    return answer(command);
  } as never);
  await set({ mode, runbook: 'service-restart-trading' });
  expect(clients).toHaveLength(1);
  await expect(clients[0]?.config.maxAttempts()).resolves.toBe(attempts);
});

test('somebody who set it otherwise at the same instant is told of', async () => {
  instead = (command) => {
    if (!written(command)) return;
    held.set(RESTART, 'off');
    return { Version: 9 };
  };
  await expect(set({ mode: 'act', runbook: 'service-restart-trading' })).resolves.toMatchObject({
    is: 'off',
    said: expect.stringContaining('Read back, it is off.'),
  });
});

test('it is switched off also where it cannot be read', async () => {
  held.set(MODE, 'nonsense');
  await expect(set({ mode: 'off' }, CALLER.meera)).resolves.toMatchObject({ status: 200, was: null, is: 'off' });
  expect(held.get(MODE)).toBe('off');
});

describe('nothing is set', () => {
  test.each([
    [
      'for somebody who approves nothing, towards acting',
      { mode: 'act', runbook: 'service-restart-trading' },
      CALLER.meera,
      403,
      'is for trading-primary, team-lead',
    ],
    ['for nobody we know, even towards off', { mode: 'off' }, CALLER.unknown, 403, 'is nobody we know'],
    ['for a role, whatever its session calls itself', { mode: 'act' }, CALLER.robot, 403, 'is nobody we know'],
    [
      'for a runbook there is not',
      { mode: 'off', runbook: 'restart' },
      CALLER.priya,
      404,
      'There is no runbook "restart"',
    ],
    [
      'to a mode there is not',
      { mode: 'on' },
      CALLER.priya,
      400,
      'mode: given "on", expected ("off" | "observe" | "act")',
    ],
    ['without a reason', { mode: 'off', reason: ' ' }, CALLER.priya, 400, 'reason: given'],
    ['in somebody else’s name', { mode: 'off', by: 'cto' }, CALLER.priya, 400, 'by: given'],
  ])('%s', async (_why, body, by, status, error) => {
    const before = new Map(held);
    await expect(set(body, by)).resolves.toEqual({ status, error: expect.stringContaining(error) });
    expect(held).toEqual(before);
    expect(published).toEqual([]);
  });

  test('for an approver who was taken out since', async () => {
    const approvers = { otherwise: { contacts: ['team-lead'], people: 1 } };
    held.set('/runbook-prod/directory', JSON.stringify({ ...DIRECTORY, approvers }));
    await expect(set({ mode: 'act', runbook: 'service-restart-trading' })).resolves.toMatchObject({ status: 403 });
    expect(held.get(RESTART)).toBe('observe');
  });
});
