import { assetFolder, readStack } from './files';
import { customerKey } from './keys';
import type { Assembly, Resource } from './model';
import { readResourcePolicies, readRoles } from './policies';
import { readResources, unknownType } from './stack';
import { TYPES } from './types';

export type { Assembly, PolicyDocument, Resource, Role } from './model';

/**
 * Reads one stack of a synthesised cloud assembly; everything comes from the files of the folder.
 *
 * @param stackName needed when the assembly has several stacks.
 * @throws for a missing folder or stack, an unknown account or region, and for everything in the template that the
 * rehearsal does not know; the error names it.
 */
export function loadAssembly(directory: string, stackName?: string): Assembly {
  const stack = readStack(directory, stackName);
  const resources = readResources(stack);
  const byId = new Map(resources.map((resource) => [resource.logicalId, resource]));
  const byArn = new Map<string, Resource>();
  for (const resource of resources) {
    if (!TYPES[resource.type]?.arn) continue;
    const arn = resource.arn.replace(/:\*$/, '');
    const other = byArn.get(arn);
    if (other)
      throw new Error(`${resource.logicalId} and ${other.logicalId} (${resource.type}) both have the ARN ${arn}`);
    byArn.set(arn, resource);
  }
  const roles = readRoles(resources);
  const policies = readResourcePolicies(resources);
  const find = (arn: string) => byArn.get(arn.replace(/:\*$/, ''));
  return {
    directory,
    account: stack.account,
    stackName: stack.stackName,
    resources,
    roles,
    ofType(type) {
      if (!Object.hasOwn(TYPES, type)) throw unknownType(type);
      return resources.filter((resource) => resource.type === type);
    },
    byArn: find,
    byLogicalId(id) {
      const resource = byId.get(id);
      if (!resource) throw new Error(`Stack ${stack.stackName} has no resource ${id}`);
      return resource;
    },
    resourcePolicy: (arn) => policies.get(arn),
    assetDirectory: (codeS3Key) => assetFolder(stack.assets, codeS3Key),
    keyOf(arn) {
      const resource = find(arn);
      return resource && customerKey(resource, resources);
    },
  };
}
