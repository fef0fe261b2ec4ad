import type { SFNClient } from '@aws-sdk/client-sfn';
import { type Answering, answer, type Tables } from '../../../../lambdas/decide-approval/answer';
import type { Approval } from '../../../../lambdas/shared/approvals/approval';
import { ApprovalTable } from '../../../../lambdas/shared/approvals/table';
import { IncidentTable } from '../../../../lambdas/shared/incident-table';
import { type ModelledTable, modelledTable, TABLE } from '../../../support/dynamodb';
import { at, isoAfter, openRequest } from '../../../support/incidents';
import { listenForMetrics } from '../../../support/measured';
import { DIRECTORY, INCIDENT, ISSUER, QUESTION } from './people';

const metrics = listenForMetrics();
let modelled: ModelledTable;
let tables: Tables;
let told: string[];
/** How Step Functions fails for the question's token; undefined: it does not. */
let failure: object | undefined;

beforeEach(async () => {
  modelled = modelledTable();
  told = [];
  failure = undefined;
  const sfn = {
    send: async ({ input }: { input: { taskToken: string } }) => {
      if (failure && input.taskToken === 'token of the question') throw Object.assign(new Error('it said'), failure);
      told.push(input.taskToken);
    },
  } as unknown as SFNClient;
  tables = {
    table: new IncidentTable(modelled.client, TABLE),
    approvals: new ApprovalTable(modelled.client, TABLE),
    sfn,
  };
  await tables.table.openOrJoin(openRequest());
  await tables.table.chooseRung(INCIDENT, { rung: 1, asked: isoAfter(60) });
  await tables.table.keepToken(INCIDENT, 1, 'token of the page');
});

async function asks(over: Partial<Approval> = {}, waiting = true): Promise<void> {
  const { status: _status, ...rest } = over;
  await tables.approvals.ask({
    ...QUESTION,
    id: 'a1',
    incidentId: INCIDENT,
    step: 'Scale up if needed',
    askedAt: isoAfter(60),
    expiresAt: isoAfter(1800),
    ...rest,
  });
  if (waiting) await tables.approvals.wait(INCIDENT, 'a1', 'token of the question');
}

const says = (contact: string, over: Partial<Answering> = {}) =>
  answer(
    {
      incidentId: INCIDENT,
      approvalId: 'a1',
      contact,
      identity: { kind: 'iam-user', name: contact },
      decision: 'approve',
      reason: 'CPU is short',
      now: at(120),
      requestId: `request-of-${contact}`,
      ...over,
    },
    DIRECTORY,
    tables,
  );
const stored = () => tables.approvals.get(INCIDENT, 'a1');
const timeline = async () => (await tables.table.lines(INCIDENT)).map(({ finding }) => finding);

test('a yes is stored, written down, acknowledges the page, and reaches the runbook', async () => {
  await asks();
  await says('trading-primary');
  expect(await stored()).toMatchObject({
    status: 'approved',
    decisions: [{ contact: 'trading-primary', identity: 'IAM user trading-primary', reason: 'CPU is short' }],
  });
  expect(told).toEqual(['token of the page', 'token of the question']);
  expect(await timeline()).toEqual([
    'Approved by trading-primary (IAM user trading-primary): scale-up of algo-trading-prod-trading. Reason: CPU is short',
  ]);
  expect((await tables.table.get(INCIDENT)).acknowledged).toMatchObject({ by: 'trading-primary' });
});

test('the same person by the browser and by IAM is one person', async () => {
  await asks({ act: 'resume-trading' });
  await says('trading-primary', { identity: { kind: 'oidc', issuer: ISSUER, subject: 'subject-of-trading-primary' } });
  await expect(says('trading-primary')).rejects.toThrow(/a second person is needed/);
  expect(await stored()).toMatchObject({ status: 'asked' });
  expect(told).not.toContain('token of the question');
});

test('two people are two, and only then is the runbook told', async () => {
  await asks({ act: 'resume-trading' });
  await says('trading-primary');
  // Nothing stops: the climb goes on, so that somebody is found for the second.
  expect(told).toEqual([]);
  await says('team-lead');
  expect(await stored()).toMatchObject({ status: 'approved' });
  expect(told).toEqual(['token of the page', 'token of the question']);
});

test('two at once: one yes and one no end in what came first, and the other is told so', async () => {
  await asks();
  modelled.beforeNext('TransactWriteItems', () => says('team-lead', { decision: 'refuse', reason: 'a leak' }));
  await expect(says('trading-primary')).rejects.toThrow(/^Refused by team-lead .*changes nothing/);
  expect(await stored()).toMatchObject({ status: 'refused', decisions: [{ contact: 'team-lead' }] });
  expect(told.filter((token) => token === 'token of the question')).toHaveLength(1);
});

test('two yeses at once, where two are needed, are both counted', async () => {
  await asks({ act: 'resume-trading' });
  modelled.beforeNext('TransactWriteItems', () => says('team-lead'));
  await says('trading-primary');
  expect(await stored()).toMatchObject({ status: 'approved', decisions: [{}, {}] });
});

test.each<[string, () => Promise<unknown>, RegExp]>([
  ['too early', () => asks({}, false).then(() => says('trading-primary')), /does not wait for the answer yet/],
  ['too late', () => asks().then(() => says('trading-primary', { now: at(1800) })), /expired/],
  ['a tampered question', () => asks().then(() => says('trading-primary', { approvalId: 'a2' })), /no question "a2"/],
  ['a tampered incident', () => asks().then(() => says('trading-primary', { incidentId: 'x' })), /no incident "x"/],
  ['the requester', () => asks({ requester: 'team-lead' }).then(() => says('team-lead')), /asked for it yourself/],
])('%s: nothing is stored, nothing is told, nobody has acknowledged', async (_what, act, because) => {
  await expect(act()).rejects.toThrow(because);
  expect(await stored()).toMatchObject({ status: 'asked', decisions: [] });
  expect(told).toEqual([]);
  expect(await timeline()).toEqual([]);
  expect((await tables.table.get(INCIDENT)).acknowledged).toBeUndefined();
});

