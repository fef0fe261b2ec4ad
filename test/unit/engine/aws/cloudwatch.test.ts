import type { GetMetricDataInput } from '@aws-sdk/client-cloudwatch';
import { type AlarmDefinition, type AlarmStateChange, Alarms } from '../../../../rehearsal/engine/alarms/alarms';
import { Metrics } from '../../../../rehearsal/engine/alarms/metrics';
import { CloudWatch } from '../../../../rehearsal/engine/aws/cloudwatch';
import { VirtualClock } from '../../../../rehearsal/engine/clock';

const MINUTE = 60_000;
const START = Date.UTC(2026, 10, 20, 4);
const METRIC = { Namespace: 'Shop', MetricName: 'Errors', Dimensions: [{ Name: 'Service', Value: 'web' }] };

function definition(name: string, properties: Record<string, unknown> = {}): AlarmDefinition {
  return {
    arn: `arn:aws:cloudwatch:us-east-1:123456789012:alarm:${name}`,
    name,
    properties: {
      ...METRIC,
      AlarmDescription: 'Too many errors',
      Statistic: 'Sum',
      Period: 60,
      EvaluationPeriods: 1,
      Threshold: 3,
      ComparisonOperator: 'GreaterThanThreshold',
      TreatMissingData: 'notBreaching',
      AlarmActions: ['arn:topic'],
      ...properties,
    },
  };
}

const ANY: AlarmDefinition = {
  arn: 'arn:aws:cloudwatch:us-east-1:123456789012:alarm:any',
  name: 'any',
  properties: { AlarmRule: 'ALARM(errors) OR ALARM(many)', AlarmDescription: 'Either', AlarmActions: ['arn:topic'] },
};

function world(
  definitions = [definition('errors'), definition('many', { Threshold: 100 })],
  composites: readonly AlarmDefinition[] = [],
) {
  const clock = new VirtualClock(START);
  const metrics = new Metrics(clock);
  const changes: AlarmStateChange[] = [];
  const onStateChange = (change: AlarmStateChange) => void changes.push(change);
  const alarms = new Alarms({ clock, metrics, definitions, composites, onStateChange, evaluationDelayMs: 5_000 });
  alarms.start();
  const { operations } = new CloudWatch({ alarms, metrics, clock, changes });
  const put = (value: number, at: number, name = 'Errors') =>
    metrics.put({ namespace: 'Shop', name, dimensions: { Service: 'web' }, value, at });
  return { clock, operations, put };
}

