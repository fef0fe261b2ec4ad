import {
  ConditionalCheckFailedException,
  DynamoDBClient,
  TransactionCanceledException,
} from '@aws-sdk/client-dynamodb';
import { unmarshall } from '@aws-sdk/util-dynamodb';
import { DynamoDb } from '../../rehearsal/engine/aws/dynamodb';
import { AwsError } from '../../rehearsal/engine/aws/service';
import { VirtualClock } from '../../rehearsal/engine/clock';

export const TABLE = 'incidents';

/** The incident table as the stack declares it (test/synth/template.test.ts holds that declaration). */
const DECLARATION = {
  name: TABLE,
  properties: {
    BillingMode: 'PAY_PER_REQUEST',
    AttributeDefinitions: [
      { AttributeName: 'pk', AttributeType: 'S' },
      { AttributeName: 'sk', AttributeType: 'S' },
    ],
    KeySchema: [
      { AttributeName: 'pk', KeyType: 'HASH' },
      { AttributeName: 'sk', KeyType: 'RANGE' },
    ],
  },
};

interface Command {
  readonly input: object;
}

type Operations = Readonly<Record<string, (input: never) => Promise<object>>>;

export interface ModelledTable {
  /** What the code under test takes for the SDK's client. */
  readonly client: DynamoDBClient;
  readonly send: (command: Command) => Promise<unknown>;
  /** Runs once, right before the next command of that name: another execution getting in between. */
  beforeNext(command: string, act: () => Promise<unknown>): void;
  /** Every item, unmarshalled. */
  items(): Promise<Record<string, unknown>[]>;
}

/** A DynamoDB table that judges conditions and transactions for itself, behind the one method of a client. */
export function modelledTable(): ModelledTable {
  const db = new DynamoDb({ tables: [DECLARATION], clock: new VirtualClock(0) });
  const operations = db.operations as unknown as Operations;
  let interruption: { command: string; act: () => Promise<unknown> } | undefined;
  const send = async (command: Command): Promise<unknown> => {
    const name = command.constructor.name.replace(/Command$/, '');
    if (interruption?.command === name) {
      const { act } = interruption;
      interruption = undefined;
      await act();
    }
    const operation = operations[name];
    if (!operation) throw new Error(`The table's model has no ${name}.`);
    try {
      return await operation(command.input as never);
    } catch (error) {
      throw asSdkError(error);
    }
  };
  return {
    client: { send } as unknown as DynamoDBClient,
    send,
    beforeNext: (command, act) => {
      interruption = { command, act };
    },
    items: async () => (await db.scan(TABLE)).map((item) => unmarshall(item)),
  };
}

/**
 * Puts a modelled table under functions that make their own client, and holds the clock at an instant; timers of the code
 * under test go on only with `jest.advanceTimersByTimeAsync`. Undone by `leaveFunctions`.
 */
export function underFunctions(now: number): ModelledTable {
  const modelled = modelledTable();
  jest.useFakeTimers({ now, doNotFake: ['nextTick', 'setImmediate', 'queueMicrotask', 'performance'] });
  jest.spyOn(DynamoDBClient.prototype, 'send').mockImplementation(modelled.send as never);
  return modelled;
}

export function leaveFunctions(): void {
  jest.restoreAllMocks();
  jest.useRealTimers();
}

/** Loads a function, which reads the table's name while it is loaded. */
export function loadFunction<T>(load: () => T): T {
  process.env.INCIDENT_TABLE = TABLE;
  return load();
}

/** The SDK answers the two failures a caller decides on as classes of its own. */
function asSdkError(error: unknown): unknown {
  if (!(error instanceof AwsError)) return error;
  const { message, members } = error;
  const about = { message, $metadata: {}, ...members };
  if (error.code === 'ConditionalCheckFailedException') return new ConditionalCheckFailedException(about);
  if (error.code === 'TransactionCanceledException') return new TransactionCanceledException(about);
  return error;
}
