import { PutItemCommand } from '@aws-sdk/client-dynamodb';
import { marshall } from '@aws-sdk/util-dynamodb';
import type { OpenEntry } from '../../../../lambdas/shared/board';
import type { OpenRequest } from '../../../../lambdas/shared/incident';
import { IncidentTable } from '../../../../lambdas/shared/incident-table';
import { type ModelledTable, modelledTable, TABLE } from '../../../support/dynamodb';
import { ERRORS_ALARM, isoAfter, openRequest, TASKS_ALARM } from '../../../support/incidents';

const FIRST = openRequest();
/** Another alarm of the same fault, in an execution of its own. */
const SECOND = openRequest({
  id: 'trading-service-not-processing-orders-20261120T043317Z',
  alarmAt: isoAfter(60),
  execution: 'arn:execution:second',
  alarm: ERRORS_ALARM,
});

let modelled: ModelledTable;
let table: IncidentTable;
beforeEach(() => {
  modelled = modelledTable();
  table = new IncidentTable(modelled.client, TABLE);
});

const opened = async (request: OpenRequest = FIRST) => {
  const answer = await table.openOrJoin(request);
  if (!answer.opened) throw new Error(`joined ${answer.joined}`);
  return answer.incident;
};
const heads = async () => (await modelled.items()).filter(({ sk }) => sk === 'HEAD');
/** What the board lists as open. */
const listed = async (): Promise<readonly OpenEntry[]> => {
  const board = (await modelled.items()).find(({ pk }) => pk === 'BOARD');
  return (board?.open ?? []) as readonly OpenEntry[];
};

describe('the first alarm', () => {
  test('opens an incident that knows its alarm, its deadline and its execution', async () => {
    expect(await opened()).toMatchObject({
      id: FIRST.id,
      status: 'open',
      severity: 'P2',
      alarms: { [TASKS_ALARM]: isoAfter(0) },
      joined: 0,
      deadlineAt: isoAfter(1800),
      execution: FIRST.execution,
    });
  });

  test('is kept for 400 days and then tidied away', async () => {
    await opened();
    expect((await heads())[0]?.expires).toBe(Date.parse(FIRST.openedAt) / 1000 + 400 * 86_400);
  });

  test('tried again by the same execution finds its own incident, and goes on with it', async () => {
    await opened();
    await expect(table.openOrJoin(FIRST)).resolves.toMatchObject({ opened: true, incident: { joined: 0 } });
    expect(await heads()).toHaveLength(1);
  });
});

describe('everything else while it is open', () => {
  test('a second alarm joins, and is watched from then on', async () => {
    await opened();
    await expect(table.openOrJoin(SECOND)).resolves.toEqual({ opened: false, joined: FIRST.id, because: 'open' });
    expect(await table.get(FIRST.id)).toMatchObject({
      joined: 1,
      alarms: { [TASKS_ALARM]: isoAfter(0), [ERRORS_ALARM]: isoAfter(60) },
    });
  });

  test('the same event delivered twice joins', async () => {
    await opened();
    const again = { ...FIRST, execution: 'arn:execution:redelivered' };
    await expect(table.openOrJoin(again)).resolves.toMatchObject({ opened: false, because: 'open' });
    expect(await heads()).toHaveLength(1);
  });

  test('a run started by a person joins, and brings no alarm', async () => {
    await opened();
    const { alarm: _, ...person } = { ...SECOND, execution: 'arn:execution:person' };
    await expect(table.openOrJoin(person)).resolves.toMatchObject({ opened: false, joined: FIRST.id });
    expect(await table.get(FIRST.id)).toMatchObject({ joined: 1, alarms: { [TASKS_ALARM]: isoAfter(0) } });
  });

  test('fifty deliveries of one cause at once are one incident, opened by one of them', async () => {
    const answers = await Promise.all(
      Array.from({ length: 50 }, (_, n) => table.openOrJoin({ ...FIRST, execution: `arn:execution:${n}` })),
    );
    expect(answers.filter(({ opened: won }) => won)).toHaveLength(1);
    expect(await heads()).toHaveLength(1);
    expect(await table.get(FIRST.id)).toMatchObject({ joined: 49 });
  });

  test('another target of the same runbook has an incident of its own', async () => {
    await opened();
    const dashboard = { ...SECOND, id: 'dashboard-1', target: 'dashboard' as const };
    await expect(table.openOrJoin(dashboard)).resolves.toMatchObject({ opened: true });
    expect(await listed()).toHaveLength(2);
  });
});

describe('after it has ended', () => {
  test.each(['closeFixed', 'standDown'] as const)('by %s, a repeat of its alarm starts nothing', async (end) => {
    await table[end](await opened(), isoAfter(300));
    const repeat = { ...FIRST, execution: 'arn:execution:late' };
    await expect(table.openOrJoin(repeat)).resolves.toEqual({ opened: false, joined: FIRST.id, because: 'repeat' });
    expect(await listed()).toEqual([]);
  });

  test('the next change of state opens a new one', async () => {
    await table.closeFixed(await opened(), isoAfter(300));
    await expect(table.openOrJoin(SECOND)).resolves.toMatchObject({ opened: true, incident: { id: SECOND.id } });
  });
});

