import { Metrics } from '../../../rehearsal/engine/alarms/metrics';
import { VirtualClock } from '../../../rehearsal/engine/clock';
import { Meter } from '../../../rehearsal/engine/cost';
import { EmbeddedMetrics, readEmbedded } from '../../../rehearsal/engine/embedded-metrics';
import { latency } from '../../../rehearsal/engine/latency';
import { Ledger } from '../../../rehearsal/engine/ledger';

/** The example of the specification, but for its unit and its two words for one function. */
// https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/CloudWatch_Embedded_Metric_Format_Specification.html#CloudWatch_Embedded_Metric_Format_Specification_structure_example
const EXAMPLE = {
  _aws: {
    Timestamp: 1574109732004,
    CloudWatchMetrics: [
      {
        Namespace: 'lambda-function-metrics',
        Dimensions: [['functionVersion']],
        Metrics: [{ Name: 'time', Unit: 'Seconds' }],
      },
    ],
  },
  functionVersion: '$LATEST',
  time: 100,
  requestId: '989ffbf8-9ace-4817-a57c-e4dd734019ee',
};
const read = (line: unknown) => readEmbedded(typeof line === 'string' ? line : JSON.stringify(line), 'look');
const directive = (over: object) => ({
  ...EXAMPLE,
  _aws: { ...EXAMPLE._aws, CloudWatchMetrics: [{ ...EXAMPLE._aws.CloudWatchMetrics[0], ...over }] },
});

test('the example of the specification is one datum, and whatever else the line says is about it', () => {
  expect(read(EXAMPLE)).toEqual([
    {
      namespace: 'lambda-function-metrics',
      name: 'time',
      dimensions: { functionVersion: '$LATEST' },
      value: 100,
      at: 1574109732004,
      about: { requestId: '989ffbf8-9ace-4817-a57c-e4dd734019ee' },
    },
  ]);
});

test('a set of dimensions may be empty, and a directive have several metrics', () => {
  const several = directive({
    Dimensions: [[]],
    Metrics: [
      { Name: 'time', Unit: 'Seconds' },
      { Name: 'tries', Unit: 'Count' },
    ],
  });
  expect(read({ ...several, tries: 3 })?.map(({ name, value, dimensions }) => [name, value, dimensions])).toEqual([
    ['time', 100, {}],
    ['tries', 3, {}],
  ]);
});

test.each(['{"level":"INFO","message":"Paged."}', 'START RequestId: 1', ''])('%s is an ordinary line', (line) => {
  expect(read(line)).toBeUndefined();
});

// What AWS makes no metric of, without a word: a line of ours that is so is a defect.
test.each<[string, unknown, RegExp]>([
  ['something before the object', `INFO ${JSON.stringify(EXAMPLE)}`, /the line is not one JSON object: INFO/],
  ['no timestamp', { ...EXAMPLE, _aws: { ...EXAMPLE._aws, Timestamp: undefined } }, /_aws\.Timestamp is undefined/],
  ['no namespace', directive({ Namespace: '' }), /Namespace is ""/],
  ['a namespace of AWS', directive({ Namespace: 'AWS/Lambda' }), /Namespace is AWS\/Lambda; those belong to AWS/],
  ['no metric', directive({ Metrics: [] }), /0 Metrics; 1 to 100/],
  [
    'more metrics than may be',
    directive({ Metrics: Array.from({ length: 101 }, () => ({ Name: 'time', Unit: 'Count' })) }),
    /101 Metrics/,
  ],
  [
    'more dimensions than may be',
    directive({ Dimensions: [Array.from({ length: 31 }, () => 'functionVersion')] }),
    /31 dimensions; 30/,
  ],
  [
    'a dimension the line does not have',
    directive({ Dimensions: [['outcome']] }),
    /look: .*: outcome is undefined; a string/,
  ],
  ['a dimension that is no text', { ...directive({ Dimensions: [['tries']] }), tries: 3 }, /tries is 3; a string/],
  [
    'a metric the line does not have',
    directive({ Metrics: [{ Name: 'tries', Unit: 'Count' }] }),
    /tries is undefined; a finite number/,
  ],
  ['a metric that is no number', { ...EXAMPLE, time: null }, /time is null; a finite number/],
])('a line with %s is refused by name', (_what, line, says) => {
  expect(() => read(line)).toThrow(says);
});

