import type { Resource } from '../../../rehearsal/engine/assembly';
import { AwsError } from '../../../rehearsal/engine/aws/service';
import { VirtualClock } from '../../../rehearsal/engine/clock';
import type { Sent, Straying } from '../../../rehearsal/engine/disturbance';
import { seeded } from '../../../rehearsal/engine/random';
import { Scheduler, type SchedulerOptions } from '../../../rehearsal/engine/scheduler';

const STARTS_AT = Date.parse('2026-11-20T04:30:00Z');
const MINUTE = 60_000;
const ACCOUNT = { id: '123456789012', region: 'ap-south-1' };
const FUNCTION = 'arn:aws:lambda:ap-south-1:123456789012:function:tick';
const ROLE = 'arn:aws:iam::123456789012:role/ticking';
const QUEUE = 'arn:aws:sqs:ap-south-1:123456789012:missed';
const DENIED = new AwsError('AccessDeniedException', 'not authorized to perform lambda:InvokeFunction', 400);

const TARGET = {
  Arn: FUNCTION,
  RoleArn: ROLE,
  Input: '{"due":"<aws.scheduler.scheduled-time>","id":"<aws.scheduler.execution-id>"}',
  RetryPolicy: { MaximumEventAgeInSeconds: 900, MaximumRetryAttempts: 2 },
  DeadLetterConfig: { Arn: QUEUE },
};
const PROPERTIES = {
  Name: 'every-quarter',
  ScheduleExpression: 'cron(0/15 * * * ? *)',
  ScheduleExpressionTimezone: 'Asia/Kolkata',
  FlexibleTimeWindow: { Mode: 'OFF' },
  State: 'ENABLED',
  Target: TARGET,
};
const TRUST = {
  Version: '2012-10-17',
  Statement: [
    {
      Effect: 'Allow',
      Principal: { Service: 'scheduler.amazonaws.com' },
      Action: 'sts:AssumeRole',
      Condition: {
        StringEquals: {
          'aws:SourceAccount': '123456789012',
          'aws:SourceArn': 'arn:aws:scheduler:ap-south-1:123456789012:schedule-group/default',
        },
      },
    },
  ],
};

const schedule = (properties: Record<string, unknown> = {}): Resource => ({
  logicalId: 'Schedule',
  type: 'AWS::Scheduler::Schedule',
  name: 'every-quarter',
  arn: 'arn:aws:scheduler:ap-south-1:123456789012:schedule/default/every-quarter',
  properties: { ...PROPERTIES, ...properties },
});
const target = (members: Record<string, unknown>) => schedule({ Target: { ...TARGET, ...members } });

/** A scheduler whose target answers these errors, one after the other, and then takes everything. */
function play(errors: (Error | undefined)[] = [], resource = schedule(), more: Partial<SchedulerOptions> = {}) {
  const clock = new VirtualClock(STARTS_AT);
  const attempts: { at: number; by: string; principal: string; functionArn: string; payload: unknown }[] = [];
  const dead: { at: number; principal: string; queue: string; body: unknown; attributes: object }[] = [];
  const remembered: number[] = [];
  const refusals: unknown[] = [];
  const scheduler = new Scheduler({
    clock,
    random: seeded(1),
    account: ACCOUNT,
    schedules: [resource],
    roles: new Map([[ROLE, { arn: ROLE, name: 'ticking', trust: TRUST, policies: [] }]]),
    deliveryMs: 1_000,
    invoke: async ({ by, principal }, functionArn, payload) => {
      attempts.push({ at: clock.now() - STARTS_AT, by, principal, functionArn, payload });
      const error = errors[attempts.length - 1];
      if (error) throw error;
    },
    deadLetter: async ({ principal }, queue, body, attributes) => {
      dead.push({ at: clock.now() - STARTS_AT, principal, queue, body: JSON.parse(body), attributes });
    },
    remember: (_, at) => void remembered.push((at - STARTS_AT) / MINUTE),
    onRefusal: (error) => void refusals.push(error),
    ...more,
  });
  const until = (minutes: number) => clock.run(() => false, STARTS_AT + minutes * MINUTE);
  const fates = () => scheduler.ticks.map(({ fate }) => fate);
  return { clock, scheduler, attempts, dead, remembered, refusals, until, fates };
}