describe('DescribeAlarms', () => {
  test('an alarm is described with its definition, its state and the times of its state', () => {
    const { clock, operations, put } = world();
    put(5, clock.now());
    clock.fake.tick(90_000);
    expect(operations.DescribeAlarms({ AlarmNames: ['errors'] })).toEqual({
      MetricAlarms: [
        {
          ...METRIC,
          AlarmName: 'errors',
          AlarmArn: 'arn:aws:cloudwatch:us-east-1:123456789012:alarm:errors',
          AlarmDescription: 'Too many errors',
          AlarmConfigurationUpdatedTimestamp: new Date(START),
          ActionsEnabled: true,
          AlarmActions: ['arn:topic'],
          Statistic: 'Sum',
          Period: 60,
          EvaluationPeriods: 1,
          Threshold: 3,
          ComparisonOperator: 'GreaterThanThreshold',
          TreatMissingData: 'notBreaching',
          StateValue: 'ALARM',
          StateReason: expect.stringContaining('[5.0 (20/11/26 04:00:00)] was greater than the threshold (3.0)'),
          StateReasonData: expect.stringContaining('"recentDatapoints":[5]'),
          StateUpdatedTimestamp: new Date(START + 65_000),
          StateTransitionedTimestamp: new Date(START + 65_000),
        },
      ],
      CompositeAlarms: [],
    });
  });

  test('a name that no alarm has is left out', () => {
    const answer = world().operations.DescribeAlarms({ AlarmNames: ['gone', 'many'] });
    expect(answer.MetricAlarms?.map((alarm) => alarm.AlarmName)).toEqual(['many']);
  });

  test('alarms can be asked for by state and by prefix', () => {
    const { clock, operations, put } = world();
    put(5, clock.now());
    clock.fake.tick(90_000);
    const names = (input: Parameters<typeof operations.DescribeAlarms>[0]) =>
      operations.DescribeAlarms(input).MetricAlarms?.map((alarm) => alarm.AlarmName);
    expect(names({ StateValue: 'ALARM' })).toEqual(['errors']);
    expect(names({ StateValue: 'OK' })).toEqual(['many']);
    expect(names({ AlarmNamePrefix: 'ma' })).toEqual(['many']);
    expect(names({ AlarmTypes: ['MetricAlarm'] })).toEqual(['errors', 'many']);
  });

  // "If you omit this parameter, only metric alarms are returned, even if composite alarms … exist in the account":
  // https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_DescribeAlarms.html (AlarmTypes)
  test('composite alarms are answered only when their type is asked for', () => {
    const { DescribeAlarms } = world(undefined, [ANY]).operations;
    const names = (input: Parameters<typeof DescribeAlarms>[0]) => {
      const { MetricAlarms, CompositeAlarms } = DescribeAlarms(input);
      return [MetricAlarms?.map(({ AlarmName }) => AlarmName), CompositeAlarms?.map(({ AlarmName }) => AlarmName)];
    };
    expect(names({ AlarmNames: ['any', 'many'] })).toEqual([['many'], []]);
    expect(names({ AlarmNames: ['any', 'many'], AlarmTypes: ['CompositeAlarm'] })).toEqual([[], ['any']]);
    expect(names({ AlarmTypes: ['CompositeAlarm', 'MetricAlarm'] })).toEqual([['errors', 'many'], ['any']]);
    expect(names({ AlarmTypes: ['CompositeAlarm'], StateValue: 'ALARM' })).toEqual([[], []]);
  });

  test('a composite alarm is described with its rule and its state', () => {
    const { clock, operations, put } = world(undefined, [ANY]);
    put(5, clock.now());
    clock.fake.tick(90_000);
    expect(operations.DescribeAlarms({ AlarmTypes: ['CompositeAlarm'] })).toEqual({
      MetricAlarms: [],
      CompositeAlarms: [
        {
          AlarmName: 'any',
          AlarmArn: ANY.arn,
          AlarmDescription: 'Either',
          AlarmRule: 'ALARM(errors) OR ALARM(many)',
          AlarmConfigurationUpdatedTimestamp: new Date(START),
          ActionsEnabled: true,
          AlarmActions: ['arn:topic'],
          StateValue: 'ALARM',
          StateReason: expect.stringContaining(
            'alarm:errors transitioned to ALARM at Friday 20 November, 2026 04:01:05 UTC',
          ),
          StateReasonData: expect.stringContaining('triggeringAlarms'),
          StateUpdatedTimestamp: new Date(START + 70_000),
          StateTransitionedTimestamp: new Date(START + 70_000),
        },
      ],
    });
  });

  test('more alarms than a page holds come on several pages', () => {
    const { operations } = world(Array.from({ length: 51 }, (_, index) => definition(`alarm-${index}`)));
    const first = operations.DescribeAlarms({});
    const second = operations.DescribeAlarms({ NextToken: first.NextToken });
    expect([first.MetricAlarms?.length, second.MetricAlarms?.length, second.NextToken]).toEqual([50, 1, undefined]);
    expect(() => operations.DescribeAlarms({ NextToken: 'mine' })).toThrow('next token');
  });

  test('what is not played is refused by name, what AWS refuses by its error', () => {
    const { DescribeAlarms } = world().operations;
    expect(() => DescribeAlarms({ ActionPrefix: 'arn' })).toThrow('DescribeAlarms ActionPrefix');
    expect(() => DescribeAlarms({ AlarmNames: [] })).toThrow('with 0 AlarmNames');
    expect(() => DescribeAlarms({ AlarmTypes: ['LogAlarm'] })).toThrow('AlarmTypes "LogAlarm"');
    expect(() => DescribeAlarms({ AlarmTypes: [] })).toThrow('with 0 AlarmTypes');
    expect(() => DescribeAlarms({ AlarmNames: ['a'], AlarmNamePrefix: 'b' })).toThrow(
      expect.objectContaining({ code: 'ValidationError' }),
    );
  });
});

