import { TransactionCanceledException, TransactionConflictException } from '@aws-sdk/client-dynamodb';
import type { Incident, OpenRequest } from '../../../../lambdas/shared/incident';
import { IncidentTable } from '../../../../lambdas/shared/incident-table';
import { type ModelledTable, modelledTable, TABLE } from '../../../support/dynamodb';
import { ERRORS_ALARM, isoAfter, openRequest } from '../../../support/incidents';

const FIRST = openRequest();
const SECOND = openRequest({ id: 'second', alarmAt: isoAfter(60), execution: 'arn:second', alarm: ERRORS_ALARM });

let modelled: ModelledTable;
let table: IncidentTable;
const opened = async (request: OpenRequest = FIRST): Promise<Incident> => {
  await table.openOrJoin(request);
  return table.get(request.id);
};
const heads = async () => (await modelled.items()).filter(({ sk }) => sk === 'HEAD');

describe('two writes that meet in one item', () => {
  // Both are how DynamoDB says so: https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/transaction-apis.html
  const cancelled = (...codes: string[]) =>
    new TransactionCanceledException({
      message: 'cancelled',
      $metadata: {},
      CancellationReasons: codes.map((Code) => ({ Code })),
    });
  const conflict = new TransactionConflictException({ message: 'Transaction is ongoing for the item', $metadata: {} });
  const pauses: number[] = [];
  beforeEach(() => {
    pauses.length = 0;
    modelled = modelledTable();
    table = new IncidentTable(modelled.client, TABLE, async (attempt) => {
      pauses.push(attempt);
    });
  });
  /** The next so many commands of that name meet another write. */
  const meet = (command: string, error: Error, times: number): void =>
    modelled.beforeNext(command, async () => {
      if (times > 1) meet(command, error, times - 1);
      throw error;
    });

  test('are no answer: the transaction is tried again, each time after a longer pause', async () => {
    meet('TransactWriteItems', cancelled('None', 'TransactionConflict'), 3);
    await expect(table.openOrJoin(FIRST)).resolves.toMatchObject({ opened: true });
    expect(pauses).toEqual([1, 2, 3]);
    expect(await heads()).toHaveLength(1);
  });

  test('are no answer for a joining alarm either: it joins once', async () => {
    await opened();
    meet('UpdateItem', conflict, 2);
    await expect(table.openOrJoin(SECOND)).resolves.toMatchObject({ joined: FIRST.id, because: 'open' });
    expect(pauses).toEqual([1, 2]);
    expect(await table.get(FIRST.id)).toMatchObject({ joined: 1 });
  });

  test('six times over are told as what they are', async () => {
    meet('TransactWriteItems', cancelled('TransactionConflict', 'None'), 6);
    await expect(table.openOrJoin(FIRST)).rejects.toBeInstanceOf(TransactionCanceledException);
    expect(pauses).toEqual([1, 2, 3, 4, 5]);
    expect(await heads()).toEqual([]);
  });

  test('do not hide that a condition has failed: that is an answer', async () => {
    const judged = await opened();
    modelled.beforeNext('TransactWriteItems', async () => {
      await table.openOrJoin(SECOND);
      throw cancelled('ConditionalCheckFailed', 'TransactionConflict');
    });
    await expect(table.closeFixed(judged, isoAfter(300))).resolves.toBe(false);
    expect(pauses).toEqual([]);
  });

  test('are not waited for when it is another failure', async () => {
    meet('TransactWriteItems', cancelled('ThrottlingError', 'None'), 1);
    await expect(table.openOrJoin(FIRST)).rejects.toThrow('cancelled');
    expect(pauses).toEqual([]);
  });
});
