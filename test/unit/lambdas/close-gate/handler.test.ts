import { DynamoDBClient, PutItemCommand } from '@aws-sdk/client-dynamodb';
import { GetParameterCommand, PutParameterCommand } from '@aws-sdk/client-ssm';
import type * as CloseGate from '../../../../lambdas/close-gate/handler';
import { leaveFunctions, loadFunction } from '../../../support/dynamodb';
import { SETTINGS, TRADING_ENABLED } from '../../../support/incidents';
import { BAD, INCIDENT, iso, World, work } from '../check-again/world';
import { DATE } from '../report-checklist/world';

const ACKNOWLEDGEMENT = { bucket: 'data', key: 'trading-enabled.json', maxAgeSeconds: 120 };

let world: World;
beforeEach(async () => {
  world = new World();
  await world.open();
  await world.run('arn:1', BAD);
});
afterEach(leaveFunctions);

const close = (over: object = {}) => {
  const { handler } = loadFunction(() =>
    jest.requireActual<typeof CloseGate>('../../../../lambdas/close-gate/handler'),
  );
  const input = { tradingEnabled: TRADING_ENABLED, acknowledgement: ACKNOWLEDGEMENT, settings: SETTINGS, ...over };
  return work(handler, input, { seconds: 33 });
};
const acts = async () => (await world.table.lines(INCIDENT)).flatMap(({ act }) => (act ? [act] : []));
const refused = async () => (await world.table.lines(INCIDENT)).flatMap((line) => (line.refused ? [line.refused] : []));
const at = (time: string) => jest.setSystemTime(new Date(`${DATE}T${time}+05:30`));

test('before the open, trading is disabled, the service acknowledges it, and what has to pass is written down', async () => {
  const { outcome, finding } = await close();
  expect(outcome).toBe('continue');
  expect(finding).toMatch(
    /^Trading stays disabled at the open for Verify broker connectivity \(Session expired\): \S+ was "true" and is "false" in version 8, acknowledged at 08:45:\d\d IST\./,
  );
  // The three ways out.
  expect(finding).toContain('opens when a run of the checklist passes');
  expect(finding).toContain('npm run runbook -- waive-gate --reason "<why>"');
  expect(finding).toContain(`until two people resume it: aws ssm put-parameter --name ${TRADING_ENABLED} --value true`);
  expect(world.written).toEqual(['false']);
  await expect(world.gates.get(DATE)).resolves.toMatchObject({
    state: 'closed',
    run: 1,
    failed: [{ item: 'Verify broker connectivity', says: 'Session expired.' }],
    incident: INCIDENT,
    tradingEnabledBefore: 'true',
  });
  await expect(acts()).resolves.toEqual([{ action: 'gate the open', resource: TRADING_ENABLED }]);
});

test('what is disabled already is written again, once: its history says whose it is now', async () => {
  world.held.set(TRADING_ENABLED, 'false');
  const { finding } = await close();
  expect(world.written).toEqual(['false']);
  expect(finding).toContain('was "false" and is "false" in version 8');
  await expect(world.gates.get(DATE)).resolves.toMatchObject({ tradingEnabledBefore: 'false' });
});

test('worked again after a death, it still knows what the parameter was before', async () => {
  await close();
  await close();
  await expect(world.gates.get(DATE)).resolves.toMatchObject({ state: 'closed', tradingEnabledBefore: 'true' });
  expect(world.held.get(TRADING_ENABLED)).toBe('false');
});

test('nothing is ever enabled', async () => {
  await close();
  expect(new Set(world.written)).toEqual(new Set(['false']));
});

describe('the acknowledgement', () => {
  test('that does not come is told, and the service is left running', async () => {
    world.heeds = false;
    const { outcome, finding } = await close();
    expect(outcome).toBe('continue');
    expect(finding).toContain(
      'not acknowledged (it says version 3, enabled, at 08:45:41 IST); the service is not stopped',
    );
  });

  test('is not waited for where the environment has none', async () => {
    const { finding } = await close({ acknowledgement: null });
    expect(finding).toContain('which the trading service has no way to acknowledge');
  });
});

