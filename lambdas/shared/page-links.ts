import { createHash, randomBytes } from 'node:crypto';
import { type DynamoDBClient, GetItemCommand, PutItemCommand, UpdateItemCommand } from '@aws-sdk/client-dynamodb';
import { marshall, unmarshall } from '@aws-sdk/util-dynamodb';
import { conditionally } from './conditional-write';

/** What a link of a page stands for. Times are ISO 8601 in UTC. */
export interface PageLink {
  readonly incidentId: string;
  /** Id of the contact who was paged with it. */
  readonly contact: string;
  readonly rung: number;
  /** From then on it opens nothing; checked here, whatever DynamoDB has tidied away. */
  readonly expiresAt: string;
  /** When it acknowledged; it does so once. */
  readonly acknowledgedAt?: string;
}

/** 256 bits that nobody can guess, for an address. */
export const newLink = (): string => randomBytes(32).toString('base64url');

/** Links of pages by the hash of their secret: who reads the table cannot use them. */
export class PageLinks {
  constructor(
    private readonly client: DynamoDBClient,
    private readonly table: string,
  ) {}

  async keep(secret: string, link: PageLink): Promise<void> {
    const expires = Math.floor(new Date(link.expiresAt).getTime() / 1000);
    await this.client.send(
      new PutItemCommand({ TableName: this.table, Item: marshall({ ...key(secret), ...link, expires }) }),
    );
  }

  /** @returns undefined for what never was a link; expired or used is for whoever asks to judge. */
  async find(secret: string): Promise<PageLink | undefined> {
    if (!/^[\w-]{43}$/.test(secret)) return undefined;
    const { Item } = await this.client.send(
      new GetItemCommand({ TableName: this.table, Key: marshall(key(secret)), ConsistentRead: true }),
    );
    if (!Item) return undefined;
    const { pk: _pk, sk: _sk, expires: _expires, ...link } = unmarshall(Item);
    return link as PageLink;
  }

  /** Uses the link up. @returns false when it was used before, or has expired. */
  async useUp(secret: string, at: string): Promise<boolean> {
    return conditionally(() =>
      this.client.send(
        new UpdateItemCommand({
          TableName: this.table,
          Key: marshall(key(secret)),
          UpdateExpression: 'SET acknowledgedAt = :at',
          ConditionExpression: 'attribute_exists(pk) AND attribute_not_exists(acknowledgedAt) AND expiresAt > :at',
          ExpressionAttributeValues: marshall({ ':at': at }),
        }),
      ),
    );
  }
}

const key = (secret: string) => ({ pk: `LINK#${createHash('sha256').update(secret).digest('hex')}`, sk: 'LINK' });
