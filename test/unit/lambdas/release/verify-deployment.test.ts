import type { Running } from '../../../../lambdas/shared/release/running';
import {
  type About,
  joinedMeanwhile,
  judge,
  notVerified,
  type Seen,
} from '../../../../lambdas/verify-deployment/decide';
import { at, deployment, seen, service, signal, stoppedTask, unseen } from '../../../support/incidents';
import { digest, release, SERVICE } from './world';

const TASKS = `${SERVICE}/TooFewRunningTasks`;
const ERRORS = `${SERVICE}/TooManyErrorLines`;
const COMPLETE = at(0);

/** Six minutes after our deployment was complete, with everything as it should be since yesterday. */
const looks = (over: Partial<Seen> = {}): Seen => ({
  service: seen(service()),
  running: seen<Running>({ tasks: 2, digests: [digest(3)] }),
  stopped: seen([]),
  signals: seen([
    signal({ alarm: TASKS, state: 'OK', since: at(-86_400) }),
    signal({ alarm: ERRORS, state: 'OK', since: at(-86_400), hasData: false }),
  ]),
  errors: seen({ lines: [], truncated: false }),
  now: at(360),
  ...over,
});

const about = (over: Partial<About> = {}): About => ({
  release: release(),
  deployment: 'ecs-svc/1111',
  completeAt: COMPLETE,
  absence: { [TASKS]: 'fault', [ERRORS]: 'nothing-happened' },
  maxErrorLinesPerMinute: 3,
  wasDown: false,
  back: false,
  ...over,
});

const red = (over: Parameters<typeof signal>[0] = {}) => seen([signal({ alarm: TASKS, since: at(100), ...over })]);
const lines = (...seconds: number[]) =>
  seen({ lines: seconds.map((s) => ({ at: at(s), message: 'ERROR' })), truncated: false });

test('verified is what runs the digest in every task, with every alarm OK through the soak', () => {
  expect(judge(looks(), about())).toEqual({
    is: 'verified',
    finding: `Verified: 2 of 2 tasks running, all of sha256:000000000000 (?); 2 alarms OK and 0 ERROR lines in 6 min.`,
  });
});

describe('the soak begins anew', () => {
  test.each([
    ['with the completion', {}, at(299)],
    [
      'when the last alarm is OK again',
      { signals: seen([signal({ alarm: TASKS, state: 'OK', since: at(200) })]) },
      at(499),
    ],
    ['after the last minute with an outbreak of ERROR lines', { errors: lines(61, 62, 63, 64) }, at(119 + 300)],
  ])('%s', (_what, over: Partial<Seen>, now) => {
    expect(judge(looks({ ...over, now }), about())).toMatchObject({ is: 'not-yet', verdict: 'not-fixed' });
    expect(judge(looks({ ...over, now: now + 1000 }), about())).toMatchObject({ is: 'verified' });
  });

  test('and as many ERROR lines as are harmless are no outbreak', () => {
    expect(judge(looks({ errors: lines(61, 62, 63) }), about())).toMatchObject({ is: 'verified' });
  });
});

describe('what no time mends is not waited for', () => {
  test.each([
    [
      'another deployment in its place',
      { service: seen(service({ deployments: [deployment({ id: 'ecs-svc/9999' })] })) },
    ],
    ['tasks that keep ending', { stopped: seen([1, 2, 3].map((n) => stoppedTask({ task: `task-${n}` }))) }],
    ['an alarm that was not red before', { signals: red() }],
    ['no service', { service: seen(undefined) }],
  ])('%s', (_what, over: Partial<Seen>) => {
    expect(judge(looks(over), about())).toMatchObject({ is: 'failed' });
  });

  test('tasks of another deployment that ended say nothing of ours', () => {
    const others = [1, 2, 3].map((n) => stoppedTask({ task: `task-${n}`, deployment: 'ecs-svc/9999' }));
    expect(judge(looks({ stopped: seen(others) }), about())).toMatchObject({ is: 'verified' });
  });
});

