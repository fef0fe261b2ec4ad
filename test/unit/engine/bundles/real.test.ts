import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buildSync } from 'esbuild';
import { Bundle, type HttpRequest, type HttpResponse, QUIET_SDK } from '../../../../rehearsal/engine/bundles';
import { VirtualClock } from '../../../../rehearsal/engine/clock';
import { seeded } from '../../../../rehearsal/engine/random';
import { bench, failure, finish, invocation, START } from './support';

// The options the app's functions are bundled with.
const outfile = join(mkdtempSync(join(tmpdir(), 'real-bundle-')), 'index.js');
buildSync({
  entryPoints: [join(__dirname, 'fixtures', 'real.ts')],
  outfile,
  bundle: true,
  platform: 'node',
  target: 'node24',
  format: 'cjs',
  minify: true,
  keepNames: true,
  mainFields: ['module', 'main'],
  sourcemap: true,
  sourcesContent: false,
  legalComments: 'none',
  logLevel: 'warning',
});
const bundle = Bundle.load(outfile);

const env = {
  ...QUIET_SDK,
  AWS_REGION: 'ap-south-1',
  AWS_LAMBDA_FUNCTION_NAME: 'under-test',
  AWS_LAMBDA_FUNCTION_MEMORY_SIZE: '512',
  AWS_ACCESS_KEY_ID: 'ASIAEXAMPLE',
  AWS_SECRET_ACCESS_KEY: 'secret',
  AWS_SESSION_TOKEN: 'token',
};

// Answer shapes: https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_DescribeServices.html and
// https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_GetItem.html
const described = json(200, { services: [{ serviceName: 'web', runningCount: 2, createdAt: 1_700_000_000.5 }] });
const item = json(200, { Item: { pk: { S: 'web' }, n: { N: '3' } } });
const throttled = json(400, { __type: 'ThrottlingException', message: 'Rate exceeded' });

function json(status: number, body: unknown): HttpResponse {
  return { status, headers: { 'content-type': 'application/x-amz-json-1.1' }, body: JSON.stringify(body) };
}

/** A network that answers from a list, each answer a moment of virtual time after the request. */
function answering(clock: VirtualClock, answers: readonly (HttpResponse | Error)[], milliseconds = 20) {
  const requests: (HttpRequest & { at: number })[] = [];
  const network = async (request: HttpRequest) => {
    requests.push({ ...request, at: clock.now() - START });
    await clock.sleep(milliseconds);
    const answer = answers[Math.min(requests.length, answers.length) - 1];
    if (answer === undefined || answer instanceof Error) throw answer ?? new Error('no answer');
    return answer;
  };
  return { requests, network };
}

function play(answers: readonly (HttpResponse | Error)[], seed = 7, milliseconds = 20) {
  const clock = new VirtualClock(START);
  const { requests, network } = answering(clock, answers, milliseconds);
  return { requests, ...bench(bundle, { clock, network, env, random: seeded(seed) }) };
}

test('the SDK asks the real host names and reads the answers', async () => {
  const { invoke, requests } = play([described, item]);
  expect(await invoke({ cluster: 'c', service: 'web', read: true })).toEqual({
    running: 2,
    createdAt: '2023-11-14T22:13:20.500Z',
    item: { pk: { S: 'web' }, n: { N: '3' } },
  });
  expect(requests.map(({ method, host, path, headers }) => [method, host, path, headers['x-amz-target']])).toEqual([
    ['POST', 'ecs.ap-south-1.amazonaws.com', '/', 'AmazonEC2ContainerServiceV20141113.DescribeServices'],
    ['POST', 'dynamodb.ap-south-1.amazonaws.com', '/', 'DynamoDB_20120810.GetItem'],
  ]);
  expect(JSON.parse(String(requests[0]?.body))).toEqual({ cluster: 'c', services: ['web'] });
  expect(requests[0]?.headers['x-amz-date']).toBe('20260105T043000Z');
  expect(requests[0]?.headers.authorization).toContain('Credential=ASIAEXAMPLE/20260105/ap-south-1/ecs/');
});

