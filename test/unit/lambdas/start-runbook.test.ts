import { ExecutionAlreadyExists, SFNClient, type StartExecutionCommand } from '@aws-sdk/client-sfn';
import type * as StartRunbook from '../../../lambdas/start-runbook/handler';
import { leaveFunctions, loadFunction, type ModelledTable, underFunctions } from '../../support/dynamodb';
import { at } from '../../support/incidents';
import { ACCOUNT, ask, CALLER, parameterStore, SYSTEM, underParameters } from './command-world';

const ID = 'service-restart-trading';
const REASON = 'Memory grows since the morning.';

let modelled: ModelledTable;
/** Executions by name: what each was started with, and whether it still runs. */
let executions: Map<string, { machine: string; input: string; runs: boolean }>;
/** Takes the next call's place. */
let fails: (() => void) | undefined;

beforeEach(() => {
  modelled = underFunctions(at(0));
  underParameters(parameterStore());
  executions = new Map();
  fails = undefined;
  // https://docs.aws.amazon.com/step-functions/latest/apireference/API_StartExecution.html
  jest.spyOn(SFNClient.prototype, 'send').mockImplementation((async (command: StartExecutionCommand) => {
    const failing = fails;
    fails = undefined;
    failing?.();
    const { stateMachineArn: machine = '', name = '', input = '' } = command.input;
    const before = executions.get(name);
    if (before && (!before.runs || before.input !== input))
      throw new ExecutionAlreadyExists({ message: 'Execution Already Exists', $metadata: {} });
    executions.set(name, { machine, input, runs: true });
    return { executionArn: 'arn', startDate: new Date() };
  }) as never);
});
afterEach(leaveFunctions);

let requests = 0;
const start = (over: { by?: string; id?: string; body?: object } = {}) => {
  const { handler } = loadFunction(() =>
    jest.requireActual<typeof StartRunbook>('../../../lambdas/start-runbook/handler'),
  );
  const { by = CALLER.priya, id = ID, body = { reason: REASON } } = over;
  const asked = { route: 'POST /v1/runbooks/{id}/start', by, path: { id }, body };
  return ask(handler, asked, `0000000${++requests}-0000-4000-8000-000000000000`);
};
const started = () => [...executions.values()].map(({ machine, input }) => ({ machine, ...JSON.parse(input) }));

test('an engineer starts a runbook in their own name, with the reason', async () => {
  const answer = await start();
  expect(answer).toMatchObject({
    status: 200,
    said: `Started ${ID} at 10:02:17 IST for trading-primary (IAM user priya): ${REASON}`,
    startedAt: '2026-11-20T04:32:17.000Z',
  });
  expect(started()).toEqual([{ machine: SYSTEM.machines[ID], startedBy: 'trading-primary', reason: REASON }]);
  const [name] = executions.keys();
  expect(answer).toHaveProperty(
    'execution',
    `arn:aws:states:ap-south-1:${ACCOUNT}:execution:runbook-prod-service-restart-trading:${name}`,
  );
});

test('the name of the execution says who, in characters that Step Functions takes', async () => {
  await start();
  const [name = ''] = executions.keys();
  expect(name).toMatch(/^trading-primary-[\w-]+$/);
  expect(name.length).toBeLessThanOrEqual(80);
});

