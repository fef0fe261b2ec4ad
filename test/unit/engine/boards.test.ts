import { Metrics } from '../../../rehearsal/engine/alarms/metrics';
import type { Assembly, Resource } from '../../../rehearsal/engine/assembly';
import { readBoard, show } from '../../../rehearsal/engine/boards';
import { VirtualClock } from '../../../rehearsal/engine/clock';

const NOON = Date.parse('2026-11-23T12:00:00Z');
const REGION = 'ap-south-1';
const ALARM = `arn:aws:cloudwatch:${REGION}:111122223333:alarm:TooMany`;
const MACHINE = `arn:aws:states:${REGION}:111122223333:stateMachine:flow`;

/** What the stack has, besides its board. */
const THERE: readonly Partial<Resource>[] = [
  { type: 'AWS::Lambda::Function', name: 'look' },
  { type: 'AWS::Lambda::Function', name: 'act' },
  { type: 'AWS::StepFunctions::StateMachine', name: 'flow', arn: MACHINE },
  { type: 'AWS::CloudWatch::Alarm', name: 'TooMany', arn: ALARM },
];
const assembly = {
  account: { id: '111122223333', region: REGION },
  ofType: (type: string) => THERE.filter((one) => one.type === type),
  byArn: (arn: string) => THERE.find((one) => one.arn === arn),
} as unknown as Assembly;

const errors = (name: string, options: object = {}) => [
  'AWS/Lambda',
  'Errors',
  'FunctionName',
  name,
  { stat: 'Sum', period: 60, ...options },
];
const graph = (metrics: unknown, over: object = {}) => ({
  type: 'metric',
  x: 0,
  y: 0,
  width: 12,
  height: 6,
  properties: { view: 'timeSeries', title: 'Errors', region: REGION, metrics, ...over },
});
const number = (metrics: unknown) => graph(metrics, { view: 'singleValue', setPeriodToTimeRange: true });
const alarms = (arns: readonly string[]) => ({
  ...graph([]),
  type: 'alarm',
  properties: { title: 'Alarms', alarms: arns, states: ['ALARM'] },
});
const words = { ...graph([]), type: 'text', properties: { markdown: '# Hello' } };

const read = (widgets: readonly object[], body: object = {}) =>
  readBoard(
    {
      name: 'board',
      properties: {
        DashboardName: 'board',
        DashboardBody: JSON.stringify({ periodOverride: 'inherit', widgets, ...body }),
      },
    } as unknown as Resource,
    assembly,
  );

test('a board is its widgets: words, alarms by name, and metrics with what is drawn of them', () => {
  const marks = { annotations: { horizontal: [{ value: 15, label: 'response time', yAxis: 'left' }] } };
  const { widgets } = read([words, alarms([ALARM]), graph([errors('look', { label: 'errors' })], marks)]);
  expect(widgets).toEqual([
    { kind: 'text', markdown: '# Hello' },
    { kind: 'alarms', title: 'Alarms', alarms: ['TooMany'] },
    {
      kind: 'metrics',
      title: 'Errors',
      view: 'graph',
      marks: [{ value: 15, label: 'response time' }],
      queries: [
        {
          id: 'line0',
          label: 'errors',
          returnData: true,
          periodSeconds: 60,
          source: { namespace: 'AWS/Lambda', name: 'Errors', dimensions: { FunctionName: 'look' }, statistic: 'Sum' },
        },
      ],
    },
  ]);
});

describe('what it shows', () => {
  /** Errors of two functions: at noon one each, and two more of the second a minute and a half later. */
  const world = () => {
    const clock = new VirtualClock(NOON);
    const metrics = new Metrics(clock);
    const put = (FunctionName: string, seconds: number, value: number) => {
      const at = NOON + 1000 * seconds;
      const datum = { namespace: 'AWS/Lambda', name: 'Errors', dimensions: { FunctionName }, value, at };
      // None of it can be read yet.
      metrics.put(datum, { visibleAt: at + 600_000 });
    };
    put('look', 0, 1);
    put('act', 1, 1);
    put('act', 90, 2);
    return metrics;
  };
  const shown = (widget: object) => show(read([widget]), world(), { from: NOON, to: NOON + 120_000 });

  test('is a value a period for each line that has data, once they have arrived', () => {
    expect(shown(graph([errors('look', { label: 'looking' }), errors('act', { label: 'acting' })]))).toEqual([
      { widget: 'Errors', line: 'looking', values: [1] },
      { widget: 'Errors', line: 'acting', values: [1, 2] },
    ]);
  });

  test('is one number where it is asked for the whole time', () => {
    expect(shown(number([errors('act', { label: 'acting', period: 86_400 })]))).toEqual([
      { widget: 'Errors', line: 'acting', values: [3] },
    ]);
  });

  // https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/using-metric-math.html
  test('adds up the metrics whose ids contain a text, and draws none of them', () => {
    const hidden = (id: string) => ({ id, visible: false });
    const all = [
      [{ expression: 'SUM(METRICS("error")) * 10', label: 'together', period: 60 }],
      errors('look', hidden('error0')),
      errors('act', hidden('error1')),
      errors('act', hidden('others0')),
    ];
    expect(shown(graph(all))).toEqual([{ widget: 'Errors', line: 'together', values: [20, 20] }]);
  });

  test('has the middle of what was measured as its p50', () => {
    const metrics = new Metrics(new VirtualClock(NOON));
    for (const value of [10, 60, 20]) {
      metrics.put({ namespace: 'ours', name: 'Took', dimensions: { of: 'P1' }, value, at: NOON });
    }
    const took = ['ours', 'Took', 'of', 'P1', { stat: 'p50', period: 60, label: 'half' }];
    const time = { from: NOON, to: NOON + 60_000 };
    expect(show(read([graph([took])]), metrics, time)).toMatchObject([{ values: [20] }]);
    metrics.put({ namespace: 'ours', name: 'Took', dimensions: { of: 'P1' }, value: 30, at: NOON });
    expect(show(read([graph([took])]), metrics, time)).toMatchObject([{ values: [25] }]);
  });

  test('is nothing of what has no data', () => {
    const metrics = new Metrics(new VirtualClock(NOON));
    expect(show(read([graph([errors('look')])]), metrics, { from: NOON, to: NOON + 60_000 })).toEqual([]);
  });
});

