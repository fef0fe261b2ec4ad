import {
  type AttributeValue,
  type DynamoDBClient,
  GetItemCommand,
  PutItemCommand,
  QueryCommand,
  TransactWriteItemsCommand,
  UpdateItemCommand,
} from '@aws-sdk/client-dynamodb';
import { marshall, unmarshall } from '@aws-sdk/util-dynamodb';
import { conditionally, type Pause } from '../conditional-write';
import type { Approval, Decision } from './approval';

/** Questions that were asked of people, beside the incident each belongs to. Every answer is one conditional write. */
export class ApprovalTable {
  constructor(
    private readonly client: DynamoDBClient,
    private readonly table: string,
    private readonly pause?: Pause,
  ) {}

  /**
   * Writes a question down; nobody waits for its answer yet.
   * @returns false when there is one of that id, which stays as it is.
   */
  async ask(approval: Omit<Approval, 'status' | 'decisions' | 'waiting'>): Promise<boolean> {
    const item = { ...key(approval.incidentId, approval.id), ...approval, status: 'asked', decisions: [] };
    return conditionally(
      () =>
        this.client.send(
          new PutItemCommand({
            TableName: this.table,
            Item: marshall(item, { removeUndefinedValues: true }),
            ConditionExpression: 'attribute_not_exists(pk)',
          }),
        ),
      this.pause,
    );
  }

  /** From now on an answer reaches the workflow. @returns false when the question is not open any more. */
  async wait(incidentId: string, id: string, token: string): Promise<boolean> {
    return this.update(
      incidentId,
      id,
      'SET #token = :token',
      '#status = :asked',
      { ':token': token, ':asked': 'asked' },
      {
        '#token': 'token',
      },
    );
  }

  async get(incidentId: string, id: string): Promise<Approval | undefined> {
    const Item = await this.read(incidentId, id);
    return Item && approval(Item);
  }

  /** What answers the workflow; undefined while it does not wait. */
  async token(incidentId: string, id: string): Promise<string | undefined> {
    const Item = await this.read(incidentId, id);
    return Item && (unmarshall(Item).token as string | undefined);
  }

  /** In the order they were asked. */
  async ofIncident(incidentId: string): Promise<Approval[]> {
    const { Items = [] } = await this.client.send(
      new QueryCommand({
        TableName: this.table,
        KeyConditionExpression: 'pk = :pk AND begins_with(sk, :approval)',
        ExpressionAttributeValues: marshall({ ':pk': key(incidentId, '').pk, ':approval': 'APPROVAL#' }),
        ConsistentRead: true,
      }),
    );
    return Items.map(approval).sort((one, other) => one.askedAt.localeCompare(other.askedAt));
  }

  /**
   * Stores one person's answer, if all is as it was when the answer was judged: the incident is open, and the question is
   * open, waited for, not expired, and has the same answers before it. A try whose answer was lost on the way and that is
   * repeated by the client counts once: a transaction has a token of its own.
   * @param becomes `asked` when one more person is needed.
   * @returns false when it is not: read both again and judge again.
   */
  async decide(before: Approval, decision: Decision, becomes: 'asked' | 'approved' | 'refused'): Promise<boolean> {
    const { incidentId, id, decisions } = before;
    const ofIncident = {
      TableName: this.table,
      Key: marshall({ pk: key(incidentId, id).pk, sk: 'HEAD' }),
      ConditionExpression: '#status = :open',
      ExpressionAttributeNames: { '#status': 'status' },
      ExpressionAttributeValues: marshall({ ':open': 'open' }),
    };
    const answer = {
      TableName: this.table,
      Key: marshall(key(incidentId, id)),
      UpdateExpression: 'SET decisions = list_append(decisions, :decision), #status = :becomes',
      ConditionExpression:
        '#status = :asked AND attribute_exists(#token) AND size(decisions) = :count AND expiresAt > :now',
      ExpressionAttributeNames: { '#status': 'status', '#token': 'token' },
      ExpressionAttributeValues: marshall({
        ':decision': [decision],
        ':becomes': becomes,
        ':asked': 'asked',
        ':count': decisions.length,
        ':now': decision.at,
      }),
    };
    const both = { TransactItems: [{ ConditionCheck: ofIncident }, { Update: answer }] };
    return conditionally(() => this.client.send(new TransactWriteItemsCommand(both)), this.pause);
  }

  /** The world had changed: the approval stands for nothing. */
  async void(incidentId: string, id: string): Promise<void> {
    await this.update(incidentId, id, 'SET #status = :void', '#status = :approved', {
      ':void': 'void',
      ':approved': 'approved',
    });
  }

  /**
   * Nobody waits for the answer any more: an open question is closed, or an approval stands for nothing. A refusal stands.
   * @param from what it was; otherwise nothing changes.
   * @returns whether it has lapsed by this.
   */
  async lapse(incidentId: string, id: string, from: 'asked' | 'approved'): Promise<boolean> {
    return this.update(incidentId, id, 'SET #status = :lapsed', '#status = :from', {
      ':lapsed': 'lapsed',
      ':from': from,
    });
  }

  private async read(incidentId: string, id: string): Promise<Record<string, AttributeValue> | undefined> {
    const { Item } = await this.client.send(
      new GetItemCommand({ TableName: this.table, Key: marshall(key(incidentId, id)), ConsistentRead: true }),
    );
    return Item;
  }

  private async update(
    incidentId: string,
    id: string,
    update: string,
    condition: string,
    values: Record<string, unknown>,
    names: Record<string, string> = {},
  ): Promise<boolean> {
    const command = new UpdateItemCommand({
      TableName: this.table,
      Key: marshall(key(incidentId, id)),
      UpdateExpression: update,
      ConditionExpression: condition,
      ExpressionAttributeNames: { '#status': 'status', ...names },
      ExpressionAttributeValues: marshall(values, { removeUndefinedValues: true }),
    });
    return conditionally(() => this.client.send(command), this.pause);
  }
}

const key = (incidentId: string, id: string) => ({ pk: `INCIDENT#${incidentId}`, sk: `APPROVAL#${id}` });

function approval(item: Record<string, AttributeValue>): Approval {
  const { pk: _pk, sk: _sk, token, ...kept } = unmarshall(item);
  return { ...kept, waiting: token !== undefined } as Approval;
}
