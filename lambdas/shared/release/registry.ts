import { DescribeImagesCommand, type ECRClient, type ImageDetail, ImageNotFoundException } from '@aws-sdk/client-ecr';
import type { Which } from './image';

/** An image as the registry knows it. */
export interface Image {
  readonly digest: string;
  readonly tags: readonly string[];
  readonly pushedAt: Date;
}

/** @returns undefined when there is no such image. @throws when the registry cannot be asked, or has no such repository. */
export async function findImage(ecr: ECRClient, repository: string, which: Which): Promise<Image | undefined> {
  const id = 'digest' in which ? { imageDigest: which.digest } : { imageTag: which.tag };
  try {
    const { imageDetails = [] } = await ecr.send(
      new DescribeImagesCommand({ repositoryName: repository, imageIds: [id] }),
    );
    return imageDetails.map(imageOf)[0];
  } catch (error) {
    if (error instanceof ImageNotFoundException) return undefined;
    throw error;
  }
}

/** Pages read at most. The registry answers in no order: only all of them tell which are the newest. */
const MAX_PAGES = 10;

/** The images pushed last, the newest first. @throws when the registry cannot be asked. */
export async function newestImages(ecr: ECRClient, repository: string, count: number): Promise<Image[]> {
  const images: Image[] = [];
  let nextToken: string | undefined;
  for (let page = 0; page < MAX_PAGES; page++) {
    const answer = await ecr.send(
      new DescribeImagesCommand({ repositoryName: repository, maxResults: 1000, ...(nextToken ? { nextToken } : {}) }),
    );
    images.push(...(answer.imageDetails ?? []).map(imageOf));
    nextToken = answer.nextToken;
    if (!nextToken) break;
  }
  return images.sort((one, other) => other.pushedAt.getTime() - one.pushedAt.getTime()).slice(0, count);
}

const imageOf = ({ imageDigest = '?', imageTags = [], imagePushedAt = new Date(0) }: ImageDetail): Image => ({
  digest: imageDigest,
  tags: imageTags,
  pushedAt: imagePushedAt,
});
