import { AwsError } from '../../../../rehearsal/engine/aws/service';
import { VirtualClock } from '../../../../rehearsal/engine/clock';
import type { Sent, Straying } from '../../../../rehearsal/engine/disturbance';
import {
  type AwsEvent,
  type BusOptions,
  type DeadLetter,
  EventBus,
  type Rule,
  type RuleTarget,
} from '../../../../rehearsal/engine/events';
import { seeded } from '../../../../rehearsal/engine/random';

const STARTS_AT = Date.parse('2026-03-02T03:45:00Z');
const DLQ = 'arn:aws:sqs:ap-south-1:123456789012:dead-letters';
const THROTTLED = new AwsError('ThrottlingException', 'Rate exceeded', 400);
const UNAVAILABLE = new AwsError('ServiceUnavailable', 'try later', 503);
const DENIED = new AwsError('AccessDeniedException', 'not authorized to perform states:StartExecution', 403);
const MISSING = new AwsError('StateMachineDoesNotExist', 'no such machine', 400);

function rule(target: Partial<RuleTarget> = {}, members: Partial<Rule> = {}): Rule {
  return {
    name: 'alarms',
    arn: 'arn:aws:events:ap-south-1:123456789012:rule/alarms',
    enabled: true,
    pattern: { source: ['aws.cloudwatch'] },
    targets: [
      {
        id: 'Target0',
        arn: 'arn:aws:states:ap-south-1:123456789012:stateMachine:respond',
        maximumEventAgeInSeconds: 86_400,
        maximumRetryAttempts: 185,
        ...target,
      },
    ],
    ...members,
  };
}

/** A bus whose target gives these answers, one after the other, and then takes everything. */
function play(rules: Rule[], answers: unknown[] = [], more: Partial<BusOptions> = {}) {
  const clock = new VirtualClock(STARTS_AT);
  const attempts: { at: number; input: unknown; rule: string }[] = [];
  const dead: (DeadLetter & { at: number; queue: string })[] = [];
  const refusals: unknown[] = [];
  const bus = new EventBus({
    clock,
    random: seeded(1),
    rules,
    deliveryMs: 500,
    account: { id: '123456789012', region: 'ap-south-1' },
    onRefusal: (error) => void refusals.push(error),
    deliver: async (_target, input, { name }) => {
      attempts.push({ at: clock.now() - STARTS_AT, input, rule: name });
      const answer = answers[attempts.length - 1];
      if (answer !== undefined) throw answer;
    },
    deadLetter: async (queue, letter) => {
      dead.push({ at: clock.now() - STARTS_AT, queue, ...letter });
    },
    ...more,
  });
  const put = (source = 'aws.cloudwatch') =>
    bus.put({ source, detailType: 'CloudWatch Alarm State Change', resources: ['arn:alarm'], detail: { n: 1 } });
  const end = () => clock.run(() => false);
  return { bus, clock, put, attempts, dead, refusals, end };
}

test('a matching event reaches its target after the delivery time, in the form EventBridge gives it', async () => {
  const { put, attempts, end } = play([rule()]);
  const event = put();
  await end();
  // https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-events-structure.html
  expect(event).toEqual({
    version: '0',
    id: expect.stringMatching(/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/),
    'detail-type': 'CloudWatch Alarm State Change',
    source: 'aws.cloudwatch',
    account: '123456789012',
    time: '2026-03-02T03:45:00Z',
    region: 'ap-south-1',
    resources: ['arn:alarm'],
    detail: { n: 1 },
  });
  expect(attempts).toEqual([{ at: 500, input: event, rule: 'alarms' }]);
});

test('every matching rule gets the event; a disabled rule and a rule for other events do not', async () => {
  const others = { pattern: { source: ['aws.ecs'] }, name: 'tasks' };
  const { put, attempts, end } = play([
    rule(),
    rule({}, { name: 'second' }),
    rule({}, { name: 'off', enabled: false }),
    rule({}, others),
  ]);
  put();
  await end();
  expect(attempts.map((attempt) => attempt.rule)).toEqual(['alarms', 'second']);
});

