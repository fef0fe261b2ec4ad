import { askToRestart, decideRestart, leftAlone, type Seen } from '../../../lambdas/restart-service/decide';
import {
  at,
  deployment,
  ERRORS_ALARM,
  isoAfter,
  seen,
  service,
  signal,
  TASKS_ALARM,
  tradingIs,
  unseen,
} from '../../support/incidents';

const down = service({ runningCount: 0 });

const whatIsSeen = (over: Partial<Seen> = {}): Seen => ({
  tradingEnabled: tradingIs('true'),
  service: seen(down),
  signals: seen([signal()]),
  before: {},
  whose: 'trading',
  reason: 'necessary',
  ...over,
});

describe('a restart is necessary', () => {
  test('while an alarm with data behind it is red', () => {
    expect(decideRestart(whatIsSeen())).toEqual({ restart: true, because: `${TASKS_ALARM} in ALARM` });
  });

  test('also when ECS counts every task as running: a hung task runs', () => {
    expect(decideRestart(whatIsSeen({ service: seen(service()) })).restart).toBe(true);
  });

  test('when the alarm is red for want of data and ECS itself shows tasks missing', () => {
    const silent = seen([signal({ hasData: false })]);
    expect(decideRestart(whatIsSeen({ signals: silent }))).toEqual({
      restart: true,
      because: '0 of 2 tasks running',
    });
  });

  test('and the reason names only the alarms that were measured', () => {
    const both = seen([signal({ hasData: false }), signal({ alarm: ERRORS_ALARM })]);
    expect(decideRestart(whatIsSeen({ signals: both }))).toMatchObject({ because: `${ERRORS_ALARM} in ALARM` });
  });
});

describe('a restart is not necessary', () => {
  test('when every alarm is OK again: the run goes to verification', () => {
    const decision = decideRestart(whatIsSeen({ signals: seen([signal({ state: 'OK' })]) }));
    expect(decision).toMatchObject({
      restart: false,
      result: { outcome: 'resolved', refused: { act: 'restart', because: 'not necessary any more' } },
    });
  });
});

describe('not knowing forbids the act', () => {
  test.each([
    ['the alarms cannot be read', { signals: unseen('ThrottlingException: slow down') }],
    ['the only signal has no data', { signals: seen([signal({ state: 'INSUFFICIENT_DATA', hasData: false })]) }],
    [
      'the alarm is red for want of data and ECS shows the service complete',
      { signals: seen([signal({ hasData: false })]), service: seen(service()) },
    ],
    ['the trading parameter cannot be read', { tradingEnabled: unseen('AccessDeniedException: no') }],
    ['the service cannot be read', { service: unseen('TimeoutError: no answer') }],
    ['the service does not exist', { service: seen(undefined) }],
  ] satisfies [string, Partial<Seen>][])('%s: nothing is touched, and a person is asked', (_why, over) => {
    expect(decideRestart(whatIsSeen(over))).toMatchObject({
      restart: false,
      result: { outcome: 'escalate', verdict: 'unknown', refused: { act: 'restart' } },
    });
  });
});

describe('what a person stopped, no restart starts', () => {
  test.each(['necessary', 'asked'] as const)('not when trading is disabled (restart %s)', (reason) => {
    expect(decideRestart(whatIsSeen({ tradingEnabled: tradingIs('false'), reason }))).toMatchObject({
      restart: false,
      result: { outcome: 'stand-down', refused: { because: 'disabled on purpose' } },
    });
  });

  test.each(['necessary', 'asked'] as const)('not when the service is scaled to nothing (restart %s)', (reason) => {
    const stopped = seen(service({ desiredCount: 0, runningCount: 0 }));
    expect(decideRestart(whatIsSeen({ service: stopped, reason }))).toMatchObject({
      restart: false,
      result: { outcome: 'stand-down', refused: { because: 'stopped on purpose' } },
    });
  });
});

describe('a restart a person asked for', () => {
  test('needs no alarm', () => {
    expect(decideRestart(whatIsSeen({ reason: 'asked', service: seen(service()), signals: seen([]) }))).toEqual({
      restart: true,
      because: 'a person asked for it',
    });
  });

  test('does not wait for alarms that cannot be read', () => {
    expect(decideRestart(whatIsSeen({ reason: 'asked', signals: unseen('no') })).restart).toBe(true);
  });

  test('still leaves a deployment alone that is under way', () => {
    const rolling = service({ deployments: [deployment({ rolloutState: 'IN_PROGRESS' })] });
    expect(decideRestart(whatIsSeen({ reason: 'asked', service: seen(rolling) })).restart).toBe(false);
  });
});

describe('a deployment that is under way', () => {
  const rolling = deployment({ id: 'ecs-svc/9999', rolloutState: 'IN_PROGRESS', createdAt: new Date(at(-60)) });

  test('is not thrown away by a second one: it is waited for, and called not ours', () => {
    expect(decideRestart(whatIsSeen({ service: seen(service({ deployments: [rolling] })) }))).toMatchObject({
      restart: false,
      deployment: { id: 'ecs-svc/9999', ours: false },
      result: {
        outcome: 'continue',
        finding: 'Not restarted: deployment ecs-svc/9999, not ours, is under way since 10:01:17 IST.',
        refused: { act: 'restart', because: 'a deployment that is not ours is under way' },
      },
    });
  });

  test('an old generation that still drains is not one', () => {
    const draining = deployment({ id: 'ecs-svc/0000', status: 'ACTIVE', rolloutState: 'IN_PROGRESS' });
    expect(
      decideRestart(whatIsSeen({ service: seen({ ...down, deployments: [deployment(), draining] }) })).restart,
    ).toBe(true);
  });
});

