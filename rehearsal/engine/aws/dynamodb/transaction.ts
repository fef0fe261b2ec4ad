import type { CancellationReason, TransactWriteItem, TransactWriteItemsInput } from '@aws-sdk/client-dynamodb';
import { AwsError } from '../service';
import { forDynalite, keyOf, refuseUnplayed, type Write } from './inputs';
import type { Item, Store } from './store';

interface Part {
  readonly kind: 'Put' | 'Update' | 'Delete' | 'ConditionCheck';
  /** The single-item write it stands for; a condition check is judged as a delete that never happens. */
  readonly action: Write;
  readonly table: string;
  readonly key: Record<string, unknown>;
  readonly input: object;
  readonly conditional: boolean;
  readonly returnsOld: boolean;
}

const ACTION = { Put: 'PutItem', Update: 'UpdateItem', Delete: 'DeleteItem', ConditionCheck: 'DeleteItem' } as const;
const MOST_ITEMS = 100;

/**
 * Plays TransactWriteItems: every condition first, then every write, all or nothing.
 * The caller keeps everything else away from the tables meanwhile.
 * @param keyNames names of a table's key attributes.
 * @throws AwsError TransactionCanceledException with one reason for each item, ValidationException.
 */
export async function transact(
  store: Store,
  input: TransactWriteItemsInput,
  keyNames: (table: string) => readonly string[],
): Promise<void> {
  const parts = partsOf(input, keyNames);
  for (const part of parts) store.check(part.action, part.input);
  refuseRepeated(parts);

  const before: (Item | undefined)[] = [];
  for (const part of parts) before.push(await read(store, part));

  // @claim documented: A cancelled transaction names one reason for each item in the order of the request, `None` without a message where nothing was wrong, and the item itself where ReturnValuesOnConditionCheckFailure is ALL_OLD.
  // @source SDK client-dynamodb TransactWriteItems documentation (TransactionCanceledException)
  const reasons = parts.map((part, i) => reasonOf(store, part, before[i]));
  if (reasons.some((reason) => reason.Code !== 'None')) throw cancelled(reasons);

  for (const [i, part] of parts.entries()) {
    if (part.kind === 'ConditionCheck') continue;
    try {
      await store.run(part.action, part.input);
    } catch (error) {
      for (let done = i - 1; done >= 0; done--) await restore(store, parts[done] as Part, before[done]);
      if (!(error instanceof AwsError) || error.code !== 'ValidationException') throw error;
      // @claim documented: A write that cannot be applied (a wrong operand, a missing attribute) cancels the whole transaction with the reason ValidationError.
      // @source SDK client-dynamodb TransactWriteItems documentation (TransactionCanceledException)
      throw cancelled(
        reasons.map((none, at) => (at === i ? { Code: 'ValidationError', Message: error.message } : none)),
      );
    }
  }
}

function partsOf(input: TransactWriteItemsInput, keyNames: (table: string) => readonly string[]): Part[] {
  const items = input.TransactItems ?? [];
  // @claim documented: A transaction writes at most 100 distinct items, and no two of its actions may touch the same item.
  // @source https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_TransactWriteItems.html
  if (items.length < 1 || items.length > MOST_ITEMS) {
    throw validation(`A transaction takes 1 to ${MOST_ITEMS} items; this one has ${items.length}.`);
  }
  return items.map((item) => partOf(item, keyNames));
}

function partOf(item: TransactWriteItem, keyNames: (table: string) => readonly string[]): Part {
  const given = Object.entries(item).filter(([, value]) => value !== undefined);
  const [kind, write] = (given[0] ?? []) as [Part['kind'] | undefined, (typeof item)[Part['kind']]];
  if (given.length !== 1 || !kind || !write || !(kind in ACTION)) {
    throw validation('TransactItems can only contain one of Check, Put, Update or Delete');
  }
  refuseUnplayed(`TransactWriteItems ${kind}`, write);
  if (kind === 'ConditionCheck' && !write.ConditionExpression) {
    throw validation('The expression can not be empty; a ConditionCheck needs a ConditionExpression');
  }
  const table = write.TableName ?? '';
  const key = keyOf(write as { Key?: object; Item?: object }, keyNames(table));
  if (Object.keys(key).length !== keyNames(table).length) {
    throw validation(
      `One or more parameter values were invalid: Missing the key ${keyNames(table).join(' or ')} in the item`,
    );
  }
  return {
    kind,
    action: ACTION[kind],
    table,
    key,
    input: forDynalite(write),
    conditional: write.ConditionExpression !== undefined,
    returnsOld: write.ReturnValuesOnConditionCheckFailure === 'ALL_OLD',
  };
}

function refuseRepeated(parts: readonly Part[]): void {
  const ids = parts.map(({ table, key }) => JSON.stringify([table, Object.entries(key).sort()]));
  if (new Set(ids).size < ids.length) {
    throw validation('Transaction request cannot include multiple operations on one item');
  }
}

async function read(store: Store, { table, key }: Part): Promise<Item | undefined> {
  const answer = await store.run<{ Item?: Item }>('GetItem', { TableName: table, Key: key, ConsistentRead: true });
  return answer.Item;
}

function reasonOf(store: Store, part: Part, before: Item | undefined): CancellationReason {
  if (!part.conditional || store.holds(part.action, part.input, before)) return { Code: 'None' };
  return {
    Code: 'ConditionalCheckFailed',
    Message: 'The conditional request failed',
    ...(part.returnsOld && before ? { Item: before } : {}),
  };
}

async function restore(store: Store, part: Part, before: Item | undefined): Promise<void> {
  if (part.kind === 'ConditionCheck') return;
  if (before) await store.run('PutItem', { TableName: part.table, Item: before });
  else await store.run('DeleteItem', { TableName: part.table, Key: part.key });
}

function cancelled(reasons: readonly CancellationReason[]): AwsError {
  const codes = reasons.map((reason) => reason.Code).join(', ');
  const message = `Transaction cancelled, please refer cancellation reasons for specific reasons [${codes}]`;
  return new AwsError('TransactionCanceledException', message, 400, { CancellationReasons: reasons });
}

const validation = (message: string): AwsError => new AwsError('ValidationException', message);
