import { type DynamoDBClient, PutItemCommand, QueryCommand } from '@aws-sdk/client-dynamodb';
import { marshall, unmarshall } from '@aws-sdk/util-dynamodb';

/** Who was told how an incident ended, beside the incident, so that a function that is tried again tells nobody twice. */
export class ToldTable {
  constructor(
    private readonly client: DynamoDBClient,
    private readonly table: string,
  ) {}

  /** Ids of the contacts who were told this. */
  async of(incidentId: string, what: string): Promise<string[]> {
    const { Items = [] } = await this.client.send(
      new QueryCommand({
        TableName: this.table,
        KeyConditionExpression: 'pk = :pk AND begins_with(sk, :told)',
        ExpressionAttributeValues: marshall({ ':pk': pk(incidentId), ':told': sk(what, '') }),
        ConsistentRead: true,
      }),
    );
    return Items.map((item) => String(unmarshall(item).contact));
  }

  async keep(incidentId: string, what: string, contact: string, at: string): Promise<void> {
    const item = { pk: pk(incidentId), sk: sk(what, contact), contact, at };
    await this.client.send(new PutItemCommand({ TableName: this.table, Item: marshall(item) }));
  }
}

const pk = (incidentId: string): string => `INCIDENT#${incidentId}`;
const sk = (what: string, contact: string): string => `TOLD#${what}#${contact}`;
