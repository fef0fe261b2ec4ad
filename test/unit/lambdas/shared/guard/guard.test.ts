import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { SFNClient } from '@aws-sdk/client-sfn';
import { type Before, Guard, type GuardClients } from '../../../../../lambdas/shared/guard/guard';
import { type Lease, taken } from '../../../../../lambdas/shared/guard/lease';
import { GuardTable } from '../../../../../lambdas/shared/guard/table';
import type { Incident } from '../../../../../lambdas/shared/incident';
import type { StepContext } from '../../../../../lambdas/shared/step';
import { type ModelledTable, modelledTable, TABLE } from '../../../../support/dynamodb';
import {
  answerSsm,
  at,
  deployment,
  incident,
  parameters,
  SETTINGS,
  seen,
  service,
  signal,
  TRADING_ENABLED,
  tradingIs,
} from '../../../../support/incidents';
import { ask, LIMITS, leaseOf, past, TRADING } from './world';

const INPUT = { settings: SETTINGS, limits: LIMITS, tradingEnabled: TRADING_ENABLED };
const BEFORE: Before = {
  tradingEnabled: tradingIs('true'),
  service: seen(service({ runningCount: 0 })),
  signals: seen([signal()]),
};

let modelled: ModelledTable;
let table: GuardTable;
let held = parameters();
let now = at(30);
let slept: number[] = [];
let described: () => object = () => ({ status: 'RUNNING' });

beforeEach(() => {
  process.env.INCIDENT_TABLE = TABLE;
  modelled = modelledTable();
  table = new GuardTable(modelled.client, TABLE);
  held = parameters();
  now = at(30);
  slept = [];
  described = () => ({ status: 'RUNNING' });
  jest.spyOn(DynamoDBClient.prototype, 'send').mockImplementation(modelled.send as never);
  jest.spyOn(SFNClient.prototype, 'send').mockImplementation((async () => described()) as never);
});
afterEach(() => jest.restoreAllMocks());

const clients = { ssm: { send: (command: object) => answerSsm(held, command) } } as unknown as GuardClients;
const ours = incident({ tookOver: ['taken'] });

/** Asks for a restart, in a function that began now and runs for 18 s. */
const gate = (again: () => Partial<Before> = () => ({}), by: Incident = ours) => {
  const context: Pick<StepContext, 'incident' | 'now' | 'sleep' | 'answerBy' | 'endsAt'> = {
    incident: by,
    now: () => now,
    sleep: async (milliseconds) => {
      slept.push(milliseconds);
      now += milliseconds;
    },
    endsAt: now + 18_000,
    answerBy: now + 13_000,
  };
  const looked = { before: BEFORE, again: async () => ({ ...BEFORE, ...again() }) };
  return new Guard(clients).gate(ask(), INPUT, looked, context as StepContext);
};
/** Makes another incident hold the lease, as if it had begun to act so many seconds after the alarm. */
const holds = async (lease: Lease) => table.begin(TRADING, await table.read(TRADING), lease, []);

describe('an act that is allowed', () => {
  test('holds the lease until long after its function has ended, and is written down before it is done', async () => {
    await expect(gate()).resolves.toEqual({ open: true, seen: BEFORE });
    const { id, runbook, target } = ours;
    await expect(table.read(TRADING)).resolves.toEqual({
      lease: { ...taken(ours, at(30), at(48)), version: 1 },
      hand: undefined,
      undo: undefined,
      acts: { past: [{ at: at(30), runbook, target, act: 'restart', resource: TRADING, incident: id }], version: 1 },
    });
  });

  test('tried again by the same incident is one act, with a new lease', async () => {
    await gate();
    now = at(60);
    await expect(gate()).resolves.toMatchObject({ open: true });
    const { lease, acts } = await table.read(TRADING);
    expect(lease).toMatchObject({ actingUntil: at(78), version: 2 });
    expect(acts.past).toMatchObject([{ at: at(60) }]);
  });

  test('of two incidents that ask at the same instant is one, and the other waits for what it does', async () => {
    const other = incident({ id: 'other', runbook: 'other', execution: 'arn:other' });
    modelled.beforeNext('TransactWriteItems', () => gate(undefined, other));
    await expect(gate()).resolves.toMatchObject({
      open: false,
      result: { outcome: 'continue', refused: { because: 'leased by another incident' } },
    });
    await expect(table.read(TRADING)).resolves.toMatchObject({ lease: { incident: 'other' }, acts: { version: 1 } });
  });

  test('is counted even when another act, elsewhere, is written down at the same instant', async () => {
    modelled.beforeNext('TransactWriteItems', async () =>
      table.begin('dashboard', await table.read('dashboard'), leaseOf('other', 30), [past(30)]),
    );
    await expect(gate()).resolves.toMatchObject({ open: true });
    expect((await table.read(TRADING)).acts.past).toMatchObject([past(30), { incident: ours.id }]);
  });
});

