import { AslError, type Execution } from '../../../../rehearsal/engine/asl/state-machine';
import type { VirtualClock } from '../../../../rehearsal/engine/clock';
import { flow, INVOKE_AND_WAIT, NOON, play, story, task, toEnd } from './play';

describe('when an execution is over, nothing of it goes on', () => {
  const machine = flow(
    {
      P: {
        Type: 'Parallel',
        Branches: [
          { StartAt: 'Slow', States: { Slow: task({ Next: 'Next' }), Next: task({ End: true }) } },
          { StartAt: 'Ask', States: { Ask: task({ Resource: INVOKE_AND_WAIT, TimeoutSeconds: 900, End: true }) } },
          { StartAt: 'W', States: { W: { Type: 'Wait', Seconds: 300, End: true } } },
        ],
        End: true,
      },
    },
    { TimeoutSeconds: 60 },
  );
  const answers = { Slow: [(_: unknown, clock: VirtualClock) => clock.sleep(120_000)] };

  async function afterwards(execution: Execution, stage: ReturnType<typeof play>, timers: number) {
    await execution.done;
    expect(stage.clock.fake.countTimers()).toBe(timers);
    const lines = story(execution);
    await stage.clock.run(() => false);
    expect(story(execution)).toEqual(lines);
    expect(lines.at(-1)).toMatch(/^ended/);
    expect(stage.calls.map((call) => call.state)).toEqual(['Slow', 'Ask']);
    const token = stage.calls[1]?.taskToken ?? '';
    expect(() => stage.tokens.heartbeat(token)).toThrow(expect.objectContaining({ code: 'TaskTimedOut' }));
  }

  test('timed out: the late result of a function is ignored', async () => {
    const stage = play(machine, answers);
    const execution = await toEnd(stage);
    expect(execution).toMatchObject({ status: 'TIMED_OUT', error: 'States.Timeout', stoppedAt: NOON + 60_000 });
    await afterwards(execution, stage, 1);
  });

  test('stopped: it says by what', async () => {
    // SDK client-sfn StopExecution documentation: error and cause of the failure are optional.
    const stage = play(machine, answers);
    const execution = stage.machine.start({});
    await stage.clock.run(() => false, NOON + 30_000);
    execution.stop('Hand', 'a person stopped it');
    execution.stop('Twice');
    expect(execution).toMatchObject({ status: 'ABORTED', error: 'Hand', cause: 'a person stopped it' });
    await afterwards(execution, stage, 1);
  });

  test('stopped by a listener in the middle of a step', async () => {
    const stage = play(machine, answers, {
      onEvent: (execution, event) => {
        if (event.type === 'entered' && event.state === 'Ask') execution.stop();
      },
    });
    const execution = await toEnd(stage);
    expect(execution.status).toBe('ABORTED');
    expect(stage.calls).toEqual([]);
    expect(stage.clock.fake.countTimers()).toBe(0);
  });

  test.each([
    ['retried', { Retry: [{ ErrorEquals: ['States.ALL'] }] }],
    ['caught', { Catch: [{ ErrorEquals: ['States.ALL'], Next: 'T' }] }],
  ])('stopped by a listener at a failure that would have been %s', async (_, fields) => {
    const stage = play(
      flow({ T: task({ ...fields, End: true }) }),
      { T: [new AslError('Busy', '')] },
      {
        onEvent: (execution, event) => {
          if (event.type === 'failed') execution.stop();
        },
      },
    );
    const execution = await toEnd(stage);
    expect(story(execution)).toEqual(['entered T', 'failed T', 'ended T']);
    expect(execution.transitions).toBe(1);
    expect(stage.clock.fake.countTimers()).toBe(0);
  });
});
