import { NotPlayed, refuseOthers } from '../../refuse';

/** A table as the template declares it, every reference already resolved. */
export interface TableDeclaration {
  readonly name: string;
  /** Properties of AWS::DynamoDB::GlobalTable or AWS::DynamoDB::Table. */
  readonly properties: Readonly<Record<string, unknown>>;
}

const SHAPING = ['AttributeDefinitions', 'KeySchema', 'BillingMode', 'GlobalSecondaryIndexes', 'LocalSecondaryIndexes'];

/** Properties that change nothing of what the operations answer. */
const WITHOUT_EFFECT = [
  'TableName',
  'Replicas',
  'TimeToLiveSpecification',
  'PointInTimeRecoverySpecification',
  'SSESpecification',
  'DeletionProtectionEnabled',
  'TableClass',
  'Tags',
];

/**
 * What DynamoDB's CreateTable would be given for a declared table.
 * @throws NotPlayed for streams, provisioned throughput, more than one Region and whatever else is not listed here.
 */
export function creation({ name, properties }: TableDeclaration): { TableName: string } & Record<string, unknown> {
  refuseOthers(`table ${name}:`, properties, [...SHAPING, ...WITHOUT_EFFECT]);
  if (properties.BillingMode !== 'PAY_PER_REQUEST') {
    throw new NotPlayed(`table ${name}: BillingMode ${properties.BillingMode ?? 'PROVISIONED'}`, ['PAY_PER_REQUEST']);
  }
  if (Array.isArray(properties.Replicas) && properties.Replicas.length > 1) {
    throw new NotPlayed(`table ${name}: ${properties.Replicas.length} Replicas`, ['one Region']);
  }
  // @claim documented: An item whose time to live has passed stays readable until DynamoDB deletes it, typically within a few days.
  // @source https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/TTL.html
  const shape = Object.fromEntries(SHAPING.flatMap((key) => (key in properties ? [[key, properties[key]]] : [])));
  return { TableName: name, ...shape };
}

/** The names of the key attributes, partition key first. */
export function keyNames({ name, properties }: TableDeclaration): string[] {
  const schema = properties.KeySchema;
  if (!Array.isArray(schema)) throw new Error(`Table ${name} has no KeySchema.`);
  return schema.map((element: { AttributeName: string }) => element.AttributeName);
}
