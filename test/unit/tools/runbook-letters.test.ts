import type { Letters, ToldLetter } from '../../../lambdas/list-letters/letters';
import { LOOK_AT_LETTERS } from '../../../lib/watch/dead-letters';
import { type Answer, type Ran, run, type Served, serve } from './runbook-server';

const A = '3f2a91c0-ade2-446c-a61b-fa882bf0515f';
const B = '3f2a77d4-0c11-4be0-9a52-1f0e8d7c6b5a';
const C = '9b01e6d2-5d1f-4c7e-8f3a-2a4b6c8d0e1f';

const letter = (id: string, over: Partial<ToldLetter> = {}): ToldLetter => ({
  id,
  queue: 'runbook-prod-dead-letters',
  sentAt: '2026-11-20T04:35:05.000Z',
  keptUntil: '2026-12-04T04:35:05.000Z',
  what: 'Not started: "Dashboard Not Loading". Alarm x went to ALARM at 20 Nov 2026 10:05:05 IST: slow',
  why: 'NO_PERMISSIONS: not authorized. Not tried again: that would not have helped.',
  again: 'starts dashboard-not-loading with this alarm',
  body: '{"detail":{}}',
  attributes: { RULE_ARN: 'arn:rule' },
  ...over,
});
const UNKNOWN = letter(C, {
  what: 'Nobody here knows what it was for: it is not JSON.',
  again: null,
  body: 'Hello \u001b[2J\nworld',
  attributes: { FROM: 'some\u0007body' },
});
const answerOf = (letters: readonly ToldLetter[], over: Partial<Letters> = {}): Letters => ({
  letters,
  more: false,
  unseen: [],
  said: `${letters.length} dead letters.`,
  ...over,
});

let served: Served;
let lying: Letters;
let answers: Record<string, Answer>;
beforeEach(async () => {
  lying = answerOf([letter(A), letter(B), UNKNOWN]);
  answers = {};
  served = await serve(({ method, url, body }) => {
    const asked = `${method} ${url}`;
    if (asked === 'GET /v1/letters') return { body: lying };
    const { letters = [] } = JSON.parse(body || '{}') as { letters?: string[] };
    return (
      answers[asked] ?? {
        body: { said: `${letters.length} done.\nOne line more.`, letters: letters.map((id) => ({ id, done: true })) },
      }
    );
  });
});
afterEach(() => served.close());

const letters = (...words: string[]): Promise<Ran> => run(['letters', ...words, '--rehearsal', served.url]);
const posts = () =>
  served.received
    .filter(({ method }) => method === 'POST')
    .map(({ url, body, genuine }) => ({ url, genuine, ...(JSON.parse(body) as object) }));

