import { once } from 'node:events';
import { get } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import { VirtualClock } from '../../../rehearsal/engine/clock';
import { LiveAudience } from '../../../rehearsal/page/audience';
import type { Rehearsed } from '../../../rehearsal/play';
import type { Result } from '../../../rehearsal/result';

const BEGAN = Date.UTC(2026, 10, 20, 4, 30, 0);
const SECOND = 1_000;
const HOUR = 3_600 * SECOND;

/** What a workflow that asks does: the question is asked first, its message is sent two seconds later. */
function story() {
  const clock = new VirtualClock(BEGAN);
  const waitedFor: string[] = [];
  const published: object[] = [];
  const executions: { status: string }[] = [];
  const api = {
    endpoint: 'https://pages.example',
    request: async ({ path }: { path: string }) => {
      await clock.sleep(SECOND);
      if (path === '/answer') waitedFor.splice(0);
      if (path === '/start') {
        const execution = { status: 'RUNNING' };
        executions.push(execution);
        clock.setTimeout(() => {
          execution.status = 'SUCCEEDED';
        }, 300 * SECOND);
      }
      return { status: 200, headers: [], body: Buffer.from('page') };
    },
  };
  const ask = (token: string, afterSeconds: number): void => {
    clock.setTimeout(() => {
      waitedFor.push(token);
      clock.setTimeout(() => {
        published.push({ topicArn: 'arn:topic', message: token, at: clock.now(), attributes: {} });
      }, 2 * SECOND);
    }, afterSeconds * SECOND);
  };
  const rehearsed = {
    scenario: { title: 'A story' },
    clock,
    cloud: { workflows: { waitedFor, machines: [{ executions }] }, sns: { published }, api, eventsUnderWay: false },
    description: { topics: { contacts: {} }, environment: { contacts: {}, region: 'ap-south-1', name: 'prod' } },
    team: { engineers: new Map([['cto', { accessKeyId: 'A', secretAccessKey: 'S' }]]) },
  } as unknown as Rehearsed;
  return { clock, rehearsed, ask, published, seconds: () => (clock.now() - BEGAN) / SECOND };
}

let audience: LiveAudience;
let said: string[];
beforeEach(async () => {
  said = [];
  audience = await LiveAudience.open({ port: 0, say: (line) => void said.push(line), tell: () => undefined });
});
afterEach(() => {
  audience.leave();
  return audience.close();
});

/** Until it is so, in real time. */
async function until(so: () => boolean): Promise<void> {
  while (!so()) await sleep(1);
}
const standing = (): Promise<void> => until(() => said.some((line) => /time stands still/.test(line)));
const desk = async (): Promise<string> => (await fetch(audience.loopback)).text();
const post = (path: string) => fetch(`${audience.loopback}${path}`, { method: 'POST', redirect: 'manual' });

/** A browser at the desk. */
async function sitDown(): Promise<{ news: string[]; getUp: () => void }> {
  const request = get(`${audience.loopback}/rehearsal/events`, { agent: false });
  const [response] = await once(request, 'response');
  const news: string[] = [];
  response.on('data', (chunk: Buffer) =>
    news.push(
      ...chunk
        .toString()
        .split('\n')
        .filter((line) => /^data: \S/.test(line)),
    ),
  );
  request.on('error', () => undefined);
  response.on('error', () => undefined);
  return { news, getUp: () => void request.destroy() };
}

test('time stands still once somebody is asked and the message has reached them, and not before', async () => {
  const { rehearsed, ask, published, seconds, clock } = story();
  ask('one', 60);
  const attended = audience.attend(rehearsed, () => false, clock.now() + HOUR);
  await standing();
  expect(published).toHaveLength(1);
  expect(seconds()).toBe(70);
  expect(await desk()).toContain('Somebody is asked, and time stands still.');
  await sleep(20);
  expect(seconds()).toBe(70);
  audience.leave();
  await attended;
});

test('when they have answered, time runs to the next question, and to the end', async () => {
  const { rehearsed, ask, seconds, clock } = story();
  ask('one', 60);
  ask('two', 600);
  const attended = audience.attend(rehearsed, () => false, clock.now() + HOUR);
  await standing();
  expect((await post('/answer')).status).toBe(200);
  await until(() => said.filter((line) => /time stands still/.test(line)).length === 2);
  expect(seconds()).toBe(610);
  await post('/answer');
  await attended;
  expect(seconds()).toBe(3_600);
});

