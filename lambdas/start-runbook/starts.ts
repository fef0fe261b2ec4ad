import { createHash } from 'node:crypto';
import { ConditionalCheckFailedException, type DynamoDBClient, PutItemCommand } from '@aws-sdk/client-dynamodb';
import { marshall, unmarshall } from '@aws-sdk/util-dynamodb';
import type { Options } from '../../runbooks/options';

/**
 * Whoever asks again for the same runbook within this time asks for the same run. Twice what an HTTP API waits for its
 * function, so that a person who got no answer may ask again.
 */
// https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-quotas.html: 30 seconds at most.
export const ONE_START_MS = 60_000;

/** A contact's latest start of a runbook. */
export interface Start {
  /** Name of its execution. */
  readonly name: string;
  readonly reason: string;
  /** Milliseconds since the epoch. */
  readonly at: number;
  /** Of a checklist: the day it is for, as `2026-11-23`. */
  readonly date?: string;
  /** Of a runbook: what was said besides the reason. */
  readonly options?: Options;
}

/**
 * Who has started what last, so that a double click is one run. The name of an execution alone could not see to that: a
 * name made of the minute tells two clicks apart that stand on both sides of a full minute. One conditional write decides,
 * and the name it keeps is the execution's: Step Functions starts nothing twice under one name.
 */
export class Starts {
  constructor(
    private readonly client: DynamoDBClient,
    private readonly table: string,
  ) {}

  /** @returns the start that counts: this one, or the one before it that is as good as this one. */
  async claim(runbook: string, contact: string, start: Start): Promise<Start> {
    // The same checklist for another day is another start, and so is the same runbook with other options.
    const key = { pk: 'STARTS', sk: [runbook, contact, ...besides(start)].join('#') };
    try {
      await this.client.send(
        new PutItemCommand({
          TableName: this.table,
          Item: marshall({ ...key, ...start, expires: Math.ceil((start.at + KEPT_MS) / 1000) }),
          ConditionExpression: 'attribute_not_exists(pk) OR #at <= :before',
          ExpressionAttributeNames: { '#at': 'at' },
          ExpressionAttributeValues: marshall({ ':before': start.at - ONE_START_MS }),
          ReturnValuesOnConditionCheckFailure: 'ALL_OLD',
        }),
      );
      return start;
    } catch (error) {
      if (!(error instanceof ConditionalCheckFailedException) || !error.Item) throw error;
      const { name, reason, at, date, options } = unmarshall(error.Item) as Start;
      return { name, reason, at, ...(date === undefined ? {} : { date }), ...(options ? { options } : {}) };
    }
  }
}

function besides({ date, options }: Start): string[] {
  const said = Object.entries(options ?? {}).sort(([one], [other]) => one.localeCompare(other));
  const mark = createHash('sha256').update(JSON.stringify(said)).digest('hex').slice(0, 16);
  return [...(date === undefined ? [] : [date]), ...(said.length === 0 ? [] : [mark])];
}

/** For DynamoDB to tidy away; nothing relies on it. */
const KEPT_MS = 86_400_000;
