import { type DynamoDBClient, GetItemCommand, PutItemCommand } from '@aws-sdk/client-dynamodb';
import { marshall } from '@aws-sdk/util-dynamodb';
import { clean, read } from '../shared/incident-items';
import { type Memory, NOTHING_KEPT } from './decide';

const KEY = { pk: 'AUDIT', sk: 'AUDIT' };

/** What one audit leaves for the next, in the incident table. Audits follow each other; the later one's word stands. */
export class AuditMemory {
  constructor(
    private readonly client: DynamoDBClient,
    private readonly table: string,
  ) {}

  async get(): Promise<Memory> {
    const { Item } = await this.client.send(
      new GetItemCommand({ TableName: this.table, Key: marshall(KEY), ConsistentRead: true }),
    );
    return Item ? { ...NOTHING_KEPT, ...read<Memory>(Item) } : NOTHING_KEPT;
  }

  async keep(memory: Memory): Promise<void> {
    await this.client.send(new PutItemCommand({ TableName: this.table, Item: clean({ ...KEY, ...memory }) }));
  }
}