test('a target cannot change the event another target receives', async () => {
  const inputs: { detail: { n: number } }[] = [];
  const { put, end } = play([rule(), rule()], [], {
    deliver: async (_target, input) => {
      inputs.push(input as { detail: { n: number } });
      (input as { detail: { n: number } }).detail.n++;
    },
  });
  put();
  await end();
  expect(inputs.map((input) => input.detail.n)).toEqual([2, 2]);
});

describe('what a story makes of an event on its way', () => {
  const astray = (how: Straying) => {
    const asked: Sent[] = [];
    const rules = [rule(), rule({}, { name: 'second' })];
    return { asked, ...play(rules, [], { stray: (sent) => (asked.push(sent) === 1 ? how : undefined) }) };
  };

  test.each([
    ['lost: its rule never hears of it, another does', { kind: 'lost' }, ['second 500']],
    ['late', { kind: 'late', seconds: 90 }, ['second 500', 'alarms 90500']],
    ['twice', { kind: 'twice', afterSeconds: 3 }, ['alarms 500', 'second 500', 'alarms 3500']],
  ] as const)('%s', async (_, how, expected) => {
    const { put, attempts, dead, bus, end, asked } = astray(how);
    const event = put();
    await end();
    expect(attempts.map(({ rule, at }) => `${rule} ${at}`)).toEqual(expected);
    expect(attempts.every(({ input }) => (input as AwsEvent).id === event.id)).toBe(true);
    expect([dead, bus.undelivered]).toEqual([[], []]);
    expect(asked).toEqual([
      { of: 'rule', name: 'alarms' },
      { of: 'rule', name: 'second' },
    ]);
  });
});

test('a redelivered event is the same event, delivered once more', async () => {
  const { bus, put, attempts, end } = play([rule({ InputPath: '$.id' })]);
  const event = put();
  bus.redeliver(event);
  await end();
  expect(attempts.map((attempt) => attempt.input)).toEqual([event.id, event.id]);
});

// https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-rule-retry-policy.html
test('throttling and service errors are retried, each wait longer than the last, until the target takes the event', async () => {
  const { bus, put, attempts, end } = play(
    [rule({ deadLetterArn: DLQ })],
    [THROTTLED, UNAVAILABLE, THROTTLED, UNAVAILABLE],
  );
  put();
  await end();
  const waits = attempts.slice(1).map(({ at }, i) => at - (attempts[i]?.at ?? 0));
  expect(attempts).toHaveLength(5);
  expect(waits).toEqual([...waits].sort((a, b) => a - b));
  expect(bus.undelivered).toEqual([]);
});

test('the same seed waits the same times', async () => {
  const run = async () => {
    const { put, attempts, end } = play([rule()], [THROTTLED, THROTTLED]);
    put();
    await end();
    return attempts;
  };
  expect(await run()).toEqual(await run());
});

// https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-rule-dlq.html
test.each([
  ['a denied call', DENIED, 'NO_PERMISSIONS', 'not authorized to perform states:StartExecution'],
  ['a target that no longer exists', MISSING, 'NO_RESOURCE', 'no such machine'],
  ['another client error', new AwsError('ValidationException', 'bad name'), 'ERROR_FROM_TARGET', 'bad name'],
])('%s goes to the dead-letter queue at once', async (_what, error, code, message) => {
  const { bus, put, attempts, dead, end } = play([rule({ deadLetterArn: DLQ })], [error]);
  const event = put();
  await end();
  expect(attempts).toHaveLength(1);
  const { targets } = rule({ deadLetterArn: DLQ });
  expect(dead).toEqual([{ at: 500, queue: DLQ, event, target: targets[0], code, message, retries: 0 }]);
  expect(bus.undelivered).toEqual([]);
});

test('an input that EventBridge cannot build never reaches the target', async () => {
  const { put, attempts, dead, end } = play([rule({ deadLetterArn: DLQ, InputPath: '$.detail.nothing' })]);
  put();
  await end();
  expect(attempts).toEqual([]);
  expect(dead.map(({ code }) => code)).toEqual(['INVALID_PARAMETER']);
});

