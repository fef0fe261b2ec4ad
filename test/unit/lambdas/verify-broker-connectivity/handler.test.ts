import { CloudWatchClient } from '@aws-sdk/client-cloudwatch';
import { S3Client } from '@aws-sdk/client-s3';
import { SSMClient } from '@aws-sdk/client-ssm';
import { handler } from '../../../../lambdas/verify-broker-connectivity/handler';
import { parameters, SETTINGS } from '../../../support/incidents';
import { type Answers, asked, leaveMorning, MORNING, morning, morningPlus } from '../morning-world';

const INPUT = {
  broker: {
    endpoint: 'https://broker.example/profile',
    heartbeat: { bucket: 'data', key: 'status/broker.json', maxAgeSeconds: 120 },
  },
  marketData: { namespace: 'Prod', name: 'Age', dimensions: {} },
  maxMarketDataAgeSeconds: 60,
  outside: { name: 'Angel One Support', contact: 'support@broker.example' },
  settings: SETTINGS,
};

const at = (
  now: number,
  { age = 3, heartbeat = {}, body }: { age?: number; heartbeat?: object; body?: string } = {},
) => {
  const text =
    body ??
    JSON.stringify({ asOf: new Date(now - 20_000).toISOString(), httpStatus: 200, errorcode: '', ...heartbeat });
  const answers: Answers = {
    GetObjectCommand: () => ({ Body: { transformToString: async () => text } }),
    GetMetricDataCommand: () => ({ MetricDataResults: [{ Id: 'm0', Timestamps: [new Date(now)], Values: [age] }] }),
    GetParametersCommand: (input: { Names: string[] }) => ({
      Parameters: input.Names.map((Name) => ({ Name, Value: parameters().get(Name) })),
    }),
  };
  morning([S3Client, CloudWatchClient, SSMClient], answers, now);
  jest.spyOn(globalThis, 'fetch').mockImplementation(async () => new Response('{}', { status: 401 }));
};
afterEach(leaveMorning);

test('at 08:45 a feed that does not tick yet is connected', async () => {
  at(MORNING, { age: 900 });
  await expect(asked(handler, INPUT)).resolves.toMatchObject({ state: 'ok' });
});

test('from the pre-open at 09:00 on the same feed has failed', async () => {
  at(morningPlus(15 * 60), { age: 900 });
  await expect(asked(handler, INPUT)).resolves.toMatchObject({
    state: 'failed',
    says: expect.stringContaining('at most 1 min wanted (pre-open)'),
  });
});

test('a session that expired over night is a failure at 08:45', async () => {
  at(MORNING, { heartbeat: { errorcode: 'AG8001', httpStatus: 401 } });
  await expect(asked(handler, INPUT)).resolves.toMatchObject({
    state: 'failed',
    says: expect.stringContaining('call Angel One Support (support@broker.example)'),
  });
});

test.each([
  ['is not JSON', '<html>'],
  ['is of another shape', JSON.stringify({ asOf: new Date(MORNING).toISOString(), status: 200 })],
  ['is empty', ''],
])('a heartbeat that %s is malformed', async (_what, body) => {
  at(MORNING, { body });
  await expect(asked(handler, INPUT)).resolves.toMatchObject({ state: 'could not check', because: 'malformed' });
});

test('what is not configured is not asked', async () => {
  at(MORNING);
  const answer = await asked(handler, { ...INPUT, broker: null, marketData: null });
  expect(answer).toMatchObject({ state: 'could not check', because: 'not configured' });
  expect(globalThis.fetch).not.toHaveBeenCalled();
});

test('the broker is asked once, without credentials', async () => {
  at(MORNING);
  await asked(handler, INPUT);
  expect(jest.mocked(globalThis.fetch).mock.calls).toEqual([
    ['https://broker.example/profile', expect.not.objectContaining({ headers: expect.anything() })],
  ]);
});
