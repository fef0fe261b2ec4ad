import type { ECRClient } from '@aws-sdk/client-ecr';
import type { ECSClient } from '@aws-sdk/client-ecs';
import { type Definition, describeDefinition, withImage } from '../shared/release/definition';
import { pinned, short, whichOf } from '../shared/release/image';
import type { Release } from '../shared/release/notes';
import { ownContainer } from '../shared/release/present';
import { findImage } from '../shared/release/registry';

/** What a release is to run under. */
export type WantedDefinition =
  /** A revision that is there. */
  | { readonly as: 'is'; readonly name: string }
  /** A copy of one, with the image at its digest. */
  | { readonly as: 'copy'; readonly content: Definition['content'] }
  /** It cannot be run any more: why, in one sentence. */
  | { readonly as: 'gone'; readonly because: string };

/**
 * Which task definition runs a release's digest. A deployment is always pinned to it. Going back takes the old revision as
 * it is where its tag still means the digest that ran, and a copy with the digest where the tag has moved.
 * @throws when it cannot be looked at.
 */
export async function wantedDefinition(
  { ecs, ecr }: { readonly ecs: ECSClient; readonly ecr: ECRClient },
  { base, digest }: Pick<Release, 'base' | 'digest'>,
  image: string,
  way: 'forward' | 'back',
): Promise<WantedDefinition> {
  const definition = await describeDefinition(ecs, base);
  if (!definition?.active) {
    return { as: 'gone', because: `Task definition ${base} is ${definition ? 'INACTIVE' : 'not there'} any more.` };
  }
  if (digest === null) return { as: 'is', name: base };
  const { container, own } = ownContainer(definition, image);
  if (!(await findImage(ecr, own.repository, { digest }))) {
    return { as: 'gone', because: `The image ${own.repository}@${short(digest)} is not in the registry any more.` };
  }
  if (own.digest === digest) return { as: 'is', name: base };
  const meant = way === 'back' && !own.digest ? await findImage(ecr, own.repository, whichOf(own)) : undefined;
  if (meant?.digest === digest) return { as: 'is', name: base };
  return { as: 'copy', content: withImage(definition.content, container, pinned(own, digest)) };
}
