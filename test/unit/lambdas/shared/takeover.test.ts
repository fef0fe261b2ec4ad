import type { OpenRequest } from '../../../../lambdas/shared/incident';
import { IncidentTable } from '../../../../lambdas/shared/incident-table';
import { type ModelledTable, modelledTable, TABLE } from '../../../support/dynamodb';
import { ERRORS_ALARM, isoAfter, openRequest, TASKS_ALARM } from '../../../support/incidents';

const CONNECTIONS_ALARM = 'algo-trading-prod-db/ConnectionsFailing';
const DOWN_ALARM = 'runbook-prod/SeveralServicesDown';
const TRADING = openRequest();
const DATABASE = openRequest({
  id: 'database-1',
  runbook: 'database-connection-issues',
  target: 'database',
  dependsOn: [],
  openedAt: isoAfter(65),
  alarmAt: isoAfter(60),
  execution: 'arn:execution:database',
  alarm: CONNECTIONS_ALARM,
});
const SYSTEM = openRequest({
  id: 'system-1',
  runbook: 'complete-system-failure',
  target: 'system',
  severity: 'P1',
  dependsOn: [],
  openedAt: isoAfter(125),
  alarmAt: isoAfter(120),
  execution: 'arn:execution:system',
  alarm: DOWN_ALARM,
});
/** Another alarm of the trading service, while its incident is open. */
const ERRORS = openRequest({
  id: 'errors',
  alarmAt: isoAfter(30),
  execution: 'arn:execution:errors',
  alarm: ERRORS_ALARM,
});

let modelled: ModelledTable;
let table: IncidentTable;
beforeEach(() => {
  modelled = modelledTable();
  table = new IncidentTable(modelled.client, TABLE);
});
/** Another execution, with a table of its own, that gets in between. */
const other = (request: OpenRequest) => () => new IncidentTable(modelled.client, TABLE).openOrJoin(request);
const listed = async () => {
  const board = (await modelled.items()).find(({ pk }) => pk === 'BOARD') as { open: { incidentId: string }[] };
  return board.open.map(({ incidentId }) => incidentId);
};
const open = async (...requests: readonly OpenRequest[]) => {
  for (const request of requests) await table.openOrJoin(request);
};

describe('an incident that takes over another', () => {
  test('watches its alarms from then on, beside its own', async () => {
    await open(TRADING, ERRORS, DATABASE);
    expect((await table.get(DATABASE.id)).alarms).toEqual({
      [TASKS_ALARM]: isoAfter(0),
      [ERRORS_ALARM]: isoAfter(30),
      [CONNECTIONS_ALARM]: isoAfter(60),
    });
  });

  test('is what the other one is ended by, and that is written in both', async () => {
    await open(TRADING, DATABASE);
    expect(await table.get(TRADING.id)).toMatchObject({
      status: 'taken-over',
      takenOverBy: DATABASE.id,
      closedAt: DATABASE.openedAt,
    });
    expect(await table.get(DATABASE.id)).toMatchObject({ status: 'open', tookOver: [TRADING.id] });
    expect(await listed()).toEqual([DATABASE.id]);
  });

  test('stands for whatever that one had taken over before', async () => {
    await open(TRADING, DATABASE, SYSTEM);
    expect(await table.get(SYSTEM.id)).toMatchObject({ tookOver: [DATABASE.id, TRADING.id] });
    expect(Object.keys((await table.get(SYSTEM.id)).alarms)).toEqual(
      expect.arrayContaining([TASKS_ALARM, CONNECTIONS_ALARM, DOWN_ALARM]),
    );
    expect(await table.get(TRADING.id)).toMatchObject({ takenOverBy: DATABASE.id });
    expect(await listed()).toEqual([SYSTEM.id]);
  });

  test('does not say so when it took nothing over', async () => {
    await open(TRADING);
    expect(await table.get(TRADING.id)).not.toHaveProperty('tookOver');
  });

  test('takes in what comes later', async () => {
    await open(DATABASE, TRADING);
    expect(await table.get(DATABASE.id)).toMatchObject({ joined: 1, alarms: { [TASKS_ALARM]: isoAfter(0) } });
    await expect(table.get(TRADING.id)).rejects.toThrow('There is no incident');
  });
});

