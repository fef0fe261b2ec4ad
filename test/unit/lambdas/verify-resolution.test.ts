import type { Service } from '@aws-sdk/client-ecs';
import type { AwaitedDeployment } from '../../../lambdas/shared/incident';
import type { Look } from '../../../lambdas/shared/step';
import { type Companion, decideVerdict, type Seen } from '../../../lambdas/verify-resolution/decide';
import { SOAK_SECONDS } from '../../../runbooks/actions';
import {
  at,
  deployment,
  ERRORS_ALARM,
  ORDERS_ALARM,
  seen,
  service,
  signal,
  TASKS_ALARM,
  tradingIs,
  unseen,
} from '../../support/incidents';

const quiet = signal({ state: 'OK', since: at(100) });

/** The trading service beside the signals: the incident is about it. */
const about = (shown: Look<Service | undefined>, awaited?: AwaitedDeployment): Companion[] => [
  {
    service: 'algo-trading-prod-trading',
    whose: 'trading',
    seen: shown,
    target: true,
    ...(awaited ? { deployment: awaited } : {}),
  },
];

const whatIsSeen = (over: Partial<Seen> = {}): Seen => ({
  signals: seen([quiet]),
  absence: { [TASKS_ALARM]: 'fault', [ERRORS_ALARM]: 'nothing-happened', [ORDERS_ALARM]: 'unknown' },
  companions: about(seen(service())),
  tradingEnabled: tradingIs('true'),
  now: at(160),
  soakSeconds: SOAK_SECONDS,
  ...over,
});

describe('it is fixed', () => {
  test('when every alarm has been OK through the soak and the service runs all its tasks', () => {
    expect(decideVerdict(whatIsSeen())).toEqual({
      outcome: 'resolved',
      verdict: 'fixed',
      finding: 'Fixed: all alarms OK since 10:03:57 IST, through the soak of 1 min; 2 of 2 tasks running.',
    });
  });

  test('when an alarm is silent whose silence means that nothing happened', () => {
    const noErrors = signal({ alarm: ERRORS_ALARM, state: 'OK', hasData: false, since: at(0) });
    expect(decideVerdict(whatIsSeen({ signals: seen([quiet, noErrors]) })).verdict).toBe('fixed');
  });
});

describe('whoever mended it', () => {
  const deployed = { id: 'ecs-svc/2222', ours: true };

  test('a deployment in the place of ours is named, and the signal decides', () => {
    const { verdict, finding } = decideVerdict(whatIsSeen({ companions: about(seen(service()), deployed) }));
    expect(verdict).toBe('fixed');
    expect(finding).toMatch(/ Deployment ecs-svc\/1111, not ours, has taken the place of ecs-svc\/2222\.$/);
  });

  test.each([
    ['our own', true, ' Deployment ecs-svc/1111 (ours) completed.'],
    ["somebody else's", false, ' Deployment ecs-svc/1111 (not ours) completed.'],
  ])('%s deployment that was waited for is said to have completed', (_whose, ours, words) => {
    const { finding } = decideVerdict(whatIsSeen({ companions: about(seen(service()), { id: 'ecs-svc/1111', ours }) }));
    expect(finding.endsWith(words)).toBe(true);
    expect(finding).not.toContain('has taken the place');
  });

  test('where no deployment was waited for, none is spoken of', () => {
    expect(decideVerdict(whatIsSeen()).finding).not.toContain('eployment');
  });
});

