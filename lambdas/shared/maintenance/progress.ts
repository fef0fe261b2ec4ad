import { type DynamoDBClient, GetItemCommand, PutItemCommand, UpdateItemCommand } from '@aws-sdk/client-dynamodb';
import { marshall } from '@aws-sdk/util-dynamodb';
import { conditionally, type Pause } from '../conditional-write';
import type { TableOutcome, TableProgress } from '../incident';
import { clean, pk, read } from '../incident-items';

/** How far a run has come with its tables: an item beside the incident, which may be long and is read by nobody else. */
export class ProgressTable {
  constructor(
    private readonly client: DynamoDBClient,
    private readonly table: string,
    private readonly pause?: Pause,
  ) {}

  async get(incidentId: string): Promise<TableProgress | undefined> {
    const { Item } = await this.client.send(
      new GetItemCommand({ TableName: this.table, Key: this.key(incidentId), ConsistentRead: true }),
    );
    return Item && read<TableProgress>(Item);
  }

  /** Decides what is to be done, once: what was decided before stays. */
  async decide(incidentId: string, tables: readonly string[]): Promise<TableProgress> {
    const progress: TableProgress = { tables, done: [], begun: 0 };
    const decided = await conditionally(
      () =>
        this.client.send(
          new PutItemCommand({
            TableName: this.table,
            Item: clean({ pk: pk(incidentId), sk: SK, ...progress }),
            ConditionExpression: 'attribute_not_exists(pk)',
          }),
        ),
      this.pause,
    );
    return decided ? progress : ((await this.get(incidentId)) as TableProgress);
  }

  /** Written before a table is touched, so that whoever finds it unfinished knows that it was. @throws when another works on it. */
  async begin(incidentId: string, { done, begun }: TableProgress): Promise<void> {
    await this.change(incidentId, 'SET begun = :more', { ':more': begun + 1 }, { done, begun });
  }

  /** The table whose turn it is was ended in good order, and has its turn again. @throws when another works on it. */
  async rest(incidentId: string, { done, begun }: TableProgress): Promise<void> {
    await this.change(incidentId, 'SET begun = :none', { ':none': 0 }, { done, begun });
  }

  /** @throws when another works on it. */
  async finish(incidentId: string, { done, begun }: TableProgress, outcome: TableOutcome): Promise<void> {
    await this.change(
      incidentId,
      'SET begun = :none, done = list_append(done, :outcome)',
      { ':none': 0, ':outcome': [outcome] },
      { done, begun },
    );
  }

  private async change(
    incidentId: string,
    update: string,
    values: Record<string, unknown>,
    { done, begun }: Pick<TableProgress, 'done' | 'begun'>,
  ): Promise<void> {
    const command = new UpdateItemCommand({
      TableName: this.table,
      Key: this.key(incidentId),
      UpdateExpression: update,
      ConditionExpression: 'size(done) = :done AND begun = :begun',
      ExpressionAttributeValues: marshall(
        { ...values, ':done': done.length, ':begun': begun },
        { removeUndefinedValues: true },
      ),
    });
    const unchanged = await conditionally(() => this.client.send(command), this.pause);
    if (!unchanged) throw new Error(`Somebody else works on the tables of ${incidentId}.`);
  }

  private key(incidentId: string) {
    return marshall({ pk: pk(incidentId), sk: SK });
  }
}

const SK = 'TABLES';
