import type { StartExecutionCommand } from '@aws-sdk/client-sfn';
import { PutParameterCommand } from '@aws-sdk/client-ssm';
import type * as CheckAgain from '../../../../lambdas/check-again/handler';
import { leaveFunctions, loadFunction } from '../../../support/dynamodb';
import { SETTINGS, TRADING_ENABLED } from '../../../support/incidents';
import { DATE } from '../report-checklist/world';
import { BAD, executionOf, INCIDENT, iso, MORNING, World, work } from './world';

const MACHINE = 'arn:aws:states:ap-south-1:123456789012:stateMachine:runbook-prod-morning-checklist';
const EVENING = 'evening-checklist';

let world: World;
beforeEach(async () => {
  world = new World();
  world.held.set(TRADING_ENABLED, 'false');
  await world.open();
});
afterEach(leaveFunctions);

const again = (over: object = {}, round = 1) => {
  const { handler } = loadFunction(() =>
    jest.requireActual<typeof CheckAgain>('../../../../lambdas/check-again/handler'),
  );
  const input = { checklist: MORNING, title: 'Morning Checklist', machine: MACHINE, ...over };
  return work(
    handler,
    { tradingEnabled: TRADING_ENABLED, settings: SETTINGS, ...input },
    { seconds: 110, round, rounds: 8 },
  );
};

/** An execution that begins its run, and ends it so many seconds later. */
const takes =
  (seconds: number, over = {}, checklist = MORNING) =>
  (input: StartExecutionCommand['input']) => {
    setTimeout(async () => {
      const run = await world.begin(executionOf(input), checklist);
      setTimeout(() => void world.finish(run, over, checklist), seconds * 1000);
    }, 1_000);
  };
const later = (seconds: number, act: () => unknown) => setTimeout(act, seconds * 1000);
const lastLine = async () => (await world.table.lines(INCIDENT)).at(-1);
/** Virtual seconds since the round began. */
const answeredAfter = async () => (new Date((await lastLine())?.at ?? '').getTime() - new Date(iso()).getTime()) / 1000;

