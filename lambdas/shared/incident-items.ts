import {
  type AttributeValue,
  type DynamoDBClient,
  GetItemCommand,
  TransactWriteItemsCommand,
  UpdateItemCommand,
} from '@aws-sdk/client-dynamodb';
import { marshall, unmarshall } from '@aws-sdk/util-dynamodb';
import { conditionally, type Pause } from './conditional-write';
import type { Incident } from './incident';

/** Days after which DynamoDB may tidy an incident away; the reports in S3 stay. Nothing relies on it. */
const KEEP_DAYS = 400;

/** The first item of each incident, and how items are written: every change of state is one conditional write. */
export class IncidentItems {
  constructor(
    protected readonly client: DynamoDBClient,
    protected readonly table: string,
    protected readonly pause?: Pause,
  ) {}

  async get(id: string): Promise<Incident> {
    const incident = await this.findIncident(id);
    if (!incident) throw new Error(`There is no incident "${id}".`);
    return incident;
  }

  async findIncident(id: string): Promise<Incident | undefined> {
    const key = marshall({ pk: pk(id), sk: 'HEAD' });
    const { Item } = await this.client.send(
      new GetItemCommand({ TableName: this.table, Key: key, ConsistentRead: true }),
    );
    return Item && read<Incident>(Item);
  }

  protected async transact(items: TransactItems): Promise<boolean> {
    return conditionally(() => this.client.send(new TransactWriteItemsCommand({ TransactItems: items })), this.pause);
  }

  protected async change(
    id: string,
    update: string,
    values: Record<string, unknown>,
    condition = 'attribute_exists(pk)',
    names: Record<string, string> = {},
  ): Promise<boolean> {
    const used = { ...names, ...(condition.includes('#status') ? { '#status': 'status' } : {}) };
    const command = new UpdateItemCommand({
      TableName: this.table,
      Key: marshall({ pk: pk(id), sk: 'HEAD' }),
      UpdateExpression: update,
      ConditionExpression: condition,
      ExpressionAttributeValues: marshall(values),
      ...(Object.keys(used).length > 0 ? { ExpressionAttributeNames: used } : {}),
    });
    return conditionally(() => this.client.send(command), this.pause);
  }
}

export type TransactItems = NonNullable<ConstructorParameters<typeof TransactWriteItemsCommand>[0]['TransactItems']>;

/** What the table keeps for itself is no part of an incident or a line. */
export function read<T>(item: Record<string, AttributeValue>): T {
  const { pk: _pk, sk: _sk, expires: _expires, ...kept } = unmarshall(item);
  return kept as T;
}

export const pk = (id: string): string => `INCIDENT#${id}`;
export const clean = (item: Record<string, unknown>) => marshall(item, { removeUndefinedValues: true });
export const expiry = (at: string): number => Math.floor(new Date(at).getTime() / 1000) + KEEP_DAYS * 86_400;
