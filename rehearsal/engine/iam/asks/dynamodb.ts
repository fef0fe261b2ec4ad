import type {
  AttributeValue,
  DeleteItemCommandInput,
  GetItemCommandInput,
  PutItemCommandInput,
  QueryCommandInput,
  TransactWriteItem,
  TransactWriteItemsCommandInput,
  UpdateItemCommandInput,
} from '@aws-sdk/client-dynamodb';
import type { Ask, Context } from '../policy';
import { type AuthorizationWorld, arnIn, ask, keyAsks, needed, type Rows, refuseMembers, row } from './row';

type Attributes = Record<string, AttributeValue> | undefined;

// @claim documented: TableName takes the name of a table or its ARN.
// @source SDK client-dynamodb GetItem documentation
function tableArn(operation: string, name: string | undefined, world: AuthorizationWorld): string {
  const table = needed(operation, 'TableName', name);
  return table.startsWith('arn:') ? table : arnIn(world, 'dynamodb', `table/${table}`);
}

/** The key's value as dynamodb:LeadingKeys holds it. */
function keyText(operation: string, value: AttributeValue | undefined): string {
  const text = value?.S ?? value?.N;
  if (text !== undefined) return text;
  throw new Error(
    `${operation} with the partition key ${JSON.stringify(value)}: supported are texts (S) and numbers (N).`,
  );
}

const unknownKey = (operation: string, table: string): Error =>
  new Error(`${operation} on ${table}: which attribute is the partition key? The world must say (partitionKeyOf).`);

function leadingKey(operation: string, table: string, attributes: Attributes, world: AuthorizationWorld): string {
  const names = Object.keys(attributes ?? {});
  const name = world.partitionKeyOf?.(table) ?? (names.length === 1 ? names[0] : undefined);
  if (name === undefined) throw unknownKey(operation, table);
  return keyText(operation, attributes?.[name]);
}

/** `partition = :value` in a key condition; the comparisons of a sort key that are no equality do not look like it. */
const EQUALITY = /(#?[\w.-]+)\s*=\s*(:\w+)/g;

function queriedKey(input: QueryCommandInput, arn: string, world: AuthorizationWorld): string {
  const equalities = [...(input.KeyConditionExpression ?? '').matchAll(EQUALITY)].map(([, name = '', value = '']) => ({
    name: input.ExpressionAttributeNames?.[name] ?? name,
    value,
  }));
  const known = world.partitionKeyOf?.(arn);
  const found =
    known === undefined && equalities.length === 1 ? equalities[0] : equalities.find((e) => e.name === known);
  if (found === undefined) throw unknownKey(`Query ${JSON.stringify(input.KeyConditionExpression)}`, arn);
  return keyText('Query', input.ExpressionAttributeValues?.[found.value]);
}

interface ItemInput {
  readonly TableName: string | undefined;
  readonly Key?: Attributes;
  readonly Item?: Attributes;
}

/** What is asked for one item, without the table's key. */
function itemAsk(action: string, input: ItemInput, world: AuthorizationWorld, context: Context = {}): Ask {
  const operation = action.replace('dynamodb:', '');
  const table = tableArn(operation, input.TableName, world);
  const leading = leadingKey(operation, table, input.Key ?? input.Item, world);
  return ask(action, table, { 'dynamodb:LeadingKeys': [leading], ...context });
}

// @claim cross-checked: Reading or writing a table under a customer's key also needs kms:Decrypt on it, through DynamoDB.
// @source https://github.com/aws/aws-cdk/issues/10010
const tableKeyAsks = (world: AuthorizationWorld, table: string): Ask[] =>
  keyAsks(world, table, 'dynamodb', ['kms:Decrypt']);

// @claim documented: A call on one item asks for the action of its name on the table, with the partition key in dynamodb:LeadingKeys.
// @source https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazondynamodb.html
function itemRow<Input extends ItemInput>(action: string) {
  return row<Input>([action, 'kms:Decrypt'], (input, world) => {
    const asked = itemAsk(action, input, world);
    return [asked, ...tableKeyAsks(world, asked.resource)];
  });
}

// @claim documented: In a transaction each item asks for the permission of its own action; a condition check for dynamodb:ConditionCheckItem.
// @source https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/transaction-apis-iam.html
const ITEM_ACTIONS = {
  Put: 'dynamodb:PutItem',
  Update: 'dynamodb:UpdateItem',
  Delete: 'dynamodb:DeleteItem',
  ConditionCheck: 'dynamodb:ConditionCheckItem',
} as const;
const KINDS = Object.keys(ITEM_ACTIONS) as (keyof typeof ITEM_ACTIONS)[];

function transactionAsk(item: TransactWriteItem, world: AuthorizationWorld): Ask {
  const kind = KINDS.find((candidate) => item[candidate] !== undefined);
  const input = kind && item[kind];
  if (kind === undefined || input === undefined) {
    throw new Error(`TransactWriteItems with an item that is none of ${KINDS.join(', ')}: ${JSON.stringify(item)}.`);
  }
  return itemAsk(ITEM_ACTIONS[kind], input, world, { 'dynamodb:EnclosingOperation': 'TransactWriteItems' });
}

export const dynamodb: Rows = {
  'dynamodb:GetItem': itemRow<GetItemCommandInput>('dynamodb:GetItem'),
  'dynamodb:PutItem': itemRow<PutItemCommandInput>('dynamodb:PutItem'),
  'dynamodb:UpdateItem': itemRow<UpdateItemCommandInput>('dynamodb:UpdateItem'),
  'dynamodb:DeleteItem': itemRow<DeleteItemCommandInput>('dynamodb:DeleteItem'),
  // @claim documented: dynamodb:Query is asked for the table, or for the index that is queried.
  // @source https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/specifying-conditions.html
  'dynamodb:Query': row<QueryCommandInput>(['dynamodb:Query', 'kms:Decrypt'], (input, world) => {
    refuseMembers('Query', input, ['KeyConditions']);
    const table = tableArn('Query', input.TableName, world);
    const arn = input.IndexName === undefined ? table : `${table}/index/${input.IndexName}`;
    const context = { 'dynamodb:LeadingKeys': [queriedKey(input, arn, world)] };
    return [ask('dynamodb:Query', arn, context), ...tableKeyAsks(world, table)];
  }),
  'dynamodb:TransactWriteItems': row<TransactWriteItemsCommandInput>(
    [...Object.values(ITEM_ACTIONS), 'kms:Decrypt'],
    ({ TransactItems }, world) => {
      const asks = (TransactItems ?? []).map((item) => transactionAsk(item, world));
      if (asks.length === 0) throw new Error('TransactWriteItems without items: there is nothing to ask IAM for.');
      const tables = [...new Set(asks.map(({ resource }) => resource))];
      return [...asks, ...tables.flatMap((table) => tableKeyAsks(world, table))];
    },
  ),
};
