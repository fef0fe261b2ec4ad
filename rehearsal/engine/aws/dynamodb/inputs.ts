import { NotPlayed, refuseOthers } from '../../refuse';
import type { Action } from './store';

const EXPRESSION = ['ExpressionAttributeNames', 'ExpressionAttributeValues'];
const CONDITION = ['ConditionExpression', 'ReturnValuesOnConditionCheckFailure', ...EXPRESSION];

const PLAYED: Readonly<Record<string, readonly string[]>> = {
  GetItem: ['TableName', 'Key', 'ConsistentRead', 'ProjectionExpression', 'ExpressionAttributeNames'],
  PutItem: ['TableName', 'Item', 'ReturnValues', ...CONDITION],
  UpdateItem: ['TableName', 'Key', 'UpdateExpression', 'ReturnValues', ...CONDITION],
  DeleteItem: ['TableName', 'Key', 'ReturnValues', ...CONDITION],
  Query: [
    'TableName',
    'IndexName',
    'KeyConditionExpression',
    'FilterExpression',
    'ProjectionExpression',
    'Select',
    'Limit',
    'ScanIndexForward',
    'ExclusiveStartKey',
    'ConsistentRead',
    ...EXPRESSION,
  ],
  TransactWriteItems: ['TransactItems', 'ClientRequestToken'],
  'TransactWriteItems Put': ['TableName', 'Item', ...CONDITION],
  'TransactWriteItems Update': ['TableName', 'Key', 'UpdateExpression', ...CONDITION],
  'TransactWriteItems Delete': ['TableName', 'Key', ...CONDITION],
  'TransactWriteItems ConditionCheck': ['TableName', 'Key', ...CONDITION],
};

/**
 * Refuses what would be dropped in silence: members that predate expressions, capacity reports, table ARNs, binary values.
 * @throws NotPlayed
 */
export function refuseUnplayed(operation: string, input: object): void {
  const played = PLAYED[operation];
  if (!played) throw new NotPlayed(`dynamodb ${operation}`, Object.keys(PLAYED));
  refuseOthers(`dynamodb ${operation}`, input, played);
  const { TableName, Item, Key, ExpressionAttributeValues } = input as Record<string, unknown>;
  if (typeof TableName === 'string' && TableName.startsWith('arn:')) {
    throw new NotPlayed(`dynamodb ${operation} TableName ${TableName}`, ['a table name']);
  }
  for (const values of [Item, Key, ExpressionAttributeValues]) refuseBinary(operation, values);
}

function refuseBinary(operation: string, value: unknown): void {
  if (value instanceof Uint8Array)
    throw new NotPlayed(`a binary attribute in dynamodb ${operation}`, ['S, N, BOOL, NULL, L, M, SS, NS']);
  if (value !== null && typeof value === 'object')
    for (const inner of Object.values(value)) refuseBinary(operation, inner);
}

/** The input without the one member dynalite does not know. */
export function forDynalite<Input extends { ReturnValuesOnConditionCheckFailure?: unknown }>(
  input: Input,
): Omit<Input, 'ReturnValuesOnConditionCheckFailure'> {
  const { ReturnValuesOnConditionCheckFailure: _, ...rest } = input;
  return rest;
}

/** The key of what a write writes. */
export function keyOf(
  write: { Key?: object | undefined; Item?: object | undefined },
  names: readonly string[],
): Record<string, unknown> {
  if (write.Key) return { ...write.Key };
  const item = (write.Item ?? {}) as Record<string, unknown>;
  return Object.fromEntries(names.flatMap((name) => (name in item ? [[name, item[name]]] : [])));
}

export type Write = Extract<Action, 'PutItem' | 'UpdateItem' | 'DeleteItem'>;