describe('DescribeAlarmHistory', () => {
  /** `errors` goes to ALARM and back to OK every six minutes, `times` times. */
  function troubled(times: number) {
    const { clock, operations, put } = world(undefined, [ANY]);
    for (let n = 0; n < times; n++) {
      put(5, clock.now());
      clock.fake.tick(6 * MINUTE);
    }
    const history = (more: Parameters<typeof operations.DescribeAlarmHistory>[0] = {}) =>
      operations.DescribeAlarmHistory({ HistoryItemType: 'StateUpdate', ...more });
    const summaries = (more: Parameters<typeof history>[0] = {}) =>
      history(more).AlarmHistoryItems?.map(({ HistorySummary }) => HistorySummary);
    return { clock, history, summaries, put };
  }

  // Shape and words: https://github.com/aws/aws-cli/blob/develop/awscli/examples/cloudwatch/describe-alarm-history.rst
  test('a change of state is told with its time, its summary and both states', () => {
    const { history } = troubled(1);
    const [newest, oldest] = history().AlarmHistoryItems ?? [];
    expect(oldest).toEqual({
      AlarmName: 'errors',
      AlarmType: 'MetricAlarm',
      Timestamp: new Date(START + 65_000),
      HistoryItemType: 'StateUpdate',
      HistorySummary: 'Alarm updated from OK to ALARM',
      HistoryData: expect.any(String),
    });
    expect(JSON.parse(oldest?.HistoryData ?? '')).toEqual({
      version: '1.0',
      oldState: expect.objectContaining({
        stateValue: 'OK',
        stateReason: expect.stringContaining('Threshold Crossed'),
      }),
      newState: {
        stateValue: 'ALARM',
        stateReason: expect.stringContaining('was greater than the threshold (3.0)'),
        stateReasonData: expect.objectContaining({ version: '1.0', recentDatapoints: [5], threshold: 3 }),
      },
    });
    expect(newest?.HistorySummary).toBe('Alarm updated from ALARM to OK');
  });

  test('the newest come first unless asked otherwise; composite alarms are left out', () => {
    const { summaries } = troubled(1);
    const [up, down] = ['Alarm updated from OK to ALARM', 'Alarm updated from ALARM to OK'];
    expect(summaries()).toEqual([down, up]);
    expect(summaries({ ScanBy: 'TimestampAscending' })).toEqual([up, down]);
    expect(summaries({ AlarmName: 'errors' })).toHaveLength(2);
    expect(summaries({ AlarmName: 'many' })).toEqual([]);
  });

  test('composite alarms are told only where they are asked for', () => {
    const { history } = troubled(1);
    const types = (AlarmTypes?: ('MetricAlarm' | 'CompositeAlarm')[]) => [
      ...new Set(history(AlarmTypes ? { AlarmTypes } : {}).AlarmHistoryItems?.map(({ AlarmType }) => AlarmType)),
    ];
    expect(types()).toEqual(['MetricAlarm']);
    expect(types(['CompositeAlarm'])).not.toContain('MetricAlarm');
    expect(types(['MetricAlarm', 'CompositeAlarm'])).toContain('MetricAlarm');
  });

  test('only what lies between the two dates is told, and nothing older than 30 days', () => {
    const { clock, summaries } = troubled(1);
    const at = new Date(START + 65_000);
    expect(summaries({ StartDate: at, EndDate: at })).toEqual(['Alarm updated from OK to ALARM']);
    expect(summaries({ EndDate: new Date(START) })).toEqual([]);
    clock.fake.setSystemTime(START + 30 * 86_400_000 + 65_001);
    expect(summaries()).toEqual(['Alarm updated from ALARM to OK']);
  });

  test.each(['TimestampDescending', 'TimestampAscending'] as const)(
    'pages by %s neither lose nor repeat a change, though others happen meanwhile',
    (ScanBy) => {
      const { clock, history, put } = troubled(4);
      const seen: (Date | undefined)[] = [];
      let NextToken: string | undefined;
      do {
        const page = history({ ScanBy, MaxRecords: 3, NextToken });
        seen.push(...(page.AlarmHistoryItems ?? []).map(({ Timestamp }) => Timestamp));
        if (NextToken === undefined) {
          put(5, clock.now());
          clock.fake.tick(6 * MINUTE);
        }
        NextToken = page.NextToken;
      } while (NextToken !== undefined);
      const all = history({ ScanBy }).AlarmHistoryItems?.map(({ Timestamp }) => Timestamp) ?? [];
      expect(all).toHaveLength(10);
      expect(seen).toEqual(ScanBy === 'TimestampAscending' ? all : all.slice(2));
    },
  );

  test('what is not played is refused by name, what AWS refuses by its error', () => {
    const { history } = troubled(0);
    expect(() => history({ HistoryItemType: 'Action' })).toThrow('HistoryItemType "Action"');
    expect(() => history({ HistoryItemType: undefined })).toThrow('HistoryItemType undefined');
    expect(() => history({ AlarmContributorId: 'one' })).toThrow('DescribeAlarmHistory AlarmContributorId');
    expect(() => history({ MaxRecords: 101 })).toThrow(expect.objectContaining({ code: 'ValidationError' }));
    expect(() => history({ NextToken: 'mine' })).toThrow(expect.objectContaining({ code: 'InvalidNextToken' }));
  });
});

