import { ARN, definition, PROPERTIES, world } from './world';

describe('what an alarm does not play is refused by name', () => {
  test.each([
    [{ Statistic: undefined, ExtendedStatistic: 'p99' }, 'Alarm ServerCpuTooHigh ExtendedStatistic'],
    [{ Unit: 'Percent' }, 'Unit'],
    [{ EvaluationWindow: {} }, 'EvaluationWindow'],
    [{ Statistic: 'IQM' }, 'Statistic "IQM"'],
    [{ ComparisonOperator: 'GreaterThanUpperThreshold' }, 'ComparisonOperator "GreaterThanUpperThreshold"'],
    [{ TreatMissingData: 'other' }, 'TreatMissingData "other"'],
    [{ Period: 10 }, 'Period 10'],
    [{ Period: 300, EvaluationPeriods: 289 }, 'EvaluationPeriods of 86700 s'],
    [{ Period: 86_400, EvaluationPeriods: 8 }, 'EvaluationPeriods of 691200 s'],
    [{ DatapointsToAlarm: 3 }, 'DatapointsToAlarm is 3'],
    [{ Threshold: '50' }, 'Threshold is "50"'],
    [{ Metrics: [] }, 'MetricName beside Metrics'],
  ])('%j', (properties, message) => {
    expect(() => world(properties)).toThrow(message);
  });

  test.each([
    [[{ Id: 'e1', Expression: 'm1' }], 'mentions m1, which is not among the ids'],
    [[{ Id: 'e1', Expression: 'e1 + 1' }], 'e1 -> e1 goes in a circle'],
    [[{ Id: 'E1', Expression: 'm1' }], 'lower-case'],
    [
      [{ Id: 'm1', MetricStat: { Metric: { Namespace: 'N', MetricName: 'M' }, Period: 60, Stat: 'p90' } }],
      'Stat "p90"',
    ],
    [[{ Id: 'm1', AccountId: '1' }], 'AccountId'],
    [[{ Id: 'm1' }], 'exactly one of MetricStat and Expression'],
  ])('Metrics %j', (Metrics, message) => {
    const { Namespace, MetricName, Dimensions, Statistic, Period, ...rest } = PROPERTIES;
    const definitions = [{ arn: `${ARN}a`, name: 'a', properties: { ...rest, Metrics } }];
    expect(() => world({}, { definitions })).toThrow(message);
  });

  test('a name that comes twice', () => {
    expect(() => world({}, { definitions: [definition(), definition()] })).toThrow('ServerCpuTooHigh is defined twice');
  });

  test('the state of an alarm that does not exist', () => {
    expect(() => world().alarms.state('Other')).toThrow('There is no alarm Other');
  });
});
