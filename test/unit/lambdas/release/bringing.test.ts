import { cameOf } from '../../../../lambdas/deploy-image/bring';
import { askToDeploy, heldBack, refuseToDeploy } from '../../../../lambdas/deploy-image/decide';
import { afterStop, standingOf } from '../../../../lambdas/follow-deployment/decide';
import { decidePlan, describePlan, missing } from '../../../../lambdas/plan-deployment/decide';
import { askToRollBack, wayBack } from '../../../../lambdas/roll-back-service/decide';
import type { Undo } from '../../../../lambdas/shared/guard/undo';
import { at, CALENDAR, deployment, seen, service, signal, tradingIs, unseen } from '../../../support/incidents';
import { kept } from '../shared/guard/world';
import { digest, past, present, REPOSITORY, release, SERVICE, subject } from './world';

const calendar = seen({ calendar: CALENDAR, overrides: {} });
const NIGHT = at(10 * 3600);
const now = deployment({ taskDefinition: `arn:task-definition/${SERVICE}:12` });
const running = (over: Parameters<typeof service>[0] = {}) => ({
  tradingEnabled: tradingIs('true'),
  service: seen(service({ deployments: [now], ...over })),
  signals: seen([]),
});
const undo = (incident: string): Undo => ({
  kind: 'scaled-up',
  incident,
  since: at(0),
  before: { desired: 2 },
});

describe('the dry run', () => {
  const image = { digest: digest(3), tags: ['v13'], pushedAt: new Date(at(-600)) };
  const looked = (over = {}) => ({
    present: present(),
    image,
    signals: seen([signal(), signal({ alarm: `${SERVICE}/HighCpu`, state: 'OK' })]),
    tradingEnabled: tradingIs('true'),
    calendar,
    now: at(0),
    ...over,
  });

  test('ends a run that only asked, and says what it found', () => {
    const result = decidePlan(looked(), { dryRun: true, key: 'releases/x/plan.md' });
    expect(result.outcome).toBe('resolved');
    expect(result.finding).toMatch(
      /^Dry run, nothing was changed\. .* runs sha256:0{12} .*; it would run sha256:0{12} \(v13\); deployment under way: none; alarms red now: .*TooFewRunningTasks since 10:02:17 IST; market: session/,
    );
  });

  test('goes on otherwise, unless every task runs it already', () => {
    expect(decidePlan(looked(), { dryRun: false, key: 'k' }).outcome).toBe('continue');
    const same = looked({ image: { ...image, digest: digest(2) } });
    expect(decidePlan(same, { dryRun: false, key: 'k' })).toMatchObject({
      outcome: 'resolved',
      finding: expect.stringMatching(/^Nothing to deploy\./),
    });
    const short = looked({
      image: { ...image, digest: digest(2) },
      present: present({ service: service({ runningCount: 1 }) }),
    });
    expect(decidePlan(short, { dryRun: false, key: 'k' }).outcome).toBe('continue');
  });

  test('is a document with both images, what changes, and what it meets', () => {
    const text = describePlan(looked({ calendar: unseen('throttled') }));
    expect(text).toContain(`container app: image: ${REPOSITORY}:latest -> ${REPOSITORY}@${digest(3)}`);
    expect(text).toContain(`| digests | ${digest(2)} | ${digest(3)} |`);
    expect(text).toContain('the phase of the market could not be checked (throttled)');
  });

  test('refuses an image that is not there, with those that are', () => {
    const own = { repository: SERVICE };
    expect(missing(own, { tag: 'v14' }, seen([image])).finding).toMatch(
      /^There is no image algo-trading-prod-trading:v14\. The newest there: v13 = sha256:0{12}, pushed/,
    );
    expect(missing(own, { tag: 'v14' }, unseen('throttled')).finding).toMatch(/could not be read \(throttled\)/);
  });
});

