import type { Line } from '../../../../lambdas/shared/incident';
import { IncidentTable } from '../../../../lambdas/shared/incident-table';
import { type ModelledTable, modelledTable, TABLE } from '../../../support/dynamodb';
import { isoAfter, openRequest } from '../../../support/incidents';

const ID = openRequest().id;

let modelled: ModelledTable;
let table: IncidentTable;
beforeEach(async () => {
  modelled = modelledTable();
  table = new IncidentTable(modelled.client, TABLE);
  await table.openOrJoin(openRequest());
});

describe('a restart', () => {
  test('is intended once: the first intention stays', async () => {
    const first = { intendedAt: isoAfter(40), primaryBefore: 'ecs-svc/1111' };
    await table.intendRestart(ID, 'trading', first);
    await table.intendRestart(ID, 'trading', { intendedAt: isoAfter(50), primaryBefore: 'ecs-svc/2222' });
    expect((await table.get(ID)).restarts).toEqual({ trading: first });
  });

  test('of one service says nothing about another', async () => {
    const trading = { intendedAt: isoAfter(40), primaryBefore: 'ecs-svc/1111' };
    const dashboard = { intendedAt: isoAfter(50), primaryBefore: 'ecs-svc/5555' };
    await table.intendRestart(ID, 'trading', trading);
    await table.intendRestart(ID, 'algo-trading.prod-dashboard', dashboard);
    expect((await table.get(ID)).restarts).toEqual({ trading, 'algo-trading.prod-dashboard': dashboard });
  });

  test('and the deployment it is waited for are known to the next step', async () => {
    const deployment = { id: 'ecs-svc/2222', ours: true, imagesBefore: ['sha256:a'] };
    await table.waitFor(ID, 'trading', deployment);
    expect((await table.get(ID)).deployments).toEqual({ trading: deployment });
  });

  test('waits for the deployment that was named last', async () => {
    await table.waitFor(ID, 'trading', { id: 'ecs-svc/2222', ours: false });
    await table.waitFor(ID, 'trading', { id: 'ecs-svc/3333', ours: true });
    expect((await table.get(ID)).deployments).toEqual({ trading: { id: 'ecs-svc/3333', ours: true } });
  });
});

describe('the timeline', () => {
  const line = (seconds: number, finding: string): Line => ({ at: isoAfter(seconds), step: 'x', finding });

  test('reads in the order of time, whoever wrote first', async () => {
    await table.write(ID, line(20, 'later'), 'b');
    await table.write(ID, line(10, 'earlier'), 'a');
    expect((await table.lines(ID)).map(({ finding }) => finding)).toEqual(['earlier', 'later']);
  });

  test('keeps two lines of the same instant, and one line written twice by the same request is one', async () => {
    await table.write(ID, line(10, 'one'), 'a');
    await table.write(ID, line(10, 'two'), 'b');
    await table.write(ID, line(10, 'one'), 'a');
    expect((await table.lines(ID)).map(({ finding }) => finding)).toEqual(['one', 'two']);
  });

  test('holds no line of another incident, no token and not the incident itself', async () => {
    await table.write('another', line(10, 'not ours'), 'a');
    await table.keepToken(ID, 1, 'secret');
    expect(await table.lines(ID)).toEqual([]);
  });

  test('is read to its end, however many pages it takes', async () => {
    // One page of a query holds 1 MB: https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Query.Pagination.html
    const evidence = 'x'.repeat(300_000);
    for (let n = 0; n < 8; n++) await table.write(ID, { ...line(n, `line ${n}`), evidence }, 'a');
    expect((await table.lines(ID)).map(({ finding }) => finding)).toEqual(
      Array.from({ length: 8 }, (_, n) => `line ${n}`),
    );
  });

  test('leaves out what a step did not say, rather than failing on it', async () => {
    await table.write(ID, { ...line(10, 'short'), advice: undefined } as unknown as Line, 'a');
    expect((await table.lines(ID))[0]).not.toHaveProperty('advice');
  });
});

describe('an escalation', () => {
  test('is noted once: the first time stays', async () => {
    await table.noteEscalation(ID, isoAfter(300));
    await table.noteEscalation(ID, isoAfter(400));
    expect((await table.get(ID)).escalatedAt).toBe(isoAfter(300));
  });

  test('remembers the rungs in the order they were chosen', async () => {
    const first = { rung: 1, asked: isoAfter(300) };
    const second = { rung: 3, asked: isoAfter(900) };
    await table.chooseRung(ID, first);
    await table.chooseRung(ID, second);
    expect((await table.get(ID)).rungs).toEqual([first, second]);
  });

  test('keeps the token of each rung apart, the newest if a rung is paged again', async () => {
    await table.keepToken(ID, 1, 'first');
    await table.keepToken(ID, 1, 'second');
    await expect(table.token(ID, 1)).resolves.toBe('second');
    await expect(table.token(ID, 2)).resolves.toBeUndefined();
  });

  test('knows who has it, and that the stakeholders were told', async () => {
    await table.acknowledge(ID, 'trading-primary', isoAfter(400));
    await table.stakeholdersTold(ID, isoAfter(1800));
    expect(await table.get(ID)).toMatchObject({
      acknowledged: { by: 'trading-primary', at: isoAfter(400) },
      stakeholdersToldAt: isoAfter(1800),
    });
  });

  test('shows its token on no incident and on no line', async () => {
    await table.keepToken(ID, 1, 'secret-token');
    const visible = JSON.stringify([await table.get(ID), await table.lines(ID)]);
    expect(visible).not.toContain('secret-token');
  });
});

test('neither an incident nor a line shows what the table keeps for itself', async () => {
  await table.write(ID, { at: isoAfter(10), step: 'x', finding: 'one' }, 'a');
  const visible = [await table.get(ID), ...(await table.lines(ID))];
  expect(visible.flatMap((each) => Object.keys(each)).filter((key) => ['pk', 'sk', 'expires'].includes(key))).toEqual(
    [],
  );
  expect(await table.lines(ID)).toEqual([{ at: isoAfter(10), step: 'x', finding: 'one' }]);
});

test('the verdict is the last one that was said', async () => {
  await table.noteVerdict(ID, 'unknown');
  await table.noteVerdict(ID, 'not-fixed');
  expect((await table.get(ID)).verdict).toBe('not-fixed');
});