describe('an alarm that is red is waited for', () => {
  test('where it was red before', () => {
    const given = about({ release: release({ red: [TASKS] }) });
    expect(judge(looks({ signals: red() }), given)).toMatchObject({ is: 'not-yet', verdict: 'not-fixed' });
  });

  test('for three minutes where the service was down between two generations', () => {
    const given = about({ wasDown: true });
    expect(judge(looks({ signals: red(), now: at(279) }), given)).toMatchObject({ is: 'not-yet' });
    expect(judge(looks({ signals: red(), now: at(280) }), given)).toMatchObject({ is: 'failed' });
  });

  test('to the end where a rollback took away what it tells of', () => {
    expect(judge(looks({ signals: red(), now: at(900) }), about({ back: true }))).toMatchObject({ is: 'not-yet' });
  });

  test('where it has no data: silence is not known to be the release’s doing', () => {
    expect(judge(looks({ signals: red({ hasData: false }) }), about())).toMatchObject({ is: 'not-yet' });
  });
});

describe('unknown is not verified', () => {
  test.each([
    ['the service', { service: unseen('throttled') }],
    ['the alarms', { signals: unseen('throttled') }],
    ['which image runs', { running: unseen('throttled') }],
    ['the logs', { errors: unseen('throttled') }],
    ['all of the logs', { errors: seen({ lines: [], truncated: true }) }],
    [
      'an alarm without data',
      { signals: seen([signal({ alarm: TASKS, state: 'OK', hasData: false, since: at(-900) })]) },
    ],
    ['an alarm that says so itself', { signals: red({ state: 'INSUFFICIENT_DATA' }) }],
    ['any alarm at all', { signals: seen([]) }],
  ])('%s', (_what, over: Partial<Seen>) => {
    expect(judge(looks(over), about())).toMatchObject({ is: 'not-yet', verdict: 'unknown' });
  });
});

describe('what runs must be what was meant, and all of it', () => {
  test.each([
    ['another digest', { running: seen({ tasks: 2, digests: [digest(2)] }) }],
    ['two digests', { running: seen({ tasks: 2, digests: [digest(2), digest(3)] }) }],
    ['a task that is missing', { service: seen(service({ runningCount: 1 })) }],
    [
      'a deployment that goes on',
      { service: seen(service({ deployments: [deployment({ rolloutState: 'IN_PROGRESS' })] })) },
    ],
  ])('%s is not verified', (_what, over: Partial<Seen>) => {
    expect(judge(looks(over), about())).toMatchObject({ is: 'not-yet', verdict: 'not-fixed' });
  });

  test('where no digest was recorded, one image in every task is enough, and two are not', () => {
    const given = about({ release: release({ digest: null }) });
    expect(judge(looks({ running: seen({ tasks: 2, digests: [digest(9)] }) }), given)).toMatchObject({
      is: 'verified',
    });
    expect(judge(looks({ running: seen({ tasks: 2, digests: [digest(8), digest(9)] }) }), given)).toMatchObject({
      is: 'not-yet',
    });
  });
});

test('a service that people have stopped is not judged', () => {
  const stopped = service({ desiredCount: 0, runningCount: 0 });
  expect(judge(looks({ service: seen(stopped) }), about())).toMatchObject({ is: 'stopped' });
});

test('whoever has joined meanwhile and asked for something else is told that it was not done', () => {
  expect(joinedMeanwhile(0)).toBe('');
  expect(joinedMeanwhile(2)).toMatch(/^ 2 more starts joined this run: another image or service .* asked for again\.$/);
});

test('what is not verified is for the step that takes it back, or for people', () => {
  expect(notVerified('roll-back', 'It hangs.', 'not-fixed')).toEqual({
    outcome: 'continue',
    verdict: 'not-fixed',
    finding: 'Not verified. It hangs.',
  });
  expect(notVerified('escalate', 'It hangs.', 'unknown')).toMatchObject({ outcome: 'escalate', verdict: 'unknown' });
});
