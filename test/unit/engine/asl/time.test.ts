import { AslError } from '../../../../rehearsal/engine/asl/state-machine';
import { DOCS, flow, NOON, pass, play, playRows, RECORDED, type Row, task, toEnd } from './play';

const SCENARIOS = `${RECORDED}/scenarios/test_base_scenarios.snapshot.json`;

function waiting(fields: object) {
  return flow({ W: { Type: 'Wait', ...fields, End: true } });
}

const waits: Row[] = [
  {
    says: 'an hour passes in a moment',
    source: `${DOCS}/state-wait.html`,
    flow: waiting({ Seconds: 3600 }),
    becomes: { seconds: 3600, output: {} },
  },
  {
    says: 'seconds may be an expression, also 0',
    source: `${SCENARIOS} test_wait_seconds_jsonata`,
    flow: waiting({ Seconds: '{% $states.input.waitSeconds %}' }),
    input: { waitSeconds: 0 },
    becomes: { seconds: 0, output: { waitSeconds: 0 } },
  },
  {
    says: 'a Wait ends at its timestamp',
    source: `${DOCS}/state-wait.html`,
    flow: waiting({ Timestamp: '2026-11-23T17:35:00+05:30' }),
    becomes: { seconds: 300 },
  },
  {
    says: 'a timestamp may be an expression, and one that is past is not waited for',
    source: `${SCENARIOS} test_wait_timestamp_jsonata[NANOSECONDS]`,
    flow: waiting({ Timestamp: '{% $states.input.TimestampValue %}' }),
    input: { TimestampValue: '2016-12-05T21:29:29.243167252Z' },
    becomes: { seconds: 0 },
  },
  ...[
    '2016-12-05 21:29:29Z',
    '2016-12-05T21:29:29',
    '2016-13-05T21:29:29Z',
    '2016-12-05T25:29:29Z',
    '05-12-2016T21:29:29Z',
  ].map(
    (text): Row => ({
      says: `${text} is no timestamp`,
      source: `${SCENARIOS} test_wait_timestamp_jsonata`,
      flow: waiting({ Timestamp: '{% $states.input.TimestampValue %}' }),
      input: { TimestampValue: text },
      becomes: {
        error: 'States.QueryEvaluationError',
        cause: expect.stringContaining(
          `The Timestamp field cannot be parsed as an ISO-8601 extended offset date-time format string: ${text}`,
        ),
      },
    }),
  ),
];

describe('waiting', () => playRows(waits));

test('every state entered is charged before it acts', async () => {
  const stage = play(
    flow({ A: { Type: 'Pass', Next: 'T' }, T: task({ End: true }) }),
    { T: [1] },
    { transitionMs: 25 },
  );
  const execution = stage.machine.start({});
  await stage.clock.run(() => stage.calls.length === 1);
  expect(stage.clock.now()).toBe(NOON + 50);
  expect(execution.history.map(({ at }) => at - NOON)).toEqual([0, 25, 25, 50, 50]);
});

test('$now and $millis read virtual time', async () => {
  const stage = play(
    flow({
      W: { Type: 'Wait', Seconds: 60, Next: 'P' },
      P: { Type: 'Pass', Output: ['{% $now() %}', '{% $millis() %}', "{% $now('[H01]:[m01]', '+0530') %}"], End: true },
    }),
  );
  const { output } = await toEnd(stage);
  expect(output).toEqual(['2026-11-23T12:01:00.000Z', NOON + 60_000, '17:31']);
});

describe('jitter', () => {
  const machine = flow({
    T: task({
      Retry: [{ ErrorEquals: ['Busy'], IntervalSeconds: 2, BackoffRate: 2, MaxAttempts: 3, JitterStrategy: 'FULL' }],
      End: true,
    }),
  });
  async function waitsOf(seed: number): Promise<number[]> {
    const execution = await toEnd(play(machine, { T: [new AslError('Busy', '')] }, { seed }));
    const retried = execution.history.filter(({ type }) => type === 'retried');
    return retried.map(({ data }) => (data as { afterSeconds: number }).afterSeconds);
  }

  test('FULL waits a part of what NONE would: 0 to 2, 0 to 4, 0 to 8 seconds', async () => {
    // https://docs.aws.amazon.com/step-functions/latest/dg/concepts-error-handling.html (JitterStrategy)
    for (const seed of [1, 2, 3, 4, 5]) {
      const waited = await waitsOf(seed);
      expect(waited).toHaveLength(3);
      waited.forEach((seconds, i) => {
        expect(seconds).toBeGreaterThanOrEqual(0);
        expect(seconds).toBeLessThan(2 ** (i + 1));
      });
    }
  });

  test('the same seed waits the same, another seed waits otherwise', async () => {
    expect(await waitsOf(7)).toEqual(await waitsOf(7));
    expect(await waitsOf(7)).not.toEqual(await waitsOf(8));
  });
});

test('what an expression draws by lot comes from the seed', async () => {
  const lots = pass({ Output: ['{% $random() %}', '{% $uuid() %}', '{% $shuffle([1..20]) %}'] });
  const first = (await toEnd(play(lots, {}, { seed: 3 }))).output;
  expect((await toEnd(play(lots, {}, { seed: 3 }))).output).toEqual(first);
  expect((await toEnd(play(lots, {}, { seed: 4 }))).output).not.toEqual(first);
  expect((first as unknown[])[1]).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
});
