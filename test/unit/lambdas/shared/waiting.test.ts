import * as v from 'valibot';
import { look, parse, poll, type StepResult } from '../../../../lambdas/shared/step';

describe('a step that polls', () => {
  /** Looks every 5 s from 0, may answer until `answerBy`; each look takes `lookMs`. */
  const polled = async (outcomes: readonly StepResult['outcome'][], answerBy: number, lookMs = 0) => {
    let now = 0;
    const looks: number[] = [];
    const slept: number[] = [];
    const result = await poll(
      5_000,
      {
        now: () => now,
        sleep: async (milliseconds) => {
          slept.push(milliseconds);
          now += milliseconds;
        },
        answerBy,
      },
      async () => {
        looks.push(now);
        now += lookMs;
        return outcomes[Math.min(looks.length, outcomes.length) - 1] ?? 'wait';
      },
      (outcome) => ({ outcome, finding: `look ${looks.length}` }),
    );
    return { result, looks, slept };
  };

  test('answers at once when there is nothing to wait for', async () => {
    await expect(polled(['continue'], 60_000)).resolves.toEqual({
      result: { outcome: 'continue', finding: 'look 1' },
      looks: [0],
      slept: [],
    });
  });

  test('looks again every five seconds until there is an answer', async () => {
    const { result, looks } = await polled(['wait', 'wait', 'continue'], 60_000);
    expect(result.finding).toBe('look 3');
    expect(looks).toEqual([0, 5_000, 10_000]);
  });

  test.each(['escalate', 'stand-down', 'resolved'] as const)('takes "%s" for an answer', async (outcome) => {
    expect((await polled(['wait', outcome], 60_000)).result.outcome).toBe(outcome);
  });

  test('looks a last time when its time is up, however short the pause before, and gives that answer', async () => {
    const { result, looks } = await polled(['wait'], 12_000);
    expect(result).toEqual({ outcome: 'wait', finding: 'look 4' });
    expect(looks).toEqual([0, 5_000, 10_000, 12_000]);
  });

  test('looks no more when its time is up', async () => {
    expect((await polled(['wait'], 10_000)).looks).toEqual([0, 5_000, 10_000]);
  });

  test('looks once even when its time is up before it begins', async () => {
    expect((await polled(['wait'], -1)).looks).toEqual([0]);
  });

  test('counts the time its looks take', async () => {
    expect((await polled(['wait'], 12_000, 2_000)).looks).toEqual([0, 7_000, 12_000]);
  });
});

describe('a look at the world', () => {
  test('that succeeds is seen, whatever it saw', async () => {
    await expect(look(async () => undefined)).resolves.toEqual({ seen: undefined });
  });

  test('that fails says why in one line, and throws nothing', async () => {
    const failing = look(async () => {
      throw Object.assign(new Error('Rate exceeded\n    at somewhere'), { name: 'ThrottlingException' });
    });
    await expect(failing).resolves.toEqual({ unseen: 'ThrottlingException: Rate exceeded' });
  });
});

describe('an input', () => {
  const Schema = v.object({ incidentId: v.string(), rung: v.number() });

  test('that is right passes', () => {
    expect(parse(Schema, { incidentId: 'i', rung: 1 }, 'Page')).toEqual({ incidentId: 'i', rung: 1 });
  });

  test('that is wrong is refused with every field, what was given and what is expected', () => {
    expect(() => parse(Schema, { incidentId: 'i', rung: 'one' }, 'Page')).toThrow(
      'The input of "Page" is wrong: rung: given "one", expected number',
    );
    expect(() => parse(Schema, 'nonsense', 'Page')).toThrow('(all of it): given "nonsense", expected Object');
  });
});