// What the format has and no line of ours.
test.each<[string, unknown, RegExp]>([
  [
    'two directives',
    { ...EXAMPLE, _aws: { ...EXAMPLE._aws, CloudWatchMetrics: [{}, {}] } },
    /2 directives.*It plays: one/,
  ],
  [
    'two sets of dimensions',
    directive({ Dimensions: [['functionVersion'], []] }),
    /2 sets of Dimensions.*It plays: one/,
  ],
  [
    'high resolution',
    directive({ Metrics: [{ Name: 'time', Unit: 'Count', StorageResolution: 1 }] }),
    /StorageResolution/,
  ],
  ['another unit', directive({ Metrics: [{ Name: 'time', Unit: 'Bytes' }] }), /Unit "Bytes".*It plays: Count, Seconds/],
  ['a list of values', { ...EXAMPLE, time: [1, 2] }, /time is \[1,2\]; a finite number/],
  ['a log group of its own', { ...EXAMPLE, _aws: { ...EXAMPLE._aws, LogGroupName: 'mine' } }, /_aws LogGroupName/],
])('%s is not played, and named', (_what, line, says) => {
  expect(() => read(line)).toThrow(says);
});

describe('in the account', () => {
  const NOON = Date.parse('2026-11-23T12:00:00Z');
  const world = () => {
    const clock = new VirtualClock(NOON);
    const metrics = new Metrics(clock);
    const [meter, ledger] = [new Meter(), new Ledger()];
    const embedded = new EmbeddedMetrics({ metrics, meter, ledger, clock, latency });
    const values = () =>
      metrics
        .values({
          namespace: 'lambda-function-metrics',
          name: 'time',
          dimensions: { functionVersion: '$LATEST' },
          statistic: 'Sum',
          periodSeconds: 60,
          from: NOON,
          to: NOON + 60_000,
        })
        .map(({ value }) => value);
    const write = (properties: Record<string, unknown> = {}, at = NOON) =>
      embedded.see(
        { name: 'look', properties },
        JSON.stringify({ ...EXAMPLE, _aws: { ...EXAMPLE._aws, Timestamp: at } }),
      );
    return { clock, meter, ledger, values, write };
  };

  test('it is a metric ten seconds after it was written, and bears the time of the line', () => {
    const { clock, values, write, ledger } = world();
    write();
    clock.fake.tick(9_999);
    expect(values()).toEqual([]);
    clock.fake.tick(1);
    expect(values()).toEqual([100]);
    expect(ledger.measured).toMatchObject([{ by: 'look', name: 'time', value: 100, at: NOON }]);
  });

  // https://docs.aws.amazon.com/lambda/latest/dg/monitoring-cloudwatchlogs-log-level.html
  test.each([
    [undefined, 1],
    ['DEBUG', 1],
    ['INFO', 1],
    ['WARN', 0],
    ['ERROR', 0],
  ])('a function whose log level is %s writes %d of them: without a level it is INFO', (ApplicationLogLevel, count) => {
    const { ledger, write } = world();
    write({ LoggingConfig: { LogFormat: 'JSON', ...(ApplicationLogLevel ? { ApplicationLogLevel } : {}) } });
    expect(ledger.measured).toHaveLength(count);
  });

  // $0.30 a month, by the hour in which there are data: https://aws.amazon.com/cloudwatch/pricing/
  test('it is charged for each hour in which it has data, once', () => {
    const { meter, write } = world();
    write();
    write({}, NOON + 3_599_000);
    expect(meter.usd()).toBeCloseTo(0.3 / 720, 6);
    write({}, NOON + 3_600_000);
    expect(meter.usd()).toBeCloseTo(0.6 / 720, 5);
  });
});
