import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import type { Context } from 'aws-lambda';
import * as v from 'valibot';
import { IncidentTable } from '../../../../lambdas/shared/incident-table';
import { asStep, type StepContext, type StepResult } from '../../../../lambdas/shared/step';
import { type ModelledTable, modelledTable, TABLE } from '../../../support/dynamodb';
import { at, isoAfter, openRequest } from '../../../support/incidents';

const ID = openRequest().id;
const LAMBDA = { awsRequestId: 'request-1', getRemainingTimeInMillis: () => 106_000 } as Context;

describe('a step in a workflow', () => {
  let modelled: ModelledTable;
  let table: IncidentTable;

  beforeEach(async () => {
    jest.useFakeTimers({ now: at(60), doNotFake: ['nextTick', 'setImmediate', 'queueMicrotask', 'performance'] });
    process.env.INCIDENT_TABLE = TABLE;
    modelled = modelledTable();
    jest.spyOn(DynamoDBClient.prototype, 'send').mockImplementation(modelled.send as never);
    table = new IncidentTable(modelled.client, TABLE);
    await table.openOrJoin(openRequest());
  });
  afterEach(() => {
    jest.restoreAllMocks();
    jest.useRealTimers();
    delete process.env.INCIDENT_TABLE;
  });

  const call = (
    run: (context: StepContext) => StepResult | Promise<StepResult>,
    over: { rounds?: number; previous?: { step: string; round: number } | null; input?: unknown } = {},
  ) =>
    asStep(v.object({ service: v.string() }), async (_input, context) => run(context))(
      { incidentId: ID, step: 'Monitor deployment', rounds: 2, previous: null, input: { service: 'x' }, ...over },
      LAMBDA,
    );
  const waits: StepResult = { outcome: 'wait', finding: 'Rolling out.' };
  const status = async () => (await table.get(ID)).status;

  test('answers small: its words, outcome, finding and round', async () => {
    await expect(call(() => ({ outcome: 'continue', finding: 'All is well.', evidence: ['much'] }))).resolves.toEqual({
      step: 'Monitor deployment',
      outcome: 'continue',
      finding: 'All is well.',
      round: 1,
    });
  });

  test('writes one line into the timeline, with everything it found', async () => {
    const act = { action: 'restart', resource: 'trading' };
    await call(() => ({ outcome: 'continue', finding: 'Done.', act, evidence: { digest: 'sha256:a' } }));
    const lines = await table.lines(ID);
    expect(lines).toHaveLength(1);
    expect(lines[0]).toMatchObject({
      at: isoAfter(60),
      step: 'Monitor deployment',
      outcome: 'continue',
      finding: 'Done.',
      act,
      evidence: { digest: 'sha256:a' },
    });
  });

  test('notes the verdict on the incident, and carries it on', async () => {
    const answer = await call(() => ({ outcome: 'escalate', finding: 'No.', verdict: 'not-fixed' }));
    expect(answer.verdict).toBe('not-fixed');
    expect((await table.get(ID)).verdict).toBe('not-fixed');
  });

  test('that stands down ends the incident; any other outcome leaves it open', async () => {
    await call(() => ({ outcome: 'escalate', finding: 'For people.' }));
    expect(await status()).toBe('open');
    await call(() => ({ outcome: 'stand-down', finding: 'Stopped on purpose.' }));
    expect(await status()).toBe('stood-down');
  });

  test('of an incident that somebody has closed meanwhile does nothing, and says who closed it', async () => {
    const closedBy = { by: 'team-lead', reason: 'mended by hand' };
    await table.closeByPerson(await table.get(ID), closedBy, isoAfter(30));
    const run = jest.fn(() => waits);
    await expect(call(run)).resolves.toMatchObject({
      outcome: 'stand-down',
      finding: 'The incident has ended as closed, closed by team-lead; the runbook stands down.',
    });
    expect(run).not.toHaveBeenCalled();
    expect(await table.get(ID)).toMatchObject({ status: 'closed', closedBy });
  });

  describe('waits', () => {
    test('in the first of two rounds, and is asked again', async () => {
      await expect(call(() => waits)).resolves.toMatchObject({ outcome: 'wait', round: 1 });
    });

    test('no longer in its last round: then it is for people, and says that its time is spent', async () => {
      const previous = { step: 'Monitor deployment', round: 1 };
      await expect(call(() => waits, { previous })).resolves.toMatchObject({
        outcome: 'escalate',
        finding: "Rolling out. The step's time is spent.",
        round: 2,
      });
      expect((await table.lines(ID)).at(-1)?.outcome).toBe('escalate');
    });

    test('never, when it has one round only', async () => {
      await expect(call(() => waits, { rounds: 1 })).resolves.toMatchObject({ outcome: 'escalate' });
    });

    test('and rounds of the step before it do not count', async () => {
      const previous = { step: 'Restart if necessary', round: 7 };
      await expect(call(() => waits, { previous })).resolves.toMatchObject({ outcome: 'wait', round: 1 });
    });

    test('and knows beforehand whether it may', async () => {
      const may: boolean[] = [];
      const note = (context: StepContext): StepResult => {
        may.push(context.mayWait);
        return { outcome: 'continue', finding: '.' };
      };
      await call(note);
      await call(note, { previous: { step: 'Monitor deployment', round: 1 } });
      expect(may).toEqual([true, false]);
    });
  });

  test('is given its incident, the time, and until when it has to answer: 5 s before its function ends', async () => {
    await call(({ incident, now, answerBy }) => {
      expect(incident.id).toBe(ID);
      expect(now()).toBe(at(60));
      expect(answerBy).toBe(at(60 + 106 - 5));
      return { outcome: 'continue', finding: '.' };
    });
    expect.assertions(3);
  });

  test('that throws writes nothing: the workflow tries again, and escalates in its name', async () => {
    await expect(
      call(() => {
        throw new Error('ECS accepted the restart and named no primary deployment.');
      }),
    ).rejects.toThrow('named no primary deployment');
    expect(await table.lines(ID)).toEqual([]);
    expect(await status()).toBe('open');
  });

  test('refuses an input it was not made for, by field, and does nothing', async () => {
    const run = jest.fn();
    await expect(call(run, { input: { service: 5 } })).rejects.toThrow(
      'The input of "Monitor deployment" is wrong: service: given 5, expected string',
    );
    expect(run).not.toHaveBeenCalled();
  });

  test('of an incident that does not exist fails loudly', async () => {
    const step = asStep(v.object({}), async () => waits);
    await expect(step({ incidentId: 'none', step: 'x', rounds: 1, input: {} }, LAMBDA)).rejects.toThrow(
      'There is no incident "none".',
    );
  });
});
