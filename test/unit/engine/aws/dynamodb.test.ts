import { DynamoDb } from '../../../../rehearsal/engine/aws/dynamodb';
import { VirtualClock } from '../../../../rehearsal/engine/clock';

const START = Date.UTC(2026, 10, 23, 3, 45);
const TABLE = {
  name: 'incidents',
  properties: {
    TableName: 'incidents',
    BillingMode: 'PAY_PER_REQUEST',
    AttributeDefinitions: [
      { AttributeName: 'pk', AttributeType: 'S' },
      { AttributeName: 'sk', AttributeType: 'S' },
    ],
    KeySchema: [
      { AttributeName: 'pk', KeyType: 'HASH' },
      { AttributeName: 'sk', KeyType: 'RANGE' },
    ],
    Replicas: [{ Region: 'ap-south-1', PointInTimeRecoverySpecification: { PointInTimeRecoveryEnabled: true } }],
    TimeToLiveSpecification: { AttributeName: 'expires', Enabled: true },
  },
};
const TableName = 'incidents';
const key = (pk: string, sk = 'head') => ({ pk: { S: pk }, sk: { S: sk } });

let clock: VirtualClock;
let db: DynamoDb;
beforeEach(() => {
  clock = new VirtualClock(START);
  db = new DynamoDb({ tables: [TABLE], clock });
});
const put = (pk: string, sk: string, more = {}) =>
  db.operations.PutItem({ TableName, Item: { ...key(pk, sk), ...more } });

describe('a conditional write', () => {
  // https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Expressions.ConditionExpressions.html
  test('opens an incident once: the second attempt is told the condition failed', async () => {
    const open = { TableName, Item: key('inc-1'), ConditionExpression: 'attribute_not_exists(pk)' };
    await expect(db.operations.PutItem(open)).resolves.toEqual({});
    await expect(db.operations.PutItem(open)).rejects.toMatchObject({
      code: 'ConditionalCheckFailedException',
      message: 'The conditional request failed',
      status: 400,
      members: {},
    });
  });

  // SDK client-dynamodb PutItem documentation: ReturnValuesOnConditionCheckFailure
  test('answers the item that stood in its way when asked for ALL_OLD', async () => {
    await put('lease', 'head', { holder: { S: 'first' } });
    const take = {
      TableName,
      Key: key('lease'),
      UpdateExpression: 'SET holder = :me',
      ConditionExpression: 'holder = :me',
      ExpressionAttributeValues: { ':me': { S: 'second' } },
      ReturnValuesOnConditionCheckFailure: 'ALL_OLD' as const,
    };
    await expect(db.operations.UpdateItem(take)).rejects.toMatchObject({
      code: 'ConditionalCheckFailedException',
      members: { Item: { ...key('lease'), holder: { S: 'first' } } },
    });
    const release = { TableName, Key: key('lease'), ConditionExpression: 'holder = :me' };
    await expect(
      db.operations.DeleteItem({
        ...release,
        ExpressionAttributeValues: { ':me': { S: 'second' } },
        ReturnValuesOnConditionCheckFailure: 'ALL_OLD',
      }),
    ).rejects.toMatchObject({ members: { Item: { holder: { S: 'first' } } } });
  });

  test('has no old item to answer when there was none', async () => {
    const close = {
      TableName,
      Key: key('nowhere'),
      UpdateExpression: 'SET x = :x',
      ConditionExpression: 'attribute_exists(pk)',
      ExpressionAttributeValues: { ':x': { N: '1' } },
      ReturnValuesOnConditionCheckFailure: 'ALL_OLD' as const,
    };
    await expect(db.operations.UpdateItem(close)).rejects.toMatchObject({ members: {} });
  });

  // https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/WorkingWithItems.html (atomic counters)
  test('counts attempts without losing any when ten come at once', async () => {
    const count = {
      TableName,
      Key: key('attempts'),
      UpdateExpression: 'ADD n :one',
      ExpressionAttributeValues: { ':one': { N: '1' } },
      ReturnValues: 'ALL_NEW' as const,
    };
    const answers = await Promise.all(Array.from({ length: 10 }, () => db.operations.UpdateItem(count)));
    expect(answers.map((answer) => answer.Attributes?.n?.N)).toEqual([
      '1',
      '2',
      '3',
      '4',
      '5',
      '6',
      '7',
      '8',
      '9',
      '10',
    ]);
  });
});