describe('it is not fixed yet', () => {
  test.each([
    [
      'while an alarm is red',
      { signals: seen([signal({ reason: '0 tasks' })]) },
      `${TASKS_ALARM} is in ALARM since 10:02:17 IST; 2 of 2 tasks running.`,
    ],
    [
      'one second before the soak is over',
      { now: at(159) },
      'The alarms are OK since 10:03:57 IST; normal for 59 s of 1 min.',
    ],
    [
      'while the soak of the alarm that cleared last is not over',
      { signals: seen([quiet, signal({ alarm: ERRORS_ALARM, state: 'OK', since: at(150) })]) },
      'The alarms are OK since 10:04:47 IST; normal for 10 s of 1 min.',
    ],
    [
      'while tasks are missing',
      { companions: about(seen(service({ runningCount: 1 }))) },
      'The service has 1 of 2 tasks running.',
    ],
    [
      'while there are more tasks than wanted',
      { companions: about(seen(service({ runningCount: 3 }))) },
      'The service has 3 of 2 tasks running.',
    ],
    ['of a service that is gone', { companions: about(seen(undefined)) }, 'The service has 0 of 0 tasks running.'],
    [
      'while a roll-out goes on',
      {
        companions: about(
          seen(service({ deployments: [deployment({ id: 'ecs-svc/2222', rolloutState: 'IN_PROGRESS' })] })),
        ),
      },
      'Deployment ecs-svc/2222 is still rolling out: 2 of 2 tasks running.',
    ],
  ] satisfies [string, Partial<Seen>, string][])('%s', (_when, over, finding) => {
    expect(decideVerdict(whatIsSeen(over))).toMatchObject({ outcome: 'wait', verdict: 'not-fixed', finding });
  });

  test('and whoever is paged in the end is told that the runbook has done what it can', () => {
    expect(decideVerdict(whatIsSeen({ now: at(101) })).advice).toContain('has done what it can');
  });
});

describe('what people have stopped in the meantime is not verified: the runbook stands down', () => {
  const red = { signals: seen([signal()]) };
  const stopped = { companions: about(seen(service({ desiredCount: 0, runningCount: 0 }))) };

  test.each([
    ['trading is disabled, while an alarm is red', { ...red, tradingEnabled: tradingIs('false') }],
    ['trading is disabled, though every alarm is content', { tradingEnabled: tradingIs('false') }],
    [
      'trading is disabled, and nothing else can be read',
      {
        tradingEnabled: tradingIs('false'),
        signals: unseen('no'),
        companions: about(unseen('no')),
      },
    ],
    ['the service is scaled to nothing, while an alarm is red', { ...red, ...stopped }],
    ['the service is scaled to nothing, however content its alarms are', stopped],
  ] satisfies [string, Partial<Seen>][])('%s', (_what, over) => {
    const result = decideVerdict(whatIsSeen(over));
    expect(result.outcome).toBe('stand-down');
    expect(result).not.toHaveProperty('verdict');
  });

  test('whether trading is enabled cannot be read: the alarms decide, and nothing is acted on', () => {
    const blind = { tradingEnabled: unseen('ThrottlingException: slow down') };
    expect(decideVerdict(whatIsSeen(blind)).verdict).toBe('fixed');
    expect(decideVerdict(whatIsSeen({ ...blind, ...red })).verdict).toBe('not-fixed');
  });
});

describe('unknown is never success', () => {
  test.each([
    ['the alarms cannot be read', { signals: unseen('ThrottlingException: slow down') }],
    ['there is no alarm to judge by', { signals: seen([]) }],
    ['the service cannot be read', { companions: about(unseen('AccessDeniedException: no')) }],
    ['there is nothing beside the alarms that always has data', { companions: [] }],
    ['an alarm has no data to judge by', { signals: seen([signal({ state: 'INSUFFICIENT_DATA', hasData: false })]) }],
    ['an alarm is OK but its metric is silent', { signals: seen([{ ...quiet, hasData: false }]) }],
    [
      'one of several alarms is OK without data',
      { signals: seen([quiet, signal({ alarm: ORDERS_ALARM, state: 'OK', hasData: false })]) },
    ],
    [
      'an alarm nobody has described is silent',
      { signals: seen([quiet, signal({ alarm: 'new', state: 'OK', hasData: false })]) },
    ],
    [
      'the only red alarm is red for want of data, and ECS shows the service complete',
      { signals: seen([signal({ hasData: false })]) },
    ],
  ] satisfies [string, Partial<Seen>][])('%s: unknown, and it waits', (_what, over) => {
    expect(decideVerdict(whatIsSeen(over))).toMatchObject({ outcome: 'wait', verdict: 'unknown' });
  });

  test('an alarm that is red only for want of data says so in its own words', () => {
    const silent = seen([signal({ hasData: false, reason: 'no datapoints were received' })]);
    expect(decideVerdict(whatIsSeen({ signals: silent })).finding).toBe(
      `${TASKS_ALARM} is in ALARM since 10:02:17 IST (no datapoints were received); 2 of 2 tasks running.`,
    );
  });

  test('a red alarm with data outweighs one without: that is known to be wrong', () => {
    const red = seen([signal({ hasData: false }), signal({ alarm: ERRORS_ALARM })]);
    expect(decideVerdict(whatIsSeen({ signals: red })).verdict).toBe('not-fixed');
  });
});