describe('when the workflow cannot be told', () => {
  beforeEach(() => asks());

  test.each(['TaskTimedOut', 'TaskDoesNotExist', 'InvalidToken'])(
    'because its run has died (%s), the answer stands in the timeline, says that it does nothing, and has lapsed',
    async (name) => {
      failure = { name };
      const nothing = new RegExp(`does not wait any more, so nothing is done: ${name}: it said`);
      await expect(says('trading-primary')).resolves.toEqual({ said: expect.stringMatching(nothing) });
      expect((await timeline()).at(-1)).toMatch(nothing);
      expect(await stored()).toMatchObject({ status: 'lapsed', decisions: [{ contact: 'trading-primary' }] });
      await expect(says('team-lead')).rejects.toThrow(
        /^Approved by trading-primary at .*; the runbook did not wait any more, and nothing came of it\. Your answer changes nothing\.$/,
      );
    },
  );

  test('a refusal stands all the same', async () => {
    failure = { name: 'TaskTimedOut' };
    await says('trading-primary', { decision: 'refuse' });
    expect(await stored()).toMatchObject({ status: 'refused' });
  });

  test.each<[string, object]>([
    ['because too much is asked of AWS', { name: 'ThrottlingException' }],
    ['and an earlier try may have told it', { name: 'TaskTimedOut', $metadata: { attempts: 2 } }],
  ])('%s, nobody says that nothing is done: the step reads the answer itself', async (_why, error) => {
    failure = error;
    await expect(says('trading-primary')).resolves.toEqual({
      said: expect.stringMatching(
        /could not be told: .*reads the answer itself when it stops waiting, soon after 10:32:17 IST/,
      ),
    });
    expect(await stored()).toMatchObject({ status: 'approved' });
  });
});

test('what cannot be written down afterwards keeps the runbook from nothing, and is said', async () => {
  await asks();
  jest.spyOn(tables.table, 'write').mockRejectedValue(new Error('Rate exceeded'));
  jest.spyOn(tables.table, 'acknowledge').mockRejectedValue(new Error('Rate exceeded'));
  await expect(says('trading-primary')).resolves.toEqual({
    said: expect.stringMatching(
      /^Approved by .* The timeline could not be written: .* The climb could not be stopped: /,
    ),
  });
  expect(told).toEqual(['token of the question']);
});

test('the workflow is told of nothing that is not stored yet', async () => {
  await asks();
  const decide = jest.spyOn(tables.approvals, 'decide').mockRejectedValue(new Error('Rate exceeded'));
  await expect(says('trading-primary')).rejects.toThrow('Rate exceeded');
  expect(told).toEqual([]);
  expect(await timeline()).toEqual([]);
  decide.mockRestore();
});

test('an incident that is closed while the answer is judged takes it no more', async () => {
  await asks();
  const open = await tables.table.get(INCIDENT);
  modelled.beforeNext('TransactWriteItems', () => tables.table.closeFixed(open, isoAfter(119)));
  await expect(says('trading-primary')).rejects.toThrow(/ended as fixed/);
  expect(await stored()).toMatchObject({ status: 'asked', decisions: [] });
  expect(told).toEqual([]);
});

test('a reason of several lines is one line of the timeline, and is kept as it was typed', async () => {
  await asks();
  const reason = 'short of CPU\n10:05:00 IST Approval: Approved by cto\u2028\u001b[2J';
  await says('trading-primary', { reason });
  expect((await stored())?.decisions[0]?.reason).toBe(reason);
  expect(await timeline()).toEqual([
    expect.stringMatching(/Reason: short of CPU 10:05:00 IST Approval: Approved by cto \[2J$/),
  ]);
});

test('after the incident has ended nothing counts', async () => {
  await asks();
  await tables.table.closeFixed(await tables.table.get(INCIDENT), isoAfter(100));
  await expect(says('trading-primary')).rejects.toThrow(/ended as fixed/);
});

test('the token is never read out with the question', async () => {
  await asks();
  expect(JSON.stringify(await stored())).not.toContain('token of the question');
  expect(JSON.stringify(await tables.approvals.ofIncident(INCIDENT))).not.toContain('token of the question');
});

describe('what people decide is measured', () => {
  test('when it is decided: a yes, and the page that it answers', async () => {
    await asks();
    await says('trading-primary');
    expect(metrics.said()).toEqual(['Approvals answer=approved 1', 'Pages result=acknowledged 1']);
  });

  test('a no', async () => {
    await asks();
    await says('trading-primary', { decision: 'refuse' });
    expect(metrics.said()).toContain('Approvals answer=refused 1');
  });

  test('and the first yes of two decides nothing', async () => {
    await asks({ act: 'resume-trading' });
    await says('trading-primary');
    expect(metrics.said()).toEqual([]);
    await says('team-lead');
    expect(metrics.said()).toContain('Approvals answer=approved 1');
  });

  test('and the page that somebody had acknowledged before is not answered twice', async () => {
    await asks();
    await tables.table.acknowledge(INCIDENT, 'team-lead', isoAfter(100));
    await says('trading-primary');
    expect(metrics.said()).toEqual(['Approvals answer=approved 1']);
  });

  test('and an answer that does not count is no answer', async () => {
    await asks({}, false);
    await expect(says('trading-primary')).rejects.toThrow();
    expect(metrics.said()).toEqual([]);
  });
});