describe('letters list', () => {
  test('tells of each what it was, why it failed, what a redrive does and until when it is kept', async () => {
    const { status, out } = await letters('list');
    expect(status).toBe(0);
    expect(out).toMatch(/^3f2a91c0 {2}given up 20 Nov 2026 10:05:05 IST, in runbook-prod-dead-letters$/m);
    expect(out).toMatch(/^ {2}What {5}Not started: "Dashboard Not Loading"\. Alarm/m);
    expect(out).toMatch(/^ {2}Why {6}NO_PERMISSIONS: not authorized\./m);
    expect(out).toMatch(/^ {2}Redrive {2}starts dashboard-not-loading with this alarm\.$/m);
    expect(out).toMatch(/^ {2}Kept {5}until 4 Dec 2026 10:05:05 IST$/m);
    expect(posts()).toEqual([]);
  });

  test('ends with what to type next, with an id that is there', async () => {
    const { out } = await letters('list');
    const flat = out.replace(/\s+/g, ' ');
    expect(flat).toContain('3 dead letters. Mend what Why names before you redrive');
    expect(out).toContain('\n  letters redrive 3f2a91c0 --reason "<why>"\n');
    expect(out).toContain('\n  letters discard 3f2a91c0 --reason "<why>"\n');
    expect(flat).toContain('All of them: --all 3 in place of the id.');
  });

  test('a letter of an unknown form is shown as it is, and moves no cursor', async () => {
    lying = answerOf([UNKNOWN]);
    const { out } = await letters('list');
    expect(out).toMatch(/^ {2}Redrive {2}not possible: see what it says, and do it by hand$/m);
    expect(out).toMatch(/^ {2}Message {2}9b01e6d2-5d1f-4c7e-8f3a-2a4b6c8d0e1f$/m);
    expect(out).toMatch(/^ {2}FROM {2}some body$/m);
    expect(out).toMatch(/^ {2}Hello *$/m);
    expect(out).toMatch(/^ {2}world$/m);
    expect(out.split('\n').filter((line) => /\p{Cc}/u.test(line))).toEqual([]);
    // Nothing of it can be redriven, so nobody is told how.
    expect(out).not.toContain('letters redrive');
    expect(out).toContain('letters discard 9b01e6d2');
  });

  test('with --whole every letter is', async () => {
    const { out } = await letters('list', '--whole');
    expect(out.match(/^ {2}Message /gm)).toHaveLength(3);
    expect(out).toContain('  {"detail":{}}\n');
  });

  test('is what `letters` alone means, and no line of ours is longer than a terminal', async () => {
    const { out } = await letters();
    expect(out).toBe((await letters('list')).out);
    expect(out.split('\n').filter((line) => line.length > 80)).toEqual([]);
  });

  test('says that there is none, and nothing else', async () => {
    lying = answerOf([], { said: 'No dead letter lies in a or b.' });
    expect(await letters('list')).toEqual({ status: 0, out: 'No dead letter lies in a or b.\n', err: '' });
  });

  test('as JSON it is the answer as it came', async () => {
    expect(JSON.parse((await letters('list', '--json')).out)).toEqual(lying);
  });

  test('an instant that is not known is not made up', async () => {
    lying = answerOf([letter(A, { sentAt: null, keptUntil: null })]);
    expect((await letters('list')).out).toMatch(/given up at an unknown time/);
  });
});

describe('letters redrive', () => {
  test('has done again what a letter was for, named by the beginning of its id', async () => {
    const { status, out, err } = await letters('redrive', '3f2a9', '--reason', 'mended');
    expect({ status, err }).toEqual({ status: 0, err: '' });
    expect(out).toBe('1 done.\nOne line more.\n');
    expect(posts()).toEqual([{ url: '/v1/letters/redrive', genuine: true, letters: [A], reason: 'mended' }]);
  });

  test('several, each once, and in capitals too', async () => {
    await letters('redrive', B, '3F2A91C0', A, '--reason', 'mended');
    expect(posts()).toMatchObject([{ letters: [B, A] }]);
  });

  test('all of them, by how many there are, and no more at a time than the API takes', async () => {
    const many = Array.from({ length: 45 }, (_, n) => letter(`${String(n).padStart(8, '0')}-x`));
    lying = answerOf(many);
    const { out } = await letters('redrive', '--all', '45', '--reason', 'mended');
    expect(posts().map((post) => (post as unknown as { letters: string[] }).letters)).toEqual([
      many.slice(0, 20).map(({ id }) => id),
      many.slice(20, 40).map(({ id }) => id),
      many.slice(40).map(({ id }) => id),
    ]);
    expect(out.match(/done\./g)).toHaveLength(3);
  });

  test('--dry-run says what it would do, and does nothing', async () => {
    const { status, out } = await letters('redrive', '--all', '3', '--dry-run');
    expect(status).toBe(0);
    expect(out).toMatch(/^3f2a91c0 {2}Not started: "Dashboard Not Loading"\./m);
    expect(out).toMatch(/^ {2}Redrive {2}starts dashboard-not-loading with this alarm\.$/m);
    expect(out).toMatch(/^ {2}Redrive {2}is refused: nobody knows what it was for$/m);
    expect(out).toMatch(/\nNothing was done\.\n$/);
    expect(posts()).toEqual([]);
  });

  test('what is refused ends it, and says why', async () => {
    answers['POST /v1/letters/redrive'] = { status: 500, body: { error: 'Nothing was redriven.\n3f2a91c0 stays.' } };
    expect(await letters('redrive', A, '--reason', 'mended')).toEqual({
      status: 1,
      out: '',
      err: 'Nothing was redriven.\n3f2a91c0 stays.\n',
    });
  });
});