describe('the gate is not closed', () => {
  afterEach(async () => {
    expect(world.written).toEqual([]);
    await expect(acts()).resolves.toEqual([]);
  });

  test('when the checklist has passed meanwhile', async () => {
    await world.run('arn:2');
    await expect(close()).resolves.toMatchObject({
      outcome: 'continue',
      finding: expect.stringMatching(/^Passed meanwhile, with run 2/),
    });
    await expect(world.gates.get(DATE)).resolves.toBeUndefined();
  });

  test('in the session: whether to halt is another runbook’s rule, and it is for people', async () => {
    at('09:15:00');
    await expect(close()).resolves.toMatchObject({
      outcome: 'escalate',
      finding: expect.stringContaining('so there is no open to gate any more: Verify broker connectivity'),
    });
    await expect(refused()).resolves.toEqual([{ act: 'close-gate', because: 'the session has begun' }]);
    await expect(world.gates.get(DATE)).resolves.toBeUndefined();
  });

  test('after the close', async () => {
    at('16:30:00');
    await expect(close()).resolves.toMatchObject({
      outcome: 'continue',
      finding: expect.stringContaining('No open is ahead'),
    });
  });

  test.each([
    ['observe', 'observe'],
    ['off', 'mode off'],
  ])('in mode %s: it says what it would do', async (mode, because) => {
    world.held.set(SETTINGS.runbookMode, mode);
    await expect(close()).resolves.toMatchObject({
      outcome: 'continue',
      finding: expect.stringMatching(
        /^Would have closed the gate of the open for Verify broker connectivity.*--value false/,
      ),
    });
    await expect(refused()).resolves.toEqual([{ act: 'close-gate', because }]);
    await expect(world.gates.get(DATE)).resolves.toBeUndefined();
  });

  test('once a named person has waived it, whatever fails', async () => {
    await world.close();
    await world.gates.waive(DATE, { at: iso(60), by: 'team-lead', reason: 'By hand' });
    await expect(close()).resolves.toMatchObject({
      outcome: 'continue',
      finding: expect.stringContaining('is waived by team-lead: By hand. It is not closed again'),
    });
    await expect(world.gates.get(DATE)).resolves.toMatchObject({ state: 'waived' });
  });

  test('and once it is waived, it escalates nothing in the session either', async () => {
    await world.close();
    await world.gates.waive(DATE, { at: iso(60), by: 'team-lead', reason: 'By hand' });
    at('09:20:00');
    await expect(close()).resolves.toMatchObject({
      outcome: 'continue',
      finding: expect.stringContaining('waived by team-lead'),
    });
  });

  test('when it is waived at the very moment it was to be closed', async () => {
    await world.close();
    await world.run('arn:2', BAD);
    world.modelled.beforeNext('PutItem', () =>
      world.gates.waive(DATE, { at: iso(60), by: 'team-lead', reason: 'By hand' }),
    );
    await expect(close()).resolves.toMatchObject({ finding: expect.stringContaining('waived by team-lead') });
  });
});

describe('unknown is the safe direction', () => {
  test.each([
    ['a calendar that cannot be read', () => world.held.set(SETTINGS.calendar, '{')],
    ['a mode that cannot be read', () => world.held.delete(SETTINGS.mode)],
  ])('%s keeps nothing enabled', async (_what, break_) => {
    break_();
    await expect(close()).resolves.toMatchObject({ outcome: 'continue' });
    expect(world.held.get(TRADING_ENABLED)).toBe('false');
  });

  test('a checklist of which no run has ended has not passed', async () => {
    leaveFunctions();
    world = new World();
    await world.open();
    await world.begin('arn:1');
    await expect(close()).resolves.toMatchObject({
      finding: expect.stringContaining('for Morning Checklist (No run of it has ended today)'),
    });
    expect(world.held.get(TRADING_ENABLED)).toBe('false');
    // The run that goes on may still lift it.
    await expect(world.gates.pass(DATE, { at: iso(60), run: 1 })).resolves.toMatchObject({ state: 'passed' });
  });

  test('a parameter that could not be read before is told, and set', async () => {
    let reads = 0;
    world.instead = (command) => {
      if (command instanceof GetParameterCommand && ++reads === 1) throw new Error('no');
    };
    const { finding } = await close();
    expect(finding).toContain('could not be read before (Error: no) and is "false" in version 8');
    await expect(world.gates.get(DATE)).resolves.toMatchObject({ tradingEnabledBefore: null });
  });
});

test('a parameter that cannot be set is for people at once, with the command', async () => {
  world.instead = (command) => {
    if (command instanceof PutParameterCommand) throw new Error('denied');
  };
  await expect(close()).resolves.toMatchObject({
    outcome: 'escalate',
    finding: expect.stringMatching(/^TRADING MAY OPEN .*could not be set to "false" \(Error: denied\)/),
  });
  const [line] = (await world.table.lines(INCIDENT)).slice(-1);
  expect(line).toMatchObject({ verdict: 'not-fixed', advice: expect.stringContaining('--value false') });
});

test('a write whose answer got lost has taken effect: it is read, and not taken for a failure', async () => {
  world.instead = (command) => {
    if (!(command instanceof PutParameterCommand) || world.written.length > 0) return;
    world.write('false');
    throw new Error('no answer');
  };
  await expect(close()).resolves.toMatchObject({ outcome: 'continue' });
  expect(world.held.get(TRADING_ENABLED)).toBe('false');
});

test('a gate that cannot be written down leaves trading disabled, and is for people', async () => {
  const { send } = world.modelled;
  jest.spyOn(DynamoDBClient.prototype, 'send').mockImplementation((async (command: { input: object }) => {
    if (command instanceof PutItemCommand && command.input.Item?.pk?.S === 'GATE') throw new Error('no');
    return send(command);
  }) as never);
  await expect(close()).resolves.toMatchObject({
    outcome: 'escalate',
    finding: expect.stringContaining('The gate could not be written down (Error: no)'),
  });
  expect(world.held.get(TRADING_ENABLED)).toBe('false');
});
