import type { Context } from 'aws-lambda';
import * as v from 'valibot';
import type { Decision, Question } from '../../../../lambdas/shared/approvals/approval';
import { ApprovalTable } from '../../../../lambdas/shared/approvals/table';
import { IncidentTable } from '../../../../lambdas/shared/incident-table';
import { asStep, type StepContext, type StepResult } from '../../../../lambdas/shared/step';
import { leaveFunctions, type ModelledTable, TABLE, underFunctions } from '../../../support/dynamodb';
import { at, isoAfter, openRequest } from '../../../support/incidents';
import { QUESTION } from '../approvals/people';

const ID = openRequest().id;
const STEP = 'Scale up if needed';
const LAMBDA = { awsRequestId: 'request-1', getRemainingTimeInMillis: () => 106_000 } as Context;

let modelled: ModelledTable;
let table: IncidentTable;
let approvals: ApprovalTable;

beforeEach(async () => {
  modelled = underFunctions(at(60));
  process.env.INCIDENT_TABLE = TABLE;
  table = new IncidentTable(modelled.client, TABLE);
  approvals = new ApprovalTable(modelled.client, TABLE);
  await table.openOrJoin(openRequest());
});
afterEach(() => {
  leaveFunctions();
  delete process.env.INCIDENT_TABLE;
});

const asking = (over: Partial<Question> = {}): StepResult => ({
  outcome: 'ask',
  finding: 'Needs an approval now.',
  question: { ...QUESTION, ...over },
  refused: { act: 'scale-up', because: 'it needs an approval' },
});
const acts: StepResult = {
  outcome: 'continue',
  finding: 'Scaled up.',
  act: { action: 'scale-up', resource: 'trading' },
};

/** Works the step as a workflow does that waits for answers, or for none. */
const called = (run: (context: StepContext) => StepResult, over: object) =>
  asStep(v.object({}), async (_input, context) => run(context))(
    { incidentId: ID, step: STEP, rounds: 1, previous: null, input: {}, ...over },
    LAMBDA,
  );
const work = (run: (context: StepContext) => StepResult, approval: string | null = null, step = STEP) =>
  called(run, { approval, step });
const withoutAnswers = (run: (context: StepContext) => StepResult) => called(run, {});

/** Somebody says so. */
async function decided(
  id: string,
  becomes: 'approved' | 'refused' | 'asked',
  over: Partial<Decision> = {},
): Promise<void> {
  await approvals.wait(ID, id, 'token');
  const before = await approvals.get(ID, id);
  const decision: Decision = {
    decision: becomes === 'refused' ? 'refuse' : 'approve',
    contact: 'team-lead',
    identity: 'IAM user team-lead',
    reason: 'CPU is short',
    at: new Date(Date.now()).toISOString(),
    ...over,
  };
  if (!before || !(await approvals.decide(before, decision, becomes))) throw new Error(`${id} cannot be decided.`);
}
const questions = () => approvals.ofIncident(ID);
const statuses = async () => Object.fromEntries((await questions()).map(({ id, status }) => [id, status]));

describe('a step that asks', () => {
  test('says which question and how long its answer is waited for: half a minute longer than it counts', async () => {
    await expect(work(() => asking())).resolves.toEqual({
      step: STEP,
      outcome: 'ask',
      finding: 'Needs an approval now.',
      round: 1,
      approval: 'a1',
      waitSeconds: 1800 - 60 + 30,
    });
    expect(await questions()).toEqual([
      {
        ...QUESTION,
        id: 'a1',
        incidentId: ID,
        step: STEP,
        askedAt: isoAfter(60),
        expiresAt: isoAfter(1800),
        status: 'asked',
        decisions: [],
        waiting: false,
      },
    ]);
  });

  test('writes the question before anything else: what tells of it comes after', async () => {
    let second: unknown;
    modelled.beforeNext('PutItem', async () => {
      expect(await questions()).toEqual([]);
      modelled.beforeNext('PutItem', async () => {
        second = [await statuses(), await table.lines(ID)];
      });
    });
    await work(() => asking());
    expect(second).toEqual([{ a1: 'asked' }, []]);
    expect((await table.lines(ID)).map(({ outcome }) => outcome)).toEqual(['ask']);
  });

  test('is open for as long as one rung has, also after the deadline', async () => {
    jest.setSystemTime(at(1790));
    await expect(work(() => asking())).resolves.toMatchObject({ waitSeconds: 600 + 30 });
  });

  test('names who asked for the run, where a person did', async () => {
    const { alarm: _alarm, ...request } = openRequest({
      id: 'by-a-person',
      startedBy: 'team-lead',
      target: 'dashboard',
    });
    await table.openOrJoin(request);
    await called(() => asking(), { incidentId: 'by-a-person', approval: null });
    expect(await approvals.get('by-a-person', 'a1')).toMatchObject({ requester: 'team-lead' });
  });

  test('in a workflow that waits for no answers asks nobody: it is for people, with the command', async () => {
    const answer = await withoutAnswers(() => asking());
    expect(answer).toEqual({
      step: STEP,
      outcome: 'escalate',
      finding: 'Needs an approval now.',
      verdict: 'not-fixed',
      round: 1,
    });
    expect((await table.lines(ID)).at(-1)?.advice).toBe(`${QUESTION.effect} If you approve, run: ${QUESTION.command}`);
    expect(await questions()).toEqual([]);
  });
});

