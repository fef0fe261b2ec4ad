import { assetFolder } from './files';
import { aliasesOf, customerKey } from './keys';
import { type Merged, mergeStacks } from './merge';
import type { Assembly, Resource } from './model';
import { readResourcePolicies, readRoles } from './policies';
import { unknownType } from './stack';
import { TYPES } from './types';

export type { Assembly, PolicyDocument, Resource, Role } from './model';

/**
 * Reads one or several stacks of a synthesised cloud assembly, which are deployed to one account and region; everything
 * comes from the files of the folder.
 *
 * @param stackNames may be left out where the assembly has one stack only.
 * @throws for a missing folder or stack, an unknown account or region, stacks of different ones, two resources with one
 * ARN, and for everything in a template that the rehearsal does not know; the error names it.
 */
export function loadAssembly(directory: string, stackNames?: string | readonly string[]): Assembly {
  return assemble(directory, mergeStacks(directory, stackNames));
}

function assemble(directory: string, merged: Merged): Assembly {
  const { account, stacks, resources, byArn, assets } = merged;
  const roles = readRoles(resources);
  const policies = readResourcePolicies(resources);
  const find = (arn: string) => byArn.get(arn.replace(/:\*$/, ''));
  return {
    directory,
    account,
    stackNames: stacks.map(({ name }) => name),
    resources,
    roles,
    ofType(type) {
      if (!Object.hasOwn(TYPES, type)) throw unknownType(type);
      return resources.filter((resource) => resource.type === type);
    },
    byArn: find,
    byLogicalId(id) {
      const having = stacks.filter(({ byLogicalId }) => byLogicalId.has(id));
      const resource = having[0]?.byLogicalId.get(id);
      if (!resource) throw new Error(`Stack ${namesOf(stacks, ' or ')} has no resource ${id}`);
      if (having.length > 1) throw new Error(`Each of ${namesOf(having, ' and ')} has a resource ${id}`);
      return resource;
    },
    resourcePolicy: (arn) => policies.get(arn),
    assetDirectory: (codeS3Key) => assetFolder(assets, codeS3Key),
    keyOf(arn) {
      const resource = find(arn);
      return resource && customerKey(resource, resources);
    },
    aliasesOf: (keyArn) => aliasesOf(keyArn, resources),
    altered: (resource, properties) => assemble(directory, replaced(merged, resource, properties)),
  };
}

function replaced(merged: Merged, one: Resource, properties: Resource['properties'] | undefined): Merged {
  const { stacks, resources, byArn } = merged;
  // Its name and its ARN are those it was deployed under.
  const other = properties && (Object.create(one, { properties: { value: properties, enumerable: true } }) as Resource);
  const without = <Key>(known: ReadonlyMap<Key, Resource>): Map<Key, Resource> =>
    new Map([...known].flatMap(([key, each]) => (each !== one ? [[key, each]] : other ? [[key, other]] : [])));
  return {
    ...merged,
    resources: resources.flatMap((each) => (each !== one ? [each] : other ? [other] : [])),
    byArn: without(byArn),
    stacks: stacks.map((stack) => ({ ...stack, byLogicalId: without(stack.byLogicalId) })),
  };
}

const namesOf = (stacks: readonly { readonly name: string }[], joint: string): string =>
  stacks.map(({ name }) => name).join(joint);