describe('two executions at the same instant', () => {
  test('of two that find nothing open one opens, and the other joins', async () => {
    modelled.beforeNext('TransactWriteItems', () => new IncidentTable(modelled.client, TABLE).openOrJoin(SECOND));
    await expect(table.openOrJoin(FIRST)).resolves.toEqual({ opened: false, joined: SECOND.id, because: 'open' });
    expect(await heads()).toHaveLength(1);
  });

  test('an alarm that comes while the incident is being closed opens a new one: it is not lost', async () => {
    const incident = await opened();
    modelled.beforeNext('UpdateItem', () => table.closeFixed(incident, isoAfter(300)));
    await expect(table.openOrJoin(SECOND)).resolves.toMatchObject({ opened: true, incident: { id: SECOND.id } });
    expect((await table.get(FIRST.id)).joined).toBe(0);
  });

  test('a failure of the table is not taken for a lost race', async () => {
    modelled.beforeNext('TransactWriteItems', async () => {
      throw Object.assign(new Error('slow down'), { name: 'ThrottlingException' });
    });
    await expect(table.openOrJoin(FIRST)).rejects.toThrow('slow down');
  });
});

/** Makes the board list an incident in the place of the runbook and its target, whatever is there. */
const pointTo = (incidentId: string) => {
  const { runbook, target, severity, dependsOn, execution } = FIRST;
  const entry = { incidentId, runbook, target, severity, dependsOn, execution };
  const board = { pk: 'BOARD', sk: 'BOARD', open: [entry], version: 9 };
  return modelled.send(new PutItemCommand({ TableName: TABLE, Item: marshall(board) }));
};

describe('an incident is closed as fixed', () => {
  test('with the time, and its place is free', async () => {
    await expect(table.closeFixed(await opened(), isoAfter(300))).resolves.toBe(true);
    expect(await table.get(FIRST.id)).toMatchObject({ status: 'fixed', closedAt: isoAfter(300) });
    expect(await listed()).toEqual([]);
  });

  test('not when another alarm joined since it was judged', async () => {
    const judged = await opened();
    await table.openOrJoin(SECOND);
    await expect(table.closeFixed(judged, isoAfter(300))).resolves.toBe(false);
    expect(await table.get(FIRST.id)).toMatchObject({ status: 'open' });
    expect(await listed()).toHaveLength(1);
  });

  test('once more by an attempt that died after closing, which finds its own work done', async () => {
    const judged = await opened();
    await table.closeFixed(judged, isoAfter(300));
    await expect(table.closeFixed(judged, isoAfter(310))).resolves.toBe(true);
    expect(await table.get(FIRST.id)).toMatchObject({ closedAt: isoAfter(300) });
  });

  test('never when it was stood down: what a person wants stands', async () => {
    const judged = await opened();
    await table.standDown(judged, isoAfter(290));
    await expect(table.closeFixed(judged, isoAfter(300))).resolves.toBe(false);
    expect(await table.get(FIRST.id)).toMatchObject({ status: 'stood-down', closedAt: isoAfter(290) });
  });

  test('also when its place belongs to another one: nothing is taken away from that', async () => {
    const judged = await opened();
    await pointTo('another');
    await table.closeFixed(judged, isoAfter(300));
    expect(await listed()).toMatchObject([{ incidentId: 'another' }]);
  });

  test('without touching a newer incident that has taken its place', async () => {
    const judged = await opened();
    await table.closeFixed(judged, isoAfter(300));
    await table.openOrJoin(SECOND);
    await table.closeFixed(judged, isoAfter(310));
    expect(await listed()).toMatchObject([{ incidentId: SECOND.id }]);
  });
});

describe('an incident is closed by a person', () => {
  const closedBy = { by: 'team-lead', reason: 'The exchange halted trading.' };

  test('with the name, the reason and the time, and its place is free', async () => {
    await expect(table.closeByPerson(await opened(), closedBy, isoAfter(300))).resolves.toBe(true);
    expect(await table.get(FIRST.id)).toMatchObject({ status: 'closed', closedAt: isoAfter(300), closedBy });
    await expect(table.openOrJoin(SECOND)).resolves.toMatchObject({ opened: true, incident: { id: SECOND.id } });
  });

  test('whatever joined since: a person has seen it', async () => {
    const judged = await opened();
    await table.openOrJoin(SECOND);
    await expect(table.closeByPerson(judged, closedBy, isoAfter(300))).resolves.toBe(true);
  });

  test('not when it was found fixed in the meantime: nobody is named', async () => {
    const judged = await opened();
    await table.closeFixed(judged, isoAfter(290));
    await expect(table.closeByPerson(judged, closedBy, isoAfter(300))).resolves.toBe(false);
    expect(await table.get(FIRST.id)).toMatchObject({ status: 'fixed', closedAt: isoAfter(290) });
    expect(await table.get(FIRST.id)).not.toHaveProperty('closedBy');
  });

  test('and is not called fixed afterwards', async () => {
    const judged = await opened();
    await table.closeByPerson(judged, closedBy, isoAfter(290));
    await expect(table.closeFixed(judged, isoAfter(300))).resolves.toBe(false);
    expect(await table.get(FIRST.id)).toMatchObject({ status: 'closed' });
  });
});

test('an incident that does not exist is not made up', async () => {
  await expect(table.get('none')).rejects.toThrow('There is no incident "none".');
  await table.noteVerdict('none', 'fixed');
  expect(await modelled.items()).toEqual([]);
});

test('a board that lists an incident that is gone fails loudly instead of joining nothing', async () => {
  await pointTo('gone');
  await expect(table.openOrJoin(SECOND)).rejects.toThrow(
    /could neither be opened nor joined in 6 tries\. Its place is taken by incident "gone", which is not open\./,
  );
});