describe('an image is not deployed', () => {
  const seenNow = (over = {}) => ({ before: running(), kept: seen(kept()), calendar, now: at(0), ...over });

  test('where somebody has deployed since the dry run', () => {
    const other = running({ deployments: [{ ...now, id: 'ecs-svc/9999' }] });
    expect(refuseToDeploy(subject(), release(), seenNow({ before: other }), 'i1')?.refused?.because).toBe(
      'it was deployed by somebody else meanwhile',
    );
  });

  test('where open orders would be lost while the market trades, and only then', () => {
    const forgetful = subject({ stateSurvives: false });
    expect(refuseToDeploy(forgetful, release(), seenNow(), 'i1')?.refused?.because).toBe('open orders would be lost');
    expect(refuseToDeploy(forgetful, release(), seenNow({ now: NIGHT }), 'i1')).toBeUndefined();
    expect(refuseToDeploy(subject(), release(), seenNow(), 'i1')).toBeUndefined();
  });

  test('where its old tasks must be stopped first and somebody else’s change is not put back', () => {
    const careful = subject({ overlap: false });
    const changed = seenNow({ kept: seen(kept({ undo: undo('i2') })) });
    expect(refuseToDeploy(careful, release(), changed, 'i1')?.refused?.because).toBe('scaling is not put back yet');
    expect(refuseToDeploy(careful, release(), changed, 'i2')).toBeUndefined();
    expect(refuseToDeploy(subject(), release(), changed, 'i1')).toBeUndefined();
  });

  test('and what the guard holds back without more stands down, unless it only observes', () => {
    const because = (why: string) =>
      ({ outcome: 'continue', finding: '', refused: { act: 'deploy', because: why } }) as const;
    expect(heldBack(because('leased by another incident')).outcome).toBe('stand-down');
    expect(heldBack(because('observe')).outcome).toBe('continue');
  });
});

describe('the question', () => {
  test('says what is rolled back by itself, and what is red already', () => {
    const ask = askToDeploy(subject(), release(), seen([`${SERVICE}/HighCpu`]));
    expect(ask).toMatchObject({ act: 'deploy', because: 'person', evenDisabled: true });
    expect(ask.effect).toMatch(/rolled back to algo-trading-prod-trading:12 by itself: that is part of the question/);
    expect(ask.effect).toMatch(/red already: algo-trading-prod-trading\/HighCpu/);
    expect(ask.undo).toBe(
      `npm run runbook -- start update-deployment --service trading --image ${digest(2)} --reason "…"`,
    );
    expect(ask.facts).toMatchObject({ image: `${REPOSITORY}@${digest(3)}`, 'alarms red': `${SERVICE}/HighCpu` });
    expect(ask.command).toMatch(
      /jq .*register-task-definition .*update-service .*--task-definition algo-trading-prod-trading$/,
    );
  });

  test('holds only for the alarms that were red when it was asked', () => {
    const facts = (red: Parameters<typeof askToDeploy>[2]) => askToDeploy(subject(), release(), red).facts;
    expect(facts(seen([]))).not.toEqual(facts(seen([`${SERVICE}/HighCpu`])));
    expect(facts(unseen('throttled'))).toMatchObject({ 'alarms red': 'unknown' });
  });
});

