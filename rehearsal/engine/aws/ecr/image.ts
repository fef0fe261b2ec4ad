/** A container image as a task definition names it. */
export interface ImageReference {
  /** Host name of the registry; absent where none is named, which means Docker Hub. */
  readonly registry?: string;
  readonly repository: string;
  readonly tag?: string;
  /** `sha256:` and 64 hexadecimal digits; what a tag says beside it does not count. */
  readonly digest?: string;
}

const FORM =
  /^(?:([\w-]*[.:][\w.:-]*|localhost)\/)?([a-z0-9][a-z0-9._/-]*)(?::([\w][\w.-]{0,127}))?(?:@(sha256:\w+))?$/;

// @claim documented: An image is named as repository:tag or repository@digest; one of Amazon ECR begins with its registry, <account>.dkr.ecr.<region>.amazonaws.com.
// @source SDK client-ecs RegisterTaskDefinition documentation (ContainerDefinition.image)
/** Undefined for what is no image. */
export function readImage(image: string): ImageReference | undefined {
  const [, registry, repository, tag, digest] = FORM.exec(image) ?? [];
  if (repository === undefined) return undefined;
  return { ...(registry && { registry }), repository, ...(tag && { tag }), ...(digest && { digest }) };
}

/** The same image, pinned: what the deployment of a tag starts its tasks from once the tag has been resolved. */
export const pinned = (image: string, digest: string): string => `${image.replace(/@sha256:\w+$/, '')}@${digest}`;