const attemptsAt = (world: ReturnType<typeof play>) => world.attempts.map(({ at }) => at / MINUTE);

test('the function is invoked at every quarter of an hour, with the time it was due and under the role', async () => {
  const world = play();
  world.scheduler.start();
  await world.until(31);
  expect(world.attempts).toEqual([
    {
      at: 15 * MINUTE + 1_000,
      by: 'every-quarter',
      principal: ROLE,
      functionArn: FUNCTION,
      // https://docs.aws.amazon.com/scheduler/latest/UserGuide/managing-schedule-context-attributes.html
      payload: { due: '2026-11-20T04:45:00Z', id: expect.stringMatching(/^[0-9a-f]{16}$/) },
    },
    expect.objectContaining({
      at: 30 * MINUTE + 1_000,
      payload: expect.objectContaining({ due: '2026-11-20T05:00:00Z' }),
    }),
  ]);
  expect(world.fates()).toEqual(['delivered', 'delivered']);
  expect(world.dead).toEqual([]);
});

test('every tick has an id of its own', async () => {
  const world = play();
  world.scheduler.start();
  await world.until(24 * 60);
  expect(world.attempts).toHaveLength(95);
  expect(new Set(world.attempts.map(({ payload }) => (payload as { id: string }).id)).size).toBe(95);
});

test('schedules stand still before the start and after the stop', async () => {
  const world = play();
  await world.until(60);
  world.scheduler.start();
  await world.until(80);
  world.scheduler.stop();
  await world.until(240);
  expect(attemptsAt(world).map(Math.floor)).toEqual([75]);
});

test('what was due on the day before the start is remembered as done', () => {
  const world = play();
  world.scheduler.start();
  expect(world.remembered).toHaveLength(96);
  expect(world.remembered.slice(-2)).toEqual([-15, 0]);
});

describe('trouble that a story makes', () => {
  /** What becomes of the next ticks, in order; those that follow come as usual. */
  const straying = (...ways: Straying[]) => {
    const asked: Sent[] = [];
    const stray = (sent: Sent): Straying | undefined => ways[asked.push(sent) - 1];
    return { asked, world: play([], undefined, { stray }) };
  };

  test('a tick that is late comes late, and says when it was due', async () => {
    const { world, asked } = straying({ kind: 'late', seconds: 300 });
    world.scheduler.start();
    await world.until(31);
    expect(attemptsAt(world).map(Math.floor)).toEqual([20, 30]);
    expect(world.attempts[0]?.payload).toMatchObject({ due: '2026-11-20T04:45:00Z' });
    expect(asked).toEqual([
      { of: 'schedule', name: 'every-quarter' },
      { of: 'schedule', name: 'every-quarter' },
    ]);
  });

  test('a tick that is lost reaches nobody, and the next one comes', async () => {
    const { world } = straying({ kind: 'lost' }, { kind: 'lost' });
    world.scheduler.start();
    await world.until(46);
    expect(attemptsAt(world).map(Math.floor)).toEqual([45]);
    expect(world.dead).toEqual([]);
    expect(world.fates()).toEqual(['lost', 'lost', 'delivered']);
  });

  test('a tick that comes twice says the same both times', async () => {
    const { world } = straying({ kind: 'twice', afterSeconds: 60 });
    world.scheduler.start();
    await world.until(29);
    expect(attemptsAt(world).map(Math.floor)).toEqual([15, 16]);
    expect(world.attempts.map(({ payload }) => payload)).toMatchObject([
      { due: '2026-11-20T04:45:00Z' },
      { due: '2026-11-20T04:45:00Z' },
    ]);
  });

  test('a tick that comes an hour late goes to the dead-letter queue, not to the function', async () => {
    const { world } = straying({ kind: 'late', seconds: 3_600 });
    world.scheduler.start();
    await world.until(76);
    expect(attemptsAt(world).map(Math.floor)).toEqual([30, 45, 60, 75]);
    expect(world.dead).toEqual([
      {
        at: 75 * MINUTE + 1_000,
        principal: ROLE,
        queue: QUEUE,
        body: { due: '2026-11-20T04:45:00Z', id: expect.stringMatching(/^[0-9a-f]{16}$/) },
        attributes: {
          ERROR_CODE: 'EventAgeExceeded',
          ERROR_MESSAGE: 'The event is older than 900 seconds.',
          EXECUTION_ID: expect.stringMatching(/^[0-9a-f]{16}$/),
          EXHAUSTED_RETRY_CONDITION: 'MaximumEventAgeInSeconds',
          IS_PAYLOAD_TRUNCATED: 'false',
          RETRY_ATTEMPTS: '0',
          SCHEDULED_TIME: '2026-11-20T04:45:00Z',
          SCHEDULE_ARN: 'arn:aws:scheduler:ap-south-1:123456789012:schedule/default/every-quarter',
          TARGET_ARN: FUNCTION,
        },
      },
    ]);
    expect(world.fates().slice(0, 2)).toEqual(['dead letter', 'delivered']);
  });
});