// https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/CloudWatch-Dashboard-Body-Structure.html
describe('what CloudWatch would not take, or never fill, is refused by name', () => {
  const wide = { ...words, x: 20, width: 6 };
  test.each<[string, readonly object[], RegExp]>([
    ['a function that does not exist', [graph([errors('loook')])], /Errors {"FunctionName":"loook"}: there is none/],
    [
      'a metric that Lambda does not have',
      [graph([['AWS/Lambda', 'Failures', 'FunctionName', 'look', { stat: 'Sum' }]])],
      /AWS\/Lambda Failures .*It plays: AWS\/Lambda Invocations, Errors/,
    ],
    [
      'a metric by another dimension',
      [graph([['AWS/Lambda', 'Errors', 'Resource', 'look', { stat: 'Sum' }]])],
      /Errors {"Resource":"look"}/,
    ],
    [
      'a metric by one dimension more',
      [graph([['AWS/Lambda', 'Errors', 'FunctionName', 'look', 'Resource', 'look:1', { stat: 'Sum' }]])],
      /Errors {"FunctionName":"look","Resource":"look:1"}/,
    ],
    [
      'a service that is not played',
      [graph([['AWS/EC2', 'CPUUtilization', 'InstanceId', 'i-1', { stat: 'Sum' }]])],
      /AWS\/EC2 CPUUtilization/,
    ],
    ['a statistic that is not played', [graph([errors('look', { stat: 'p99' })])], /stat "p99"/],
    ['a value without its name', [graph([['ours', 'Took', 'of', { stat: 'Sum' }]])], /is no namespace, name and dim/],
    ['a name by reference to the one above', [graph([['ours', '.', { stat: 'Sum' }]])], /"\." for what stands above/],
    ['an id that comes twice', [graph([errors('look', { id: 'a' }), errors('act', { id: 'a' })])], /id is used twice/],
    ['an id in capitals', [graph([errors('look', { id: 'A' })])], /"A" does not start with a lower-case letter/],
    [
      'an expression over nothing',
      [graph([[{ expression: 'SUM(METRICS("none"))' }], errors('look', { id: 'a' })])],
      /no metric has an id with "none"/,
    ],
    ['a widget without metrics', [graph([])], /0 metrics; 1 to 500/],
    ['another Region', [graph([errors('look')], { region: 'eu-west-1' })], /region eu-west-1/],
    ['a number of the last period', [graph([errors('look')], { view: 'singleValue' })], /numbers of the whole time/],
    ['a pie', [graph([errors('look')], { view: 'pie' })], /view "pie"/],
    ['an alarm that does not exist', [alarms([`${ALARM}2`])], /there is no alarm .*TooMany2/],
    ['no alarm', [alarms([])], /0 alarms; 1 to 100/],
    ['more alarms than a widget takes', [alarms(Array.from({ length: 101 }, () => ALARM))], /101 alarms/],
    ['a widget beyond the grid', [wide], /columns 20 to 26; there are 24/],
    ['a widget of another kind', [{ ...words, type: 'log' }], /type "log"/],
    ['more widgets than there may be', Array.from({ length: 501 }, () => words), /501 widgets/],
  ])('%s', (_what, widgets, says) => {
    expect(() => read(widgets)).toThrow(says);
  });

  test('more metrics than a board may have', () => {
    const widget = graph(Array.from({ length: 500 }, () => errors('look')));
    expect(() => read(Array.from({ length: 5 }, () => widget))).not.toThrow();
    expect(() => read([...Array.from({ length: 5 }, () => widget), graph([errors('act')])])).toThrow('2501 metrics');
  });

  test('periods that the console chooses', () => {
    expect(() => read([words], { periodOverride: 'auto' })).toThrow('periodOverride "auto"');
  });
});
