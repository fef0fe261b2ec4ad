import {
  ClientException,
  type ContainerDefinition,
  DescribeTaskDefinitionCommand,
  type ECSClient,
  RegisterTaskDefinitionCommand,
  type RegisterTaskDefinitionCommandInput,
  type TaskDefinition,
} from '@aws-sdk/client-ecs';
import { asked } from '../acting';
import { stableJson } from '../maintenance/documents';

/** A revision of a task definition, and what registering it again takes. */
export interface Definition {
  /** `family:revision`. */
  readonly name: string;
  readonly family: string;
  readonly active: boolean;
  /** All it says, without what AWS adds to it. */
  readonly content: RegisterTaskDefinitionCommandInput;
}

/** `family:revision` of an ARN, or of what is one already. */
export const definitionName = (arn: string | undefined): string => arn?.split('/').at(-1) ?? 'none';

/**
 * @param name `family:revision`, or a family: its latest revision that is active.
 * @returns undefined when there is none. @throws when it cannot be asked for.
 */
export async function describeDefinition(ecs: ECSClient, name: string): Promise<Definition | undefined> {
  try {
    const { taskDefinition, tags = [] } = await ecs.send(
      new DescribeTaskDefinitionCommand({ taskDefinition: name, include: ['TAGS'] }),
    );
    return taskDefinition && definitionOf(taskDefinition, tags);
  } catch (error) {
    // What ECS says of a revision that is not there, and of a family without an active one.
    if (error instanceof ClientException && /unable to describe task definition/i.test(error.message)) return undefined;
    throw error;
  }
}

function definitionOf(described: TaskDefinition, tags: RegisterTaskDefinitionCommandInput['tags'] = []): Definition {
  const {
    taskDefinitionArn,
    revision: _revision,
    status,
    requiresAttributes: _requiresAttributes,
    compatibilities: _compatibilities,
    registeredAt: _registeredAt,
    deregisteredAt: _deregisteredAt,
    deleteRequestedAt: _deleteRequestedAt,
    registeredBy: _registeredBy,
    ...said
  } = described;
  const { family = definitionName(taskDefinitionArn).split(':')[0] ?? '', containerDefinitions = [] } = said;
  // Tags that begin with aws: are given by AWS alone.
  const own = tags.filter(({ key = '' }) => !key.startsWith('aws:'));
  return {
    name: definitionName(taskDefinitionArn),
    family,
    active: status === 'ACTIVE',
    content: { ...said, family, containerDefinitions, ...(own.length > 0 ? { tags: own } : {}) },
  };
}

export const containersOf = ({ content }: Pick<Definition, 'content'>): readonly ContainerDefinition[] =>
  content.containerDefinitions ?? [];

/** The same content with another image in one of its containers. */
export const withImage = (content: Definition['content'], container: string, image: string): Definition['content'] => ({
  ...content,
  containerDefinitions: (content.containerDefinitions ?? []).map((one) =>
    one.name === container ? { ...one, image } : one,
  ),
});

/** What differs between two contents: a line for each field, with what it was and what it will be. */
export function differences(before: Definition['content'], after: Definition['content']): string[] {
  const fields = (content: Definition['content']) => {
    const { containerDefinitions = [], ...rest } = content;
    const containers = containerDefinitions.flatMap(({ name = '?', ...container }) =>
      Object.entries(container).map(([field, value]) => [`container ${name}: ${field}`, value] as const),
    );
    return new Map<string, string>(
      [...Object.entries(rest), ...containers].map(([field, value]) => [field, text(value)]),
    );
  };
  const [old, fresh] = [fields(before), fields(after)];
  return [...new Set([...old.keys(), ...fresh.keys()])].flatMap((field) => {
    const [was = 'nothing', is = 'nothing'] = [old.get(field), fresh.get(field)];
    return was === is ? [] : [`${field}: ${was} -> ${is}`];
  });
}

const text = (value: unknown): string => (typeof value === 'string' ? value : stableJson(value).trim());

/**
 * Sees to it that a revision with this content exists. Where the latest active one of the family says the same already (an
 * earlier try has registered it, and its answer was lost), that is the one.
 * @param acting a client that tries once.
 * @returns `family:revision`. @throws when it cannot be registered.
 */
export async function ensureDefinition(
  { ecs, acting }: { readonly ecs: ECSClient; readonly acting: ECSClient },
  content: Definition['content'],
  sleep: (milliseconds: number) => Promise<void>,
): Promise<string> {
  const latest = await describeDefinition(ecs, content.family ?? '');
  if (latest && stableJson(latest.content) === stableJson(content)) return latest.name;
  const { taskDefinition } = await asked(() => acting.send(new RegisterTaskDefinitionCommand(content)), sleep);
  if (!taskDefinition?.taskDefinitionArn) throw new Error('ECS registered a task definition and did not name it.');
  return definitionName(taskDefinition.taskDefinitionArn);
}
