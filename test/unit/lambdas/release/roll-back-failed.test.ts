import {
  askToReturn,
  backFrom,
  decideWhether,
  isBack,
  leftAsItIs,
  type Noted,
  rolledBack,
} from '../../../../lambdas/roll-back-failed/decide';
import { deployment, seen, service, unseen } from '../../../support/incidents';
import { digest, release, SERVICE, subject } from './world';

const OURS = 'ecs-svc/2222';
const intent = { taskDefinition: `${SERVICE}:13`, primaryBefore: 'ecs-svc/1111', intendedAt: '2026-11-20T04:32:17Z' };
const noted = (over: Partial<Noted> = {}): Noted => ({
  intent,
  observed: false,
  verified: { verified: false, finding: 'It hangs.' },
  deployment: OURS,
  back: undefined,
  ...over,
});
const ours = seen(service({ deployments: [deployment({ id: OURS })] }));
const decided = (over: Partial<Noted> = {}, given: Parameters<typeof decideWhether>[3] = ours, between = false) =>
  decideWhether(subject(), release(), noted(over), given, between);

describe('it is taken back', () => {
  test.each([
    ['where it is not verified', {}],
    ['where nobody could judge it', { verified: undefined }],
    ['where taking it back was begun', { back: intent }],
  ])('%s', (_what, over: Partial<Noted>) => {
    expect(decided(over)).toBeUndefined();
  });

  test('where its tasks were stopped and none has come yet', () => {
    const down = seen(service({ desiredCount: 0, deployments: [deployment({ id: 'ecs-svc/1111' })] }));
    expect(decided({ deployment: undefined }, down, true)).toBeUndefined();
  });
});

describe('it is left', () => {
  test('where it is verified, and the run ends well', () => {
    const verified = { verified: true, finding: 'Verified: 2 of 2.' };
    expect(decided({ verified })).toEqual({ outcome: 'continue', finding: 'Nothing to roll back. Verified: 2 of 2.' });
  });

  test('where the runbook only observes', () => {
    expect(decided({ observed: true, intent: undefined })).toMatchObject({ outcome: 'continue' });
  });

  test('where people have stopped the service', () => {
    const down = seen(service({ desiredCount: 0, deployments: [deployment({ id: OURS })] }));
    expect(decided({}, down)).toMatchObject({ outcome: 'stand-down', refused: { because: 'stopped on purpose' } });
  });

  test.each([
    [
      'where somebody else has deployed since',
      seen(service({ deployments: [deployment({ id: 'ecs-svc/9999' })] })),
      /not ours, has taken the place/,
    ],
    [
      'where what ran before still runs',
      seen(service({ deployments: [deployment({ id: 'ecs-svc/1111' })] })),
      /Nothing was deployed/,
    ],
    ['where the service cannot be seen', unseen('throttled'), /could not check the service/],
  ])('%s, and people are told', (_what, given, says) => {
    const result = decided({}, given);
    expect(result?.outcome).toBe('escalate');
    expect(result?.finding).toMatch(says);
  });

  test('where nothing had been begun, and people are told', () => {
    expect(decided({ intent: undefined })).toMatchObject({ outcome: 'escalate', verdict: 'unknown' });
  });
});

test('what is gone back to is what ran before, with the image that ran then', () => {
  const back = backFrom(release());
  expect(back).toMatchObject({ base: `${SERVICE}:12`, digest: digest(2) });
  expect(askToReturn(subject(), back)).toMatchObject({
    act: 'undo-deploy',
    because: 'person',
    evenDisabled: true,
    command: expect.stringContaining(`--task-definition ${SERVICE}:12`),
  });
  // Nothing but people starts what had to be stopped first while trading is disabled.
  expect(askToReturn(subject({ overlap: false }), back)).not.toHaveProperty('evenDisabled');
});

describe('whether it is back', () => {
  const running = (...digests: string[]) => seen({ tasks: 2, digests });

  test.each([
    ['every task runs it', seen(service()), running(digest(2)), true],
    ['one task still runs the other', seen(service()), running(digest(2), digest(3)), false],
    ['a task is missing', seen(service({ runningCount: 1 })), running(digest(2)), false],
    ['nothing is wanted', seen(service({ desiredCount: 0, runningCount: 0 })), running(), false],
    ['the tasks cannot be seen', seen(service()), unseen('throttled'), false],
  ])('where %s', (_what, of, images, back) => {
    expect(isBack({ digest: digest(2) }, of, images).back).toBe(back);
  });
});

test('people are told in any case, and a rollback that is not done is not called one', () => {
  const back = backFrom(release());
  const done = rolledBack(intent, back, 'It hangs.', { standing: '', images: { back: true, finding: '2 of 2 tasks' } });
  expect(done).toMatchObject({ outcome: 'escalate', verdict: 'not-fixed' });
  expect(done.finding).toMatch(
    /^Rolled back to algo-trading-prod-trading:12 \(sha256:0{12}\): 2 of 2 tasks\. It hangs\.$/,
  );
  const not = rolledBack(intent, back, 'It hangs.', { standing: 'still rolling', images: undefined });
  expect(not.finding).toMatch(
    /^Rolling back to algo-trading-prod-trading:12 .* is not done: still rolling\. It hangs\.$/,
  );
});

test('what the guard holds back leaves it running, and people must know; a stop is their own word', () => {
  const refused = {
    outcome: 'stand-down',
    finding: 'Taken.',
    refused: { act: 'undo-deploy', because: "a person's hand" },
  } as const;
  expect(leftAsItIs(refused, 'It hangs.')).toMatchObject({ outcome: 'escalate', verdict: 'not-fixed' });
  const stopped = { ...refused, refused: { act: 'undo-deploy', because: 'stopped on purpose' } };
  expect(leftAsItIs(stopped, 'It hangs.')).toBe(stopped);
});