test.each<[string, () => Promise<unknown>]>([
  ['the button at the desk', () => post('/rehearsal/go-on')],
  ['Enter in the terminal', async () => audience.goOn()],
])('%s lets time run past those who are asked now, and not past those who are asked later', async (_how, press) => {
  const { rehearsed, ask, seconds, clock } = story();
  ask('one', 60);
  ask('two', 600);
  const attended = audience.attend(rehearsed, () => false, clock.now() + HOUR);
  await standing();
  await press();
  await until(() => said.filter((line) => /time stands still/.test(line)).length === 2);
  expect(seconds()).toBe(610);
  audience.leave();
  await attended;
});

test('Enter while nobody is asked lets nobody be passed over later', async () => {
  const { rehearsed, ask, seconds, clock } = story();
  ask('one', 60);
  audience.goOn();
  const attended = audience.attend(rehearsed, () => false, clock.now() + HOUR);
  await standing();
  await desk();
  expect(await desk()).toContain('Somebody is asked, and time stands still.');
  expect(seconds()).toBe(70);
  audience.leave();
  await attended;
});

test('a GET of the button’s address lets no time run', async () => {
  const { rehearsed, ask, clock } = story();
  ask('one', 60);
  const attended = audience.attend(rehearsed, () => false, clock.now() + HOUR);
  await standing();
  await fetch(`${audience.loopback}/rehearsal/go-on`);
  expect(await desk()).toContain('Somebody is asked, and time stands still.');
  audience.leave();
  await attended;
});

test('closing the desk lets time run to the end, and that is said', async () => {
  const { rehearsed, ask, seconds, clock } = story();
  ask('one', 60);
  ask('two', 600);
  const { getUp } = await sitDown();
  const attended = audience.attend(rehearsed, () => false, clock.now() + HOUR);
  await standing();
  getUp();
  await attended;
  expect(seconds()).toBe(3_600);
  expect(said.filter((line) => /The desk is closed/.test(line))).toHaveLength(1);
});

test('loading the desk again does not close it', async () => {
  const { rehearsed, ask, seconds, clock } = story();
  ask('one', 60);
  const first = await sitDown();
  const attended = audience.attend(rehearsed, () => false, clock.now() + HOUR);
  await standing();
  first.getUp();
  await sleep(300);
  const second = await sitDown();
  await sleep(1_800);
  expect(seconds()).toBe(70);
  second.getUp();
  audience.leave();
  await attended;
});

test('looking at the desk is no news: it would look again and again', async () => {
  const { rehearsed, ask, clock } = story();
  ask('one', 60);
  const { news, getUp } = await sitDown();
  const attended = audience.attend(rehearsed, () => false, clock.now() + HOUR);
  await standing();
  await until(() => news.some((line) => line.startsWith('data: asked 1 ')));
  const [before] = [news.length];
  const shown = /data-news="([^"]*)"/.exec(await desk())?.[1];
  await desk();
  await sleep(20);
  expect(news).toHaveLength(before);
  expect(news.at(-1)).toBe(`data: ${shown}`);
  getUp();
  audience.leave();
  await attended;
});

test('what a person starts after the story goes on to its end; what was left of the story is not waited for', async () => {
  const { rehearsed, clock, seconds } = story();
  const { executions } = rehearsed.cloud.workflows.machines[0] as unknown as { executions: { status: string }[] };
  executions.push({ status: 'RUNNING' });
  const lingered = audience.linger(rehearsed, { outcome: 'resolved', verdict: 'fixed' } as Result);
  expect(await desk()).toContain('The story is over: resolved, fixed.');
  await post('/start');
  await until(() => executions[1]?.status === 'SUCCEEDED');
  await desk();
  expect(seconds()).toBe(301);
  expect(clock.now()).toBeLessThan(BEGAN + HOUR);
  audience.leave();
  await lingered;
});

test('whoever asks for the rehearsal by command line is told who they can be, and what time it is', async () => {
  const { rehearsed, ask, clock } = story();
  ask('one', 60);
  const attended = audience.attend(rehearsed, () => false, clock.now() + HOUR);
  await standing();
  expect(await (await fetch(`${audience.loopback}/rehearsal`)).json()).toEqual({
    now: '2026-11-20T04:31:10.000Z',
    api: 'https://pages.example',
    region: 'ap-south-1',
    environment: 'prod',
    engineers: [{ contact: 'cto', accessKeyId: 'A', secretAccessKey: 'S' }],
  });
  audience.leave();
  await attended;
});
