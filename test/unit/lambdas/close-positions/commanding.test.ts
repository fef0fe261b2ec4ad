import { ECSClient } from '@aws-sdk/client-ecs';
import { SSMClient } from '@aws-sdk/client-ssm';
import type { Context } from 'aws-lambda';
import type * as ClosePositions from '../../../../lambdas/close-positions/handler';
import type * as SeePositionsClosed from '../../../../lambdas/see-positions-closed/handler';
import { ApprovalTable } from '../../../../lambdas/shared/approvals/table';
import { IncidentTable } from '../../../../lambdas/shared/incident-table';
import type { Answer } from '../../../../lambdas/shared/step';
import { leaveFunctions, loadFunction, TABLE, underFunctions } from '../../../support/dynamodb';
import {
  answerSsm,
  at,
  isoAfter,
  openRequest,
  parameters,
  SETTINGS,
  service,
  TRADING_ENABLED,
} from '../../../support/incidents';
import { Buckets, denied } from '../s3-world';

const { alarm: _, ...REQUEST } = openRequest({
  id: 'close-all-positions-20261120T043217Z',
  runbook: 'close-all-positions',
  severity: 'P1',
  startedBy: 'devops-primary',
});
const COMMAND = 'data/commands/close-positions.json';
const ANSWER = 'data/status/close-positions.json';
const INPUT = {
  command: {
    bucket: 'data',
    key: 'commands/close-positions.json',
    answer: { key: 'status/close-positions.json', maxAgeSeconds: 120 },
    maxSlippagePercent: 1,
  },
  positions: { from: 's3', bucket: 'data', key: 'status/positions.json', maxAgeSeconds: 3600 },
  broker: { name: 'Angel One Support', contact: 'support@angelbroking.com' },
};
const CLOSE = {
  cluster: 'algo-trading-prod-cluster',
  service: 'algo-trading-prod-trading',
  ...INPUT,
  guard: {
    settings: SETTINGS,
    limits: { attempts: 2, withinSeconds: 14_400, actsAnHour: 8, servicesAnHour: 3 },
    tradingEnabled: TRADING_ENABLED,
  },
};

let buckets: Buckets;
let table: IncidentTable;
let approvals: ApprovalTable;
let shown = service();

beforeEach(async () => {
  const modelled = underFunctions(at(60));
  table = new IncidentTable(modelled.client, TABLE);
  approvals = new ApprovalTable(modelled.client, TABLE);
  await table.openOrJoin(REQUEST);
  shown = service();
  const held = parameters({ [TRADING_ENABLED]: 'false' });
  jest.spyOn(SSMClient.prototype, 'send').mockImplementation(((command: object) => answerSsm(held, command)) as never);
  jest.spyOn(ECSClient.prototype, 'send').mockImplementation((async () => ({ services: [shown] })) as never);
  buckets = new Buckets().under();
  positions(50, [50]);
});
afterEach(leaveFunctions);

/** A list of that second, with an open position for each quantity. */
const positions = (seconds: number, quantities: number[]) =>
  buckets.put(
    'data/status/positions.json',
    JSON.stringify({
      asOf: isoAfter(seconds),
      positions: quantities.map((netQuantity, number) => ({
        exchange: 'NSE',
        symbol: `S${number}-EQ`,
        product: 'INTRADAY',
        netQuantity,
        averagePrice: 1,
      })),
    }),
  );
const answers = (seconds: number, state: string, over: object = {}) =>
  buckets.put(
    ANSWER,
    JSON.stringify({
      asOf: isoAfter(seconds),
      id: `${REQUEST.id}-a1`,
      state,
      orders: { sent: 1, filled: 1, open: 0 },
      ...over,
    }),
  );
const command = () => JSON.parse(buckets.text(COMMAND) ?? 'null') as Record<string, unknown> | null;
const writes = () => buckets.calls.filter((call) => call === `PutObject ${COMMAND}`).length;

type Handler = (event: unknown, lambda: Context) => Promise<Answer>;
const call = async (handler: Handler, step: string, input: object, more: object = {}, seconds = 20) => {
  const lambda = {
    awsRequestId: `request-${Math.random()}`,
    getRemainingTimeInMillis: () => seconds * 1000,
  } as Context;
  const answer = handler({ incidentId: REQUEST.id, step, rounds: 1, previous: null, input, ...more }, lambda);
  for (let second = 0; second < seconds; second++) await jest.advanceTimersByTimeAsync(1000);
  return answer;
};
const close = (approval: string | null = null) =>
  call(
    loadFunction(
      () => jest.requireActual<typeof ClosePositions>('../../../../lambdas/close-positions/handler').handler,
    ),
    'Close all positions',
    CLOSE,
    { approval },
  );
const see = (seconds = 118, rounds = 1) =>
  call(
    loadFunction(
      () => jest.requireActual<typeof SeePositionsClosed>('../../../../lambdas/see-positions-closed/handler').handler,
    ),
    'See that positions are closed',
    { ...INPUT, settings: SETTINGS },
    { rounds },
    seconds,
  );

/** People answer the question that was asked. */
async function answer(...people: string[]): Promise<void> {
  await approvals.wait(REQUEST.id, 'a1', 'token');
  for (const [index, contact] of people.entries()) {
    const before = await approvals.get(REQUEST.id, 'a1');
    if (!before) throw new Error('Nothing was asked.');
    const decision = { decision: 'approve', contact, identity: contact, reason: 'yes', at: isoAfter(70) } as const;
    await approvals.decide(before, decision, index === people.length - 1 ? 'approved' : 'asked');
  }
}