describe('a function that Lambda does not invoke', () => {
  test('is tried again until it is', async () => {
    const world = play([DENIED, DENIED]);
    world.scheduler.start();
    await world.until(16);
    expect(world.attempts).toHaveLength(3);
    expect(world.attempts.map(({ payload }) => (payload as { due: string }).due)).toEqual(
      Array(3).fill('2026-11-20T04:45:00Z'),
    );
    expect(world.fates()).toEqual(['delivered']);
  });

  test('is given up after the retries that the policy allows', async () => {
    const world = play([DENIED, DENIED, DENIED]);
    world.scheduler.start();
    await world.until(16);
    expect(world.attempts).toHaveLength(3);
    expect(world.dead).toHaveLength(1);
    expect(world.dead[0]?.attributes).toMatchObject({
      ERROR_CODE: 'AccessDeniedException',
      ERROR_MESSAGE: 'not authorized to perform lambda:InvokeFunction',
      EXHAUSTED_RETRY_CONDITION: 'MaximumRetryAttempts',
      RETRY_ATTEMPTS: '2',
    });
  });

  test('is given up at the maximum age, however many retries are left', async () => {
    const world = play(
      Array(500).fill(DENIED),
      target({ RetryPolicy: { MaximumEventAgeInSeconds: 60, MaximumRetryAttempts: 185 } }),
    );
    world.scheduler.start();
    await world.until(29);
    expect(world.dead).toHaveLength(1);
    expect(world.dead[0]?.at).toBe(16 * MINUTE);
    expect(world.dead[0]?.attributes).toMatchObject({ EXHAUSTED_RETRY_CONDITION: 'MaximumEventAgeInSeconds' });
  });

  test('is tried for hours where the schedule has no retry policy', async () => {
    const once = schedule({
      ScheduleExpression: 'cron(15 10 20 * ? *)',
      Target: { ...TARGET, RetryPolicy: undefined },
    });
    const world = play(Array(500).fill(DENIED), once);
    world.scheduler.start();
    await world.until(15 + 24 * 60 + 1);
    // https://docs.aws.amazon.com/scheduler/latest/APIReference/API_RetryPolicy.html: at most 185 retries
    expect(world.attempts).toHaveLength(186);
    expect(world.attempts.at(-1)?.at).toBeGreaterThan(12 * 60 * MINUTE);
  });

  test('without a dead-letter queue, or with one that takes nothing, nobody hears of it', async () => {
    const dropped = play([DENIED], target({ RetryPolicy: { MaximumRetryAttempts: 0 }, DeadLetterConfig: undefined }));
    const refused = play([DENIED], target({ RetryPolicy: { MaximumRetryAttempts: 0 } }), {
      deadLetter: () => Promise.reject(new AwsError('QueueDoesNotExist', 'The specified queue does not exist.')),
    });
    for (const world of [dropped, refused]) {
      world.scheduler.start();
      await world.until(16);
      expect(world.fates()).toEqual(['dropped']);
      expect(world.dead).toEqual([]);
      expect(world.refusals).toEqual([]);
    }
  });

  test('what is no answer of AWS ends the rehearsal', async () => {
    const bug = new Error('not played');
    const world = play([bug]);
    world.scheduler.start();
    await world.until(16);
    expect(world.refusals).toEqual([bug]);
  });
});

