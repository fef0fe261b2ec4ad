import {
  type AttributeValue,
  DeleteItemCommand,
  type DynamoDBClient,
  GetItemCommand,
  PutItemCommand,
  QueryCommand,
  TransactWriteItemsCommand,
} from '@aws-sdk/client-dynamodb';
import { marshall, unmarshall } from '@aws-sdk/util-dynamodb';
import { conditionally, type Pause } from '../conditional-write';
import type { PastAct } from './acts';
import type { Lease } from './lease';
import { type Lifted, type Stop, stopOnTop } from './stop-record';
import type { Undo } from './undo';

export type { Stop };

/** A person's hand on a service: until then every runbook leaves it alone. Times in milliseconds since the epoch. */
export interface Hand {
  readonly by: string;
  readonly reason: string;
  readonly since: number;
  readonly until: number;
}

/** What the guard keeps, read at one instant. */
export interface Kept {
  readonly lease: (Lease & Versioned) | undefined;
  readonly hand: Hand | undefined;
  readonly acts: { readonly past: readonly PastAct[] } & Versioned;
  /** What must be put back on the resource, if anything. */
  readonly undo: Undo | undefined;
  /** The last stop of the resource, whether or not it was lifted. */
  readonly stop?: KeptStop | undefined;
}

export type KeptStop = Stop & Versioned;

interface Versioned {
  readonly version: number;
}

/** Leases, hands, stops and past acts: one partition, read in one query, changed only by whoever has seen the present state. */
export class GuardTable {
  constructor(
    private readonly client: DynamoDBClient,
    private readonly table: string,
    private readonly pause?: Pause,
  ) {}

  async read(resource: string): Promise<Kept> {
    const { Items = [] } = await this.client.send(
      new QueryCommand({
        TableName: this.table,
        KeyConditionExpression: 'pk = :pk',
        ExpressionAttributeValues: marshall({ ':pk': PK }),
        ConsistentRead: true,
      }),
    );
    const items = new Map(Items.map((item) => [String(unmarshall(item).sk), item]));
    const get = <T>(sk: string): T | undefined => {
      const item = items.get(sk);
      return item && read<T>(item);
    };
    return {
      lease: get(`LEASE#${resource}`),
      hand: get(`HAND#${resource}`),
      acts: get(ACTS) ?? { past: [], version: 0 },
      undo: get(`UNDO#${resource}`),
      stop: get(`STOP#${resource}`),
    };
  }

  /**
   * Takes the lease and writes the act down, both or neither.
   * @returns false when somebody has changed either since they were read: read and decide again.
   */
  async begin(resource: string, seen: Kept, lease: Lease, past: readonly PastAct[]): Promise<boolean> {
    const versioned = (sk: string, item: object, version: number | undefined) => ({
      Put: {
        TableName: this.table,
        Item: clean({ pk: PK, sk, ...item, version: (version ?? 0) + 1 }),
        ...(version === undefined || version === 0
          ? { ConditionExpression: 'attribute_not_exists(pk)' }
          : {
              ConditionExpression: 'version = :version',
              ExpressionAttributeValues: marshall({ ':version': version }),
            }),
      },
    });
    const items = [
      versioned(`LEASE#${resource}`, lease, seen.lease?.version),
      versioned(ACTS, { past }, seen.acts.version),
    ];
    return conditionally(() => this.client.send(new TransactWriteItemsCommand({ TransactItems: items })), this.pause);
  }

  /**
   * Gives back what an incident holds. Where the last act can still be going on (a run that was taken over notices only at
   * its next step) the lease stays until that act must have ended.
   */
  async release(incident: string, now: number): Promise<void> {
    const { Items = [] } = await this.client.send(
      new QueryCommand({
        TableName: this.table,
        KeyConditionExpression: 'pk = :pk AND begins_with(sk, :lease)',
        ExpressionAttributeValues: marshall({ ':pk': PK, ':lease': 'LEASE#' }),
        ConsistentRead: true,
      }),
    );
    for (const item of Items) {
      const lease = unmarshall(item) as Lease & Versioned & { sk: string };
      if (lease.incident !== incident) continue;
      await conditionally(() => this.giveUp(lease, now), this.pause);
    }
  }

