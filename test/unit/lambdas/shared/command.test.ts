import type { Context } from 'aws-lambda';
import * as v from 'valibot';
import {
  asCommand,
  asSignedCommand,
  existing,
  Failure,
  knownContact,
  Reason,
  Refusal,
} from '../../../../lambdas/shared/command';
import { type Asked, apiEvent, ask, CALLER, parameterStore, underParameters } from '../command-world';

const Input = v.strictObject({ id: v.string(), reason: Reason, over: v.optional(v.boolean()) });
let held = parameterStore();
/** What the command was given, if it was run at all. */
let runs: object[] = [];
let outcome: () => object = () => ({ said: 'Done.' });

beforeEach(() => {
  held = parameterStore();
  underParameters(held);
  runs = [];
  outcome = () => ({ said: 'Done.' });
  jest.useFakeTimers({ now: 1_000 });
});
afterEach(() => {
  jest.useRealTimers();
  jest.restoreAllMocks();
});

const command = asCommand(Input, async (input, { caller, said, now, requestId }) => {
  runs.push({ input, contact: caller.contact, said, now, requestId });
  return outcome();
});
const signed = asSignedCommand(Input, async (input, { request, now, requestId }) => {
  runs.push({ input, arn: request.iam.userArn, now, requestId });
  return outcome();
});
const ASKED: Asked = { route: 'POST /v1/things/{id}', by: CALLER.priya, path: { id: 'one' }, body: { reason: 'why' } };
const given = (over: Partial<Asked> = {}) => ask(command, { ...ASKED, ...over });

test('who calls comes from the signature, the input from the path and the body', async () => {
  await expect(given()).resolves.toEqual({ status: 200, said: 'Done.' });
  const input = { id: 'one', reason: 'why' };
  const said = 'trading-primary (IAM user priya)';
  expect(runs).toEqual([{ input, contact: 'trading-primary', said, now: 1_000, requestId: 'request-1' }]);
});

test('what the query says counts like the body', async () => {
  await given({ body: '', query: { reason: 'why' } });
  expect(runs).toMatchObject([{ input: { id: 'one', reason: 'why' } }]);
});

test('the answer is JSON, and nobody keeps it', async () => {
  const answer = await command(apiEvent(ASKED), { awsRequestId: 'r' } as Context);
  expect(answer.headers).toMatchObject({ 'content-type': 'application/json', 'cache-control': 'no-store' });
});

describe('an unsigned request is refused before anything is read or run', () => {
  test.each([
    ['a command', command],
    ['one that needs a signature alone', signed],
  ])('%s', async (_which, handler) => {
    held.clear();
    await expect(ask(handler, { ...ASKED, by: undefined })).resolves.toEqual({
      status: 403,
      error: 'This needs a request signed with AWS credentials.',
    });
    expect(runs).toEqual([]);
  });
});

describe('wrong input is refused with the field, what was given and what is expected', () => {
  test.each<[string, Partial<Asked>, RegExp]>([
    ['no reason', { body: {} }, /reason: given undefined, expected "reason"/],
    ['a reason of blanks', { body: { reason: '  ' } }, /reason: given 0, expected !0/],
    ['a reason too long to read', { body: { reason: 'x'.repeat(501) } }, /reason: given 501, expected <=500/],
    ['who it is, said by themselves', { body: { reason: 'why', by: 'cto' } }, /by: given "by", expected never/],
    ['who started it', { body: { reason: 'why', startedBy: 'cto' } }, /startedBy: given/],
    ['who it is, in the address', { query: { by: 'cto' } }, /by: given/],
    ['a yes that is text', { body: { reason: 'why', over: 'true' } }, /over: given "true", expected boolean/],
    ['a yes hidden in the prototype', { body: '{"reason":"why","__proto__":{"over":true}}' }, /__proto__: given/],
    ['no JSON', { body: '{' }, /^The body is not JSON\.$/],
    ['a list', { body: '[]' }, /^The body is not a JSON object\.$/],
    ['null', { body: 'null' }, /^The body is not a JSON object\.$/],
    ['a field in address and body', { body: { id: 'two', reason: 'why' } }, /^id is given twice/],
    ['a field in path and query', { query: { id: 'two' } }, /^id is given twice/],
  ])('%s', async (_what, over, error) => {
    await expect(given(over)).resolves.toEqual({ status: 400, error: expect.stringMatching(error) });
    expect(runs).toEqual([]);
  });
});