describe('a query', () => {
  // https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Query.KeyConditionExpressions.html
  test('reads a timeline by key prefix, in the order of the sort key', async () => {
    for (const sk of ['line#10', 'line#02', 'head', 'line#01', 'lines']) await put('inc-1', sk);
    await put('inc-2', 'line#01');
    const ask = {
      TableName,
      KeyConditionExpression: 'pk = :p AND begins_with(sk, :s)',
      ExpressionAttributeValues: { ':p': { S: 'inc-1' }, ':s': { S: 'line#' } },
    };
    const forth = await db.operations.Query(ask);
    expect(forth.Items?.map((item) => item.sk?.S)).toEqual(['line#01', 'line#02', 'line#10']);
    expect(forth).toMatchObject({ Count: 3, ScannedCount: 3 });
    const back = await db.operations.Query({ ...ask, ScanIndexForward: false, Limit: 2 });
    expect(back.Items?.map((item) => item.sk?.S)).toEqual(['line#10', 'line#02']);
    const rest = await db.operations.Query({
      ...ask,
      ScanIndexForward: false,
      ...(back.LastEvaluatedKey ? { ExclusiveStartKey: back.LastEvaluatedKey } : {}),
    });
    expect(rest.Items?.map((item) => item.sk?.S)).toEqual(['line#01']);
  });
});

describe('a transaction', () => {
  const openBoth = {
    TransactItems: [
      { Put: { TableName, Item: key('inc-1'), ConditionExpression: 'attribute_not_exists(pk)' } },
      {
        Update: {
          TableName,
          Key: key('inc-1', 'count'),
          UpdateExpression: 'ADD n :one',
          ExpressionAttributeValues: { ':one': { N: '1' } },
        },
      },
    ],
  };

  // https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_TransactWriteItems.html
  test('writes everything when every condition holds', async () => {
    await db.operations.TransactWriteItems(openBoth);
    expect(await db.scan(TableName)).toEqual([{ ...key('inc-1', 'count'), n: { N: '1' } }, key('inc-1')]);
  });

  // SDK client-dynamodb TransactWriteItems documentation: TransactionCanceledException, codes and messages
  test('writes nothing when one condition fails, and gives one reason for each item', async () => {
    await put('inc-1', 'head', { status: { S: 'open' } });
    const refused = db.operations.TransactWriteItems({
      TransactItems: [
        { Put: { TableName, Item: key('inc-2') } },
        {
          ConditionCheck: {
            TableName,
            Key: key('inc-1'),
            ConditionExpression: '#s = :closed',
            ExpressionAttributeNames: { '#s': 'status' },
            ExpressionAttributeValues: { ':closed': { S: 'closed' } },
            ReturnValuesOnConditionCheckFailure: 'ALL_OLD',
          },
        },
        { Delete: { TableName, Key: key('inc-3'), ConditionExpression: 'attribute_exists(pk)' } },
      ],
    });
    await expect(refused).rejects.toMatchObject({
      code: 'TransactionCanceledException',
      message:
        'Transaction cancelled, please refer cancellation reasons for specific reasons [None, ConditionalCheckFailed, ConditionalCheckFailed]',
      members: {
        CancellationReasons: [
          { Code: 'None' },
          {
            Code: 'ConditionalCheckFailed',
            Message: 'The conditional request failed',
            Item: { ...key('inc-1'), status: { S: 'open' } },
          },
          { Code: 'ConditionalCheckFailed', Message: 'The conditional request failed' },
        ],
      },
    });
    expect(await db.scan(TableName)).toHaveLength(1);
  });

  // Same documentation: Code ValidationError, "The provided expression refers to an attribute that does not exist in the item."
  test('takes back what it wrote when a later write cannot be applied', async () => {
    await put('inc-1', 'head', { status: { S: 'open' } });
    const refused = db.operations.TransactWriteItems({
      TransactItems: [
        { Put: { TableName, Item: { ...key('inc-1'), status: { S: 'closed' } } } },
        { Put: { TableName, Item: key('inc-9') } },
        { Update: { TableName, Key: key('inc-2'), UpdateExpression: 'SET n = absent' } },
      ],
    });
    await expect(refused).rejects.toMatchObject({
      members: { CancellationReasons: [{ Code: 'None' }, { Code: 'None' }, { Code: 'ValidationError' }] },
    });
    expect(await db.scan(TableName)).toEqual([{ ...key('inc-1'), status: { S: 'open' } }]);
  });

  test('is never seen half done by a reader', async () => {
    const written = db.operations.TransactWriteItems(openBoth);
    const seen = db.operations.Query({
      TableName,
      KeyConditionExpression: 'pk = :p',
      ExpressionAttributeValues: { ':p': { S: 'inc-1' } },
    });
    await written;
    expect((await seen).Count).toBe(2);
  });

  // SDK client-dynamodb TransactWriteItems documentation: ClientRequestToken
  test('sent twice with one token has one effect for ten minutes, and is new after that', async () => {
    const counted = { TransactItems: openBoth.TransactItems.slice(1), ClientRequestToken: 'token-1' };
    const n = async () => (await db.operations.GetItem({ TableName, Key: key('inc-1', 'count') })).Item?.n?.N;
    await db.operations.TransactWriteItems(counted);
    await db.operations.TransactWriteItems(counted);
    expect(await n()).toBe('1');
    await expect(
      db.operations.TransactWriteItems({ ...openBoth, ClientRequestToken: 'token-1' }),
    ).rejects.toMatchObject({ code: 'IdempotentParameterMismatchException' });
    clock.fake.tick(10 * 60_000 + 1);
    await db.operations.TransactWriteItems(counted);
    expect(await n()).toBe('2');
  });

  // https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_TransactWriteItems.html: no two actions on one item, 100 at most
  test.each([
    ['two actions on one item', [openBoth.TransactItems[0], { Delete: { TableName, Key: key('inc-1') } }]],
    ['101 actions', Array.from({ length: 101 }, (_, i) => ({ Put: { TableName, Item: key(`inc-${i}`) } }))],
    ['two actions in one entry', [{ ...openBoth.TransactItems[0], ...openBoth.TransactItems[1] }]],
    ['a check without a condition', [{ ConditionCheck: { TableName, Key: key('a'), ConditionExpression: undefined } }]],
  ])('is refused with %s', async (_, items) => {
    const TransactItems = items as NonNullable<(typeof openBoth)['TransactItems']>;
    await expect(db.operations.TransactWriteItems({ TransactItems })).rejects.toMatchObject({
      code: 'ValidationException',
    });
  });
});

