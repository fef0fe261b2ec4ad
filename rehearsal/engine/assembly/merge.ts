import type { Account } from '../aws/service';
import { readStack, type StackFiles } from './files';
import type { Resource } from './model';
import { readResources } from './stack';
import { TYPES } from './types';

/** One stack's share of what is deployed. */
export interface MergedStack {
  readonly name: string;
  readonly byLogicalId: ReadonlyMap<string, Resource>;
}

/** What several stacks add up to once they are deployed. */
export interface Merged {
  readonly account: Account;
  readonly stacks: readonly MergedStack[];
  /** Of every stack, in the order the stacks were named and then in the template's. */
  readonly resources: readonly Resource[];
  /** Without the `:*` that ends the ARN of a log group. */
  readonly byArn: ReadonlyMap<string, Resource>;
  readonly assets: ReadonlyMap<string, string>;
}

/**
 * Reads stacks that live in one account and region and refer to each other by name only.
 * @throws for what is wrong with a stack, stacks of different accounts or regions, two resources with one ARN.
 */
export function mergeStacks(directory: string, stackNames: string | readonly string[] | undefined): Merged {
  const files = readAll(directory, stackNames);
  const account = oneAccount(files);
  const stored = new Map<string, string>();
  const stacks = files.map((each) => {
    const resources = readResources(each, (name) => stored.get(name));
    for (const { type, name, properties } of resources) {
      if (type === 'AWS::SSM::Parameter') stored.set(name, String(properties.Value));
    }
    return { name: each.stackName, resources, byLogicalId: new Map(resources.map((one) => [one.logicalId, one])) };
  });
  return {
    account,
    stacks,
    resources: stacks.flatMap(({ resources }) => resources),
    byArn: byArn(stacks),
    assets: mergeAssets(files),
  };
}

function readAll(directory: string, stackNames: string | readonly string[] | undefined): StackFiles[] {
  if (stackNames === undefined || typeof stackNames === 'string') return [readStack(directory, stackNames)];
  if (stackNames.length === 0) throw new Error(`No stack of ${directory} was named: expected one or several names`);
  const files = stackNames.map((name) => readStack(directory, name));
  for (const { stackName } of files) {
    if (files.filter((other) => other.stackName === stackName).length > 1) {
      throw new Error(`Stack ${stackName} was named twice`);
    }
  }
  return files;
}

function oneAccount([first, ...others]: readonly StackFiles[]): Account {
  if (!first) throw new Error('There is no stack');
  const { account, stackName } = first;
  for (const other of others) {
    if (other.account.id === account.id && other.account.region === account.region) continue;
    throw new Error(
      `Stack ${other.stackName} is for ${place(other.account)} and stack ${stackName} for ${place(account)}: ` +
        'the rehearsal plays one account and region',
    );
  }
  return account;
}

const place = ({ id, region }: Account): string => `${id} in ${region}`;

function byArn(stacks: readonly { name: string; resources: readonly Resource[] }[]): Map<string, Resource> {
  const known = new Map<string, { resource: Resource; stack: string }>();
  for (const { name: stack, resources } of stacks) {
    for (const resource of resources) {
      if (!TYPES[resource.type]?.arn) continue;
      const arn = resource.arn.replace(/:\*$/, '');
      const other = known.get(arn);
      if (other) {
        const of = (one: string) => (stack === other.stack ? '' : ` of stack ${one}`);
        throw new Error(
          `${resource.logicalId}${of(stack)} and ${other.resource.logicalId}${of(other.stack)} (${resource.type}) ` +
            `both have the ARN ${arn}`,
        );
      }
      known.set(arn, { resource, stack });
    }
  }
  return new Map([...known].map(([arn, { resource }]) => [arn, resource]));
}

/** Assets are named after their content, so a key that two stacks share is one asset. */
function mergeAssets(files: readonly StackFiles[]): Map<string, string> {
  const merged = new Map<string, string>();
  for (const { assets, stackName } of files) {
    for (const [key, path] of assets) {
      const other = merged.get(key);
      if (other !== undefined && other !== path) {
        throw new Error(`The asset ${key} is ${path} in stack ${stackName} and ${other} in another`);
      }
      merged.set(key, path);
    }
  }
  return merged;
}