describe('a try that died after it had asked', () => {
  const dies = async (over: Partial<Question> = {}) => {
    jest
      .spyOn(IncidentTable.prototype, 'write')
      .mockRejectedValueOnce(new Error('Task timed out after 106.00 seconds'));
    await expect(work(() => asking(over))).rejects.toThrow('Task timed out');
    jest.setSystemTime(at(170));
  };

  test('is asked again: it is the same question, which counts no longer than before', async () => {
    await dies();
    await expect(work(() => asking())).resolves.toMatchObject({ approval: 'a1', waitSeconds: 1800 - 170 + 30 });
    expect(await questions()).toMatchObject([{ id: 'a1', askedAt: isoAfter(60), expiresAt: isoAfter(1800) }]);
  });

  test.each<[string, Partial<Question>]>([
    ['the world', { facts: { 'desired tasks': 3 } }],
    ['the command', { command: 'aws application-autoscaling register-scalable-target --min-capacity 4' }],
    ['the act', { act: 'rollback' }],
  ])('is another question when %s is another, and the first is open to nobody any more', async (_what, over) => {
    await dies();
    await expect(work(() => asking(over))).resolves.toMatchObject({ approval: 'a2' });
    expect(await statuses()).toEqual({ a1: 'lapsed', a2: 'asked' });
  });

  test('is another question when the first has expired by then', async () => {
    await dies();
    jest.setSystemTime(at(1800));
    await expect(work(() => asking())).resolves.toMatchObject({ approval: 'a2', waitSeconds: 600 + 30 });
  });
});

test('two steps that ask at the same instant ask two questions', async () => {
  modelled.beforeNext('PutItem', () => work(() => asking({ act: 'rollback' }), null, 'Roll back'));
  await expect(work(() => asking())).resolves.toMatchObject({ approval: 'a2' });
  expect((await questions()).map(({ id, step, act }) => [id, step, act]).sort()).toEqual([
    ['a1', 'Roll back', 'rollback'],
    ['a2', STEP, 'scale-up'],
  ]);
});

