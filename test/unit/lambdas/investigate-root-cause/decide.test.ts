import { describeRootCause, type Seen } from '../../../../lambdas/investigate-root-cause/decide';
import { describeSlowQueries } from '../../../../lambdas/investigate-root-cause/slow-queries';
import { ALARM_AT, at, deployment, seen, service, unseen } from '../../../support/incidents';

const created = (minutesBefore: number, id = 'ecs-svc/1111') =>
  deployment({
    id,
    createdAt: new Date(at(-60 * minutesBefore)),
    taskDefinition: 'arn:aws:ecs:x:1:task-definition/a:7',
  });
const memory = (value: (minute: number) => number) =>
  seen(Array.from({ length: 60 }, (_, n) => ({ at: at(60 * (n - 60)), value: value(n) })));
const lines = (...messages: string[]) =>
  seen({ lines: messages.map((message, n) => ({ at: at(n - 100), message })), truncated: false });

const whatIsSeen = (over: Partial<Seen> = {}): Seen => ({
  alarmAt: ALARM_AT,
  ours: [],
  minutes: 60,
  from: at(-3600),
  service: seen(service({ deployments: [created(3 * 24 * 60)] })),
  errors: lines(),
  memory: memory(() => 55),
  slowQueries: null,
  ...over,
});
const deployed = (...deployments: ReturnType<typeof deployment>[]) => ({ service: seen(service({ deployments })) });

test('a service without any trace of a cause is told in one sentence, and the runbook goes on', () => {
  const result = describeRootCause(whatIsSeen());
  expect(result).toMatchObject({
    outcome: 'continue',
    finding:
      'No deployment in the 60 minutes before the alarm, the latest is ecs-svc/1111 of 17 Nov 2026 10:02:17 IST; 0 lines with ERROR; memory shows no trend (55 % to 55 %); slow queries were not analysed: no log of them is configured.',
  });
  expect(result).not.toHaveProperty('advice');
  expect(result).not.toHaveProperty('act');
});

describe('a deployment', () => {
  test('created in the half hour before the alarm is a suspect', () => {
    const { finding, advice } = describeRootCause(whatIsSeen(deployed(created(12))));
    expect(finding).toMatch(/^Deployment ecs-svc\/1111 was created 12 min before the alarm: suspect;/);
    expect(advice).toBe('Compare the suspect deployment with the release before it.');
  });

  test.each([
    ['30 minutes before', 30, true],
    ['31 minutes before', 31, false],
    ['the instant of the alarm', 0, true],
    ['a minute after', -1, false],
  ])('created %s: suspect is %3$s', (_when, minutesBefore, suspect) => {
    const { finding } = describeRootCause(whatIsSeen(deployed(created(minutesBefore))));
    expect(finding.includes('suspect')).toBe(suspect);
  });

  test('created after the alarm is not its cause', () => {
    expect(describeRootCause(whatIsSeen(deployed(created(-3)))).finding).toMatch(
      /^Deployment ecs-svc\/1111 was created 3 min after the alarm: not its cause;/,
    );
  });

  test('that we made ourselves is said to be ours, and is no suspect', () => {
    const { finding } = describeRootCause(whatIsSeen({ ...deployed(created(-3)), ours: ['ecs-svc/1111'] }));
    expect(finding).toMatch(/^Deployment ecs-svc\/1111 is our own;/);
  });

  test('is listed with its task definition, latest first, beside the events of the window', () => {
    const events = [
      { createdAt: new Date(at(-60)), message: 'has begun draining' },
      { createdAt: new Date(at(-7200)), message: 'long ago' },
    ];
    const { evidence } = describeRootCause(
      whatIsSeen({ service: seen(service({ deployments: [created(12)], events })) }),
    );
    expect(evidence).toMatchObject({
      deployments: ['ecs-svc/1111 PRIMARY, created 2026-11-20T04:20:17.000Z, a:7'],
      events: ['10:01:17 IST has begun draining'],
    });
  });
});

test('errors are counted by kind, the most frequent is quoted, and the evidence holds five', () => {
  const messages = ['a 1', 'a 2', 'b', 'c', 'd', 'e', 'f'].map((text) => `10:00 ERROR ${text}`);
  const { finding, evidence } = describeRootCause(whatIsSeen({ errors: lines(...messages, 'TERRORS') }));
  expect(finding).toContain('; 7 lines with ERROR of 6 kinds, 2 of them "ERROR a #";');
  expect((evidence as { errors: string[] }).errors).toHaveLength(5);
  expect((evidence as { errors: string[] }).errors[0]).toBe('2 x ERROR a #');
});

test('logs that were not read to their end make the figures a lower bound', () => {
  const errors = seen({ lines: [{ at: at(0), message: 'ERROR a' }], truncated: true });
  expect(describeRootCause(whatIsSeen({ errors })).finding).toContain('at least 1 line with ERROR of 1 kind');
});

describe('memory', () => {
  test('that rises steadily is a leak: scaling up does not help it, and it is said when it will be full', () => {
    const { finding, advice } = describeRootCause(whatIsSeen({ memory: memory((n) => 50 + n / 2) }));
    expect(finding).toContain(
      'memory rises steadily by 0.5 % a minute, from 50 % to 79.5 %, full in about 41 min: a leak, which scaling up does not help',
    );
    expect(advice).toContain('Scaling up does not help a leak');
  });

  test('that jumped is a spike', () => {
    expect(describeRootCause(whatIsSeen({ memory: memory((n) => (n < 58 ? 40 : 92)) })).finding).toContain(
      'memory jumped to 92 %, from 40 % before: a spike, no leak',
    );
  });

  test('without data is said as such', () => {
    expect(describeRootCause(whatIsSeen({ memory: seen([]) })).finding).toContain(
      'no data on memory (AWS/ECS reports none while no task runs)',
    );
  });
});

describe('slow statements', () => {
  const statement = (ms: number) =>
    `2026-11-20 04:30:00 UTC:10.2.1.5(1):app@db:[7]:LOG:  duration: ${ms} ms  statement: SELECT *\n FROM orders WHERE client = 'A1' AND id = 42`;

  test('are counted, and the slowest is quoted without the values in it', () => {
    const { finding, evidence } = describeRootCause(
      whatIsSeen({ slowQueries: lines(statement(1200.4), statement(5300.9), 'LOG:  checkpoint') }),
    );
    expect(finding).toContain(
      '2 slow statements, the slowest 5301 ms: SELECT * FROM orders WHERE client = "…" AND id = #.',
    );
    expect(JSON.stringify(evidence)).not.toContain('A1');
  });

  test('of a log without any are none', () => {
    expect(describeSlowQueries(lines('LOG:  checkpoint'))).toBe('no slow statement was logged');
  });
});

test('whatever cannot be read is said, and the rest is told all the same', () => {
  const { outcome, finding } = describeRootCause(
    whatIsSeen({
      service: unseen('A: no'),
      errors: unseen('B: no'),
      memory: unseen('C: no'),
      slowQueries: unseen('D: no'),
    }),
  );
  expect(outcome).toBe('continue');
  expect(finding).toBe(
    'Could not check the deployments (A: no); could not read the logs (B: no); could not check the memory (C: no); could not read the slow queries (D: no).',
  );
});
