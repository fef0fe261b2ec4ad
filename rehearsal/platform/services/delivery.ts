import type { Ecr, Image } from '../../engine/aws/ecr';
import type { Ecs } from '../../engine/aws/ecs';
import type { Role, ServiceDescription } from '../description';
import type { Flaw } from './releases';

/** What a service's images are called. */
export interface ImageName {
  /** In the account's registry. */
  readonly repository: string;
  readonly tag: string;
}

const IMAGE = /^(?:[^/]+\.amazonaws\.com\/)?(.+?)(?::([\w.-]+))?$/;

/** @param image `repository:tag`, with or without the registry before it. */
export function imageName(image: string): ImageName {
  const [, repository = image, tag = 'latest'] = IMAGE.exec(image) ?? [];
  return { repository, tag };
}

export interface Push {
  /** Left out: it can be deployed by its digest only. */
  readonly tag?: string;
  /** What is wrong with every task that is started from it; left out: nothing. */
  readonly flaw?: Flaw;
}

export interface DeliveryOptions {
  readonly ecr: Pick<Ecr, 'push' | 'moveTag' | 'deleteImage' | 'images'>;
  readonly ecs: Pick<Ecs, 'deregisterTaskDefinition' | 'forgetPast'>;
  readonly services: Readonly<Record<Role, ServiceDescription>>;
}

/** What others do to the images of the services and to the revisions of their task definitions. Nothing is deployed by it. */
export class Delivery {
  private readonly flaws = new Map<string, Flaw>();

  constructor(private readonly options: DeliveryOptions) {}

  /** @returns the digest of the image. */
  pushImage(role: Role, { tag, flaw }: Push = {}): string {
    const digest = this.options.ecr.push(this.repositoryOf(role), tag === undefined ? {} : { tag });
    if (flaw !== undefined) this.flaws.set(digest, flaw);
    return digest;
  }

  /** A tag is given to an image, and taken from the one that had it. @throws when there is no such image. */
  moveTag(role: Role, tag: string, digest: string): void {
    this.options.ecr.moveTag(this.repositoryOf(role), tag, digest);
  }

  /** An image is deleted, and its tags with it. @throws when there is no such image. */
  deleteImage(role: Role, digest: string): void {
    this.options.ecr.deleteImage(this.repositoryOf(role), digest);
  }

  /** Oldest first; at the start the one that ran before, and the one that runs, which has the tag. */
  images(role: Role): readonly Image[] {
    return this.options.ecr.images(this.repositoryOf(role));
  }

  /** A revision of a service's task definition is deregistered. @throws when there is no such active revision. */
  deregister(role: Role, revision: number): void {
    const { ecs, services } = this.options;
    ecs.deregisterTaskDefinition(`${services[role].name}:${revision}`);
  }

  /** The deployments of a service before its present one are so long ago that AWS no longer tells of them. */
  forgetDeployments(role: Role): void {
    const { ecs, services } = this.options;
    ecs.forgetPast(services[role].name);
  }

  /** What is wrong with a task that was started from this image. */
  flaw(digest: string): Flaw | undefined {
    return this.flaws.get(digest);
  }

  private repositoryOf(role: Role): string {
    return imageName(this.options.services[role].image).repository;
  }
}