describe('a double click is one run', () => {
  test('the second answer names the first’s execution and says that nothing more was started', async () => {
    const first = await start();
    jest.setSystemTime(at(3));
    const second = await start();
    expect(executions.size).toBe(1);
    expect(second).toMatchObject({ status: 200, execution: (first as { execution?: string }).execution });
    expect(second).toHaveProperty('said', expect.stringMatching(/already, and it is the same run: Memory grows/));
  });

  test('also on both sides of a full minute', async () => {
    jest.setSystemTime(Date.UTC(2026, 10, 20, 4, 32, 59, 900));
    await start();
    jest.setSystemTime(Date.UTC(2026, 10, 20, 4, 33, 0, 100));
    await start();
    expect(executions.size).toBe(1);
  });

  test('also with both at once', async () => {
    modelled.beforeNext('PutItem', () => start());
    await start();
    expect(executions.size).toBe(1);
  });

  test('also with another reason: the first one’s stands', async () => {
    await start();
    await expect(start({ body: { reason: 'Another.' } })).resolves.toMatchObject({ status: 200 });
    expect(started()).toMatchObject([{ reason: REASON }]);
  });

  test('also when the first has ended already: that is told, and when a new one can be asked for', async () => {
    await start();
    for (const execution of executions.values()) execution.runs = false;
    const again = await start();
    expect(again).toHaveProperty('said', expect.stringContaining('that run has ended. Ask again after 10:03:17 IST'));
    expect(executions.size).toBe(1);
  });

  test('a minute later it is a new one', async () => {
    await start();
    jest.setSystemTime(at(60));
    await start();
    expect(executions.size).toBe(2);
  });

  test('by somebody else, or for another runbook, it is a run of its own', async () => {
    await start();
    await start({ by: CALLER.arjun });
    await start({ id: 'dashboard' });
    expect(executions.size).toBe(3);
  });
});

test('a start that failed is started by asking again at once', async () => {
  fails = () => {
    throw new Error('throttled');
  };
  await expect(start()).resolves.toMatchObject({ status: 500 });
  expect(executions.size).toBe(0);
  await expect(start()).resolves.toMatchObject({ status: 200 });
  expect(started()).toEqual([{ machine: SYSTEM.machines[ID], startedBy: 'trading-primary', reason: REASON }]);
});

describe('nothing is started', () => {
  test.each([
    ['for nobody we know', { by: CALLER.unknown }, 403, 'is nobody we know'],
    ['for a role, whatever its session calls itself', { by: CALLER.robot }, 403, 'is nobody we know'],
    ['for a runbook there is not', { id: 'restart' }, 404, `there are: ${ID}, dashboard, evening-checklist.`],
    ['for the escalation', { id: 'escalation' }, 404, 'There is no runbook "escalation"'],
    ['for what every object has', { id: 'constructor' }, 404, 'There is no runbook "constructor"'],
    ['in somebody else’s name', { body: { reason: REASON, startedBy: 'cto' } }, 400, 'startedBy: given'],
    ['without a reason', { body: {} }, 400, 'reason: given'],
  ])('%s', async (_why, over, status, error) => {
    await expect(start(over)).resolves.toEqual({ status, error: expect.stringContaining(error) });
    expect(executions.size).toBe(0);
  });
});

test('a checklist is worked for a day that somebody names, and each day is a start of its own', async () => {
  const evening = { id: 'evening-checklist', body: { reason: REASON, date: '2026-11-19' } };
  expect(await start(evening)).toMatchObject({ status: 200 });
  expect(await start({ ...evening, body: { reason: REASON } })).toMatchObject({ status: 200 });
  const machine = SYSTEM.checklists['evening-checklist'];
  expect(started()).toEqual([
    { machine, startedBy: 'trading-primary', reason: REASON, date: '2026-11-19' },
    { machine, startedBy: 'trading-primary', reason: REASON },
  ]);
});

test('a runbook is for no day, and a day that does not exist is none', async () => {
  expect(await start({ body: { reason: REASON, date: '2026-11-19' } })).toMatchObject({
    status: 400,
    error: expect.stringContaining('only a checklist is for a day'),
  });
  const never = { id: 'evening-checklist', body: { reason: REASON, date: '2026-02-30' } };
  expect(await start(never)).toMatchObject({ status: 400, error: expect.stringContaining('date: given "2026-02-30"') });
  expect(started()).toEqual([]);
});

test('an option that the runbook does not take is refused by name, and nothing is started', async () => {
  const answer = await start({ body: { reason: REASON, options: { 'to-revision': 12 } } });
  expect(answer).toMatchObject({ status: 400, error: `${ID}: to-revision: unknown option; expected none.` });
  expect(executions.size).toBe(0);
});