describe('the step worked again after its question', () => {
  beforeEach(async () => {
    await work(() => asking());
    jest.setSystemTime(at(300));
  });
  const run = jest.fn((context: StepContext): StepResult => (context.approval ? acts : asking()));

  test('that was approved is given the approval, and acts', async () => {
    await decided('a1', 'approved');
    await expect(work(run, 'a1')).resolves.toMatchObject({ outcome: 'continue', finding: 'Scaled up.' });
    expect(run.mock.calls[0]?.[0].approval).toMatchObject({ id: 'a1', decisions: [{ contact: 'team-lead' }] });
  });

  test('that was refused does nothing, and says by whom and why, on one line', async () => {
    await decided('a1', 'refused', { reason: 'a leak,\r\n- not CPU\u2028' });
    await expect(work(run, 'a1')).resolves.toMatchObject({
      outcome: 'escalate',
      finding: 'Refused by team-lead at 10:07:17 IST: a leak, - not CPU.',
    });
    expect(run).not.toHaveBeenCalled();
    expect((await table.lines(ID)).at(-1)).toMatchObject({
      refused: { act: 'scale-up', because: 'refused by team-lead' },
    });
  });

  test('that nobody answered in time does nothing', async () => {
    await approvals.wait(ID, 'a1', 'token');
    jest.setSystemTime(at(1831));
    await expect(work(run, 'a1')).resolves.toMatchObject({
      outcome: 'escalate',
      finding: 'Nobody approved scale-up of algo-trading-prod-trading by 10:32:17 IST: not approved.',
      verdict: 'not-fixed',
    });
    expect(run).not.toHaveBeenCalled();
  });

  test('that one of two approved does nothing', async () => {
    await decided('a1', 'asked');
    jest.setSystemTime(at(1831));
    await expect(work(run, 'a1')).resolves.toMatchObject({
      finding: expect.stringMatching(/one more person is needed\.$/),
    });
    expect(run).not.toHaveBeenCalled();
  });

  test('while it could still be answered closes it first: what came later would reach nobody', async () => {
    await approvals.wait(ID, 'a1', 'token');
    await expect(work(run, 'a1')).resolves.toMatchObject({
      outcome: 'escalate',
      finding: expect.stringMatching(
        /^Waiting for the answer about scale-up of algo-trading-prod-trading failed: not approved\./,
      ),
    });
    expect(run).not.toHaveBeenCalled();
    expect(await statuses()).toEqual({ a1: 'lapsed' });
    await expect(decided('a1', 'approved')).rejects.toThrow('cannot be decided');
  });

  test('while somebody approves at this very instant is approved', async () => {
    await approvals.wait(ID, 'a1', 'token');
    modelled.beforeNext('UpdateItem', () => decided('a1', 'approved'));
    await expect(work(run, 'a1')).resolves.toMatchObject({ outcome: 'continue' });
    expect(await statuses()).toEqual({ a1: 'approved' });
  });

  test('that was approved, of an incident that somebody has closed meanwhile, stands down', async () => {
    await decided('a1', 'approved');
    await table.closeByPerson(await table.get(ID), { by: 'cto', reason: 'by hand' }, isoAfter(290));
    await expect(work(run, 'a1')).resolves.toMatchObject({
      outcome: 'stand-down',
      finding: 'The incident has ended as closed, closed by cto; the runbook stands down.',
    });
    expect(run).not.toHaveBeenCalled();
  });

  test('does not take the approval of another step for its own, and leaves it as it is', async () => {
    await decided('a1', 'approved');
    await expect(work(run, 'a1', 'Roll back')).resolves.toMatchObject({ outcome: 'ask', approval: 'a2' });
    expect(await statuses()).toEqual({ a1: 'approved', a2: 'asked' });
  });

  test('is not kept from its own work by what was refused to another step', async () => {
    await decided('a1', 'refused');
    await expect(work(() => acts, 'a1', 'Roll back')).resolves.toMatchObject({ outcome: 'continue' });
  });

  test('that does not exist asks anew', async () => {
    await expect(work(run, 'a9')).resolves.toMatchObject({ outcome: 'ask', approval: 'a1' });
  });
});

describe('when the world has changed after the approval', () => {
  const changed = (desired: number) => asking({ facts: { 'desired tasks': desired } });
  /** Asks with the world as it is; approves what was asked before. */
  async function askedAndApproved(times: number): Promise<void> {
    await work(() => changed(0));
    for (let time = 1; time <= times; time++) {
      await decided(`a${time}`, 'approved');
      await work(() => changed(time), `a${time}`);
    }
  }

  test('what was approved is void, and it is asked anew', async () => {
    await askedAndApproved(1);
    expect(await statuses()).toEqual({ a1: 'void', a2: 'asked' });
  });

  test('a try that died in between asks the same question again, and not what was void', async () => {
    await work(() => changed(0));
    await decided('a1', 'approved');
    jest.spyOn(IncidentTable.prototype, 'write').mockRejectedValueOnce(new Error('Task timed out'));
    await expect(work(() => changed(1), 'a1')).rejects.toThrow('Task timed out');
    await expect(work(() => changed(1), 'a1')).resolves.toMatchObject({ outcome: 'ask', approval: 'a2' });
    expect(await statuses()).toEqual({ a1: 'void', a2: 'asked' });
  });

  test('again and again, it is for people: nobody is asked a fourth time', async () => {
    await askedAndApproved(2);
    await decided('a3', 'approved');
    const answer = await work(() => changed(3), 'a3');
    expect(answer).toMatchObject({ outcome: 'escalate', verdict: 'not-fixed' });
    expect(answer.approval).toBeUndefined();
    expect(await statuses()).toEqual({ a1: 'void', a2: 'void', a3: 'void' });
    expect((await table.lines(ID)).at(-1)?.advice).toContain('If you approve, run: aws');
  });
});