describe('the database is a companion of its own', () => {
  const database = (status: Look<string | undefined>): Partial<Seen> => ({
    companions: [{ database: 'algo-trading-prod-db', status }],
  });

  test('it is fixed when it is usable and every alarm has been OK through the soak', () => {
    expect(decideVerdict(whatIsSeen(database(seen('available'))))).toMatchObject({
      verdict: 'fixed',
      finding: expect.stringMatching(/; algo-trading-prod-db is available\.$/),
    });
  });

  test.each([
    ['stopped', seen('stopped'), 'not-fixed', 'algo-trading-prod-db is stopped.'],
    ['in a state nobody has described', seen('dreaming'), 'unknown', 'algo-trading-prod-db is dreaming.'],
    ['gone', seen(undefined), 'unknown', 'algo-trading-prod-db is gone.'],
    [
      'not to be seen',
      unseen('TimeoutError: no'),
      'unknown',
      'Could not check algo-trading-prod-db: TimeoutError: no.',
    ],
  ])('it is not when it is %s', (_how, status, verdict, finding) => {
    expect(decideVerdict(whatIsSeen(database(status)))).toMatchObject({ outcome: 'wait', verdict, finding });
  });
});

describe('an incident that is about more than one thing', () => {
  const dashboard = (shown: Service, over: object = {}): Companion => ({
    service: 'algo-trading-prod-dashboard',
    whose: 'other',
    seen: seen(shown),
    target: false,
    ...over,
  });

  test('is fixed when all of it is well, and each is named but its own', () => {
    const companions = [...about(seen(service())), dashboard(service({ desiredCount: 1, runningCount: 1 }))];
    expect(decideVerdict(whatIsSeen({ companions })).finding).toMatch(
      /; 2 of 2 tasks running; algo-trading-prod-dashboard: 1 of 1 tasks running\.$/,
    );
  });

  test('is not fixed while one of them is not well', () => {
    const companions = [...about(seen(service())), dashboard(service({ desiredCount: 1, runningCount: 0 }))];
    expect(decideVerdict(whatIsSeen({ companions }))).toMatchObject({
      verdict: 'not-fixed',
      finding: 'The service has algo-trading-prod-dashboard: 0 of 1 tasks running.',
    });
  });

  test('does not stand down because people have stopped something beside it: it is not called fixed either', () => {
    const companions = [...about(seen(service())), dashboard(service({ desiredCount: 0, runningCount: 0 }))];
    expect(decideVerdict(whatIsSeen({ companions }))).toMatchObject({ outcome: 'wait', verdict: 'not-fixed' });
  });

  test('of the whole system is not stood down from while trading is disabled', () => {
    const trading = about(seen(service())).map(
      (one) => ({ ...one, whose: 'trading-disabled', target: true }) as Companion,
    );
    expect(decideVerdict(whatIsSeen({ companions: trading, tradingEnabled: tradingIs('false') })).verdict).toBe(
      'fixed',
    );
  });
});