  private async giveUp(lease: Lease & Versioned & { sk: string }, now: number): Promise<void> {
    const { sk, version, actingUntil } = lease;
    const unchanged = {
      TableName: this.table,
      ConditionExpression: 'version = :version',
      ExpressionAttributeValues: marshall({ ':version': version }),
    };
    if (actingUntil <= now) {
      await this.client.send(new DeleteItemCommand({ ...unchanged, Key: marshall({ pk: PK, sk }) }));
    } else {
      const Item = clean({ ...lease, pk: PK, until: actingUntil, version: version + 1 });
      await this.client.send(new PutItemCommand({ ...unchanged, Item }));
    }
  }

  /**
   * Keeps what has to be put back. The first stays: a second change on top must not take the changed values for the old.
   * @returns what is kept.
   */
  async keepUndo(resource: string, undo: Undo): Promise<Undo> {
    const kept = await conditionally(
      () =>
        this.client.send(
          new PutItemCommand({
            TableName: this.table,
            Item: clean({ pk: PK, sk: `UNDO#${resource}`, ...undo }),
            ConditionExpression: 'attribute_not_exists(pk)',
          }),
        ),
      this.pause,
    );
    return kept ? undo : ((await this.read(resource)).undo ?? undo);
  }

  /** Everything is as it was. */
  async settleUndo(resource: string): Promise<void> {
    await this.client.send(
      new DeleteItemCommand({ TableName: this.table, Key: marshall({ pk: PK, sk: `UNDO#${resource}` }) }),
    );
  }

  /** The last stop of the resource, whether or not it was lifted. One read of one item, for whoever needs nothing else. */
  async stopOf(resource: string): Promise<KeptStop | undefined> {
    const { Item } = await this.client.send(
      new GetItemCommand({
        TableName: this.table,
        Key: marshall({ pk: PK, sk: `STOP#${resource}` }),
        ConsistentRead: true,
      }),
    );
    return Item && read<KeptStop>(Item);
  }

  /**
   * Keeps a stop beside those that stand (stop-record.ts). Asking again for the same one changes nothing.
   * @returns what is kept; where it is `lifted`, people have ended this very stop since.
   * @throws when the record changed under it too often.
   */
  async keepStop(resource: string, stop: Stop): Promise<Stop> {
    for (let attempt = 0; attempt < TRIES; attempt++) {
      const kept = await this.stopOf(resource);
      const next = stopOnTop(kept, stop);
      if (next === kept || (await this.putStop(resource, next, kept?.version))) return next;
    }
    throw new Error(`The stop of ${resource} changed ${TRIES} times while one was written.`);
  }

  /**
   * Ends a stop.
   * @returns false when it is not the one that stands: another has come, or there is none.
   * @throws when the record changed under it too often.
   */
  async liftStop(resource: string, id: string, lifted: Lifted): Promise<boolean> {
    for (let attempt = 0; attempt < TRIES; attempt++) {
      const kept = await this.stopOf(resource);
      if (kept?.id !== id) return false;
      // An earlier try has come this far.
      if (kept.lifted) return kept.lifted.by === lifted.by;
      if (await this.putStop(resource, { ...kept, lifted }, kept.version)) return true;
    }
    throw new Error(`The stop of ${resource} changed ${TRIES} times while it was lifted.`);
  }

  private putStop(resource: string, stop: Stop, version: number | undefined): Promise<boolean> {
    const Item = clean({ ...stop, pk: PK, sk: `STOP#${resource}`, version: (version ?? 0) + 1 });
    const unchanged =
      version === undefined
        ? { ConditionExpression: 'attribute_not_exists(pk)' }
        : {
            ConditionExpression: 'version = :version',
            ExpressionAttributeValues: marshall({ ':version': version }),
          };
    return conditionally(
      () => this.client.send(new PutItemCommand({ TableName: this.table, Item, ...unchanged })),
      this.pause,
    );
  }

  async take(resource: string, hand: Hand): Promise<void> {
    await this.client.send(
      new PutItemCommand({ TableName: this.table, Item: clean({ pk: PK, sk: `HAND#${resource}`, ...hand }) }),
    );
  }

  async giveBack(resource: string): Promise<void> {
    await this.client.send(
      new DeleteItemCommand({ TableName: this.table, Key: marshall({ pk: PK, sk: `HAND#${resource}` }) }),
    );
  }
}

const PK = 'GUARD';
const ACTS = 'ACTS';

/** How often a stop is written that meets another. */
const TRIES = 6;
const clean = (item: Record<string, unknown>) => marshall(item, { removeUndefinedValues: true });

function read<T>(item: Record<string, AttributeValue>): T {
  const { pk: _pk, sk: _sk, ...kept } = unmarshall(item);
  return kept as T;
}