describe('an incident that was taken over', () => {
  beforeEach(() => open(TRADING, DATABASE));

  test('is not opened again by a repeat of its alarm', async () => {
    await table.closeFixed(await table.get(DATABASE.id), isoAfter(300));
    const repeat = { ...TRADING, execution: 'arn:execution:late' };
    await expect(table.openOrJoin(repeat)).resolves.toEqual({ opened: false, joined: TRADING.id, because: 'repeat' });
  });

  test.each(['closeFixed', 'standDown'] as const)('cannot be ended by %s any more', async (end) => {
    await expect(table[end](await table.get(TRADING.id), isoAfter(300))).resolves.toBe(false);
    expect(await table.get(TRADING.id)).toMatchObject({ status: 'taken-over', takenOverBy: DATABASE.id });
    expect(await listed()).toEqual([DATABASE.id]);
  });

  test('cannot be closed by a person either: the one that stands for it can', async () => {
    const closedBy = { by: 'team-lead', reason: 'mended by hand' };
    await expect(table.closeByPerson(await table.get(TRADING.id), closedBy, isoAfter(300))).resolves.toBe(false);
    expect(await table.get(TRADING.id)).not.toHaveProperty('closedBy');
    await expect(table.closeByPerson(await table.get(DATABASE.id), closedBy, isoAfter(300))).resolves.toBe(true);
  });
});

describe('at the same instant', () => {
  test('of a cause and its effect one stands for both, whichever of them was quicker', async () => {
    modelled.beforeNext('TransactWriteItems', other(TRADING));
    await expect(table.openOrJoin(DATABASE)).resolves.toMatchObject({ incident: { tookOver: [TRADING.id] } });
    expect(await listed()).toEqual([DATABASE.id]);
  });

  test('of an effect and its cause one stands for both, whichever of them was quicker', async () => {
    modelled.beforeNext('TransactWriteItems', other(DATABASE));
    await expect(table.openOrJoin(TRADING)).resolves.toEqual({ opened: false, joined: DATABASE.id, because: 'open' });
    expect(await listed()).toEqual([DATABASE.id]);
  });

  test('of two that would take over the same incident one wins, and the other joins or takes over that one', async () => {
    await open(TRADING);
    modelled.beforeNext('TransactWriteItems', other(DATABASE));
    await expect(table.openOrJoin(SYSTEM)).resolves.toMatchObject({ opened: true });
    expect(await table.get(TRADING.id)).toMatchObject({ takenOverBy: DATABASE.id });
    expect(await table.get(SYSTEM.id)).toMatchObject({ tookOver: [DATABASE.id, TRADING.id] });
    expect(await listed()).toEqual([SYSTEM.id]);
  });

  test('fifty deliveries of a cause and of its effect are one incident', async () => {
    const requests = Array.from({ length: 50 }, (_, n) => ({
      ...(n % 2 === 0 ? TRADING : DATABASE),
      execution: `arn:execution:${n}`,
    }));
    await Promise.all(requests.map((request) => table.openOrJoin(request)));
    expect(await listed()).toEqual([DATABASE.id]);
  });

  test('an alarm that joins the one that is being taken over comes along', async () => {
    await open(TRADING);
    modelled.beforeNext('TransactWriteItems', other(ERRORS));
    await expect(table.openOrJoin(DATABASE)).resolves.toMatchObject({ opened: true });
    expect((await table.get(DATABASE.id)).alarms).toMatchObject({ [ERRORS_ALARM]: isoAfter(30) });
    expect(await table.get(TRADING.id)).toMatchObject({ status: 'taken-over', joined: 1 });
  });

  test('one that is found fixed while it is being taken over stays fixed, and nothing is taken over', async () => {
    await open(TRADING);
    const judged = await table.get(TRADING.id);
    modelled.beforeNext('TransactWriteItems', () => table.closeFixed(judged, isoAfter(60)));
    await open(DATABASE);
    expect(await table.get(TRADING.id)).toMatchObject({ status: 'fixed' });
    expect(await table.get(DATABASE.id)).not.toHaveProperty('tookOver');
  });

  test('one that is taken over while it is found fixed is not called fixed', async () => {
    await open(TRADING);
    const judged = await table.get(TRADING.id);
    modelled.beforeNext('TransactWriteItems', other(DATABASE));
    await expect(table.closeFixed(judged, isoAfter(70))).resolves.toBe(false);
    expect(await table.get(TRADING.id)).toMatchObject({ status: 'taken-over' });
    expect(await table.get(DATABASE.id)).toMatchObject({ status: 'open' });
  });

  test('one incident opens while another closes, and neither is lost from the board', async () => {
    await open(TRADING);
    const judged = await table.get(TRADING.id);
    const feed = openRequest({
      id: 'feed-1',
      runbook: 'feed',
      target: 'data-service',
      dependsOn: [],
      execution: 'arn:feed',
    });
    modelled.beforeNext('TransactWriteItems', other(feed));
    await expect(table.closeFixed(judged, isoAfter(70))).resolves.toBe(true);
    expect(await listed()).toEqual(['feed-1']);
  });
});