test('nothing is written before two people have said yes; then the command is, once, with both of them in it', async () => {
  await expect(close()).resolves.toMatchObject({ outcome: 'ask', approval: 'a1' });
  expect(command()).toBeNull();
  await answer('trading-primary', 'team-lead');
  positions(90, [50]);
  await expect(close('a1')).resolves.toMatchObject({
    outcome: 'continue',
    finding: expect.stringMatching(/ given: close 1 position by LIMIT orders/),
  });
  expect(command()).toMatchObject({
    id: `${REQUEST.id}-a1`,
    requestedBy: 'devops-primary',
    approvedBy: ['trading-primary', 'team-lead'],
    orderType: 'LIMIT',
    maxSlippagePercent: 1,
    positions: [{ symbol: 'S0-EQ', netQuantity: 50 }],
  });
  await expect(close('a1')).resolves.toMatchObject({ finding: expect.stringContaining('is not given twice') });
  expect(writes()).toBe(1);
});

test('an approval that does not hold two people commands nothing, whoever counted it', async () => {
  await close();
  await answer('trading-primary');
  await expect(close('a1')).resolves.toMatchObject({
    outcome: 'escalate',
    finding: expect.stringContaining('two people'),
  });
  await expect(close('a1')).resolves.toMatchObject({ outcome: 'escalate' });
  expect(writes()).toBe(0);
});

test('another position than was approved is asked for anew', async () => {
  await close();
  await answer('trading-primary', 'team-lead');
  positions(90, [50, 30]);
  await expect(close('a1')).resolves.toMatchObject({ outcome: 'ask', approval: 'a2' });
  expect(writes()).toBe(0);
});

test('a service that has been stopped since commands nothing', async () => {
  await close();
  await answer('trading-primary', 'team-lead');
  shown = service({ runningCount: 0, desiredCount: 0 });
  positions(90, [50]);
  await expect(close('a1')).resolves.toMatchObject({
    outcome: 'escalate',
    finding: expect.stringMatching(/^No task of algo-trading-prod-trading is running/),
  });
  expect(writes()).toBe(0);
});

describe('what lies there already', () => {
  const other = (over: object = {}) => ({
    id: 'another-a1',
    asOf: isoAfter(-600),
    expiresAt: isoAfter(-540),
    requestedBy: 'x',
    approvedBy: ['y', 'z'],
    reason: 'before',
    orderType: 'LIMIT',
    maxSlippagePercent: 1,
    positions: [],
    ...over,
  });

  test('and has expired gives way to the new command', async () => {
    buckets.put(COMMAND, JSON.stringify(other()));
    await close();
    await answer('trading-primary', 'team-lead');
    positions(90, [50]);
    await expect(close('a1')).resolves.toMatchObject({ outcome: 'continue' });
    expect(command()).toMatchObject({ id: `${REQUEST.id}-a1` });
  });

  test('and is written in that very moment is not written over', async () => {
    await close();
    await answer('trading-primary', 'team-lead');
    positions(90, [50]);
    const text = JSON.stringify(other({ id: 'quicker-a1' }));
    buckets.before = (made) => made === `PutObject ${COMMAND}` && buckets.put(COMMAND, text);
    await expect(close('a1')).resolves.toMatchObject({
      outcome: 'escalate',
      finding: expect.stringContaining('somebody else has written meanwhile'),
    });
    expect(buckets.text(COMMAND)).toBe(text);
  });
});

describe('after the command', () => {
  beforeEach(async () => {
    await close();
    await answer('trading-primary', 'team-lead');
    positions(90, [50]);
    await close('a1');
  });

  test('a list without open positions is the proof', async () => {
    answers(105, 'done');
    positions(110, []);
    await expect(see(20)).resolves.toMatchObject({ outcome: 'continue' });
  });

  test('what nobody accepts is taken back: whoever finds it later finds it expired', async () => {
    await expect(see()).resolves.toMatchObject({
      outcome: 'escalate',
      verdict: 'not-fixed',
      finding: expect.stringContaining('it is taken back, and nobody carries it out later'),
    });
    expect(command()).toMatchObject({ id: `${REQUEST.id}-a1` });
    expect(command()?.expiresAt).toBe(command()?.asOf);
    expect(writes()).toBe(2);
  });

  test('what was accepted is never taken back', async () => {
    answers(100, 'working');
    await expect(see()).resolves.toMatchObject({ outcome: 'escalate', finding: expect.stringContaining('is at it') });
    expect(writes()).toBe(1);
  });

  test('what nobody has accepted by the end of the step’s time is taken back before it expires', async () => {
    await expect(see(20)).resolves.toMatchObject({ outcome: 'escalate', verdict: 'not-fixed' });
    expect(command()?.expiresAt).toBe(command()?.asOf);
  });

  test('what was accepted and then deleted by somebody is followed all the same', async () => {
    answers(100, 'working');
    buckets.delete(COMMAND);
    await expect(see(20)).resolves.toMatchObject({ outcome: 'escalate', finding: expect.stringContaining('is at it') });
  });

  test('what somebody has deleted before it was accepted was commanded by nobody', async () => {
    buckets.delete(COMMAND);
    await expect(see(20)).resolves.toMatchObject({
      outcome: 'escalate',
      finding: 'Nothing was commanded: the positions are as they were.',
    });
  });

  test('what could not be taken back is told', async () => {
    buckets.before = (made) => made === `PutObject ${COMMAND}` && denied();
    await expect(see()).resolves.toMatchObject({
      outcome: 'escalate',
      finding: expect.stringContaining('it could not be taken back (AccessDenied'),
    });
  });
});

test('without a command there is nothing to see, and that is no success', async () => {
  await expect(see()).resolves.toMatchObject({ outcome: 'escalate', verdict: 'not-fixed' });
});
