import { everyRunbook } from '../../../runbooks';
import type { Option } from '../../../runbooks/options';
import { type Received, run, type Served, serve } from './runbook-server';

let served: Served;
beforeEach(async () => {
  served = await serve(() => ({ body: { said: 'Started.' } }));
});
afterEach(() => served.close());

const start = (...words: string[]) => run(['start', ...words, '--rehearsal', served.url]);
const last = (): Received | undefined => served.received.at(-1);

const EXAMPLES: Readonly<Record<Option['takes'], string>> = {
  flag: 'true',
  count: '12',
  date: '2026-11-19',
  instant: '2026-11-20T10:00:00+05:30',
  name: 'algo-trading-something',
  'one-of': 'dashboard',
};

/** What somebody types who gives every option. */
const typed = (options: readonly Option[]): string[] =>
  options.flatMap(({ name, takes }) => (takes === 'flag' ? [`--${name}`] : [`--${name}`, EXAMPLES[takes]]));

const withOptions = everyRunbook.flatMap(({ id, options }) => (options ? [[id, options] as const] : []));

test.each(everyRunbook.map(({ id, title, steps }) => [id, title, steps] as const))(
  '%s says what it does, step by step, and asks nothing',
  async (id, title, steps) => {
    const { status, out } = await start(id, '--help');
    expect(status).toBe(0);
    expect(out).toContain(title);
    expect(out).toContain('--reason <why>');
    for (const { says } of steps) expect(out).toContain(says);
    expect(served.received).toEqual([]);
  },
);

test.each(withOptions)('%s: each of its options reaches the one who starts it', async (id, options) => {
  // Those that exclude each other are refused by the runbook itself: here each goes with what is required.
  const required = options.filter((option) => option.required);
  for (const option of options) {
    const given = [...new Set([...required, option])];
    expect(await start(id, ...typed(given), '--reason', 'A drill.')).toMatchObject({ status: 0, err: '' });
    const { url, body } = last() as Received;
    expect(url).toBe(`/v1/runbooks/${id}/start`);
    expect(Object.keys(JSON.parse(String(body)).options).sort()).toEqual(given.map(({ name }) => name).sort());
  }
});

test('a checklist takes the day it is for, and a runbook has none', async () => {
  const words = ['--date', '2026-11-23', '--reason', 'Again.'];
  expect(await start('evening-checklist', ...words)).toMatchObject({ status: 0 });
  expect(JSON.parse(String(last()?.body))).toEqual({ reason: 'Again.', date: '2026-11-23' });
  const refused = await start('emergency-stop-trading', ...words);
  expect(refused.status).not.toBe(0);
  expect(refused.err).toMatch(/unknown option '--date'/);
  expect(served.received).toHaveLength(1);
});

test('what is missing or wrong is said here already, and nobody is asked', async () => {
  expect(await start('data-recovery-files', '--reason', 'A drill.')).toMatchObject({ status: 2 });
  const wrong = await start('rollback', '--to-revision', 'the last', '--reason', 'A drill.');
  expect(wrong.status).toBe(2);
  expect(wrong.err).toMatch(/start rollback --to-revision: given "the last", expected/);
  expect(served.received).toEqual([]);
});