describe('an act that is not allowed', () => {
  test('takes no lease and is not written down', async () => {
    held = parameters({ [SETTINGS.runbookMode]: 'observe' });
    await expect(gate()).resolves.toMatchObject({ open: false, result: { refused: { because: 'observe' } } });
    await expect(modelled.items()).resolves.toEqual([]);
  });

  test.each([
    [
      'it cannot be read',
      () => modelled.beforeNext('Query', () => Promise.reject(new Error('slow down'))),
      'leases cannot be read',
    ],
    [
      'a person has the service in hand',
      () => table.take(TRADING, { by: 'asha', reason: 'migrating', since: at(0), until: at(600) }),
      "a person's hand",
    ],
  ] satisfies [string, () => unknown, string][])(
    'because of what the table says: %s',
    async (_what, arrange, because) => {
      await arrange();
      await expect(gate()).resolves.toMatchObject({ open: false, result: { refused: { because } } });
    },
  );
});

describe('a lease that is handed over', () => {
  test('is waited for until the last act under it must have ended', async () => {
    await holds(leaseOf('taken', 20));
    await expect(gate()).resolves.toMatchObject({ open: true });
    expect(slept).toEqual([8_000]);
    expect((await table.read(TRADING)).lease).toMatchObject({ incident: ours.id });
  });

  test('is no reason to act on what was seen before the wait: people may have disabled trading', async () => {
    await holds(leaseOf('taken', 20));
    await expect(gate(() => ({ tradingEnabled: tradingIs('false') }))).resolves.toMatchObject({
      open: false,
      result: { outcome: 'stand-down', refused: { because: 'disabled on purpose' } },
    });
  });

  test('is no reason to restart over the deployment that the last act has started', async () => {
    await holds(leaseOf('taken', 20));
    const theirs = deployment({ id: 'ecs-svc/2222', rolloutState: 'IN_PROGRESS', createdAt: new Date(at(21)) });
    await expect(gate(() => ({ service: seen(service({ deployments: [theirs] })) }))).resolves.toMatchObject({
      open: false,
      result: { outcome: 'continue', refused: { because: 'a deployment that is not ours is under way' } },
    });
  });

  test('finds the mode that people have set meanwhile', async () => {
    await holds(leaseOf('taken', 20));
    const off = () => {
      held = parameters({ [SETTINGS.mode]: 'off' });
      return {};
    };
    await expect(gate(off)).resolves.toMatchObject({ open: false, result: { refused: { because: 'mode off' } } });
  });

  test('too late for this function is for people', async () => {
    await holds(leaseOf('taken', 25));
    await expect(gate()).resolves.toEqual({
      open: false,
      result: {
        outcome: 'escalate',
        finding: `Not done: the last act on ${TRADING} was still going on when this step's time was spent.`,
        verdict: 'unknown',
        refused: { act: 'restart', because: 'the lease was not handed over in time' },
      },
    });
    expect(slept).toEqual([]);
  });
});

describe('a lease whose time has passed', () => {
  beforeEach(() => holds(leaseOf('dead', -1000)));

  test.each(['SUCCEEDED', 'FAILED', 'TIMED_OUT', 'ABORTED'])('is taken when its run has %s', async (status) => {
    described = () => ({ status });
    await expect(gate()).resolves.toMatchObject({ open: true });
  });

  test.each([
    ['its run goes on', () => ({ status: 'RUNNING' })],
    [
      'nobody can say how its run stands',
      () => {
        throw new Error('slow down');
      },
    ],
  ])('is not taken when %s', async (_when, answer) => {
    described = answer;
    await expect(gate()).resolves.toMatchObject({
      open: false,
      result: { refused: { because: 'leased by another incident' } },
    });
  });

  test('is not asked about while its time lasts: what its run does then does not matter', async () => {
    described = jest.fn(() => ({ status: 'SUCCEEDED' }));
    await holds(leaseOf('living', 0));
    await expect(gate()).resolves.toMatchObject({ open: false });
    expect(described).not.toHaveBeenCalled();
  });
});

test('a lease that changes hands again and again is a failure, and no act', async () => {
  const steal = (left: number): void =>
    modelled.beforeNext('TransactWriteItems', async () => {
      const { acts } = await table.read('dashboard');
      await table.begin(
        'dashboard',
        { lease: undefined, hand: undefined, undo: undefined, acts },
        leaseOf('other', left),
        [],
      );
      await table.release('other', at(10_000));
      if (left > 0) steal(left - 1);
    });
  steal(5);
  await expect(gate()).rejects.toThrow(`The lease of ${TRADING} changed 6 times while it was asked for.`);
  expect((await table.read(TRADING)).lease).toBeUndefined();
});
