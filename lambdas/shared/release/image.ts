/** A container image as a task definition names it. */
export interface ImageName {
  /** Host name of the registry; absent where none is named. */
  readonly registry?: string;
  readonly repository: string;
  readonly tag?: string;
  /** `sha256:` and 64 hexadecimal digits; where it stands, a tag beside it does not count. */
  readonly digest?: string;
}

// https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_ContainerDefinition.html (image)
const FORM =
  /^(?:([\w-]+[.:][\w.:-]*|localhost)\/)?([a-z0-9][a-z0-9._/-]*)(?::(\w[\w.-]{0,127}))?(?:@(sha256:[0-9a-f]{64}))?$/;
const DIGEST = /^sha256:[0-9a-f]{64}$/;

/** @returns undefined for what names no image. */
export function readImage(image: string): ImageName | undefined {
  const [, registry, repository, tag, digest] = FORM.exec(image) ?? [];
  if (repository === undefined) return undefined;
  return { ...(registry ? { registry } : {}), repository, ...(tag ? { tag } : {}), ...(digest ? { digest } : {}) };
}

/** The same repository at one digest, whatever its tags will mean. */
export const pinned = ({ registry, repository }: Pick<ImageName, 'registry' | 'repository'>, digest: string): string =>
  `${registry ? `${registry}/` : ''}${repository}@${digest}`;

/** What is asked for within a repository. A tag left out means `latest`, as it does to whoever pulls it. */
export type Which = { readonly digest: string } | { readonly tag: string };

export const whichOf = ({ digest, tag = 'latest' }: ImageName): Which => (digest ? { digest } : { tag });

/** `:v12`, `@sha256:…`: as it stands behind its repository. */
export const said = (which: Which): string => ('digest' in which ? `@${which.digest}` : `:${which.tag}`);

/** The first twelve digits, by which people tell digests apart. */
export const short = (digest: string): string => digest.replace(/^sha256:([0-9a-f]{12})[0-9a-f]*$/, 'sha256:$1');

export const shortened = (digests: readonly string[]): string => digests.map(short).join(' and ') || 'none';

/**
 * Which image of a service's own repository somebody asks for.
 * @param own the image its task definition names now.
 * @returns a complaint that names what was given and what is expected.
 */
export function wantedImage(given: string, own: ImageName): { which: Which } | { complaint: string } {
  const expected = `expected ${own.repository}@sha256:…, ${own.repository}:<tag>, or sha256:… of that repository`;
  if (DIGEST.test(given)) return { which: { digest: given } };
  const named = readImage(given);
  if (!named || (named.tag === undefined && named.digest === undefined))
    return { complaint: `image: given "${given}", ${expected}` };
  const elsewhere =
    named.repository !== own.repository || (named.registry !== undefined && named.registry !== own.registry);
  if (elsewhere)
    return { complaint: `image: given "${given}", which is not the service's own repository; ${expected}` };
  return { which: whichOf(named) };
}
