import { decideDeployment, describeImages, type Seen } from '../../../lambdas/monitor-deployment/decide';
import { deployment, seen, service, stoppedTask, unseen } from '../../support/incidents';

const OURS = 'ecs-svc/2222';
const ours = deployment({ id: OURS });
const rolling = deployment({ id: OURS, rolloutState: 'IN_PROGRESS', runningCount: 1 });
const old = deployment({ status: 'ACTIVE' });

const whatIsSeen = (over: Partial<Seen> = {}): Seen => ({
  service: seen(service({ deployments: [ours] })),
  stopped: seen([]),
  deployment: { id: OURS, ours: true },
  ...over,
});

test('our deployment is complete when ECS says so, alone, with every task running', () => {
  expect(decideDeployment(whatIsSeen())).toEqual({
    outcome: 'continue',
    finding: 'Deployment ecs-svc/2222 (ours) is complete: 2 of 2 of its tasks running.',
  });
});

test('a deployment of somebody else is reported as not ours', () => {
  expect(decideDeployment(whatIsSeen({ deployment: { id: OURS, ours: false } })).finding).toContain('(not ours)');
});

describe('a roll-out is waited for', () => {
  test.each([
    ['while ECS calls it in progress', service({ deployments: [rolling, old] })],
    ['while the old generation is still there', service({ deployments: [ours, old] })],
    ['while a task is missing', service({ runningCount: 1, deployments: [{ ...ours, runningCount: 1 }] })],
  ])('%s', (_when, now) => {
    expect(decideDeployment(whatIsSeen({ service: seen(now) }))).toMatchObject({
      outcome: 'wait',
      finding: expect.stringMatching(/^Our deployment ecs-svc\/2222 is rolling out: \d of 2 of its tasks running\.$/),
    });
  });

  test('while the service cannot be read', () => {
    expect(decideDeployment(whatIsSeen({ service: unseen('ThrottlingException: slow down') }))).toMatchObject({
      outcome: 'wait',
      finding: 'Could not check the service: ThrottlingException: slow down.',
    });
  });

  test('with one or two of its tasks ended: that may be chance', () => {
    const stopped = seen([stoppedTask({ deployment: OURS }), stoppedTask({ deployment: OURS })]);
    expect(decideDeployment(whatIsSeen({ service: seen(service({ deployments: [rolling] })), stopped })).outcome).toBe(
      'wait',
    );
  });

  test('however many tasks of the generation before it have ended', () => {
    const stopped = seen(Array.from({ length: 5 }, () => stoppedTask()));
    expect(decideDeployment(whatIsSeen({ service: seen(service({ deployments: [rolling] })), stopped })).outcome).toBe(
      'wait',
    );
  });
});

test('another deployment in the place of ours, however stable, is never called ours: whoever deploys is left to it', () => {
  const theirs = service({ deployments: [deployment({ id: 'ecs-svc/3333' })] });
  const result = decideDeployment(whatIsSeen({ service: seen(theirs) }));
  expect(result).toEqual({
    outcome: 'continue',
    finding:
      'Deployment ecs-svc/3333, not ours, has taken the place of our deployment ecs-svc/2222: somebody is deploying, and is left to it. Verification goes on watching.',
    refused: { act: 'the rest of the restart', because: 'a deployment that is not ours is under way' },
  });
});

describe('it is for people', () => {
  test('when ECS gave it up, with the reason ECS gives', () => {
    const failed = { ...ours, rolloutState: 'FAILED' as const, rolloutStateReason: 'tasks failed to start' };
    expect(decideDeployment(whatIsSeen({ service: seen(service({ deployments: [failed] })) }))).toMatchObject({
      outcome: 'escalate',
      verdict: 'not-fixed',
      finding: 'ECS gave up our deployment ecs-svc/2222: tasks failed to start.',
    });
  });

  test('when its tasks keep ending: a crash loop is not waited out, and a rollback is suggested', () => {
    const ended = Array.from({ length: 3 }, (_, n) => stoppedTask({ task: `task-${n}`, deployment: OURS }));
    const result = decideDeployment(
      whatIsSeen({ service: seen(service({ deployments: [rolling] })), stopped: seen(ended) }),
    );
    expect(result).toMatchObject({
      outcome: 'escalate',
      verdict: 'not-fixed',
      finding: expect.stringContaining('keep ending: 3 tasks ended by themselves'),
      advice: expect.stringContaining('rollback'),
      evidence: { stopped: ended },
    });
  });

  test('when the service is gone', () => {
    expect(decideDeployment(whatIsSeen({ service: seen(undefined) }))).toMatchObject({
      outcome: 'escalate',
      verdict: 'unknown',
    });
  });

  test('when the service has no primary deployment', () => {
    const none = service({ deployments: [old] });
    expect(decideDeployment(whatIsSeen({ service: seen(none) })).outcome).toBe('escalate');
  });
});

describe('a restart pulls the tag again', () => {
  test('and is said to have released something when the tag has moved', () => {
    expect(describeImages(['sha256:a'], ['sha256:a', 'sha256:b'])).toBe(
      ' It runs another image than before: sha256:b, not sha256:a.',
    );
  });

  test.each([
    ['the same images run', ['sha256:a', 'sha256:b'], ['sha256:b']],
    ['nobody could see what ran before', undefined, ['sha256:b']],
    ['nothing ran before', [], ['sha256:b']],
    ['nothing runs yet', ['sha256:a'], []],
  ])('and is silent about it when %s', (_when, before, after) => {
    expect(describeImages(before, after)).toBe('');
  });
});