describe('while the gate is closed', () => {
  beforeEach(async () => {
    await world.run('arn:1', BAD);
    await world.close();
  });

  test('the checklist is worked again, in the name of the incident', async () => {
    world.onStart = takes(20, BAD);
    await again();
    expect(world.started).toHaveLength(1);
    const [{ stateMachineArn, name, input = '' } = {} as never] = world.started;
    expect({ stateMachineArn, name }).toEqual({
      stateMachineArn: MACHINE,
      name: expect.stringMatching(new RegExp(`^${INCIDENT}-again-\\d{6}$`)),
    });
    expect(JSON.parse(input)).toEqual({
      date: DATE,
      startedBy: 'the runbook',
      reason: `Checks again for ${INCIDENT}.`,
      rerun: INCIDENT,
    });
  });

  test('a run that passes resolves it, lifts the gate, and says that trading stays disabled', async () => {
    world.onStart = takes(20);
    await expect(again()).resolves.toMatchObject({
      outcome: 'resolved',
      finding: expect.stringMatching(
        /^Morning Checklist, run 2 at 08:46:\d\d IST: passed, all 8 ok\. Trading stays disabled until two people resume it: aws ssm put-parameter .* --value true/,
      ),
    });
    await expect(lastLine()).resolves.toMatchObject({ verdict: 'fixed' });
    await expect(world.gates.get(DATE)).resolves.toMatchObject({ state: 'passed', passed: { run: 2 } });
    expect(world.written).toEqual([]);
  });

  test('a run that does not pass is waited with, to the end of the round, and says what still fails', async () => {
    world.onStart = takes(20, BAD);
    await expect(again()).resolves.toMatchObject({
      outcome: 'wait',
      finding: expect.stringMatching(
        /^Morning Checklist, run 2 at .*Verify broker connectivity \(Session expired\)\.$/,
      ),
    });
    expect(await answeredAfter()).toBeGreaterThan(100);
    await expect(lastLine()).resolves.toMatchObject({
      verdict: 'not-fixed',
      advice: expect.stringMatching(
        /^Mend what fails, then .*: npm run runbook -- start morning-checklist --date 2026-11-23 --reason .*waive-gate/,
      ),
    });
    await expect(world.gates.get(DATE)).resolves.toMatchObject({ state: 'closed' });
  });

  test('in the last round it is for people as soon as its run has ended', async () => {
    world.onStart = takes(20, BAD);
    await expect(again({}, 8)).resolves.toMatchObject({
      outcome: 'escalate',
      finding: expect.stringContaining('Verify broker connectivity (Session expired)'),
    });
    expect(await answeredAfter()).toBeLessThan(80);
  });

  test('somebody’s own run that passes in between counts', async () => {
    world.onStart = takes(10, BAD);
    later(60, () => world.run('arn:somebody'));
    await expect(again()).resolves.toMatchObject({ outcome: 'resolved', finding: expect.stringContaining('run 3') });
    await expect(world.gates.get(DATE)).resolves.toMatchObject({ state: 'passed', passed: { run: 3 } });
  });

  test('what has passed before the round begins is not worked again', async () => {
    await world.run('arn:somebody');
    await expect(again()).resolves.toMatchObject({ outcome: 'resolved' });
    expect(world.started).toEqual([]);
    await expect(world.gates.get(DATE)).resolves.toMatchObject({ state: 'passed' });
  });

  test('a run that goes on is waited for, instead of starting one beside it', async () => {
    await world.begin('arn:somebody');
    later(30, () => world.finish(2));
    await expect(again()).resolves.toMatchObject({ outcome: 'resolved', finding: expect.stringContaining('run 2') });
    expect(world.started).toEqual([]);
  });

  test('a run that has died is not waited for', async () => {
    await world.begin('arn:dead');
    jest.setSystemTime(Date.now() + 181_000);
    world.onStart = takes(20);
    await expect(again()).resolves.toMatchObject({ outcome: 'resolved', finding: expect.stringContaining('run 3') });
  });

  test('a waiver ends it at once, and the incident is closed by that person', async () => {
    world.onStart = takes(20, BAD);
    later(30, () => world.gates.waive(DATE, { at: iso(30), by: 'team-lead', reason: 'Checked by hand.' }));
    await expect(again()).resolves.toMatchObject({
      outcome: 'stand-down',
      finding: expect.stringMatching(/waived by team-lead at 08:46:11 IST: Checked by hand\. Trading stays disabled/),
    });
    await expect(world.table.get(INCIDENT)).resolves.toMatchObject({
      status: 'closed',
      closedBy: { by: 'team-lead', reason: 'gate waived: Checked by hand.' },
    });
  });

  test('what could not be started is told', async () => {
    world.instead = (command) => {
      if (command.constructor.name === 'StartExecutionCommand') throw new Error('denied');
    };
    await expect(again()).resolves.toMatchObject({
      outcome: 'wait',
      finding: expect.stringContaining('It could not be started again (Error: denied).'),
    });
  });

  test('a run that does not end in its round is told', async () => {
    world.onStart = takes(500);
    await expect(again()).resolves.toMatchObject({
      outcome: 'wait',
      finding: expect.stringContaining('Run 2 has not ended.'),
    });
  });

  describe('somebody who has enabled trading', () => {
    beforeEach(() => {
      world.held.set(TRADING_ENABLED, 'true');
      world.onStart = takes(20, BAD);
    });

    test('finds it disabled again, and is told how to waive', async () => {
      await expect(again()).resolves.toMatchObject({
        finding: expect.stringMatching(
          /Somebody has set the parameter to "true" while the gate is closed; it is "false" again in version 8\. .*waive-gate --reason/,
        ),
      });
      expect(world.written).toEqual(['false']);
      await expect(lastLine()).resolves.toMatchObject({ act: { action: 'gate the open', resource: TRADING_ENABLED } });
    });

    test('is left alone once the gate is waived', async () => {
      await world.gates.waive(DATE, { at: iso(), by: 'team-lead', reason: 'By hand.' });
      await again();
      expect(world.written).toEqual([]);
    });

    test('is left alone once the session has begun: that would be a halt', async () => {
      jest.setSystemTime(new Date(`${DATE}T09:20:00+05:30`));
      await expect(again()).resolves.toMatchObject({
        finding: expect.stringContaining('the open is past, so it is left'),
      });
      expect(world.written).toEqual([]);
    });

    test('is only told of where the runbook may not act any more', async () => {
      world.held.set(SETTINGS.runbookMode, 'observe');
      await expect(again()).resolves.toMatchObject({
        finding: expect.stringContaining('would have set it to "false" again'),
      });
      expect(world.written).toEqual([]);
    });

    test('and cannot be stopped, is told of with the command', async () => {
      world.instead = (command) => {
        if (command instanceof PutParameterCommand) throw new Error('denied');
      };
      await expect(again()).resolves.toMatchObject({
        finding: expect.stringMatching(/could not be set back \(Error: denied\)\. Do it by hand: .*--value false/),
      });
    });
  });
});

describe('in the evening', () => {
  const evening = { checklist: EVENING, title: 'Evening Checklist' };

  test('it is the same without a gate: the parameter is nobody’s business', async () => {
    // The morning's gate, still closed.
    await world.close();
    world.held.set(TRADING_ENABLED, 'true');
    await world.run('arn:1', BAD, EVENING);
    world.onStart = takes(20, {}, EVENING);
    const { outcome, finding } = await again(evening);
    expect({ outcome, finding }).toMatchObject({ outcome: 'resolved', finding: expect.stringMatching(/all 8 ok\.$/) });
    expect(world.written).toEqual([]);
    await expect(world.gates.get(DATE)).resolves.toMatchObject({ state: 'closed' });
  });
});