describe('what goes wrong', () => {
  test('a refusal is told with its own status', async () => {
    outcome = () => {
      throw new Refusal(409, 'Not now.');
    };
    await expect(given()).resolves.toEqual({ status: 409, error: 'Not now.' });
  });

  test('a failure that has words for the caller is told in them, whole', async () => {
    const words = `Not done. Do it by hand: ${'x'.repeat(300)}`;
    outcome = () => {
      throw new Failure(words);
    };
    await expect(given()).resolves.toEqual({ status: 500, error: words });
  });

  test('a mistake of ours is not called the caller’s', async () => {
    outcome = () => (undefined as unknown as { x: { y: object } }).x.y;
    await expect(given()).resolves.toMatchObject({ status: 500, error: expect.stringContaining('TypeError') });
  });

  test('a directory that is wrong is not called the caller’s mistake', async () => {
    held.set('/runbook-prod/directory', '{}');
    await expect(given()).resolves.toMatchObject({ status: 500, error: expect.stringContaining('/directory') });
    expect(runs).toEqual([]);
  });

  test('an event of another kind is an error, and no answer', async () => {
    await expect(command({ version: '1.0' }, {} as Context)).rejects.toThrow('The input of "HTTP request" is wrong');
  });
});

describe('a command that needs a signature alone', () => {
  test('runs for anybody who has signed, and while nobody knows who is who', async () => {
    held.clear();
    await expect(ask(signed, { ...ASKED, by: CALLER.robot })).resolves.toEqual({ status: 200, said: 'Done.' });
    expect(runs).toMatchObject([{ arn: CALLER.robot }]);
  });

  test('judges its input like any other', async () => {
    await expect(ask(signed, { ...ASKED, body: {} })).resolves.toMatchObject({ status: 400 });
    expect(runs).toEqual([]);
  });
});

describe('somebody we know', () => {
  const contactFor = async (by: string) =>
    ask(
      asCommand(v.object({}), async (_, context) => ({ contact: knownContact(context) })),
      { ...ASKED, by },
    );

  test.each([
    [CALLER.priya, 'trading-primary'],
    [CALLER.arjun, 'team-lead'],
  ])('%s', async (by, contact) => {
    await expect(contactFor(by)).resolves.toEqual({ status: 200, contact });
  });

  test.each([
    [CALLER.robot, 'the session name of a role is self-chosen'],
    [CALLER.unknown, 'no contact of the environment has this identity'],
  ])('%s is nobody, and is told why', async (by, why) => {
    await expect(contactFor(by)).resolves.toMatchObject({ status: 403, error: expect.stringContaining(why) });
  });

  test('is nobody any more from the request on after they were taken out', async () => {
    held.set('/runbook-prod/directory', (held.get('/runbook-prod/directory') ?? '').replace('"priya"', '"gone"'));
    await expect(contactFor(CALLER.priya)).resolves.toMatchObject({ status: 403 });
  });
});

describe('an id of a path', () => {
  test('stands for what it names', () => {
    expect(existing('service', 'trading', { trading: 1 })).toBe(1);
  });

  test.each(['tradign', 'constructor', '__proto__', ''])(
    '"%s" stands for nothing: the answer lists what there is',
    (id) => {
      expect(() => existing('service', id, { trading: 1, dashboard: 2 })).toThrow(
        `There is no service "${id}"; there are: trading, dashboard.`,
      );
    },
  );
});
