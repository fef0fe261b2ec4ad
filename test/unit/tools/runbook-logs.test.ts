import { setTimeout as sleep } from 'node:timers/promises';
import type { LogPage } from '../../../lambdas/show-logs/handler';
import type { Api } from '../../../tools/runbook/api';
import { type LogsAsked, logs } from '../../../tools/runbook/verbs/logs';
import { run, serve } from './runbook-server';

const event = (id: string, second = 0) => ({
  id,
  at: new Date(Date.UTC(2026, 10, 20, 4, 32, second)).toISOString(),
  stream: 'trading/app/1',
  message: `line ${id}`,
});
const page = (events: LogPage['events'], over: Partial<LogPage> = {}): LogPage => ({
  from: '2026-11-20T04:22:17.000Z',
  to: '2026-11-20T04:32:17.000Z',
  events,
  truncated: false,
  said: '',
  ...over,
});

/** Answers one page after the other; when they are used up, ctrl-c is pressed while it waits. */
async function follow(pages: readonly LogPage[], asked: Partial<LogsAsked> = {}) {
  const controller = new AbortController();
  const printed: string[] = [];
  const remarks: string[] = [];
  const queries: unknown[] = [];
  const left = [...pages];
  const get = async (_path: readonly string[], query: unknown) => {
    queries.push(query);
    return left.shift();
  };
  await logs(
    { get } as unknown as Api,
    { service: 'trading', since: '10m', json: true, ...asked },
    {
      print: (line) => printed.push((JSON.parse(line) as { id: string }).id),
      remark: (text) => remarks.push(text),
      sleep: async () => {
        if (left.length === 0) controller.abort();
      },
      interrupted: controller.signal,
    },
  );
  return { printed, remarks, queries };
}

test('every page is printed, to the last, with the same question', async () => {
  const { printed, queries } = await follow(
    [page([event('1')], { next: 'n1' }), page([], { next: 'n2' }), page([event('2')])],
    {
      filter: 'ERROR',
    },
  );
  expect(printed).toEqual(['1', '2']);
  expect(queries).toEqual([
    { service: 'trading', filter: 'ERROR', since: '10m' },
    { service: 'trading', filter: 'ERROR', next: 'n1' },
    { service: 'trading', filter: 'ERROR', next: 'n2' },
  ]);
});

test('where there is no line, that is said, and beside the lines, so that a pipe gets none', async () => {
  expect(await follow([page([], { said: '0 lines since 10:00.' })])).toMatchObject({
    printed: [],
    remarks: ['0 lines since 10:00.'],
  });
  expect(await follow([page([event('1')], { said: '1 line.' })])).toMatchObject({ remarks: [] });
  expect(await follow([page([], { said: '0 lines.' })], { follow: true })).toMatchObject({ remarks: [] });
});

test('--follow looks back a minute for lines that came late, and shows none of them twice', async () => {
  const { printed, queries } = await follow(
    [page([event('1', 1), event('3', 3)]), page([event('1', 1), event('2', 2), event('3', 3), event('4', 17)])],
    { follow: true },
  );
  expect(printed).toEqual(['1', '3', '2', '4']);
  expect(queries[1]).toEqual({ service: 'trading', since: '2026-11-20T04:31:17.000Z' });
});

test('ctrl-c ends --follow quietly, also in the middle of its waiting', async () => {
  const controller = new AbortController();
  const served = await serve(() => ({ body: page([event('1')]) }));
  try {
    const ran = run(['logs', 'trading', '--follow', '--rehearsal', served.url], {
      interruptible: () => controller.signal,
    });
    while (served.received.length === 0) await sleep(5);
    controller.abort();
    const { status, err } = await ran;
    expect({ status, err }).toEqual({ status: 0, err: '' });
  } finally {
    await served.close();
  }
});

test('a connection that is lost ends --follow loudly', async () => {
  const served = await serve(() => undefined);
  try {
    expect(await run(['logs', '--follow', '--rehearsal', served.url])).toMatchObject({ status: 2 });
  } finally {
    await served.close();
  }
});

test('lines are printed whole, with their Indian time, and what could command a terminal is taken out', async () => {
  const message = 'ERROR \u001b]0;title\u0007\u001b[31mred\u001b[0m\r\n  at stack\u009b2J';
  const served = await serve(() => ({ body: page([{ ...event('1', 17), message: `${message}${'x'.repeat(200)}` }]) }));
  try {
    const { out } = await run(['logs', '--rehearsal', served.url]);
    expect(out).toBe(`10:02:17 IST trading/app/1 ERROR red\n      at stack${'x'.repeat(200)}\n`);
    const machine = await run(['logs', '--json', '--rehearsal', served.url]);
    expect(machine.out).not.toMatch(/[\p{Cc}](?!$)/u);
    expect(JSON.parse(machine.out)).toMatchObject({ id: '1', message: `${message}${'x'.repeat(200)}` });
  } finally {
    await served.close();
  }
});
