import type { Resource } from '../../engine/assembly';
import { listOf, type PolicyDocument, type Statement } from '../../engine/iam';

/** A statement as it stands in a resource. */
export interface Standing {
  readonly statement: Statement;
  /** The same for no other. */
  readonly key: string;
  /** Actions as they are written there. */
  readonly actions: readonly string[];
  /** Takes an action out of it, in (a copy of) the properties of its resource; the last one takes the statement along. */
  without(action: string, properties: Resource['properties']): Resource['properties'];
}

type Find = (properties: Resource['properties']) => PolicyDocument | undefined;

/** Where a type of resource keeps its policies. */
const POLICIES: Readonly<Record<string, (resource: Resource) => readonly Find[]>> = {
  'AWS::IAM::Policy': () => [documentAt('PolicyDocument')],
  'AWS::IAM::ManagedPolicy': () => [documentAt('PolicyDocument')],
  'AWS::SNS::TopicPolicy': () => [documentAt('PolicyDocument')],
  'AWS::SQS::QueuePolicy': () => [documentAt('PolicyDocument')],
  'AWS::S3::BucketPolicy': () => [documentAt('PolicyDocument')],
  'AWS::KMS::Key': () => [documentAt('KeyPolicy')],
  'AWS::IAM::Role': ({ properties }) =>
    ((properties.Policies ?? []) as readonly unknown[]).map(
      (_, index) => (of) => (of.Policies as { PolicyDocument: PolicyDocument }[])[index]?.PolicyDocument,
    ),
};

function documentAt(name: string): Find {
  return (properties) => properties[name] as PolicyDocument | undefined;
}

/** The statements of the policies that a resource is, or has. */
export function statementsOf(resource: Resource): readonly Standing[] {
  const id = resource.path ?? resource.logicalId;
  return (POLICIES[resource.type]?.(resource) ?? []).flatMap((find, policy) =>
    listOf(find(resource.properties)?.Statement).map(
      (statement, position): Standing => ({
        statement,
        key: `${id} ${policy}.${position}`,
        actions: listOf(statement.Action),
        without: (action, properties) => {
          const document = find(properties) as { Statement: unknown };
          document.Statement = listOf(document.Statement as Statement[])
            .map((one, index) =>
              index === position ? { ...one, Action: listOf(one.Action).filter((each) => each !== action) } : one,
            )
            .filter(({ Action, NotAction }) => NotAction !== undefined || listOf(Action).length > 0);
          return properties;
        },
      }),
    ),
  );
}
