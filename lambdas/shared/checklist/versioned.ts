import { type DynamoDBClient, GetItemCommand, PutItemCommand } from '@aws-sdk/client-dynamodb';
import { marshall } from '@aws-sdk/util-dynamodb';
import { conditionally, type Pause } from '../conditional-write';
import { clean, expiry, read } from '../incident-items';

interface Key {
  readonly pk: string;
  readonly sk: string;
}

/** How often a change is decided anew because somebody else was quicker. */
const TRIES = 8;

/** Items that are changed only by whoever has seen their present state: each change is one conditional write. */
export class VersionedItems<T extends object> {
  constructor(
    private readonly client: DynamoDBClient,
    private readonly table: string,
    private readonly pause?: Pause,
  ) {}

  async get(key: Key): Promise<T | undefined> {
    const found = await this.read(key);
    if (!found) return undefined;
    const { version: _, ...kept } = found;
    return kept as unknown as T;
  }

  /**
   * @param becomes what it is to be, seen how it is; the same object where nothing is to change. Asked again with what is
   *   there by then, when somebody has changed it in between.
   * @param at for the day on which DynamoDB may tidy it away.
   * @returns how it is now.
   */
  async change(key: Key, at: string, becomes: (before: T | undefined) => T): Promise<T>;
  async change(key: Key, at: string, becomes: (before: T | undefined) => T | undefined): Promise<T | undefined>;
  async change(key: Key, at: string, becomes: (before: T | undefined) => T | undefined): Promise<T | undefined> {
    for (let attempt = 0; attempt < TRIES; attempt++) {
      const found = await this.read(key);
      const version = found?.version ?? 0;
      const before = found && (({ version: _, ...kept }) => kept as unknown as T)(found);
      const after = becomes(before);
      if (after === undefined || after === before) return after;
      const written = await conditionally(
        () =>
          this.client.send(
            new PutItemCommand({
              TableName: this.table,
              Item: clean({ ...key, ...after, version: version + 1, expires: expiry(at) }),
              ...(version === 0
                ? { ConditionExpression: 'attribute_not_exists(pk)' }
                : {
                    ConditionExpression: 'version = :version',
                    ExpressionAttributeValues: marshall({ ':version': version }),
                  }),
            }),
          ),
        this.pause,
      );
      if (written) return after;
    }
    throw new Error(`${key.pk} ${key.sk} was changed by others ${TRIES} times in a row.`);
  }

  private async read(key: Key): Promise<(T & { readonly version: number }) | undefined> {
    const { Item } = await this.client.send(
      new GetItemCommand({ TableName: this.table, Key: marshall(key), ConsistentRead: true }),
    );
    return Item && read<T & { readonly version: number }>(Item);
  }
}