describe('what is not played', () => {
  test.each([
    ['a capacity report', () => db.operations.GetItem({ TableName, Key: key('a'), ReturnConsumedCapacity: 'TOTAL' })],
    ['a condition of the old kind', () => db.operations.PutItem({ TableName, Item: key('a'), Expected: {} })],
    ['a table ARN', () => db.operations.GetItem({ TableName: 'arn:aws:dynamodb:ap-south-1:1:table/a', Key: key('a') })],
    ['a binary value', () => db.operations.PutItem({ TableName, Item: { ...key('a'), b: { B: new Uint8Array(1) } } })],
  ])('refuses %s by name', async (_, call) => {
    await expect(call()).rejects.toThrow(/The rehearsal does not play .*It plays: /);
  });

  test.each([
    ['a stream', { StreamSpecification: { StreamViewType: 'NEW_IMAGE' } }],
    ['provisioned throughput', { BillingMode: 'PROVISIONED' }],
    ['two Regions', { Replicas: [{ Region: 'ap-south-1' }, { Region: 'ap-south-2' }] }],
  ])('refuses a table with %s', (_, more) => {
    const table = { name: 'incidents', properties: { ...TABLE.properties, ...more } };
    expect(() => new DynamoDb({ tables: [table], clock })).toThrow('The rehearsal does not play table incidents');
  });
});

test('a table that is not there is ResourceNotFoundException, in a transaction too', async () => {
  await expect(db.operations.GetItem({ TableName: 'other', Key: key('a') })).rejects.toMatchObject({
    code: 'ResourceNotFoundException',
  });
  const TransactItems = [{ Put: { TableName: 'other', Item: key('a') } }];
  await expect(db.operations.TransactWriteItems({ TransactItems })).rejects.toMatchObject({
    code: 'ResourceNotFoundException',
  });
});

test('an answer shares nothing with the table', async () => {
  await put('inc-1', 'head', { list: { L: [{ S: 'a' }] } });
  const first = await db.operations.GetItem({ TableName, Key: key('inc-1') });
  first.Item?.list?.L?.push({ S: 'b' });
  const second = await db.operations.GetItem({ TableName, Key: key('inc-1') });
  expect(second).toEqual({ Item: { ...key('inc-1'), list: { L: [{ S: 'a' }] } } });
});

test('virtual time stands still until an item is written', async () => {
  let written = false;
  void put('inc-1', 'head').then(() => {
    written = true;
  });
  await clock.settle();
  expect(written).toBe(true);
});