test('the logger writes JSON lines with virtual timestamps', async () => {
  const { invoke, lines } = play([described]);
  await invoke({ cluster: 'c', service: 'web' });
  expect(lines.map((line) => JSON.parse(line))).toMatchObject([
    { level: 'INFO', message: 'described', count: 1, service: 'bundle-test', timestamp: '2026-01-05T04:30:00.020Z' },
  ]);
});

test('a throttled call is tried again after a virtual back-off', async () => {
  const { invoke, requests, clock } = play([throttled, throttled, described]);
  expect(await invoke({ cluster: 'c', service: 'web' })).toMatchObject({ running: 2 });
  expect(requests).toHaveLength(3);
  const gaps = requests.slice(1).map(({ at }, n) => at - (requests[n]?.at ?? 0));
  // 20 ms for each answer, and a back-off that is drawn anew each time.
  for (const gap of gaps) expect(gap).toBeGreaterThan(20);
  expect(clock.now() - START).toBeLessThan(5000);
});

test('an error of the service reaches the caller by its name, and the log with its stack', async () => {
  const { invoke, lines } = play([json(400, { __type: 'ClusterNotFoundException', message: 'Cluster not found.' })]);
  expect(await failure(invoke({ cluster: 'c', service: 'web' }))).toMatchObject({
    errorType: 'ClusterNotFoundException',
    errorMessage: 'Cluster not found.',
  });
  expect(JSON.parse(lines[0] ?? '')).toMatchObject({ level: 'ERROR', error: { name: 'ClusterNotFoundException' } });
  expect(lines[0]).not.toContain(process.cwd());
});

test('a reset connection is tried again and then reported with its code', async () => {
  const reset = Object.assign(new Error('read ECONNRESET'), { code: 'ECONNRESET' });
  const recovering = play([reset, described]);
  expect(await recovering.invoke({ cluster: 'c', service: 'web' })).toMatchObject({ running: 2 });
  const broken = play([reset]);
  expect(await failure(broken.invoke({ cluster: 'c', service: 'web' }))).toMatchObject({
    errorMessage: 'read ECONNRESET',
  });
  expect(broken.requests).toHaveLength(3);
});

test('a service that never answers is ended by the function’s time-out', async () => {
  const { invoke, clock } = play([described], 7, 3_600_000);
  expect(await failure(invoke({ cluster: 'c', service: 'web' }, 30_000))).toMatchObject({
    errorType: 'Sandbox.Timedout',
  });
  expect(clock.now() - START).toBe(30_000);
});

test('XML answers are read as well', async () => {
  // https://docs.aws.amazon.com/sns/latest/api/API_Publish.html
  const published = {
    status: 200,
    headers: { 'content-type': 'text/xml' },
    body: '<PublishResponse><PublishResult><MessageId>567910cd</MessageId></PublishResult></PublishResponse>',
  };
  const { invoke, requests } = play([described, published]);
  await invoke({ cluster: 'c', service: 'web', publish: true });
  expect(requests[1]?.host).toBe('sns.ap-south-1.amazonaws.com');
});

test('the same seed gives the same bytes, another seed other ones', async () => {
  const record = async (seed: number) => {
    const { invoke, requests, lines } = play([throttled, throttled, described, item], seed);
    await invoke({ cluster: 'c', service: 'web', read: true });
    return JSON.stringify({ requests, lines });
  };
  const first = await record(1);
  expect(await record(1)).toBe(first);
  expect(await record(2)).not.toBe(first);
});

test('two environments of one bundle at the same time keep apart', async () => {
  const clock = new VirtualClock(START);
  const run = (service: string, milliseconds: number) => {
    const { network } = answering(
      clock,
      [json(200, { services: [{ serviceName: service, runningCount: milliseconds }] })],
      milliseconds,
    );
    return bench(bundle, { clock, network, env }).sandbox.invoke({ cluster: 'c', service }, invocation());
  };
  expect(await finish(clock, Promise.all([run('slow', 500), run('quick', 50)]))).toMatchObject([
    { running: 500 },
    { running: 50 },
  ]);
});

test('a bundle is compiled once for one content', () => {
  expect(Bundle.load(outfile)).toBe(bundle);
});