test('after the last retry the event goes to the dead-letter queue', async () => {
  const { put, attempts, dead, end } = play(
    [rule({ deadLetterArn: DLQ, maximumRetryAttempts: 2 })],
    Array(9).fill(THROTTLED),
  );
  put();
  await end();
  expect(attempts).toHaveLength(3);
  // https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-rule-dlq.html: the attributes of a dead letter
  expect(dead).toMatchObject([
    { code: 'THROTTLING', message: 'Rate exceeded', retries: 2, exhausted: 'MaximumRetryAttempts' },
  ]);
});

// https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-monitoring.html
test('what is given up is told once, whether or not a queue keeps it; what succeeds in the end is not', async () => {
  const given: string[] = [];
  const onGivenUp = ({ name }: Rule) => void given.push(name);
  for (const deadLetterArn of [DLQ, undefined]) {
    const lost = play([rule({ ...(deadLetterArn && { deadLetterArn }) })], [DENIED], { onGivenUp });
    lost.put();
    await lost.end();
  }
  expect(given).toEqual(['alarms', 'alarms']);
  const retried = play([rule()], [THROTTLED], { onGivenUp });
  retried.put();
  await retried.end();
  expect(retried.attempts).toHaveLength(2);
  expect(given).toHaveLength(2);
});

test('no event is tried after its maximum age', async () => {
  const { put, attempts, dead, end } = play(
    [rule({ deadLetterArn: DLQ, maximumEventAgeInSeconds: 60 })],
    Array(99).fill(UNAVAILABLE),
  );
  put();
  await end();
  expect(Math.max(...attempts.map(({ at }) => at))).toBeLessThanOrEqual(60_000);
  expect(dead).toMatchObject([{ at: 60_000, retries: attempts.length - 1, exhausted: 'MaximumEventAgeInSeconds' }]);
});

test('with the default policy a dead target is tried for hours, and not for more than a day', async () => {
  const { put, attempts, dead, end } = play([rule({ deadLetterArn: DLQ })], Array(200).fill(UNAVAILABLE));
  put();
  await end();
  expect(attempts.length).toBeGreaterThan(150);
  expect(attempts.length).toBeLessThanOrEqual(186);
  expect(dead[0]?.at).toBeGreaterThan(20 * 3_600_000);
  expect(dead[0]?.at).toBeLessThanOrEqual(24 * 3_600_000);
});

test('an event without a dead-letter queue is listed as undelivered', async () => {
  const { bus, put, end } = play([rule()], [DENIED]);
  const event = put();
  await end();
  expect(bus.undelivered).toEqual([
    { rule: 'alarms', event, error: 'NO_PERMISSIONS: not authorized to perform states:StartExecution' },
  ]);
});

test('an event that its dead-letter queue refuses is listed as undelivered, with both errors', async () => {
  const deadLetter = async () => {
    throw new AwsError('AccessDenied', 'the queue policy does not allow it', 403);
  };
  const { bus, put, end } = play([rule({ deadLetterArn: DLQ })], [DENIED], { deadLetter });
  put();
  await end();
  expect(bus.undelivered.map(({ error }) => error)).toEqual([
    'NO_PERMISSIONS: not authorized to perform states:StartExecution; ' +
      'dead-letter queue: AccessDenied: the queue policy does not allow it',
  ]);
});

test('a refusal of the rehearsal is not taken for an answer of AWS', async () => {
  const refusal = new Error('the rehearsal does not know SendCommand');
  const { bus, put, attempts, dead, refusals, end } = play([rule({ deadLetterArn: DLQ })], [refusal]);
  put();
  await end();
  expect([attempts.length, dead, bus.undelivered, refusals]).toEqual([1, [], [], [refusal]]);
});

test('a bus does not start with a pattern or an input it does not know', () => {
  expect(() => play([rule({}, { pattern: { source: [{ fuzzy: 'x' }] } })])).toThrow(
    'rule alarms, source: the rehearsal does not know',
  );
  expect(() => play([rule({ InputPath: 'detail' })])).toThrow('rule alarms, target Target0: the rehearsal knows paths');
});
