import {
  type Choosing,
  chooseLast,
  chooseNamed,
  describeChoice,
  goneFrom,
  presentDigests,
} from '../../../../lambdas/choose-revision/decide';
import { deployment, seen, service, signal, unseen } from '../../../support/incidents';
import { digest, past, present, SERVICE } from './world';

const OWN = { repository: SERVICE, tag: 'latest' };
const refusedAs = (choosing: Choosing) => ('refused' in choosing ? choosing.refused.refused?.because : 'chosen');
const chosen = (choosing: Choosing) => ('choice' in choosing ? choosing.choice : undefined);

const rolling = present({
  service: service({ deployments: [deployment({ id: 'ecs-svc/9999', rolloutState: 'IN_PROGRESS' })] }),
  running: seen({ tasks: 3, digests: [digest(2), digest(3)] }),
});

describe('without a word it is the last deployment that succeeded and brought another image', () => {
  test('than what runs: restarts of the same image are passed over', () => {
    const history = [past(1, 12, 2), past(2, 12, 2), past(5, 11, 1), past(9, 10, 0)];
    expect(chosen(chooseLast(present(), history))).toMatchObject({ base: `${SERVICE}:11`, digest: digest(1) });
  });

  test('one that did not succeed is passed over', () => {
    const history = [past(1, 12, 2), past(2, 11, 1, 'ROLLBACK_SUCCESSFUL'), past(3, 11, 1, 'STOPPED'), past(9, 10, 0)];
    expect(chosen(chooseLast(present(), history))).toMatchObject({ base: `${SERVICE}:10` });
  });

  test('what was rolled back from is never gone forward to: it lies before what runs came for the first time', () => {
    // Release 3 was bad, and was rolled back to release 2 yesterday.
    const history = [past(1, 12, 2), past(2, 13, 3), past(5, 12, 2), past(9, 11, 1)];
    expect(chosen(chooseLast(present(), history))).toMatchObject({ base: `${SERVICE}:11`, digest: digest(1) });
  });

  test('while a deployment is under way it is gone back from what that brings, whatever still runs', () => {
    const history = [past(0, 13, 3, 'IN_PROGRESS'), past(1, 12, 2), past(5, 11, 1)];
    expect(presentDigests(rolling, history)).toEqual([digest(3)]);
    expect(chosen(chooseLast(rolling, history))).toMatchObject({ base: `${SERVICE}:12`, digest: digest(2) });
    // No task of it has been started: it has no digest yet.
    const begun = [past(0, 13, undefined, 'IN_PROGRESS'), past(1, 12, 2)];
    expect(chosen(chooseLast(rolling, begun))).toMatchObject({ base: `${SERVICE}:12` });
  });

  test('a success of another revision without a digest is chosen, and its digest is not known', () => {
    expect(chosen(chooseLast(present(), [past(1, 12, 2), past(5, 11, undefined)]))).toMatchObject({
      base: `${SERVICE}:11`,
      digest: null,
    });
  });

  test.each([
    ['there is nothing before', [past(1, 12, 2)]],
    ['ECS tells of nothing', []],
    ['nothing before was successful', [past(1, 12, 2), past(2, 11, 1, 'STOPPED')]],
    ['everything before was the same image', [past(1, 12, 2), past(2, 11, 2)]],
  ])('refused by name where %s', (_what, history) => {
    expect(refusedAs(chooseLast(present(), history))).toBe('none successful before');
  });
});

