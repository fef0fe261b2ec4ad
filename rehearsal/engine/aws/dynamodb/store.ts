import type { AttributeValue } from '@aws-sdk/client-dynamodb';
import deleteItem from 'dynalite/actions/deleteItem';
import getItem from 'dynalite/actions/getItem';
import putItem from 'dynalite/actions/putItem';
import query from 'dynalite/actions/query';
import scan from 'dynalite/actions/scan';
import updateItem from 'dynalite/actions/updateItem';
import db from 'dynalite/db';
import validations from 'dynalite/validations';
import createTableRules from 'dynalite/validations/createTable';
import deleteItemRules from 'dynalite/validations/deleteItem';
import getItemRules from 'dynalite/validations/getItem';
import putItemRules from 'dynalite/validations/putItem';
import queryRules from 'dynalite/validations/query';
import scanRules from 'dynalite/validations/scan';
import updateItemRules from 'dynalite/validations/updateItem';
import { AwsError } from '../service';

export type Item = Record<string, AttributeValue>;

const ACTIONS = {
  GetItem: { act: getItem, rules: getItemRules },
  PutItem: { act: putItem, rules: putItemRules },
  UpdateItem: { act: updateItem, rules: updateItemRules },
  DeleteItem: { act: deleteItem, rules: deleteItemRules },
  Query: { act: query, rules: queryRules },
  Scan: { act: scan, rules: scanRules },
} as const;

export type Action = keyof typeof ACTIONS;

/** dynalite's tables and items, in memory, for this process alone. */
export class Store {
  private readonly inner = db.create({ createTableMs: 0, deleteTableMs: 0, updateTableMs: 0 });

  /**
   * Adds a table that is active at once. dynalite's own CreateTable would wait on the host's timer and draw a random id.
   * @param description the members of CreateTable.
   */
  async createTable(description: { TableName: string } & Record<string, unknown>): Promise<void> {
    const data = this.checked(createTableRules, description);
    await new Promise<void>((resolve, reject) => {
      this.inner.tableDb.put(description.TableName, { ...data, TableStatus: 'ACTIVE' }, (error) =>
        error ? reject(error) : resolve(),
      );
    });
  }

  /** @throws AwsError as DynamoDB would answer. */
  async run<Answer>(action: Action, input: object): Promise<Answer> {
    const { act, rules } = ACTIONS[action];
    const data = this.checked(rules, input);
    return new Promise<Answer>((resolve, reject) => {
      act(this.inner, data, (error, answer) => (error ? reject(awsError(error)) : resolve(answer as Answer)));
    });
  }

  /**
   * Whether the condition of a write holds for an item, without writing.
   * @param existing the item as it is now, or undefined.
   */
  holds(action: 'PutItem' | 'UpdateItem' | 'DeleteItem', input: object, existing: Item | undefined): boolean {
    return !db.checkConditional(this.checked(ACTIONS[action].rules, input), existing);
  }

  /** Refuses what DynamoDB would refuse before it looks at any item. @throws AwsError */
  check(action: Action, input: object): void {
    this.checked(ACTIONS[action].rules, input);
  }

  private checked(rules: { types: object; custom: unknown }, input: object): Record<string, unknown> {
    try {
      const data = validations.checkTypes(structuredClone(input), rules.types);
      validations.checkValidations(data, rules.types, rules.custom, this.inner);
      return data;
    } catch (error) {
      throw awsError(error as Error);
    }
  }
}

interface Failure extends Error {
  readonly statusCode?: number;
  readonly body?: { readonly __type: string; readonly message?: string; readonly Message?: string };
}

function awsError(error: Error): Error {
  const failure: Failure = error;
  if (!failure.body) return error;
  const code = failure.body.__type.split('#').at(-1) ?? failure.body.__type;
  return new AwsError(code, failure.body.message ?? failure.body.Message ?? '', failure.statusCode ?? 400);
}
