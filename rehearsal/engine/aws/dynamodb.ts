import type {
  AttributeValue,
  DeleteItemInput,
  DeleteItemOutput,
  GetItemInput,
  GetItemOutput,
  PutItemInput,
  PutItemOutput,
  QueryInput,
  QueryOutput,
  TransactWriteItemsInput,
  TransactWriteItemsOutput,
  UpdateItemInput,
  UpdateItemOutput,
} from '@aws-sdk/client-dynamodb';
import type { VirtualClock } from '../clock';
import { isRecord } from '../record';
import { forDynalite, keyOf, refuseUnplayed, type Write } from './dynamodb/inputs';
import { type Action, type Item, Store } from './dynamodb/store';
import { creation, keyNames, type TableDeclaration } from './dynamodb/tables';
import { transact } from './dynamodb/transaction';
import { AwsError, type ServiceModel } from './service';

export type { TableDeclaration } from './dynamodb/tables';

const TOKEN_VALID_MS = 10 * 60_000;

/**
 * DynamoDB: dynalite's own actions called in process, and the two things it lacks: TransactWriteItems and the old item
 * on a failed condition.
 *
 * Operations run one after another in the order they were called, so a transaction is never seen half done.
 */
export class DynamoDb implements ServiceModel {
  // @claim cross-checked: Expressions, validation messages and key order are those of dynalite, which is tested against DynamoDB itself.
  // @source https://github.com/architect/dynalite
  private readonly store = new Store();
  private readonly clock: VirtualClock;
  private readonly keys: ReadonlyMap<string, readonly string[]>;
  private readonly tokens = new Map<string, { request: string; endedAt: number }>();
  private readonly created: Promise<void>;
  private last: Promise<unknown>;

  /** @param o.tables as the template declares them; refused by name when they need what is not played. */
  constructor(o: { tables: readonly TableDeclaration[]; clock: VirtualClock }) {
    this.clock = o.clock;
    this.keys = new Map(o.tables.map((table) => [table.name, keyNames(table)]));
    const creations = o.tables.map(creation);
    this.created = Promise.all(creations.map((each) => this.store.createTable(each))).then(() => undefined);
    this.last = this.created.catch(() => undefined);
  }

  /** Resolves when the tables stand. Operations wait for it by themselves. */
  ready(): Promise<void> {
    return this.clock.whileBusy(() => this.created);
  }

  readonly operations = {
    // @claim assumed: A read that is not strongly consistent sees every write that ended before it; DynamoDB promises that for ConsistentRead only.
    // @source https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/HowItWorks.ReadConsistency.html
    GetItem: (input: GetItemInput) => this.single<GetItemOutput>('GetItem', input),
    Query: (input: QueryInput) => this.single<QueryOutput>('Query', input),
    PutItem: (input: PutItemInput) => this.write<PutItemOutput>('PutItem', input),
    UpdateItem: (input: UpdateItemInput) => this.write<UpdateItemOutput>('UpdateItem', input),
    DeleteItem: (input: DeleteItemInput) => this.write<DeleteItemOutput>('DeleteItem', input),
    TransactWriteItems: (input: TransactWriteItemsInput) => this.transactWriteItems(input),
  };

  /** Every item of a table, for assertions; ordered by the hash of the partition key, then by sort key. */
  scan(table: string): Promise<Record<string, AttributeValue>[]> {
    return this.alone(async () => {
      const items: Item[] = [];
      let from: Item | undefined;
      do {
        const start: object = from ? { ExclusiveStartKey: from } : {};
        const page: QueryOutput = await this.store.run('Scan', { TableName: table, ...start });
        items.push(...(page.Items ?? []));
        from = page.LastEvaluatedKey;
      } while (from);
      return items;
    });
  }

  private async single<Output>(action: Action, input: object): Promise<Output> {
    refuseUnplayed(action, input);
    return this.alone(() => this.store.run<Output>(action, input));
  }

  private async write<Output>(action: Write, input: PutItemInput | UpdateItemInput | DeleteItemInput): Promise<Output> {
    refuseUnplayed(action, input);
    return this.alone(async () => {
      try {
        return await this.store.run<Output>(action, forDynalite(input));
      } catch (error) {
        if (!(error instanceof AwsError) || error.code !== 'ConditionalCheckFailedException') throw error;
        throw await this.withOldItem(error, input);
      }
    });
  }

  // @claim documented: With ReturnValuesOnConditionCheckFailure ALL_OLD a failed condition answers the item as it was; without it, or where there was no item, none.
  // @source SDK client-dynamodb PutItem documentation (ReturnValuesOnConditionCheckFailure, ConditionalCheckFailedException)
  private async withOldItem(
    error: AwsError,
    input: PutItemInput | UpdateItemInput | DeleteItemInput,
  ): Promise<AwsError> {
    if (input.ReturnValuesOnConditionCheckFailure !== 'ALL_OLD') return error;
    const table = input.TableName ?? '';
    const Key = keyOf(input as { Key?: object; Item?: object }, this.keys.get(table) ?? []);
    const { Item } = await this.store.run<GetItemOutput>('GetItem', { TableName: table, Key, ConsistentRead: true });
    return Item ? new AwsError(error.code, error.message, error.status, { Item }) : error;
  }

  // @claim documented: TransactWriteItems repeated with the same ClientRequestToken within 10 minutes of its success succeeds without a second effect; with other parameters it is refused as IdempotentParameterMismatchException.
  // @source SDK client-dynamodb TransactWriteItems documentation (ClientRequestToken)
  private async transactWriteItems(input: TransactWriteItemsInput): Promise<TransactWriteItemsOutput> {
    refuseUnplayed('TransactWriteItems', input);
    return this.alone(async () => {
      const token = input.ClientRequestToken;
      const request = JSON.stringify(input.TransactItems);
      const earlier = token === undefined ? undefined : this.tokens.get(token);
      if (earlier && this.clock.now() - earlier.endedAt <= TOKEN_VALID_MS) {
        if (earlier.request === request) return {};
        const message = 'The request uses the same client token as a previous, but non-identical request.';
        throw new AwsError('IdempotentParameterMismatchException', message);
      }
      await transact(this.store, input, (table) => this.keysOf(table));
      if (token !== undefined) this.tokens.set(token, { request, endedAt: this.clock.now() });
      return {};
    });
  }

  private keysOf(table: string): readonly string[] {
    const keys = this.keys.get(table);
    if (!keys) throw new AwsError('ResourceNotFoundException', 'Requested resource not found');
    return keys;
  }

  /** One operation at a time, virtual time standing still meanwhile; the answer shares nothing with the store. */
  private alone<Output>(work: () => Promise<Output>): Promise<Output> {
    const turn = this.last.then(work);
    this.last = turn.catch(() => undefined);
    return this.clock.whileBusy(async () => structuredClone(defined(await turn)));
  }
}

function defined<Output>(answer: Output): Output {
  if (!isRecord(answer)) return answer;
  return Object.fromEntries(Object.entries(answer).filter(([, value]) => value !== undefined)) as Output;
}