describe('the role', () => {
  const trusting = (statement: object) => {
    const trust = { Version: '2012-10-17', Statement: [{ ...TRUST.Statement[0], ...statement }] };
    return () => play([], schedule(), { roles: new Map([[ROLE, { arn: ROLE, name: 'r', trust, policies: [] }]]) });
  };

  test.each([
    ['another service', { Principal: { Service: 'events.amazonaws.com' } }],
    ['another account', { Condition: { StringEquals: { 'aws:SourceAccount': '210987654321' } } }],
    [
      'a schedule instead of its group',
      {
        Condition: {
          ArnEquals: { 'aws:SourceArn': 'arn:aws:scheduler:ap-south-1:123456789012:schedule/default/every-quarter' },
        },
      },
    ],
  ])('that trusts %s cannot be used', (_, statement) => {
    expect(trusting(statement)).toThrow(
      `Schedule every-quarter: the role ${ROLE} does not let scheduler.amazonaws.com assume it`,
    );
  });

  test('must be one of the stacks', () => {
    expect(() => play([], schedule(), { roles: new Map() })).toThrow('is not a role of the stacks');
  });
});

test.each([
  ['a schedule that is off', schedule({ State: 'DISABLED' }), 'State "DISABLED"'],
  ['a flexible window', schedule({ FlexibleTimeWindow: { Mode: 'FLEXIBLE' } }), 'FlexibleTimeWindow'],
  ['an end', schedule({ EndDate: '2027-01-01' }), 'EndDate'],
  ['a time zone whose clocks change', schedule({ ScheduleExpressionTimezone: 'Europe/London' }), 'whose clocks change'],
  ['another target', target({ Arn: 'arn:aws:states:ap-south-1:123456789012:stateMachine:x' }), 'stateMachine:x'],
  ['no input', target({ Input: undefined }), 'Target.Input left out'],
  ['another context attribute', target({ Input: '"<aws.scheduler.attempt-number>"' }), 'attempt-number'],
  ['another member of the target', target({ EcsParameters: {} }), 'EcsParameters'],
])('%s is refused by name', (_, resource, message) => {
  expect(() => play([], resource)).toThrow(message);
  expect(() => play([], resource)).toThrow('The rehearsal does not play Schedule every-quarter:');
});

test.each([
  [
    'a time zone that does not exist',
    schedule({ ScheduleExpressionTimezone: 'Asia/Pune' }),
    'is Asia/Pune; expected an IANA',
  ],
  ['an input that is not JSON', target({ Input: '{' }), 'Target.Input is not JSON'],
  ['an age of a second', target({ RetryPolicy: { MaximumEventAgeInSeconds: 1 } }), 'from 60 to 86400'],
  ['too many retries', target({ RetryPolicy: { MaximumRetryAttempts: 186 } }), 'from 0 to 185'],
  ['no window', schedule({ FlexibleTimeWindow: undefined }), 'FlexibleTimeWindow is missing'],
])('%s is an error', (_, resource, message) => {
  expect(() => play([], resource)).toThrow(message);
});
