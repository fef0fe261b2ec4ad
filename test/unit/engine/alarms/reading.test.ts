import type { AlarmDefinition } from '../../../../rehearsal/engine/alarms/alarms';
import { Alarms } from '../../../../rehearsal/engine/alarms/alarms';
import { evaluate } from '../../../../rehearsal/engine/alarms/evaluate';
import { Metrics, STATISTICS } from '../../../../rehearsal/engine/alarms/metrics';
import { seriesOf, timesOf } from '../../../../rehearsal/engine/alarms/queries';
import { VirtualClock } from '../../../../rehearsal/engine/clock';
import { seeded } from '../../../../rehearsal/engine/random';
import { ARN, MINUTE, PROPERTIES, START } from './world';

const DELAY = 5_000;
const DIMENSIONS = { InstanceId: 'i-12345678901234567' };
const EXTRA = 2;

const METRICS: Record<string, string> = { a: 'CPUUtilization', b: 'Rare', s: 'Steady' };
const stat = (Id: string, MetricName: string) => ({
  Id,
  ReturnData: false,
  MetricStat: {
    Metric: { Namespace: 'AWS/EC2', MetricName, Dimensions: PROPERTIES.Dimensions },
    Period: 60,
    Stat: 'Sum',
  },
});
const { Namespace: _, MetricName: __, Dimensions: ___, Statistic: ____, Period: _____, ...REST } = PROPERTIES;
const math = (Expression: string, ...ids: string[]) => ({
  ...REST,
  Metrics: [{ Id: 'e', Expression }, ...ids.map((id) => stat(id, METRICS[id] ?? 'Never'))],
});

const ALARMS: Record<string, Record<string, unknown>> = {
  single: PROPERTIES,
  ignoring: { ...PROPERTIES, TreatMissingData: 'ignore', EvaluationPeriods: 3, DatapointsToAlarm: 2 },
  breaching: { ...PROPERTIES, TreatMissingData: 'breaching' },
  long: { ...PROPERTIES, Period: 300, Statistic: 'Maximum', EvaluationPeriods: 3 },
  rare: { ...PROPERTIES, MetricName: 'Rare', TreatMissingData: 'notBreaching', EvaluationPeriods: 1 },
  never: { ...PROPERTIES, MetricName: 'Never' },
  filled: math('IF(a >= 0, FILL(b, 0) + a)', 'a', 'b'),
  hours: math('IF(a >= 0, IF(MINUTE(a) >= 20 AND MINUTE(a) < 40, a, 0))', 'a'),
  steady: math('IF(MINUTE(s) >= 20 AND MINUTE(s) < 40, s, 0)', 's'),
  clock: math('100 * (MINUTE(n) >= 20)', 'n'),
};

const bothWays = (name: string) => [`${name} OK`, `${name} ALARM`];

/** An hour of gaps, late data and values around the threshold. */
function play(seed: number) {
  const clock = new VirtualClock(START);
  const metrics = new Metrics(clock);
  const random = seeded(seed);
  const definitions = Object.entries(ALARMS).map(
    ([name, properties]): AlarmDefinition => ({ arn: ARN + name, name, properties }),
  );
  const alarms = new Alarms({
    clock,
    metrics,
    definitions,
    onStateChange: () => undefined,
    evaluationDelayMs: DELAY,
    extraPeriods: EXTRA,
  });
  const put = (name: string, value: number) => {
    const at = clock.now() - Math.floor(random() * 3) * 20_000;
    const visibleAt = clock.now() + Math.floor(random() * 4) * 45_000;
    metrics.put({ namespace: 'AWS/EC2', name, dimensions: DIMENSIONS, value, at }, { visibleAt });
  };
  const busy = () => Math.floor((clock.now() - START) / (10 * MINUTE)) % 3 !== 2;
  const step = () => {
    if (busy() && random() < 0.7) put('CPUUtilization', random() < 0.5 ? 20 : 80);
    if (random() < 0.02) put('Rare', 60);
    metrics.put({ namespace: 'AWS/EC2', name: 'Steady', dimensions: DIMENSIONS, value: 60, at: clock.now() });
    clock.fake.tick(10_000);
  };
  return { clock, metrics, alarms, step };
}

test.each([1, 2, 3, 4])('what is not worked out again would have come out the same (seed %i)', (seed) => {
  const { clock, metrics, alarms, step } = play(seed);
  alarms.start();
  const expected = new Map(alarms.all.map(({ definition: { name } }) => [name, alarms.state(name).value]));
  const seen = new Set<string>();
  for (let elapsed = 0; elapsed < 90 * MINUTE; elapsed += 10_000) {
    const before = clock.now();
    step();
    const evaluated = Math.floor(clock.now() / MINUTE) * MINUTE + DELAY;
    if (evaluated <= before || evaluated > clock.now()) continue;
    // Nothing is measured within the step after the evaluation, so it can be done again on the same data.
    for (const alarm of alarms.all) {
      const { rule, watched, queries, definition } = alarm;
      const to = evaluated - DELAY;
      const window = { from: to - (rule.evaluationPeriods + EXTRA) * watched.periodSeconds * 1000, to, alignedTo: to };
      const asOf = new Metrics({ now: () => evaluated } as VirtualClock);
      Object.assign(asOf, { series: (metrics as unknown as { series: unknown }).series });
      const series = seriesOf(watched.id, queries, asOf, window);
      const points = timesOf(watched.periodSeconds, window).map((at) => series.get(at));
      const { state } = evaluate(rule, points, expected.get(definition.name) ?? 'OK');
      expected.set(definition.name, state);
      seen.add(`${definition.name} ${state}`);
      expect([definition.name, alarms.state(definition.name).value]).toEqual([definition.name, state]);
    }
  }
  expect([...seen]).toEqual(
    expect.arrayContaining([...bothWays('single'), ...bothWays('filled'), ...bothWays('steady'), ...bothWays('clock')]),
  );
  expect([...seen]).toContain('never INSUFFICIENT_DATA');
});

test.each(STATISTICS)('the periods of an alarm have the same %s as anybody reads', (statistic) => {
  const { clock, metrics, step } = play(9);
  for (let steps = 0; steps < 200; steps++) step();
  const metric = { namespace: 'AWS/EC2', name: 'CPUUtilization', dimensions: DIMENSIONS };
  for (const periodSeconds of [60, 300]) {
    const to = clock.now() - 7_000;
    const from = to - 12 * periodSeconds * 1000;
    const values = metrics.values({ ...metric, statistic, periodSeconds, from, to, alignedTo: to });
    const points = metrics.points(metrics.of(metric), statistic, periodSeconds, from, 12);
    const found = points.flatMap((value, index) =>
      value === undefined ? [] : [{ at: from + index * periodSeconds * 1000, value }],
    );
    expect(found).toEqual(values);
    expect(values.length).toBeGreaterThan(3);
  }
});
