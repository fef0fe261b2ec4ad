import { executionName } from '../../../../lambdas/start-failed-runbooks/decide';
import type * as StartFailed from '../../../../lambdas/start-failed-runbooks/handler';
import { leaveFunctions, loadFunction } from '../../../support/dynamodb';
import { SETTINGS } from '../../../support/incidents';
import { BAD, INCIDENT, MORNING, World, work } from '../check-again/world';
import { ALARMS, SERVICES } from '../report-checklist/world';

const RESTART = 'arn:aws:states:ap-south-1:123456789012:stateMachine:runbook-prod-restart-affected-services';
const DOWN = { [SERVICES]: { state: 'failed' as const, says: 'dashboard has 0 of 1 tasks.' } };

let world: World;
beforeEach(async () => {
  world = new World();
  await world.open();
});
afterEach(leaveFunctions);

const start = (over: object = {}) => {
  const { handler } = loadFunction(() =>
    jest.requireActual<typeof StartFailed>('../../../../lambdas/start-failed-runbooks/handler'),
  );
  const machines = { 'restart-affected-services': RESTART };
  return work(handler, { checklist: MORNING, machines, settings: SETTINGS, ...over }, { seconds: 12 });
};

test('the runbook of an item that does not pass is started, and says for whom and why', async () => {
  await world.run('arn:1', { ...DOWN, ...BAD });
  await expect(start()).resolves.toMatchObject({
    outcome: 'continue',
    finding:
      'Started restart-affected-services. Not passed: Verify all services are running (dashboard has 0 of 1 tasks).',
  });
  expect(world.started).toEqual([
    {
      stateMachineArn: RESTART,
      name: `${INCIDENT}-restart-affected-services`,
      input: JSON.stringify({
        startedBy: MORNING,
        reason: 'Not passed: Verify all services are running (dashboard has 0 of 1 tasks).',
      }),
    },
  ]);
});

test('worked again, it starts nothing twice', async () => {
  await world.run('arn:1', DOWN);
  await start();
  await expect(start()).resolves.toMatchObject({ finding: expect.stringContaining('Started restart-affected') });
  expect(world.started).toHaveLength(1);
});

test.each([
  ['what does not pass has none', BAD],
  ['nothing but advice is not well', { [ALARMS]: { state: 'failed' as const } }],
])('nothing is started where %s, and that is said', async (_why, over) => {
  await world.run('arn:1', over);
  await expect(start()).resolves.toMatchObject({
    outcome: 'continue',
    finding: 'No runbook is to be started: nothing that does not pass has one.',
  });
  expect(world.started).toEqual([]);
});

test.each([
  ['observe', 'observe', 'Would have started restart-affected-services.'],
  ['off', 'mode off', 'Would have started restart-affected-services.'],
  ['nonsense', 'the mode cannot be read', expect.stringContaining('Did not start restart-affected-services')],
])('in mode %s nothing is started', async (mode, because, finding) => {
  world.held.set(SETTINGS.runbookMode, mode);
  await world.run('arn:1', DOWN);
  await expect(start()).resolves.toMatchObject({ outcome: 'continue', finding });
  expect(world.started).toEqual([]);
  expect((await world.table.lines(INCIDENT)).at(-1)?.refused).toEqual({ act: 'start-failed-runbooks', because });
});

test('what cannot be started is told, and the checklist is worked again all the same', async () => {
  await world.run('arn:1', DOWN);
  await expect(start({ machines: {} })).resolves.toMatchObject({
    outcome: 'continue',
    finding: 'restart-affected-services could not be started: it has no state machine here.',
  });
  world.instead = (command) => {
    if (command.constructor.name === 'StartExecutionCommand') throw new Error('denied');
  };
  await expect(start()).resolves.toMatchObject({
    finding: 'restart-affected-services could not be started (Error: denied).',
  });
});

test('names fit what Step Functions takes, and still tell runbooks apart', () => {
  const name = executionName('i'.repeat(79), 'restart-affected-services');
  expect(name).toHaveLength(80);
  expect(name).toMatch(/-restart-affected-services$/);
});
