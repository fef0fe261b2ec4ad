import { pinned, readImage, said, shortened, wantedImage, whichOf } from '../../../../lambdas/shared/release/image';
import { digest, REPOSITORY, SERVICE } from './world';

describe('an image is read as a task definition names it', () => {
  test.each([
    ['a tag', `${SERVICE}:v13`, { repository: SERVICE, tag: 'v13' }],
    ['a digest', `${SERVICE}@${digest(3)}`, { repository: SERVICE, digest: digest(3) }],
    ['both', `${SERVICE}:v13@${digest(3)}`, { repository: SERVICE, tag: 'v13', digest: digest(3) }],
    [
      'a registry before it',
      `${REPOSITORY}:v13`,
      { registry: REPOSITORY.split('/')[0], repository: SERVICE, tag: 'v13' },
    ],
    ['neither', SERVICE, { repository: SERVICE }],
    ['a repository in a folder', 'team/trading:v1', { repository: 'team/trading', tag: 'v1' }],
  ])('with %s', (_what, image, read) => {
    expect(readImage(image)).toEqual(read);
  });

  test.each(['', 'UPPER:case', 'trading@sha256:short', 'trading:', 'a b'])('"%s" is none', (image) => {
    expect(readImage(image)).toBeUndefined();
  });

  test('pinned, it says its digest in the place of its tag', () => {
    expect(pinned(readImage(`${REPOSITORY}:latest`) ?? { repository: '?' }, digest(3))).toBe(
      `${REPOSITORY}@${digest(3)}`,
    );
  });

  test('without a tag the latest is meant, and a digest outweighs a tag', () => {
    expect(whichOf({ repository: SERVICE })).toEqual({ tag: 'latest' });
    expect(whichOf({ repository: SERVICE, tag: 'v13', digest: digest(3) })).toEqual({ digest: digest(3) });
    expect([said({ tag: 'v13' }), said({ digest: 'sha256:1' })]).toEqual([':v13', '@sha256:1']);
  });

  test('people are shown twelve digits of each digest', () => {
    expect(shortened([digest(3), digest(2)])).toBe('sha256:000000000000 and sha256:000000000000');
    expect(shortened([])).toBe('none');
  });
});

describe('what somebody asks for', () => {
  const own = readImage(`${REPOSITORY}:latest`) ?? { repository: '?' };

  test.each([
    [digest(3), { digest: digest(3) }],
    [`${SERVICE}@${digest(3)}`, { digest: digest(3) }],
    [`${REPOSITORY}@${digest(3)}`, { digest: digest(3) }],
    [`${SERVICE}:v13`, { tag: 'v13' }],
  ])('%s is of the service', (given, which) => {
    expect(wantedImage(given, own)).toEqual({ which });
  });

  test.each([
    ['another repository', 'algo-trading-prod-dashboard:v13', /not the service's own repository/],
    [
      'the same name in another registry',
      `999999999999.dkr.ecr.ap-south-1.amazonaws.com/${SERVICE}:v13`,
      /not the service's own/,
    ],
    ['no tag and no digest', SERVICE, /expected algo-trading-prod-trading@sha256:…, .*:<tag>, or sha256:…/],
    ['half a digest', 'sha256:0123', /expected/],
    ['nothing', '', /image: given ""/],
  ])('%s is refused by name', (_what, given, complaint) => {
    const wanted = wantedImage(given, own);
    expect('complaint' in wanted ? wanted.complaint : 'taken').toMatch(complaint);
  });
});