describe('the way back', () => {
  const chosen = release({ base: `${SERVICE}:12`, digest: digest(2), revision: 'arn:revision/1' });
  const rolling = service({ deployments: [deployment({ id: 'ecs-svc/9999', rolloutState: 'IN_PROGRESS' })] });
  const history = [past(0, 13, 3, 'IN_PROGRESS'), past(1, 12, 2), past(5, 11, 1)];
  const way = (to = chosen, of = rolling, its = subject(), told = history) =>
    wayBack(its, to, of, told, seen(kept()), 'i1');

  test('is by an update where nothing is under way', () => {
    expect(way(chosen, service())).toEqual({ by: 'update' });
  });

  test('stops the deployment that is under way where ECS then goes back to just that', () => {
    expect(way()).toEqual({ by: 'stop', deployment: 'arn:deployment/0' });
    const ask = askToRollBack(
      subject(),
      chosen,
      { by: 'stop', deployment: 'arn:deployment/0' },
      { as: 'is', name: 'x' },
    );
    expect(ask).toMatchObject({
      act: 'rollback',
      command: 'aws ecs stop-service-deployment --service-deployment-arn arn:deployment/0 --stop-type ROLLBACK',
    });
  });

  test.each([
    ['it would go back to something else', { ...chosen, revision: 'arn:revision/5' }, history],
    ['what was chosen has no revision that ECS tells of', release(), history],
    ['it is being rolled back already', chosen, [past(0, 13, 3, 'ROLLBACK_IN_PROGRESS'), ...history.slice(1)]],
    ['nothing was successful before', chosen, history.slice(0, 1)],
  ])('is none where %s', (_what, to, told) => {
    expect(way(to, rolling, subject(), told)).toMatchObject({
      by: 'none',
      result: { outcome: 'stand-down', refused: { because: 'a deployment to something else is under way' } },
    });
  });

  test('is by stopping the tasks where generations may not overlap, whatever is under way', () => {
    expect(way(chosen, rolling, subject({ overlap: false }))).toEqual({ by: 'update' });
  });

  test('that loses open orders says so in the question', () => {
    const ask = askToRollBack(
      subject({ stateSurvives: false, overlap: false }),
      chosen,
      { by: 'update' },
      { as: 'is', name: 'x' },
    );
    expect(ask.effect).toMatch(/The service is down between the two\. Open orders are not read back by its new tasks/);
  });
});

describe('following', () => {
  const intent = { taskDefinition: `${SERVICE}:13`, primaryBefore: 'ecs-svc/1111', intendedAt: '' };
  const primaryIs = (id: string, revision: number) =>
    service({ deployments: [deployment({ id, taskDefinition: `arn:task-definition/${SERVICE}:${revision}` })] });

  test('finds what came of an intention by its task definition, and takes nothing else for it', () => {
    expect(cameOf(intent, primaryIs('ecs-svc/2222', 13))).toBe('ecs-svc/2222');
    expect(cameOf(intent, primaryIs('ecs-svc/2222', 14))).toBeUndefined();
    expect(cameOf(intent, primaryIs('ecs-svc/1111', 13))).toBeUndefined();
  });

  test.each([
    ['complete', service({ deployments: [deployment({ id: 'ecs-svc/2222' })] })],
    ['replaced', service({ deployments: [deployment({ id: 'ecs-svc/9999' })] })],
    ['under-way', service({ deployments: [deployment({ id: 'ecs-svc/2222', rolloutState: 'IN_PROGRESS' })] })],
    ['failed', service({ deployments: [deployment({ id: 'ecs-svc/2222', rolloutState: 'FAILED' })] })],
  ])('says that a deployment is %s', (state, of) => {
    const standing = standingOf({
      service: seen(of),
      stopped: seen([]),
      deployment: { id: 'ecs-svc/2222', ours: true },
    });
    expect(standing.state).toBe(state);
  });

  test('a start that the guard refused is for people, and tasks that keep ending are taken back', () => {
    const refused = { outcome: 'escalate', finding: 'No.', refused: { act: 'x', because: 'y' } } as const;
    expect(afterStop(refused)).toBe(refused);
    expect(afterStop({ outcome: 'escalate', finding: 'They keep ending.' })).toEqual({
      state: 'failed',
      finding: 'They keep ending.',
    });
    expect(
      afterStop({ outcome: 'continue', finding: 'Old again.', refused: { act: 'x', because: 'y' } }),
    ).toMatchObject({
      state: 'not-begun',
    });
    expect(afterStop({ outcome: 'wait', finding: '' })).toBeUndefined();
  });
});
