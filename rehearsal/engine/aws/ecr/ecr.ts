import { createHash } from 'node:crypto';
import type {
  DescribeImagesCommandOutput,
  DescribeImagesRequest,
  ImageDetail,
  ImageIdentifier,
} from '@aws-sdk/client-ecr';
import type { VirtualClock } from '../../clock';
import { NotPlayed, refuseOthers } from '../../refuse';
import { type Account, AwsError, type ServiceModel } from '../service';
import { readImage } from './image';

/** An image in a repository. */
export interface Image {
  /** `sha256:` and 64 hexadecimal digits. */
  readonly digest: string;
  /** None: it can be pulled by its digest only. */
  readonly tags: readonly string[];
  /** Milliseconds since the epoch. */
  readonly pushedAt: number;
}

interface Repository {
  /** By digest, oldest first. */
  readonly images: Map<string, { readonly pushedAt: number }>;
  /** Tag to digest. */
  readonly tags: Map<string, string>;
  pushes: number;
}

// @claim assumed: Every image has the size of the documented example.
// @source https://github.com/aws/aws-cli/blob/develop/awscli/examples/ecr/describe-images.rst
const SIZE_BYTES = 48_318_255;

/** The account's private registry: repositories whose tags can be moved, and their images. */
export class Ecr implements ServiceModel {
  private readonly clock: VirtualClock;
  private readonly account: Account;
  private readonly repositories = new Map<string, Repository>();

  constructor({ clock, account }: { clock: VirtualClock; account: Account }) {
    this.clock = clock;
    this.account = account;
  }

  readonly operations = {
    DescribeImages: (input: DescribeImagesRequest): Omit<DescribeImagesCommandOutput, '$metadata'> =>
      this.describeImages(input),
  };

  // @claim documented: The URI of a repository is <account>.dkr.ecr.<region>.amazonaws.com/<repository>.
  // @source https://docs.aws.amazon.com/AmazonECR/latest/userguide/Registries.html
  /** What a task definition says before the tag or digest. */
  uri(repository: string): string {
    return `${this.registry}/${repository}`;
  }

  /** A repository exists from now on, unless it does already. */
  addRepository(name: string): void {
    if (!this.repositories.has(name)) this.repositories.set(name, { images: new Map(), tags: new Map(), pushes: 0 });
  }

  /**
   * An image is pushed; a tag that another image had moves to it.
   * @param image.digest left out: one that no other image has. @param image.at milliseconds since the epoch, not after
   * the clock's present, which it is if left out.
   * @returns its digest. @throws when there is no such repository.
   */
  push(
    repository: string,
    { tag, digest: given, at = this.clock.now() }: { tag?: string; digest?: string; at?: number } = {},
  ): string {
    const into = this.existing(repository);
    into.pushes++;
    const digest = given ?? digestOf(`${repository} ${into.pushes}`);
    if (!into.images.has(digest)) into.images.set(digest, { pushedAt: at });
    if (tag !== undefined) into.tags.set(tag, digest);
    return digest;
  }

  /** A tag is given to an image, and taken from the one that had it. @throws when there is no such image. */
  moveTag(repository: string, tag: string, digest: string): void {
    this.existingImage(repository, digest);
    this.existing(repository).tags.set(tag, digest);
  }

  // @claim documented: An image that is deleted by its digest is gone with all of its tags.
  // @source SDK client-ecr BatchDeleteImage documentation
  /** An image is deleted, and its tags with it. @throws when there is no such image. */
  deleteImage(repository: string, digest: string): void {
    this.existingImage(repository, digest);
    const { images, tags } = this.existing(repository);
    images.delete(digest);
    for (const [tag, of] of tags) if (of === digest) tags.delete(tag);
  }

  /** Oldest first. @throws when there is no such repository. */
  images(repository: string): Image[] {
    const { images } = this.existing(repository);
    return [...images].map(([digest, { pushedAt }]) => ({ digest, pushedAt, tags: this.tagsOf(repository, digest) }));
  }

  /**
   * The digest of what would be pulled now; undefined when there is no such image.
   * @param image as a task definition names it; what is in no repository of this registry is not played, and so not there.
   */
  resolve(image: string): string | undefined {
    const { registry, repository, tag, digest } = readImage(image) ?? {};
    const found = repository !== undefined && registry === this.registry && this.repositories.get(repository);
    if (!found) return undefined;
    // @claim documented: An image without a tag means the one tagged latest.
    // @source https://docs.aws.amazon.com/AmazonECR/latest/userguide/docker-pull-ecr-image.html
    if (digest === undefined) return found.tags.get(tag ?? 'latest');
    return found.images.has(digest) ? digest : undefined;
  }

  private get registry(): string {
    return `${this.account.id}.dkr.ecr.${this.account.region}.amazonaws.com`;
  }