describe('letters discard', () => {
  test('shows every letter whole before it goes, and then asks for it', async () => {
    const { status, out } = await letters('discard', A, C.slice(0, 8), '--reason', 'of no use');
    expect(status).toBe(0);
    expect(out).toMatch(/Message {2}3f2a91c0-ade2.*\{"detail":\{\}\}.*Message {2}9b01e6d2.*2 done\./s);
    expect(out.match(/^ {2}Message /gm)).toHaveLength(2);
    expect(posts()).toEqual([{ url: '/v1/letters/discard', genuine: true, letters: [A, C], reason: 'of no use' }]);
  });

  test('has shown it also when no answer comes', async () => {
    answers['POST /v1/letters/discard'] = { status: 500, body: { error: 'It failed.' } };
    const { status, out, err } = await letters('discard', A, '--reason', 'of no use');
    expect({ status, err }).toEqual({ status: 1, err: 'It failed.\n' });
    expect(out).toContain('  {"detail":{}}\n');
  });

  test('as JSON they are part of the answer, and are shown beside it before', async () => {
    const { out, err } = await letters('discard', A, '--reason', 'of no use', '--json');
    expect(JSON.parse(out)).toMatchObject({ said: expect.stringMatching(/^1 done/), discarded: [letter(A)] });
    expect(JSON.parse(err)).toEqual([letter(A)]);
  });

  test('needs a reason', async () => {
    expect(await letters('discard', A)).toMatchObject({ status: 2, err: expect.stringContaining('--reason') });
    expect(served.received).toEqual([]);
  });
});

describe('which letters are meant is never guessed', () => {
  test.each([
    [['redrive', '--reason', 'r'], 2, 'Which letters? letters redrive <letter> …'],
    [['discard', '--reason', 'r'], 2, 'Which letters? letters discard <letter> …'],
    [['redrive', A, '--all', '3', '--reason', 'r'], 2, 'Name letters, or say --all, and not both'],
    [['redrive', A], 2, 'letters redrive needs a reason'],
    [['redrive', '--all', 'yes', '--reason', 'r'], 2, '--all: given "yes", expected how many letters there are'],
    [['discard', '--all', '0', '--reason', 'r'], 2, '--all: given "0", expected how many'],
    [['redrive', '3f2a', '--reason', 'r'], 1, `Nothing was done: "3f2a" begins ${A} and ${B}. Say more of it.`],
    [['redrive', '9b0', '--reason', 'r'], 1, 'there is no letter "9b0"; there are 3f2a91c0, 3f2a77d4, 9b01e6d2.'],
    [['discard', 'ffffffff', '--reason', 'r'], 1, 'there is no letter "ffffffff"'],
    [['discard', '--all', '2', '--reason', 'r'], 1, 'Nothing was done: there are 3 letters, and --all says 2.'],
    [['redrive', '--reason', ' ', A], 2, 'expected some words'],
    [['rederive', A], 2, ''],
  ])('%j', async (words, status, said) => {
    expect(await letters(...words)).toMatchObject({ status, out: '', err: expect.stringContaining(said) });
    expect(posts()).toEqual([]);
  });

  test('where there are more than are listed, that is said', async () => {
    lying = answerOf([letter(A)], { more: true });
    expect((await letters('redrive', '--all', '50', '--reason', 'r')).err).toBe(
      'Nothing was done: there is 1 letter on the list, of more, and --all says 50. Look with `letters list`.\n',
    );
  });

  test('where there is none, that is said', async () => {
    lying = answerOf([]);
    expect((await letters('redrive', A, '--reason', 'r')).err).toMatch(/there is no letter ".*"; there is none\.\n$/);
  });
});

test.each([[[]], [['list']], [['redrive']], [['discard']]])(
  'letters %j --help says how it is used, and asks nobody',
  async (words) => {
    const { status, out, err } = await letters(...words, '--help');
    expect({ status, err }).toEqual({ status: 0, err: '' });
    expect(out).toMatch(new RegExp(`^Usage: npm run runbook -- letters ${words.join('')}`));
    expect(out).toContain('--json');
    expect(out.split('\n').filter((line) => line.length > 80)).toEqual([]);
    expect(served.received).toEqual([]);
  },
);

test('what the alarms say to type is what there is', async () => {
  const words = LOOK_AT_LETTERS.replace('npm run runbook -- ', '').split(' ');
  expect(await run([...words, '--rehearsal', served.url])).toMatchObject({
    status: 0,
    out: expect.stringContaining('3f2a91c0'),
  });
});
