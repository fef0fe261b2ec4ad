import type { Resource } from './model';

type Properties = Readonly<Record<string, unknown>>;

/**
 * ARN of the customer's key that encrypts a resource; undefined where AWS holds the key.
 * @throws for a key or an alias that is not the stack's.
 */
export function customerKey(resource: Resource, resources: readonly Resource[]): string | undefined {
  const given = keyProperty(resource);
  return given === undefined ? undefined : keyArn(String(given), resource, resources);
}

function keyProperty({ type, properties }: Resource): unknown {
  switch (type) {
    case 'AWS::SNS::Topic':
    case 'AWS::SQS::Queue':
      return properties.KmsMasterKeyId;
    case 'AWS::S3::Bucket':
      return bucketKey(properties);
    case 'AWS::DynamoDB::Table':
      return encryption(properties).KMSMasterKeyId;
    case 'AWS::DynamoDB::GlobalTable': {
      const keys = list(properties.Replicas).map((replica) => encryption(replica).KMSMasterKeyId);
      return keys.find((key) => key !== undefined);
    }
    default:
      return undefined;
  }
}

function bucketKey(properties: Properties): unknown {
  const rules = list((properties.BucketEncryption as Properties | undefined)?.ServerSideEncryptionConfiguration);
  const keys = rules.map((rule) => (rule.ServerSideEncryptionByDefault as Properties | undefined)?.KMSMasterKeyID);
  return keys.find((key) => key !== undefined);
}

function encryption(properties: Properties): Properties {
  return (properties.SSESpecification ?? {}) as Properties;
}

// @claim documented: A key is named by its id, its ARN, an alias or an alias's ARN; aliases that begin with alias/aws/ are keys that AWS manages
// @source https://docs.aws.amazon.com/kms/latest/developerguide/concepts.html
function keyArn(given: string, from: Resource, resources: readonly Resource[]): string | undefined {
  const name = given.replace(/^arn:aws:kms:[^:]+:\d+:(key\/)?/, '');
  if (name.startsWith('alias/aws/')) return undefined;
  const alias = resources.find((one) => one.type === 'AWS::KMS::Alias' && one.name === name);
  if (alias) return keyArn(String(alias.properties.TargetKeyId), alias, resources);
  const key = resources.find((one) => one.type === 'AWS::KMS::Key' && one.name === name);
  if (!key) throw new Error(`${from.logicalId} (${from.type}) names the key ${given}, which is not a key of the stack`);
  return key.arn;
}

/** Names of the aliases that stand for a key. @throws for an alias of a key that is not the stack's. */
export function aliasesOf(key: string, resources: readonly Resource[]): readonly string[] {
  const aliases = resources.filter(({ type }) => type === 'AWS::KMS::Alias');
  return aliases
    .filter((alias) => keyArn(String(alias.properties.TargetKeyId), alias, resources) === key)
    .map(({ name }) => name);
}

function list(value: unknown): readonly Properties[] {
  return (value ?? []) as readonly Properties[];
}