describe('a revision that is named', () => {
  const definition = (revision: number, active = true) => ({
    ...present().definition,
    name: `${SERVICE}:${revision}`,
    active,
  });
  const history = [past(1, 12, 2), past(5, 11, 1), past(7, 11, 9, 'STOPPED')];
  const name = (revision: number) => `${SERVICE}:${revision}`;

  test('runs what ECS has recorded of its last success', () => {
    expect(chosen(chooseNamed(name(11), definition(11), OWN, present(), history))).toMatchObject({
      base: name(11),
      digest: digest(1),
    });
  });

  test('that says a digest itself runs that one', () => {
    const own = { repository: SERVICE, digest: digest(7) };
    expect(chosen(chooseNamed(name(10), definition(10), own, present(), history))).toEqual({
      base: name(10),
      digest: digest(7),
    });
  });

  test('of which nothing was recorded has no digest', () => {
    expect(chosen(chooseNamed(name(10), definition(10), OWN, present(), history))).toEqual({
      base: name(10),
      digest: null,
    });
  });

  test('that runs already may still be brought back to what its tag meant before', () => {
    const moved = [past(1, 12, 2), past(3, 12, 1)];
    expect(chosen(chooseNamed(name(12), definition(12), OWN, present(), moved))).toMatchObject({ digest: digest(1) });
  });

  test.each([
    ['does not exist', 'the revision does not exist', undefined, OWN, 99],
    ['is inactive', 'the revision is inactive', definition(11, false), OWN, 11],
    ['is the present one', 'the revision is the present one', definition(12), OWN, 12],
    [
      'is the present one by its digest',
      'the revision is the present one',
      definition(12),
      { repository: SERVICE, digest: digest(2) },
      12,
    ],
  ] as const)('that %s is refused by name', (_what, because, found, own, revision) => {
    expect(refusedAs(chooseNamed(name(revision), found, own, present(), history))).toBe(because);
  });
});

describe('what was chosen', () => {
  const choice = { base: `${SERVICE}:11`, digest: digest(1), deployment: past(5, 11, 1) };
  const image = { digest: digest(1), tags: [], pushedAt: new Date(0) };
  const there = { active: true, image, meant: { ...image, digest: digest(2) } };
  const history = [past(1, 12, 2), choice.deployment];

  test.each([
    ['its digest is gone', choice, { ...there, image: undefined }, 'the digest is gone from the registry'],
    ['its task definition is inactive', choice, { ...there, active: false }, 'the revision is inactive'],
    [
      'its tag means nothing',
      { ...choice, digest: null },
      { ...there, meant: undefined },
      'the image is gone from the registry',
    ],
  ])('is refused by name where %s', (_what, given, registry, because) => {
    expect(goneFrom(given, OWN, registry)?.refused?.because).toBe(because);
  });

  test('can be run otherwise', () => {
    expect(goneFrom(choice, OWN, there)).toBeUndefined();
  });

  test('is told with both digests, when it ran and for how long, and that its tag has moved', () => {
    const told = describeChoice(choice, present(), OWN, there, history, seen([]));
    expect(told).toMatch(
      /^From algo-trading-prod-trading:12 with sha256:0{12} \(2 of 2 tasks running\) to algo-trading-prod-trading:11/,
    );
    expect(told).toMatch(/as a copy with that digest, because :latest means sha256:0{12} now/);
    expect(told).toMatch(
      /It was deployed last at 15 Nov 2026 10:02:17 IST and ran from 15 Nov 2026 10:04:17 IST, for 3 days\.$/,
    );
  });

  test('is told to have no digest where none was recorded', () => {
    const told = describeChoice(
      { base: choice.base, digest: null },
      present({ running: unseen('no') }),
      OWN,
      there,
      history,
      seen([]),
    );
    expect(told).toMatch(/of which ECS has recorded no digest: what :latest means now would run/);
    expect(told).toMatch(/When it ran last is not known\.$/);
  });

  test('is told with the alarms that are red already, or why they are not known', () => {
    const red = [signal(), signal({ alarm: `${SERVICE}/HighCpu`, state: 'OK' })];
    const told = (signals: Parameters<typeof describeChoice>[5]) =>
      describeChoice(choice, present(), OWN, there, history, signals);
    expect(told(seen(red))).toMatch(
      new RegExp(` Alarms that are red already: ${red[0]?.alarm}; they must be OK in time\\.$`),
    );
    expect(told(unseen('throttled'))).toMatch(/ Which alarms are red could not be read: throttled\.$/);
  });
});
