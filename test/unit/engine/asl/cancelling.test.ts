import { AslError } from '../../../../rehearsal/engine/asl/state-machine';
import type { VirtualClock } from '../../../../rehearsal/engine/clock';
import { branch, flow, INVOKE_AND_WAIT, NOON, play, story, task, toEnd } from './play';

describe('a failing branch stops the others', () => {
  // https://docs.aws.amazon.com/step-functions/latest/dg/state-parallel.html: if any branch fails, the entire Parallel
  // is considered to have failed and all its branches are stopped.
  const others = {
    waits: branch({ W: { Type: 'Wait', Seconds: 60, Next: 'WCall' }, WCall: task({ End: true }) }),
    asks: branch({
      Ask: task({ Resource: INVOKE_AND_WAIT, TimeoutSeconds: 600, Next: 'AskCall' }),
      AskCall: task({ End: true }),
    }),
    calls: branch({ Slow: task({ Next: 'SlowCall' }), SlowCall: task({ End: true }) }),
    fails: branch({ Late: task({ End: true }) }),
    retries: branch({ R: task({ Retry: [{ ErrorEquals: ['States.ALL'], IntervalSeconds: 20 }], End: true }) }),
    nests: branch({
      N: {
        Type: 'Parallel',
        Branches: [branch({ NW: { Type: 'Wait', Seconds: 60, Next: 'NCall' }, NCall: task({ End: true }) })],
        End: true,
      },
    }),
  };
  const machine = flow({
    P: {
      Type: 'Parallel',
      Branches: [
        branch({ Ten: { Type: 'Wait', Seconds: 10, Next: 'Boom' }, Boom: { Type: 'Fail', Error: 'Boom' } }),
        ...Object.values(others),
      ],
      Catch: [{ ErrorEquals: ['Boom'], Next: 'After' }],
      End: true,
    },
    After: { Type: 'Wait', Seconds: 3600, End: true },
  });
  const answers = {
    Slow: [(_: unknown, clock: VirtualClock) => clock.sleep(30_000)],
    Late: [
      (_: unknown, clock: VirtualClock) => clock.sleep(40_000).then(() => Promise.reject(new AslError('Late', ''))),
    ],
    R: [new AslError('Busy', '')],
  };

  test('their timers are gone, they call nothing more, and their late results are ignored', async () => {
    const stage = play(machine, answers);
    const execution = stage.machine.start({});
    await stage.clock.run(() => execution.lastState === 'After');
    // The wait of After and the two functions that still run on their own.
    expect(stage.clock.fake.countTimers()).toBe(3);
    await stage.clock.run(() => execution.status !== 'RUNNING');
    expect(execution.status).toBe('SUCCEEDED');
    expect(stage.calls.map((call) => call.state).sort()).toEqual(['Ask', 'Late', 'R', 'Slow']);
    const after = story(execution).slice(story(execution).indexOf('failed P'));
    expect(after).toEqual(['failed P', 'caught P', 'exited P', 'entered After', 'exited After', 'ended After']);
  });

  test('their tokens are closed', async () => {
    const stage = play(machine, answers);
    const execution = stage.machine.start({});
    await stage.clock.run(() => execution.lastState === 'After');
    const token = stage.calls.find((call) => call.state === 'Ask')?.taskToken ?? '';
    expect(() => stage.tokens.sendSuccess(token, '{}')).toThrow(expect.objectContaining({ code: 'TaskTimedOut' }));
    expect(stage.clock.now()).toBe(NOON + 10_000);
  });

  test('a retried Parallel begins afresh: nothing of the first attempt acts in the second', async () => {
    const twice = play(
      flow({
        P: {
          Type: 'Parallel',
          Branches: [
            branch({ Flaky: task({ End: true }) }),
            branch({ Wait: { Type: 'Wait', Seconds: 5, Next: 'Act' }, Act: task({ End: true }) }),
          ],
          Retry: [{ ErrorEquals: ['Busy'], IntervalSeconds: 2 }],
          End: true,
        },
      }),
      { Flaky: [new AslError('Busy', ''), 'ok'], Act: ['acted'] },
    );
    const execution = await toEnd(twice);
    expect(execution).toMatchObject({ status: 'SUCCEEDED', output: ['ok', 'acted'] });
    expect(twice.calls.map((call) => call.state)).toEqual(['Flaky', 'Flaky', 'Act']);
    expect(twice.clock.now()).toBe(NOON + 7_000);
  });
});
