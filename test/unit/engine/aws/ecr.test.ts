import { Ecr } from '../../../../rehearsal/engine/aws/ecr';
import { VirtualClock } from '../../../../rehearsal/engine/clock';

const NOW = Date.UTC(2026, 10, 23, 4, 0, 0);
const ID = '123456789012';
const REGISTRY = `${ID}.dkr.ecr.ap-south-1.amazonaws.com`;

function make() {
  const ecr = new Ecr({ clock: new VirtualClock(NOW), account: { id: ID, region: 'ap-south-1' } });
  ecr.addRepository('shop');
  const one = ecr.push('shop', { tag: 'latest', at: NOW - 60_000 });
  const two = ecr.push('shop', { tag: 'latest' });
  return { ecr, one, two, describe: ecr.operations.DescribeImages };
}

const [shop, latest] = ['shop', { imageTag: 'latest' }];

describe('DescribeImages', () => {
  // Shape: https://github.com/aws/aws-cli/blob/develop/awscli/examples/ecr/describe-images.rst
  test('answers the image that has a tag', () => {
    const { describe, two } = make();
    expect(describe({ repositoryName: shop, imageIds: [latest] }).imageDetails).toEqual([
      expect.objectContaining({
        registryId: ID,
        repositoryName: shop,
        imageDigest: two,
        imageTags: ['latest'],
        imagePushedAt: new Date(NOW),
      }),
    ]);
    expect(two).toMatch(/^sha256:[0-9a-f]{64}$/);
  });

  test('answers an image that has no tag any more, by its digest', () => {
    const { describe, one } = make();
    const [found] = describe({ repositoryName: shop, imageIds: [{ imageDigest: one }] }).imageDetails ?? [];
    expect(found).toMatchObject({ imageDigest: one, imagePushedAt: new Date(NOW - 60_000) });
    expect(found).not.toHaveProperty('imageTags');
  });

  // https://github.com/hashicorp/terraform-provider-aws/issues/35268
  test.each([
    [{ imageTag: 'next' }, "{imageDigest:'null', imageTag:'next'}"],
    [{ imageDigest: 'sha256:0' }, "{imageDigest:'sha256:0', imageTag:'null'}"],
    [{ imageDigest: 'sha256:0', imageTag: 'latest' }, "{imageDigest:'sha256:0', imageTag:'latest'}"],
  ])('%j is not found', (id, said) => {
    const message = `The image with imageId ${said} does not exist within the repository with name 'shop' in the registry with id '${ID}'`;
    expect(() => make().describe({ repositoryName: shop, imageIds: [latest, id] })).toThrow(
      expect.objectContaining({ code: 'ImageNotFoundException', message }),
    );
  });

  // https://github.com/turbot/steampipe-plugin-aws/issues/1938
  test('another repository is not found', () => {
    expect(() => make().describe({ repositoryName: 'shed', imageIds: [latest] })).toThrow(
      expect.objectContaining({
        code: 'RepositoryNotFoundException',
        message: `The repository with name 'shed' does not exist in the registry with id '${ID}'`,
      }),
    );
  });

  // SDK client-ecr DescribeImages documentation (maxResults, nextToken)
  test('without imageIds answers all, in pages', () => {
    const { describe, one, two } = make();
    const digests = (more: object) =>
      describe({ repositoryName: shop, ...more }).imageDetails?.map(({ imageDigest }) => imageDigest);
    expect(digests({})).toEqual([one, two]);
    const { nextToken } = describe({ repositoryName: shop, maxResults: 1 });
    expect(digests({ maxResults: 1, nextToken })).toEqual([two]);
  });

  test.each([
    [{ maxResults: 0 }, 'maxResults'],
    [{ nextToken: 'x' }, 'nextToken'],
    [{ imageIds: [] }, 'imageIds'],
    [{ imageIds: [{}] }, 'imageIds'],
    [{ imageIds: [latest], maxResults: 5 }, 'imageIds'],
  ])('%j is an invalid parameter', (more, name) => {
    expect(() => make().describe({ repositoryName: shop, ...more })).toThrow(
      expect.objectContaining({ code: 'InvalidParameterException', message: expect.stringContaining(name) }),
    );
  });

  test('refuses by name what it does not answer', () => {
    const { describe } = make();
    expect(() => describe({ repositoryName: shop, filter: { tagStatus: 'TAGGED' } })).toThrow('filter');
    expect(() => describe({ repositoryName: shop, registryId: '999999999999' })).toThrow('999999999999');
  });
});

describe('what would be pulled', () => {
  // https://docs.aws.amazon.com/AmazonECR/latest/userguide/Registries.html: the registry's host name
  test.each<[string, 'one' | 'two' | undefined]>([
    [`${REGISTRY}/shop:latest`, 'two'],
    [`${REGISTRY}/shop`, 'two'],
    [`${REGISTRY}/shop@ONE`, 'one'],
    [`${REGISTRY}/shop:latest@ONE`, 'one'],
    [`${REGISTRY}/shop:next`, undefined],
    [`${REGISTRY}/shop@sha256:0`, undefined],
    [`${REGISTRY}/shed:latest`, undefined],
    ['shop:latest', undefined],
    [`999999999999.dkr.ecr.ap-south-1.amazonaws.com/shop:latest`, undefined],
    ['', undefined],
  ])('%s', (image, which) => {
    const { ecr, ...digests } = make();
    expect(ecr.resolve(image.replace('ONE', digests.one))).toBe(which && digests[which]);
  });

  test('a tag can be moved, and an image deleted with its tags', () => {
    const { ecr, one, two } = make();
    ecr.moveTag('shop', 'latest', one);
    expect(ecr.resolve(`${ecr.uri('shop')}:latest`)).toBe(one);
    ecr.deleteImage('shop', one);
    expect(ecr.resolve(`${ecr.uri('shop')}:latest`)).toBeUndefined();
    expect(ecr.images('shop')).toEqual([{ digest: two, tags: [], pushedAt: NOW }]);
  });

  test('a story cannot touch what is not there', () => {
    const { ecr } = make();
    expect(() => ecr.push('shed')).toThrow("no repository 'shed'; there are: shop");
    expect(() => ecr.moveTag('shop', 'latest', 'sha256:0')).toThrow("no image sha256:0 in 'shop'");
    expect(() => ecr.deleteImage('shop', 'sha256:0')).toThrow("no image sha256:0 in 'shop'");
  });
});