describe('one incident restarts once', () => {
  const restart = { intendedAt: isoAfter(40), primaryBefore: 'ecs-svc/1111' };
  const ours = deployment({ id: 'ecs-svc/2222', rolloutState: 'IN_PROGRESS', createdAt: new Date(at(41)) });

  test('a second attempt waits for the deployment of the first', () => {
    const before = { restart, deployment: { id: 'ecs-svc/2222', ours: true } };
    expect(decideRestart(whatIsSeen({ before, service: seen({ ...down, deployments: [ours] }) }))).toMatchObject({
      restart: false,
      deployment: { id: 'ecs-svc/2222', ours: true },
      result: {
        outcome: 'continue',
        finding: 'Restarted before, at 10:02:57 IST: deployment ecs-svc/2222 is ours. Not restarted again.',
        refused: { act: 'restart', because: 'this incident has restarted it already' },
      },
    });
  });

  test('an attempt that died after ECS had taken it is recognised by the new primary deployment', () => {
    const before = { restart };
    expect(decideRestart(whatIsSeen({ before, service: seen({ ...down, deployments: [ours] }) }))).toMatchObject({
      restart: false,
      deployment: { id: 'ecs-svc/2222', ours: true },
    });
  });

  test.each([
    ['made in the very instant of the intention', 40_000, true],
    ['made five seconds before it, by a clock that differs', 35_000, true],
    ['made longer before the intention', 34_999, false],
  ])('a new primary deployment %s is ours: %s', (_when, milliseconds, isOurs) => {
    const found = { ...ours, createdAt: new Date(at(0) + milliseconds) };
    const decision = decideRestart(
      whatIsSeen({ before: { restart }, service: seen({ ...down, deployments: [found] }) }),
    );
    expect(decision).toMatchObject({ restart: false, deployment: { id: 'ecs-svc/2222', ours: isOurs } });
  });

  test("somebody else's deployment, made before the intention and complete since, does not count as our restart", () => {
    const theirs = { ...ours, rolloutState: 'COMPLETED' as const, createdAt: new Date(at(30)) };
    const decision = decideRestart(
      whatIsSeen({ before: { restart }, service: seen({ ...down, deployments: [theirs] }) }),
    );
    expect(decision.restart).toBe(true);
  });

  test('an attempt that died before it reached ECS leaves the way free', () => {
    expect(decideRestart(whatIsSeen({ before: { restart } })).restart).toBe(true);
  });

  test('a fault that goes on after our restart has completed does not restart it again', () => {
    const complete = service({ runningCount: 0, deployments: [{ ...ours, rolloutState: 'COMPLETED' }] });
    const before = { restart, deployment: { id: 'ecs-svc/2222', ours: true } };
    expect(decideRestart(whatIsSeen({ before, service: seen(complete) })).restart).toBe(false);
  });
});

describe('a restart of whatever is affected', () => {
  const affected = { reason: 'affected', whose: 'trading-disabled', signals: unseen('no') } as const;

  test('is made where ECS itself shows tasks missing, also while trading is disabled', () => {
    expect(decideRestart(whatIsSeen({ ...affected, tradingEnabled: tradingIs('false') }))).toEqual({
      restart: true,
      because: '0 of 2 tasks running',
    });
  });

  test('leaves a complete service alone, and the runbook goes on', () => {
    expect(decideRestart(whatIsSeen({ ...affected, service: seen(service()) }))).toEqual({
      restart: false,
      result: { outcome: 'continue', finding: 'Left alone: 2 of 2 tasks running.' },
    });
  });

  test('still starts nothing that people have stopped: it is left alone, and the others have their turn', () => {
    const stopped = seen(service({ desiredCount: 0, runningCount: 0 }));
    expect(decideRestart(whatIsSeen({ ...affected, service: stopped }))).toMatchObject({
      restart: false,
      result: { outcome: 'continue', refused: { because: 'stopped on purpose' } },
    });
  });
});

test('the guard is asked in the words of the market phases, with the command a person would type', () => {
  const input = { cluster: 'prod', service: 'trading', kind: 'trading' } as const;
  const asked = {
    act: 'restart',
    kind: 'trading',
    resource: 'trading',
    command: 'aws ecs update-service --cluster prod --service trading --force-new-deployment',
    effect: 'New tasks replace the old ones, which keep running until the new ones do.',
    undo: 'A restart cannot be undone.',
  };
  expect(askToRestart({ ...input, if: 'necessary' })).toEqual({ ...asked, because: 'fault' });
  expect(askToRestart({ ...input, if: 'asked' })).toEqual({ ...asked, because: 'person' });
  expect(askToRestart({ ...input, if: 'affected' })).toEqual({ ...asked, because: 'fault', evenDisabled: true });
});

test('one of several services is left alone where a person wants it so, but a mode that is off ends the run', () => {
  const stands = (because: string) => ({
    outcome: 'stand-down' as const,
    finding: '.',
    refused: { act: 'restart', because },
  });
  expect(leftAlone(stands("a person's hand")).outcome).toBe('continue');
  expect(leftAlone(stands('mode off')).outcome).toBe('stand-down');
  expect(leftAlone({ outcome: 'escalate', finding: '.' }).outcome).toBe('escalate');
});
