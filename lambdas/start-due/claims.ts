import {
  ConditionalCheckFailedException,
  type DynamoDBClient,
  GetItemCommand,
  PutItemCommand,
  QueryCommand,
} from '@aws-sdk/client-dynamodb';
import { marshall, unmarshall } from '@aws-sdk/util-dynamodb';
import type { Scheduled } from '../shared/calendar';
import { conditionally } from '../shared/conditional-write';
import { clean, expiry, read } from '../shared/incident-items';

/**
 * What has been done about one thing of one day, or is being done. There is one per thing and day, so that it either runs
 * or is told to have been missed.
 */
export interface Claim {
  readonly task: Scheduled;
  readonly date: string;
  /** `due`: it is started. `missed`: it is told that it was not. */
  readonly kind: 'due' | 'missed';
  /** `claimed` is not done yet, and may have to be done again. */
  readonly state: 'claimed' | 'started' | 'told';
  /** When it was claimed; ISO 8601 in UTC. */
  readonly at: string;
  /** Id of the request that claimed it: the same for all tries of one tick. */
  readonly by: string;
  /** Name of its execution. */
  readonly execution: string;
  readonly reason: string;
}

export type Claimed = ReadonlyMap<Scheduled, Claim>;

/** Who is doing what of a day, in the incident table: `pk DAY#<date>, sk <task>`. */
export class Claims {
  constructor(
    private readonly client: DynamoDBClient,
    private readonly table: string,
  ) {}

  async of(date: string): Promise<Claimed> {
    const { Items = [] } = await this.client.send(
      new QueryCommand({
        TableName: this.table,
        KeyConditionExpression: 'pk = :pk',
        ExpressionAttributeValues: marshall({ ':pk': pk(date) }),
        ConsistentRead: true,
      }),
    );
    return new Map(Items.map((item) => read<Claim>(item)).map((claim) => [claim.task, claim]));
  }

  /**
   * @param seen what stood there when this was decided.
   * @returns the claim that stands: this one, or what somebody has put there since.
   */
  async put(claim: Claim, seen: Claim | undefined): Promise<Claim> {
    try {
      await this.client.send(
        new PutItemCommand({
          ...this.item(claim),
          ...(seen ? as(seen) : { ConditionExpression: 'attribute_not_exists(pk)' }),
          ReturnValuesOnConditionCheckFailure: 'ALL_OLD',
        }),
      );
      return claim;
    } catch (error) {
      if (!(error instanceof ConditionalCheckFailedException) || !error.Item) throw error;
      return read<Claim>(error.Item);
    }
  }

  /** Marks a claim as done, unless somebody has made another of it. */
  async settle(claim: Claim, state: 'started' | 'told'): Promise<void> {
    const done = new PutItemCommand({ ...this.item({ ...claim, state }), ...as(claim) });
    await conditionally(() => this.client.send(done));
  }

  /** When the last tick came that did all it had to, in milliseconds since the epoch; undefined: none ever has. */
  async lastTick(): Promise<number | undefined> {
    const { Item } = await this.client.send(
      new GetItemCommand({ TableName: this.table, Key: marshall(LAST_TICK), ConsistentRead: true }),
    );
    return Item && Date.parse(String(unmarshall(Item).at));
  }

  /** A tick that comes to an end after a later one changes nothing. */
  async noteTick(at: number): Promise<void> {
    const iso = new Date(at).toISOString();
    const note = new PutItemCommand({
      TableName: this.table,
      Item: marshall({ ...LAST_TICK, at: iso }),
      ConditionExpression: 'attribute_not_exists(pk) OR #at < :at',
      ExpressionAttributeNames: { '#at': 'at' },
      ExpressionAttributeValues: marshall({ ':at': iso }),
    });
    await conditionally(() => this.client.send(note));
  }

  private item(claim: Claim) {
    const item = { pk: pk(claim.date), sk: claim.task, ...claim, expires: expiry(claim.at) };
    return { TableName: this.table, Item: clean(item) };
  }
}

const LAST_TICK = { pk: 'DAY', sk: 'LAST_TICK' };
const pk = (date: string): string => `DAY#${date}`;

/** On condition that the claim is as it was seen. */
const as = ({ kind, state, at, by }: Claim) => ({
  ConditionExpression: '#kind = :kind AND #state = :state AND #at = :at AND #by = :by',
  ExpressionAttributeNames: { '#kind': 'kind', '#state': 'state', '#at': 'at', '#by': 'by' },
  ExpressionAttributeValues: marshall({ ':kind': kind, ':state': state, ':at': at, ':by': by }),
});