describe('GetMetricData', () => {
  const stat = (Id: string, MetricName = 'Errors', Period = 60, Stat = 'Sum') => ({
    Id,
    MetricStat: { Metric: { ...METRIC, MetricName }, Period, Stat },
  });
  const input = (queries: GetMetricDataInput['MetricDataQueries'], more: Partial<GetMetricDataInput> = {}) => ({
    MetricDataQueries: queries,
    StartTime: new Date(START),
    EndTime: new Date(START + 3 * MINUTE),
    ...more,
  });

  test('the newest data come first unless asked otherwise; the end is exclusive', () => {
    const { operations, put } = world();
    for (let minute = 0; minute < 4; minute++) put(minute + 1, START + minute * MINUTE);
    const at = (minute: number) => new Date(START + minute * MINUTE);
    expect(operations.GetMetricData(input([stat('m1')]))).toEqual({
      MetricDataResults: [
        { Id: 'm1', Label: 'Errors', Timestamps: [at(2), at(1), at(0)], Values: [3, 2, 1], StatusCode: 'Complete' },
      ],
      Messages: [],
    });
    const ascending = operations.GetMetricData(input([stat('m1')], { ScanBy: 'TimestampAscending' }));
    expect(ascending.MetricDataResults?.[0]?.Values).toEqual([1, 2, 3]);
  });

  test('a start within a minute is rounded down to it', () => {
    const { operations, put } = world();
    put(1, START);
    const answer = operations.GetMetricData(input([stat('m1')], { StartTime: new Date(START + 32_000) }));
    expect(answer.MetricDataResults?.[0]?.Values).toEqual([1]);
  });

  test('a metric without data gives an empty result, not an error', () => {
    const answer = world().operations.GetMetricData(input([stat('m1')]));
    expect(answer.MetricDataResults?.[0]).toMatchObject({ Timestamps: [], Values: [], StatusCode: 'Complete' });
  });

  test('expressions are worked out, and queries without ReturnData are not returned', () => {
    const { operations, put } = world();
    put(5, START);
    put(20, START, 'Requests');
    put(20, START + MINUTE, 'Requests');
    const answer = operations.GetMetricData(
      input([
        { ...stat('errors'), ReturnData: false },
        { ...stat('requests', 'Requests'), ReturnData: false },
        { Id: 'filled', Expression: 'FILL(errors, 0)', ReturnData: false },
        { Id: 'rate', Expression: '100 * filled / requests', Label: 'Error rate' },
      ]),
    );
    expect(answer.MetricDataResults).toEqual([
      {
        Id: 'rate',
        Label: 'Error rate',
        Timestamps: [new Date(START + MINUTE), new Date(START)],
        Values: [0, 25],
        StatusCode: 'Complete',
      },
    ]);
  });

  test('what is not played is refused by name, what AWS refuses by its error', () => {
    const { GetMetricData } = world().operations;
    expect(() => GetMetricData(input([stat('m1')], { MaxDatapoints: 5 }))).toThrow('GetMetricData MaxDatapoints');
    expect(() => GetMetricData(input([stat('m1', 'Errors', 60, 'p99')]))).toThrow('Stat "p99"');
    expect(() => GetMetricData(input([stat('a'), stat('b', 'Errors', 300), { Id: 'e', Expression: 'a + b' }]))).toThrow(
      'e needs one period and has 60 s, 300 s',
    );
    const backwards = input([stat('m1')], { EndTime: new Date(START) });
    expect(() => GetMetricData(backwards)).toThrow(expect.objectContaining({ code: 'ValidationError' }));
  });
});