  private describeImages(input: DescribeImagesRequest): Omit<DescribeImagesCommandOutput, '$metadata'> {
    refuseOthers('ecr DescribeImages', input, ['registryId', 'repositoryName', 'imageIds', 'maxResults', 'nextToken']);
    const { registryId = this.account.id, repositoryName = '', imageIds, maxResults, nextToken } = input;
    if (registryId !== this.account.id) throw new NotPlayed(`ecr registryId ${registryId}`, [this.account.id]);
    // @claim cross-checked: A repository that is not there is RepositoryNotFoundException "The repository with name 'N' does not exist in the registry with id 'R'".
    // @source output of AWS: https://github.com/turbot/steampipe-plugin-aws/issues/1938
    if (!this.repositories.has(repositoryName)) {
      throw new AwsError(
        'RepositoryNotFoundException',
        `The repository with name '${repositoryName}' does not exist in the registry with id '${registryId}'`,
      );
    }
    if (imageIds === undefined) return this.page(repositoryName, maxResults, nextToken);
    // @claim documented: DescribeImages takes 1 to 100 imageIds, and then neither maxResults nor nextToken.
    // @source https://docs.aws.amazon.com/AmazonECR/latest/APIReference/API_DescribeImages.html
    if (imageIds.length < 1 || imageIds.length > 100 || maxResults !== undefined || nextToken !== undefined) {
      throw invalid('imageIds takes 1 to 100 entries, without maxResults and nextToken.');
    }
    const digests = new Set(imageIds.map((id) => this.named(repositoryName, id)));
    return { imageDetails: [...digests].map((digest) => this.detail(repositoryName, digest)) };
  }

  // @claim documented: Without imageIds DescribeImages answers up to 100 images, or maxResults of 1 to 1000, and a nextToken where there are more.
  // @source SDK client-ecr DescribeImages documentation (maxResults)
  // @claim assumed: They come in the order in which they were pushed.
  // @source not documented; SDK client-ecr DescribeImages documentation
  private page(repository: string, size = 100, token: string | undefined): { imageDetails: ImageDetail[] } {
    if (!(Number.isInteger(size) && size >= 1 && size <= 1000)) throw invalid(`maxResults ${size}`);
    const digests = this.images(repository).map(({ digest }) => digest);
    const from = token === undefined ? 0 : digests.indexOf(token) + 1;
    if (token !== undefined && from === 0) throw invalid('nextToken');
    const page = digests.slice(from, from + size);
    const more = from + size < digests.length ? { nextToken: page.at(-1) as string } : {};
    return { imageDetails: page.map((digest) => this.detail(repository, digest)), ...more };
  }

  private named(repository: string, { imageDigest, imageTag }: ImageIdentifier): string {
    const { images, tags } = this.existing(repository);
    if (imageDigest === undefined && imageTag === undefined) throw invalid('imageIds names no image.');
    const tagged = imageTag === undefined ? imageDigest : tags.get(imageTag);
    const digest = imageDigest ?? tagged;
    // @claim cross-checked: An image that is not there is ImageNotFoundException "The image with imageId {imageDigest:'D', imageTag:'T'} does not exist within the repository with name 'N' in the registry with id 'R'", what was not named as 'null'.
    // @source output of AWS: https://github.com/hashicorp/terraform-provider-aws/issues/35268
    // @claim assumed: The same is said where a tag is not that of the digest beside it.
    // @source not documented; SDK client-ecr DescribeImages documentation
    if (digest === undefined || !images.has(digest) || tagged !== digest) {
      throw new AwsError(
        'ImageNotFoundException',
        `The image with imageId {imageDigest:'${imageDigest ?? 'null'}', imageTag:'${imageTag ?? 'null'}'} does not ` +
          `exist within the repository with name '${repository}' in the registry with id '${this.account.id}'`,
      );
    }
    return digest;
  }

  private detail(repository: string, digest: string): ImageDetail {
    const { pushedAt } = this.existing(repository).images.get(digest) as { pushedAt: number };
    const imageTags = this.tagsOf(repository, digest);
    return {
      registryId: this.account.id,
      repositoryName: repository,
      imageDigest: digest,
      ...(imageTags.length > 0 && { imageTags }),
      imageSizeInBytes: SIZE_BYTES,
      imagePushedAt: new Date(pushedAt),
      imageManifestMediaType: 'application/vnd.docker.distribution.manifest.v2+json',
      artifactMediaType: 'application/vnd.docker.container.image.v1+json',
    };
  }

  private tagsOf(repository: string, digest: string): string[] {
    return [...this.existing(repository).tags].flatMap(([tag, of]) => (of === digest ? [tag] : []));
  }

  /** @throws an ordinary error, because the story, not AWS, was asked. */
  private existing(name: string): Repository {
    const found = this.repositories.get(name);
    if (found) return found;
    throw new Error(`no repository '${name}'; there are: ${[...this.repositories.keys()].join(', ') || 'none'}`);
  }

  private existingImage(repository: string, digest: string): void {
    if (!this.existing(repository).images.has(digest)) throw new Error(`no image ${digest} in '${repository}'`);
  }
}

/** The digest of a manifest is the hash of its text, of which nothing here is known but whose it is. */
const digestOf = (manifest: string): string => `sha256:${createHash('sha256').update(manifest).digest('hex')}`;

const invalid = (why: string) => new AwsError('InvalidParameterException', `Invalid parameter: ${why}`);
